"""What a person sees, as the page is told it: messages, forms, commands, what there is to choose."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from mentorbot.sandbox.discord.api.bodies import definitions, emoji
from mentorbot.sandbox.discord.api.bodies.drafts import LOADING
from mentorbot.sandbox.discord.api.bodies.forms import FILE, MEDIA_GALLERY, SELECTS, TEXT_DISPLAY, THUMBNAIL
from mentorbot.sandbox.discord.api.messages import SLASH, THREAD_CREATED
from mentorbot.sandbox.discord.people import menu, screen
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import CATEGORY, FORUM, STAGE, VOICE, Channel, Guild, Message
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.page.markdown import Node, Reader
from mentorbot.sandbox.wire import Json

SILENT = frozenset({CATEGORY, VOICE, STAGE, FORUM})
MOST_FOUND = 25
MOST_PEOPLE = 200


class View:
    """One person's eyes.

    Args:
        sandbox: Where they are.
        who: The person.
    """

    def __init__(self, sandbox: Sandbox, who: User) -> None:
        self.sandbox = sandbox
        self.who = who
        self.reader = Reader(self._name)

    def sees(self, channel: Channel) -> bool:
        """Whether they see a channel."""
        granted = permissions.in_channel(self.sandbox.world, channel, self.who)
        return bool(granted & permissions.VIEW_CHANNEL)

    def _name(self, kind: str, identifier: str) -> str | None:
        world = self.sandbox.world
        if kind == "user":
            user = world.users.get(identifier)
            return self.shown_name(user) if user else None
        if kind == "channel":
            channel = world.channels.get(identifier)
            return channel.name if channel and self.sees(channel) else None
        for guild in world.guilds_of(self.who.id):
            if identifier in guild.roles:
                return guild.roles[identifier].name.removeprefix("@")
        return None

    def shown_name(self, user: User, guild: Guild | None = None) -> str:
        """What somebody is called; in a guild by their nickname there."""
        member = guild.members.get(user.id) if guild else None
        return (member.nick if member else None) or user.global_name or user.username

    def user(self, user: User, guild: Guild | None = None) -> Json:
        """A user."""
        return {
            "id": user.id,
            "name": self.shown_name(user, guild),
            "username": user.username,
            "bot": user.bot,
        }

    def people(self) -> list[User]:
        """Those who can be played: in a guild and no bot; the first of them, where there are very many."""
        guilds = list(self.sandbox.world.guilds.values())
        found = (
            one
            for one in self.sandbox.world.users.values()
            if not one.bot and any(one.id in guild.members for guild in guilds)
        )
        return list(islice(found, MOST_PEOPLE))

    def may_write(self, channel: Channel) -> bool:
        """Whether they may write in a channel."""
        if channel.type in SILENT:
            return False
        granted = permissions.in_channel(self.sandbox.world, channel, self.who)
        wanted = permissions.SEND_IN_THREADS if channel.is_thread else permissions.SEND_MESSAGES
        return bool(granted & wanted)

    def mentioned(self, message: Message) -> bool:
        """Whether a message notifies them."""
        if self.who.id in message.mentioned or message.payload.get("mention_everyone"):
            return True
        member = message.channel.guild.members.get(self.who.id) if message.channel.guild else None
        return bool(member and set(member.roles) & set(message.payload.get("mention_roles", ())))

    # --- messages -------------------------------------------------------------------------------

    def messages(self, channel: Channel) -> Iterator[Message]:
        """The messages of a channel on their screen, newest first; what is for their eyes only among them."""
        whispers = self.sandbox.world.whispers.get(self.who.id, {}).values()
        mine = [one for one in reversed(whispers) if one.channel is channel]
        common = reversed(channel.history.values())
        waiting = next(common, None)
        for whisper in mine:
            while waiting is not None and int(waiting.id) > int(whisper.id):
                yield waiting
                waiting = next(common, None)
            yield whisper
        if waiting is not None:
            yield waiting
        yield from common

    def message(self, message: Message) -> Json:
        """A message."""
        payload = message.payload
        guild = message.channel.guild
        forwarded = payload.get("message_snapshots")
        shown = forwarded[0]["message"] if forwarded else payload
        written: Json = {
            "id": message.id,
            "channel": message.channel.id,
            "type": payload["type"],
            "author": self.user(message.author, guild),
            "at": seconds(payload["timestamp"]),
            "edited": seconds(payload["edited_timestamp"]),
            "source": shown["content"],
            "content": self.reader.read(shown["content"]),
            "embeds": [self._embed(one) for one in shown["embeds"]],
            "components": self.components(shown["components"]),
            "attachments": [self._attachment(one) for one in self._loose(shown)],
            "reactions": [
                {"emoji": one["emoji"]["name"], "key": key, "count": one["count"], "mine": one["me"]}
                for key, one in zip(message.reactions, emoji.counted(message, self.who), strict=True)
            ],
            "ephemeral": message.ephemeral,
            "thinking": bool(payload["flags"] & LOADING),
            "mentions_me": self.mentioned(message),
            "mine": message.author is self.who,
            "pinned": message.id in message.channel.pins,
        }
        if "poll" in payload:
            written["poll"] = self._poll(message)
        if told := self._answers(message):
            written["answers"] = told
        return written

    def _poll(self, message: Message) -> Json:
        """A poll, with how many voted for what."""
        poll = message.payload["poll"]
        voted = {number: len(users) for number, users in message.votes.items()}
        return {
            "question": poll["question"]["text"],
            "several": bool(poll.get("allow_multiselect")),
            "ends": seconds(poll.get("expiry")),
            "over": poll["results"]["is_finalized"],
            "answers": [
                {
                    "id": one["answer_id"],
                    "text": one["poll_media"].get("text") or "",
                    "emoji": (one["poll_media"].get("emoji") or {}).get("name"),
                    "count": voted.get(one["answer_id"], 0),
                    "mine": self.who.id in message.votes.get(one["answer_id"], []),
                }
                for one in poll["answers"]
            ],
        }

    def _loose(self, payload: Json) -> list[Json]:
        """The attachments that are shown by themselves: those that no component or embed shows."""
        if not payload["attachments"]:
            return []
        shown = {one["url"] for one in _media(payload["components"])}
        for embed in payload["embeds"]:
            shown |= {embed[name].get("url") for name in ("image", "thumbnail") if name in embed}
        return [one for one in payload["attachments"] if one["url"] not in shown]

    def _answers(self, message: Message) -> Json | None:
        """What a message answers: a command that somebody used, or another message."""
        payload = message.payload
        if payload["type"] == THREAD_CREATED:
            return {"kind": "thread", "channel": payload["message_reference"]["channel_id"]}
        if "message_snapshots" in payload:
            return {"kind": "forward"}
        about = payload.get("interaction")
        if about is not None:
            user = self.sandbox.world.users.get(about["user"]["id"])
            slash = "/" if payload["type"] == SLASH else ""
            return {
                "kind": "command",
                "name": f"{slash}{about['name']}",
                "user": self.user(user, message.channel.guild) if user else None,
            }
        reference = payload.get("message_reference")
        if reference is None:
            return None
        before = message.channel.history.get(str(reference["message_id"]))
        if before is None:
            return {"kind": "message"} if payload.get("interaction_metadata") is None else None
        return {
            "kind": "message",
            "id": before.id,
            "user": self.user(before.author, message.channel.guild),
            "preview": self._preview(before),
        }

    def _preview(self, message: Message) -> list[Node]:
        """The first line of a message, also of one that is made of components."""
        lines = (line.lstrip("#>- ") for line in screen.text(message.payload).splitlines())
        return self.reader.line(next(filter(None, lines), "a message")[:100])

    def _attachment(self, one: Json) -> Json:
        return {
            "name": one["filename"],
            "size": one.get("size", 0),
            "kind": one.get("content_type"),
            "about": one.get("description"),
            **self._source(one),
        }

    def _source(self, media: Json) -> Json:
        """Where a picture or file is; what was not sent to the sandbox is on the internet, and not loaded."""
        address = str(media.get("url") or "")
        local = address.startswith(f"{self.sandbox.url}/")
        source: Json = {"url": address.removeprefix(self.sandbox.url) if local else address, "local": local}
        for name in ("width", "height"):
            if media.get(name):
                source[name] = media[name]
        return source

    def _embed(self, embed: Json) -> Json:
        written: Json = {"color": embed.get("color"), "url": embed.get("url")}
        if "title" in embed:
            written["title"] = self.reader.line(embed["title"])
        if "description" in embed:
            written["description"] = self.reader.read(embed["description"])
        written["fields"] = [
            {
                "name": self.reader.line(one["name"]),
                "value": self.reader.read(one["value"]),
                "inline": bool(one.get("inline")),
            }
            for one in embed.get("fields", ())
        ]
        for name in ("image", "thumbnail"):
            if name in embed:
                written[name] = self._source(embed[name])
        if "author" in embed:
            written["author"] = {"name": embed["author"]["name"], "url": embed["author"].get("url")}
        if "footer" in embed:
            written["footer"] = embed["footer"]["text"]
        written["timestamp"] = seconds(embed.get("timestamp"))
        return written

    def components(self, listed: list[Json]) -> list[Json]:
        """Components, with their texts read and their files found."""
        return [self._component(one) for one in listed]

    def _component(self, one: Json) -> Json:
        written = dict(one)
        kind = one["type"]
        if kind == TEXT_DISPLAY:
            written["content"] = self.reader.read(one["content"])
        elif kind == MEDIA_GALLERY:
            written["items"] = [{**item, "media": self._source(item["media"])} for item in one["items"]]
        elif kind == THUMBNAIL:
            written["media"] = self._source(one["media"])
        elif kind == FILE:
            written["file"] = self._source(one["file"])
        elif kind in SELECTS and one.get("default_values"):
            written["chosen"] = [self.thing(str(each["id"])) for each in one["default_values"]]
        if "components" in one:
            written["components"] = self.components(one["components"])
        for name in ("accessory", "component"):
            if one.get(name):
                written[name] = self._component(one[name])
        return written

    # --- things to choose -----------------------------------------------------------------------

    def thing(self, identifier: str) -> Json:
        """A user, role or channel as a choice."""
        found = self.sandbox.interactions.found(identifier)
        if isinstance(found, User):
            return {"kind": "user", "id": found.id, "name": self.shown_name(found), "about": found.username}
        if isinstance(found, Channel):
            return {"kind": "channel", "id": found.id, "name": found.name or "a conversation"}
        name = found.name.removeprefix("@") if found is not None else "unknown"
        return {"kind": "role", "id": identifier, "name": name}

    def find(self, kinds: set[str], typed: str, channel: Channel, types: list[int] | None) -> list[Json]:
        """Users, roles and channels whose names hold what was typed.

        Args:
            kinds: "user", "role" and "channel", those that are wanted.
            typed: What was typed, perhaps nothing.
            channel: Where they are.
            types: Only channels of these types.
        """
        return list(islice(self._found(kinds, typed.lower().lstrip("@#"), channel, types), MOST_FOUND))

    def _found(
        self, kinds: set[str], typed: str, channel: Channel, types: list[int] | None
    ) -> Iterator[Json]:
        guild = channel.guild
        if "user" in kinds:
            there = [one.user for one in guild.members.values()] if guild else list(channel.recipients)
            for user in there:
                if typed in self.shown_name(user, guild).lower() or typed in user.username:
                    yield self.thing(user.id)
        if guild is None:
            return
        if "role" in kinds:
            yield from (self.thing(one.id) for one in guild.roles.values() if typed in one.name.lower())
        if "channel" in kinds:
            for one in (*guild.channels.values(), *guild.threads.values()):
                fits = not types or one.type in types
                if fits and typed in (one.name or "").lower() and self.sees(one):
                    yield self.thing(one.id)

    def commands(self, channel: Channel) -> list[Json]:
        """The commands that they are offered in a channel: slash commands one by one, and those of menus."""
        listed: list[Json] = []
        for app, command in menu.offered(self.sandbox, self.who, channel):
            about = {
                "app": app.id,
                "bot": self.shown_name(app.bot),
                "id": command["id"],
                "kind": command["type"],
            }
            for names, one in _ways(command):
                listed.append(
                    {
                        **about,
                        "name": " ".join(names),
                        "description": one.get("description", ""),
                        "options": one.get("options", []),
                    }
                )
        return listed

    def modal(self, shown: Json) -> Json:
        """A modal."""
        return {"title": shown["title"], "components": self.components(shown["components"])}

    def line(self, text: str) -> list[Node]:
        """A text of one line."""
        return self.reader.line(text)


def _ways(command: Json) -> Iterator[tuple[list[str], Json]]:
    """A command, or each of its subcommands, with its full name."""
    inner = [
        one
        for one in command.get("options", [])
        if one["type"] in {definitions.SUBCOMMAND, definitions.GROUP}
    ]
    if command["type"] != definitions.CHAT_INPUT or not inner:
        yield [command["name"]], command
        return
    for one in inner:
        for names, end in _ways({**one, "type": definitions.CHAT_INPUT}):
            yield [command["name"], *names], end


def _media(components: list[Json]) -> Iterator[Json]:
    for one in components:
        yield from (item["media"] for item in one.get("items", ()))
        yield from (one[name] for name in ("media", "file") if one.get(name))
        yield from _media(one.get("components", []))
        if one.get("accessory"):
            yield from _media([one["accessory"]])


def seconds(moment: str | None) -> float | None:
    """A moment as Discord writes it, in seconds since 1970."""
    return datetime.fromisoformat(moment).timestamp() if moment else None
