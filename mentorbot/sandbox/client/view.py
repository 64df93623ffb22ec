"""What a person sees, as the page is told it: the place with its channels, messages, forms, commands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from mentorbot.sandbox import definitions, emoji, menu, permissions
from mentorbot.sandbox.checks import Json
from mentorbot.sandbox.drafts import LOADING
from mentorbot.sandbox.forms import FILE, MEDIA_GALLERY, SELECTS, TEXT_DISPLAY, THUMBNAIL
from mentorbot.sandbox.messages import SLASH, THREAD_CREATED
from mentorbot.sandbox.world import CATEGORY, DM, STAGE, VOICE, Channel, Guild, Message, User

from .markdown import Node, Reader

if TYPE_CHECKING:
    from mentorbot.sandbox.sandbox import Sandbox

SILENT = frozenset({CATEGORY, VOICE, STAGE})
MOST_MEMBERS = 200
MOST_FOUND = 25
MOST_UNREAD = 99


class View:
    """One person's eyes.

    Args:
        sandbox: where they are.
        who: the person.
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

    # --- the place ------------------------------------------------------------------------------

    def place(self, read: dict[str, int]) -> Json:
        """Guilds with their channels, and conversations.

        Args:
            read: the number of the last message that they have read, by channel.
        """
        world = self.sandbox.world
        return {
            "me": self.user(self.who),
            "people": [self.user(one) for one in self.people()],
            "guilds": [self._guild(one, read) for one in world.guilds_of(self.who.id)],
            "dms": [self.channel(one, read) for one in self._conversations()],
        }

    def people(self) -> list[User]:
        """Everybody who is in a guild and no bot."""
        world = self.sandbox.world
        inside = {one for guild in world.guilds.values() for one in guild.members}
        return [one for one in world.users.values() if one.id in inside and not one.bot]

    def _conversations(self) -> list[Channel]:
        """Their direct messages; with the bots that share a guild with them also before anybody wrote."""
        world = self.sandbox.world
        for app in world.applications.values():
            if world.share_a_guild(app.bot.id, self.who.id):
                world.dm(self.who, app.bot)
        mine = [one for one in world.dms.values() if self.who in one.recipients]
        return sorted(mine, key=lambda one: -int(one.last_message_id or one.id))

    def _guild(self, guild: Guild, read: dict[str, int]) -> Json:
        channels = sorted(guild.channels.values(), key=lambda one: (one.position, int(one.id)))
        threads = [one for one in guild.threads.values() if not one.archived]
        member = guild.members[self.who.id]
        return {
            "id": guild.id,
            "name": guild.name,
            "roles": [guild.roles[one].name for one in member.roles if one in guild.roles],
            "channels": [self.channel(one, read) for one in channels if self.sees(one)],
            "threads": [self.channel(one, read) for one in threads if self.sees(one)],
            "members": [
                self._member(one.user, guild) for one in islice(guild.members.values(), MOST_MEMBERS)
            ],
            "member_count": len(guild.members),
            "events": [self._event(one.payload, one.interested) for one in guild.events.values()],
        }

    def _member(self, user: User, guild: Guild) -> Json:
        held = (guild.roles.get(one) for one in guild.members[user.id].roles)
        shown = [one.name for one in held if one is not None and not one.managed]
        return {**self.user(user, guild), "roles": shown, "owner": user.id == guild.owner_id}

    def _event(self, event: Json, interested: list[str]) -> Json:
        place = (event.get("entity_metadata") or {}).get("location")
        channel = self.sandbox.world.channels.get(event.get("channel_id") or "")
        return {
            "id": event["id"],
            "guild": event["guild_id"],
            "name": event["name"],
            "about": self.reader.read(event.get("description") or ""),
            "start": _seconds(event["scheduled_start_time"]),
            "end": _seconds(event["scheduled_end_time"]),
            "status": event["status"],
            "place": place or (channel.name if channel else None),
            "interested": len(interested),
            "mine": self.who.id in interested,
        }

    def channel(self, channel: Channel, read: dict[str, int]) -> Json:
        """A channel, thread or conversation."""
        unread, mentions = self._unread(channel, read.get(channel.id))
        written: Json = {
            "id": channel.id,
            "type": channel.type,
            "name": channel.name,
            "guild": channel.guild.id if channel.guild else None,
            "parent": channel.parent.id if channel.parent else None,
            "topic": channel.topic,
            "unread": unread,
            "mentions": mentions,
            "silent": channel.type in SILENT,
            "may_write": self.may_write(channel),
        }
        if channel.type == DM:
            other = next((one for one in channel.recipients if one is not self.who), self.who)
            written["with"] = self.user(other)
            written["name"] = self.shown_name(other)
        return written

    def may_write(self, channel: Channel) -> bool:
        """Whether they may write in a channel."""
        granted = permissions.in_channel(self.sandbox.world, channel, self.who)
        wanted = permissions.SEND_IN_THREADS if channel.is_thread else permissions.SEND_MESSAGES
        return bool(granted & wanted)

    def _unread(self, channel: Channel, last_read: int | None) -> tuple[bool, int]:
        if last_read is None or int(channel.last_message_id or 0) <= last_read:
            return False, 0
        newer = [
            one for one in islice(reversed(channel.history.values()), MOST_UNREAD) if int(one.id) > last_read
        ]
        theirs = [one for one in newer if one.author is not self.who]
        if channel.type == DM:
            return bool(theirs), len(theirs)
        return bool(theirs), sum(1 for one in theirs if self._mentioned(one))

    def _mentioned(self, message: Message) -> bool:
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
        written: Json = {
            "id": message.id,
            "channel": message.channel.id,
            "type": payload["type"],
            "author": self.user(message.author, guild),
            "at": _seconds(payload["timestamp"]),
            "edited": _seconds(payload["edited_timestamp"]),
            "source": payload["content"],
            "content": self.reader.read(payload["content"]),
            "embeds": [self._embed(one) for one in payload["embeds"]],
            "components": self.components(payload["components"]),
            "attachments": [self._attachment(one) for one in self._loose(payload)],
            "reactions": [
                {"emoji": one["emoji"]["name"], "key": key, "count": one["count"], "mine": one["me"]}
                for key, one in zip(message.reactions, emoji.counted(message, self.who), strict=True)
            ],
            "ephemeral": message.ephemeral,
            "thinking": bool(payload["flags"] & LOADING),
            "mentions_me": self._mentioned(message),
            "mine": message.author is self.who,
            "pinned": message.id in message.channel.pins,
        }
        if told := self._answers(message):
            written["answers"] = told
        return written

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
            "preview": self.reader.line(before.content[:100]) or ["a message"],
        }

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
        written["timestamp"] = _seconds(embed.get("timestamp"))
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
            typed: what was typed, perhaps nothing.
            channel: where they are.
            types: only channels of these types.
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


def _seconds(moment: str | None) -> float | None:
    return datetime.fromisoformat(moment).timestamp() if moment else None
