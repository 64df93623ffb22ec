"""Scripted people: they type, press and read as a person does in Slack's client.

reply = await alice.slash("/nextstep")
reply = await reply.click("Done")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from mentorbot.sandbox.slack.api.files import Sharing, share_files
from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.people.hands import PATIENCE, Hands
from mentorbot.sandbox.slack.people.outcomes import Looked, outcome, settled
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, NotOnScreenError
from mentorbot.sandbox.slack.people.surface import surface_of
from mentorbot.sandbox.slack.people.surfaces import Home, Modal, Reply
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.slack.world.apps import App
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.teams import User
from mentorbot.sandbox.slack.world.telling import tell_app
from mentorbot.sandbox.wire import Json

ENTITY = re.compile(r"<(?:[@#!][^<>]+|https?://[^<>]+|mailto:[^<>]+)>")
MENTION = re.compile(r"<([@#])(\w+)(?:\|[^<>]*)?>")


def escape(text: str) -> str:
    """What is sent when somebody types a text: &, < and > stand for themselves, mentions stay."""
    parts: list[str] = []
    last = 0
    for found in ENTITY.finditer(text):
        parts.extend((_escape(text[last : found.start()]), found[0]))
        last = found.end()
    return "".join([*parts, _escape(text[last:])])


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Person(Hands):
    """Somebody in the sandbox."""

    # --- what they start ------------------------------------------------------------------------

    async def slash(
        self,
        line: str,
        *,
        channel: Channel | None = None,
        shows: bool = True,
        timeout: float = PATIENCE,  # noqa: ASYNC109  (a person's patience)
    ) -> Any:
        """Use a slash command, and wait for the answer.

        Args:
            line: What is typed: the command, and anything after it. People and channels are named by their
                `mention`, as `<@U…>` and `<#C…>`.
            channel: Where; where they are otherwise.
            shows: Whether something is going to be shown; False waits only until the app has acknowledged.
            timeout: How long to wait, in seconds of real time.

        Returns:
            A `Reply`, or a `Modal` when the app opened one; None when nothing is going to be shown.

        Raises:
            ClientRefusedError: There is no such command.
            NotAnsweredError: The app did not answer in time, or Slack could not bring it the command.
        """
        head, _, text = line.strip().partition(" ")
        looked = Looked(self)
        interaction = self.begin_command(head, text, self.channel(channel))
        return await self._seen(looked, interaction, f"used {head}", shows=shows, timeout=timeout)

    def begin_command(self, name: str, text: str, where: Channel) -> Interaction:
        """Send a slash command, and do not wait.

        Args:
            name: The command, with the slash or without.
            text: What is typed after it.
            where: In which conversation.

        Raises:
            ClientRefusedError: There is no such command, or it cannot be used there.
        """
        command = f"/{name.removeprefix('/')}".lower()
        try:
            installation = self.acts.find_command(self.team, command)
        except KeyError:
            raise ClientRefusedError(f"{command} is not a valid command in {self.team.name}.") from None
        if self.id not in where.members:
            raise ClientRefusedError(f"{self.name} has to join #{where.name} before using {command} there.")
        typed = self._written(text.strip(), installation.app, command)
        return self.acts.command(self.user, self.team, where, command, typed)

    def _written(self, text: str, app: App, command: str) -> str:
        """What an app is told of the text after a command: mentions by id only where it asks for that."""
        world = self.slack.world
        defined = next(one for one in app.commands if one["command"] == command)

        def mention(found: re.Match[str]) -> str:
            mark, identifier = found[1], found[2]
            named: Any = world.users.get(identifier) if mark == "@" else world.channels.get(identifier)
            if named is None:
                return found[0]
            return f"<{mark}{identifier}|{named.name}>" if defined.get("should_escape") else mark + named.name

        return MENTION.sub(mention, escape(text))

    async def shortcut(
        self, name: str, *, shows: bool = True, timeout: float = PATIENCE  # noqa: ASYNC109
    ) -> Any:  # fmt: skip
        """Use a global shortcut, by its name or callback id, and wait for what comes of it."""
        looked = Looked(self)
        try:
            interaction = self.acts.shortcut(self.user, self.team, name)
        except KeyError:
            raise ClientRefusedError(f"There is no shortcut “{name}” in {self.team.name}.") from None
        did = f"used the shortcut “{name}”"
        return await self._seen(looked, interaction, did, shows=shows, timeout=timeout)

    async def _seen(
        self, looked: Looked, interaction: Interaction, did: str, *, shows: bool, timeout: float  # noqa: ASYNC109
    ) -> Any:  # fmt: skip
        if not shows:
            await settled(self, interaction, did, timeout, None)
            return None
        found = await outcome(self, looked, interaction, did, timeout=timeout, seen=None)
        return surface_of(self, found, (interaction,))

    # --- an app's own page ------------------------------------------------------------------------

    async def open_home(
        self, app: App | None = None, *, shows: bool = True, timeout: float = PATIENCE  # noqa: ASYNC109
    ) -> Home:  # fmt: skip
        """Open an app's Home tab, and wait until the app has made it anew.

        Args:
            app: Whose; of the only app when it is not given.
            shows: Whether the app makes it anew; False gives back what is there already.
            timeout: How long to wait, in seconds of real time.
        """
        installation = self.installation(app)
        if not installation.app.has_home:
            raise ClientRefusedError(f"{installation.app.name} has no Home tab.")
        key = (installation.app.id, self.team.id, self.id)
        before = self.slack.world.homes.get(key)
        mark = before.hash if before is not None else ""
        self.open_tab("home", app)

        def came() -> bool:
            there = self.slack.world.homes.get(key)
            return there is not None and (not shows or there.hash != mark)

        what = f"{self.name} opened the Home tab of {installation.app.name}, and waits for it"
        await self.wait(came, what, lambda: "nothing", timeout)
        return self.home(app)

    def open_messages(self, app: App | None = None) -> Channel:
        """Open an app's direct messages; gives back the conversation."""
        self.open_tab("messages", app)
        return self.dm(self.installation(app).app)

    def open_tab(self, tab: str, app: App | None = None) -> None:
        """Open one of an app's tabs, `home` or `messages`, and do not wait; the app is told."""
        installation = self.installation(app)
        channel = self.dm(installation.app)
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": channel.id, "tab": tab}
        there = self.slack.world.homes.get((installation.app.id, self.team.id, self.id))
        if tab == "home" and there is not None:
            event["view"] = payloads.view(there)
        tell_app(self.slack.world, installation, event, team_id=self.team.id)

    def home(self, app: App | None = None) -> Home:
        """An app's Home tab as it is now.

        Raises:
            NotOnScreenError: The app has not made one.
        """
        installation = self.installation(app)
        there = self.slack.world.homes.get((installation.app.id, self.team.id, self.id))
        if there is None:
            raise NotOnScreenError(f"{installation.app.name} has made no Home tab for {self.name}.")
        return Home(self, there)

    @property
    def modal(self) -> Modal | None:
        """The modal on top of their screen."""
        stack = self.slack.world.modals.get(self.id)
        return Modal(self, stack[-1]) if stack else None

    def reload(self) -> None:
        """Reload the client: what only they saw is gone, and so are modals."""
        world = self.slack.world
        world.whispers.pop(self.id, None)
        for one in world.modals.pop(self.id, []):
            world.views.pop(one.id, None)
        self.slack.bell.ring()

    # --- messages -----------------------------------------------------------------------------------

    async def say(
        self,
        text: str,
        channel: Channel | None = None,
        *,
        thread: Message | Reply | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Message:
        """Write a message, in a channel or in the thread of a message.

        Args:
            files: What is attached, each a name and a content.
        """
        root = thread.message if isinstance(thread, Reply) else thread
        where = root.channel if root is not None else self.channel(channel)
        if self.id not in where.members or where.archived:
            raise ClientRefusedError(f"{self.name} cannot write in {where.name or where.id}.")
        world = self.slack.world
        thread_ts = (root.thread_ts or root.ts) if root is not None else ""
        if files:
            made = self.acts.upload(self.user, self.team, files)
            share_files(world, Sharing(made, self.user, [where], escape(text), [], thread_ts, ""))
            message = next(reversed(where.messages.values()))
        else:
            message = Message(world.new_ts(), where, self.user, escape(text), thread_ts=thread_ts)
            message.client_msg_id = world.new_id("m").lower()
            lives.post(world, message)
        self.slack.bell.ring()
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Change a message of their own."""
        self._must_be_own(message)
        before = payloads.message(self.slack.world, message)
        message.text = escape(text)
        lives.edit(self.slack.world, message, self.user, before)
        self.slack.bell.ring()

    async def delete(self, message: Message) -> None:
        """Take back a message of their own."""
        self._must_be_own(message)
        lives.delete(self.slack.world, message)
        self.slack.bell.ring()

    def _must_be_own(self, message: Message) -> None:
        if message.user is not self.user or not self.is_shown(message):
            raise ClientRefusedError(f"That is no message of {self.name}'s.")

    async def react(self, message: Message | Reply, name: str) -> None:
        """Put an emoji on a message, by its name; once more takes it away."""
        shown = message.message if isinstance(message, Reply) else message
        if shown.is_ephemeral or not self.is_shown(shown):
            raise ClientRefusedError("There is no emoji on a message that one person alone sees.")
        away = self.id in shown.reactions.get(name, [])
        lives.react(self.slack.world, shown, self.user, name, away=away)
        self.slack.bell.ring()

    def see(self, channel: Channel | None = None) -> list[Reply]:
        """What they see in a conversation, oldest first, with what they alone see."""
        return [Reply(self, one) for one in self.messages_in(self.channel(channel))]

    @property
    def inbox(self) -> list[Reply]:
        """The messages that others have sent them directly, oldest first."""
        found = [
            one
            for channel in self.channels
            if channel.is_direct
            for one in self.messages_in(channel)
            if one.user is not self.user
        ]
        return [Reply(self, one) for one in sorted(found, key=lambda one: one.ts)]

    async def wait_for_dm(
        self, holds: Callable[[Reply], bool] | str | None = None, *, timeout: float = PATIENCE  # noqa: ASYNC109
    ) -> Reply:  # fmt: skip
        """Wait for a direct message: any, one with some text, or one of which `holds` is true."""
        return await self._wait_for(lambda: self.inbox, holds, "a direct message", timeout)

    async def wait_for_message(
        self,
        channel: Channel,
        holds: Callable[[Reply], bool] | str | None = None,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Reply:
        """Wait for a message in a conversation: any, one with some text, or one of which `holds` is true."""
        what = f"a message in {channel.name or channel.id}"
        return await self._wait_for(lambda: self.see(channel), holds, what, timeout)

    async def _wait_for(
        self,
        there: Callable[[], list[Reply]],
        holds: Callable[[Reply], bool] | str | None,
        what: str,
        timeout: float,  # noqa: ASYNC109
    ) -> Reply:
        found: list[Reply] = []

        def came() -> bool:
            for reply in reversed(there()):
                if holds is None or (holds in reply.text if isinstance(holds, str) else holds(reply)):
                    found.append(reply)
                    return True
            return False

        if isinstance(holds, str):
            what = f"{what} with “{holds}”"
        seen = lambda: "\n---\n".join(map(str, there()[-5:])) or "nothing"  # noqa: E731
        await self.wait(came, f"{self.name} waits for {what}", seen, timeout)
        return found[0]

    # --- channels ---------------------------------------------------------------------------------

    def join(self, channel: Channel) -> None:
        """Join a public channel."""
        if channel.kind != "public" or self.user.is_guest:
            raise ClientRefusedError(f"{self.name} cannot join {channel.name} by themselves.")
        lives.join_channel(self.slack.world, channel, self.user)
        self.slack.bell.ring()

    def leave(self, channel: Channel) -> None:
        """Leave a channel."""
        lives.leave_channel(self.slack.world, channel, self.user)
        self.slack.bell.ring()

    def invite(self, who: Person | User | App, channel: Channel) -> None:
        """Let a person or an app into a channel that they are in themselves."""
        if self.id not in channel.members:
            raise ClientRefusedError(f"{self.name} is not in {channel.name}.")
        if isinstance(who, App):
            user = self.installation(who).bot
        else:
            user = who.user if isinstance(who, Person) else who
        lives.join_channel(self.slack.world, channel, user, inviter=self.user)
        self.slack.bell.ring()
