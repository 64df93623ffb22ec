"""What a person sees of a local Slack, as the page is told it: messages, forms, commands, what to choose."""

from collections.abc import Iterator
from itertools import islice

from mentorbot.sandbox.page.slack.blocks import Blocks
from mentorbot.sandbox.page.slack.markup import EMOJI, Reader
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.files import File
from mentorbot.sandbox.slack.world.teams import User
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json

MOST_FOUND = 25
MOST_PEOPLE = 200
SLASH, MESSAGE_MENU, SHORTCUT = 1, 3, 4
HOME = "home-"
"""How the place begins in which an app's Home tab is shown; the app's id follows."""


def number(message: Message) -> int:
    """The number of a message, which rises."""
    return int(message.ts.replace(".", ""))


class Eyes:
    """One person's eyes.

    Args:
        sandbox: Where they are.
        person: The person.
    """

    def __init__(self, sandbox: Sandbox, person: Person) -> None:
        self.sandbox = sandbox
        self.person = person
        self.reader = Reader(self._name)
        self.blocks = Blocks(self.reader, self.thing, sandbox.url)

    def _name(self, kind: str, identifier: str) -> str | None:
        world = self.sandbox.world
        if kind == "user":
            user = world.users.get(identifier)
            return user.shown_name if user else None
        if kind == "channel":
            channel = world.channels.get(identifier)
            return channel.name if channel and self.person.sees(channel) else None
        groups = (team.groups.get(identifier) for team in world.teams.values())
        return next((one.handle for one in groups if one is not None), None)

    @staticmethod
    def user(user: User) -> Json:
        """A person or a bot."""
        return {"id": user.id, "name": user.shown_name, "username": user.name, "bot": user.is_bot}

    def people(self) -> list[User]:
        """Those who can be played."""
        found = (one for one in self.sandbox.world.users.values() if not one.is_bot and not one.deleted)
        return list(islice(found, MOST_PEOPLE))

    def may_write(self, channel: Channel) -> bool:
        """Whether they may write in a conversation."""
        return self.person.id in channel.members and not channel.archived

    def mentioned(self, message: Message) -> bool:
        """Whether a message notifies them."""
        return self.person.mention in message.text or message.channel.kind == "im"

    # --- messages -----------------------------------------------------------------------------------

    def messages(self, channel: Channel) -> Iterator[Message]:
        """What they see in a conversation, newest first."""
        return reversed(self.person.messages_in(channel))

    def message(self, message: Message) -> Json:
        """A message."""
        blocks = message.blocks
        filled = self.person.acts.filled(self.person.user, message)
        shown: Json = {
            "id": str(number(message)),
            "channel": message.channel.id,
            "type": 0,
            "author": self.user(message.user),
            "at": float(message.ts),
            "edited": float(message.edited["ts"]) if message.edited else None,
            "source": message.text,
            "content": [] if blocks else self.reader.read(message.text),
            "embeds": [],
            "components": self.blocks.show(blocks, filled),
            "attachments": [self._file(one) for one in message.files if not one.deleted],
            "reactions": self._reactions(message),
            "ephemeral": message.is_ephemeral,
            "thinking": False,
            "mentions_me": not message.subtype and self.person.mention in message.text,
            "mine": message.user is self.person.user,
            "pinned": message.ts in message.channel.pins,
        }  # fmt: skip
        if told := self._answers(message):
            shown["answers"] = told
        return shown

    def _reactions(self, message: Message) -> list[Json]:
        return [
            {
                "emoji": EMOJI.get(name, f":{name}:"),
                "key": name,
                "count": len(users),
                "mine": self.person.id in users,
            }
            for name, users in message.reactions.items()
        ]

    def _answers(self, message: Message) -> Json | None:
        if not message.thread_ts or message.thread_ts == message.ts:
            return None
        root = message.channel.messages.get(message.thread_ts)
        if root is None:
            return {"kind": "message"}
        preview = self.reader.line(root.text.split("\n")[0][:100] or "a message")
        return {"kind": "message", "id": str(number(root)), "user": self.user(root.user), "preview": preview}

    def _file(self, file: File) -> Json:
        address = f"/client/file/{file.id}"
        about = {
            "name": file.name,
            "size": file.length,
            "kind": file.mimetype,
            "about": file.alt_text or None,
        }
        return {**about, "url": address, "local": True}

    def home(self, view: View, author: User) -> Json:
        """An app's Home tab, as one message."""
        filled = self.person.acts.filled(self.person.user, view)
        return {
            "id": "1",
            "channel": f"{HOME}{view.app_id}",
            "type": 0,
            "author": self.user(author),
            "at": self.sandbox.world.now().timestamp(),
            "edited": None,
            "source": "",
            "content": [],
            "embeds": [],
            "components": self.blocks.show(view.blocks, filled),
            "attachments": [],
            "reactions": [],
            "ephemeral": False,
            "thinking": False,
            "mentions_me": False,
            "mine": False,
            "pinned": False,
        }

    def modal(self, view: View) -> Json:
        """A modal."""
        given = view.given
        acts = self.person.acts
        return {
            "id": view.id,
            "hash": view.hash,
            "app": self.user(self.sandbox.world.users[self._bot_of(view)])["name"],
            "title": given["title"]["text"],
            "submit": (given.get("submit") or {}).get("text", ""),
            "close": (given.get("close") or {}).get("text") or "Cancel",
            "components": self.blocks.show(view.blocks, acts.filled(self.person.user, view)),
            "errors": acts.errors.get(view.id, {}),
            "below": view.previous_view_id is not None,
        }

    def _bot_of(self, view: View) -> str:
        installations = self.sandbox.world.apps[view.app_id].installations
        return next(one.bot.id for one in installations if one.bot.bot_id == view.bot_id)

    # --- things to choose ---------------------------------------------------------------------------

    def thing(self, identifier: str) -> Json:
        """A person or a channel as a choice."""
        world = self.sandbox.world
        if identifier in world.users:
            user = world.users[identifier]
            return {"kind": "user", "id": user.id, "name": user.shown_name, "about": user.name}
        channel = world.channels.get(identifier)
        return {
            "kind": "channel",
            "id": identifier,
            "name": (channel.name if channel else "") or "a conversation",
        }

    def find(self, kinds: set[str], typed: str) -> list[Json]:
        """People and channels whose names hold what was typed."""
        return list(islice(self._found(kinds, typed.lower().lstrip("@#")), MOST_FOUND))

    def _found(self, kinds: set[str], typed: str) -> Iterator[Json]:
        if "user" in kinds:
            for user in self.person.team.users.values():
                if not user.deleted and (typed in user.shown_name.lower() or typed in user.name):
                    yield self.thing(user.id)
        if "channel" in kinds:
            for one in self.sandbox.world.channels.values():
                if one.name and not one.is_direct and typed in one.name and self.person.sees(one):
                    yield self.thing(one.id)

    def commands(self) -> list[Json]:
        """The commands and shortcuts of all apps."""
        listed: list[Json] = []
        for installation in self.sandbox.world.installations(self.person.team.id):
            app = installation.app
            about = {"app": app.id, "bot": installation.bot.shown_name, "options": []}
            for one in app.commands:
                hint = one.get("usage_hint", "")
                listed.append(
                    {
                        **about,
                        "id": one["command"],
                        "kind": SLASH,
                        "name": one["command"].removeprefix("/"),
                        "description": " ".join(filter(None, (one.get("description", ""), hint))),
                    }
                )
            for one in app.shortcuts:
                kind = SHORTCUT if one["type"] == "global" else MESSAGE_MENU
                name, described = one["name"], one.get("description", "")
                listed.append(
                    {**about, "id": one["callback_id"], "kind": kind, "name": name, "description": described}
                )
        return listed
