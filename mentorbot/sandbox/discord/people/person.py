"""Scripted people: they type, press and read as a person does in Discord's client.

reply = await alice.slash("nextstep", channel=general)
reply = await reply.click("Done")
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mentorbot.sandbox.discord.api import messages, threads
from mentorbot.sandbox.discord.api.bodies import definitions
from mentorbot.sandbox.discord.api.interactions import COMMAND, COMPONENT, MODAL_SUBMIT
from mentorbot.sandbox.discord.api.routes import polls
from mentorbot.sandbox.discord.people import answers, menu, replies
from mentorbot.sandbox.discord.people.answers import Filled
from mentorbot.sandbox.discord.people.hands import Hands
from mentorbot.sandbox.discord.people.replies import PATIENCE, Reply
from mentorbot.sandbox.discord.people.screen import Choice, ClientRefusedError, NotAnsweredError
from mentorbot.sandbox.discord.world import payloads
from mentorbot.sandbox.discord.world.guilds import CATEGORY, FORUM, PUBLIC_THREAD, Channel, Message
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.wire import Json


class Person(Hands):
    """Somebody in the sandbox."""

    # --- commands -------------------------------------------------------------------------------

    async def slash(
        self,
        name: str,
        given: Mapping[str, Any] | None = None,
        /,
        *,
        channel: Channel | None = None,
        application: Application | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109  (a person's patience)
        **options: Any,
    ) -> Any:
        """Use a slash command, and wait for the answer.

        Args:
            name: Its name, and the group and subcommand after it: `"set zone"`.
            channel: Where; where they are otherwise.
            application: Whose command it is, when several bots have one of that name.
            timeout: How long to wait, in seconds of real time.
            given: Its options, as `answers.fill_options` takes them.
            options: The same, for options that are not named like one of the arguments above.

        Returns:
            A `Reply`, or a `Modal` when the bot opened one.

        Raises:
            ClientRefusedError: Discord's client would not send it.
            NotAnsweredError: The bot did not answer in time.
        """
        where = self.channel(channel)
        head, *words = name.removeprefix("/").split()
        app, definition = menu.find(
            self.sandbox, self.user, where, (head, definitions.CHAT_INPUT), application
        )
        filled = answers.fill_options(definition, words, {**(given or {}), **options})
        interaction = self.use(app, definition, filled, where)
        return await replies.outcome(self, interaction, f"used /{name}", timeout, None)

    async def type(
        self,
        name: str,
        given: Mapping[str, Any] | None = None,
        /,
        *,
        channel: Channel | None = None,
        application: Application | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        **options: Any,
    ) -> list[Choice]:
        """Type an option of a slash command, the last one given, and wait for what is offered."""
        where = self.channel(channel)
        head, *words = name.removeprefix("/").split()
        app, definition = menu.find(
            self.sandbox, self.user, where, (head, definitions.CHAT_INPUT), application
        )
        filled = answers.fill_partly(definition, words, {**(given or {}), **options})
        interaction = self.ask(app, definition, filled, where)
        deadline = asyncio.get_running_loop().time() + timeout
        while interaction.choices is None:
            if not await interaction.next_step(interaction.steps, deadline):
                raise NotAnsweredError(
                    f"{self.name} typed in /{name}, and {app.name} offered nothing within {timeout:g} s."
                )
        return [Choice(one["name"], one["value"]) for one in interaction.choices]

    async def context_menu(
        self,
        name: str,
        *,
        user: Person | User | None = None,
        message: Message | Reply | None = None,
        channel: Channel | None = None,
        application: Application | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Any:
        """Use a command from the menu of a user or a message, and wait for the answer."""
        if (user is None) == (message is None):
            raise ClientRefusedError("A context menu is opened on either a user or a message.")
        target: Any = user
        if message is not None:
            target = message.message if isinstance(message, Reply) else message
            channel = channel or target.channel
        where = self.channel(channel)
        kind = definitions.MESSAGE if message is not None else definitions.USER
        app, definition = menu.find(self.sandbox, self.user, where, (name, kind), application)
        filled = Filled(objects=[target])
        interaction = self.use(app, definition, filled, where, target_id=target.id)
        return await replies.outcome(self, interaction, f"used “{name}”", timeout, None)

    # --- messages -------------------------------------------------------------------------------

    async def say(self, text: str, channel: Channel | None = None, **more: Any) -> Message:
        """Write a message; `more` is what a message may have besides, such as `message_reference`."""
        where = self.channel(channel)
        if where.type in {CATEGORY, FORUM}:
            raise ClientRefusedError(f"Nobody can write in #{where.name}: in a forum, write a `post`.")
        return messages.create(self.sandbox, where, self.user, {"content": text, **more})

    async def forward(self, message: Message | Reply, channel: Channel | None = None) -> Message:
        """Bring a message to another place."""
        shown = message.message if isinstance(message, Reply) else message
        return messages.create(self.sandbox, self.channel(channel), self.user, {}, forwarding=shown)

    async def post(self, forum: Channel, name: str, text: str, *, tags: Sequence[str] = ()) -> Channel:
        """Write a post in a forum, with tags by their names; gives back its thread."""
        known = {one["name"]: one["id"] for one in forum.forum.tags} if forum.forum else {}
        if forum.type != FORUM:
            raise ClientRefusedError(f"#{forum.name} is no forum.")
        if unknown := [one for one in tags if one not in known]:
            raise ClientRefusedError(
                f"The forum has no tag {unknown[0]!r}. It has: {', '.join(known) or 'none'}."
            )
        kind, ids = PUBLIC_THREAD, [known[one] for one in tags]
        thread = threads.start(self.sandbox, forum, self.user, name, kind=kind, tags=ids)
        messages.create(self.sandbox, thread, self.user, {"content": text}, identifier=thread.id)
        return thread

    def vote(self, message: Message | Reply, *answers: str) -> None:
        """Vote in a poll for the answers of these texts and no others; none takes the vote back."""
        shown = message.message if isinstance(message, Reply) else message
        asked = shown.payload.get("poll")
        if asked is None:
            raise ClientRefusedError("There is no poll in that message.")
        numbers = {one["poll_media"]["text"]: one["answer_id"] for one in asked["answers"]}
        if unknown := [one for one in answers if one not in numbers]:
            raise ClientRefusedError(f"The poll has no answer {unknown[0]!r}. It has: {', '.join(numbers)}.")
        if len(answers) > 1 and not asked["allow_multiselect"]:
            raise ClientRefusedError("The poll takes one answer.")
        polls.vote(self.sandbox, shown, self.user, [numbers[one] for one in answers])

    @property
    def inbox(self) -> list[Reply]:
        """The messages that others have sent them directly, oldest first."""
        found = [
            message
            for channel in self.sandbox.world.dms.values()
            if self.user in channel.recipients
            for message in channel.messages
            if message.author is not self.user
        ]
        return [Reply(self, one) for one in sorted(found, key=lambda one: int(one.id))]

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
        """Wait for a message in a channel: any, one with some text, or one of which `holds` is true."""

        def there() -> list[Reply]:
            return [Reply(self, one) for one in channel.messages]

        return await self._wait_for(there, holds, f"a message in #{channel.name}", timeout)

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

    # --- what a real client would not send ---------------------------------------------------------

    async def forge_click(
        self,
        custom_id: str,
        message: Reply | Message,
        *,
        values: list[str] | None = None,
        channel: Channel | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Any:
        """Press a button, or choose `values` in a select, that need not be there.

        It is sent as if the button were on `message`: gone, somebody else's, or never there. With `channel`
        it comes from another channel or guild.
        """
        shown = message.message if isinstance(message, Reply) else message
        data: Json = {"custom_id": custom_id, "component_type": 2, "id": 1}
        if values is not None:
            data.update(component_type=3, values=values)
        interaction = self.begin(
            COMPONENT,
            data,
            app_id=shown.application_id or shown.author.id,
            channel=channel or shown.channel,
            message=shown,
            about={"interacted_message_id": shown.id},
        )
        did = f"sent the custom id {custom_id!r}"
        return await replies.outcome(self, interaction, did, timeout, Reply(self, shown))

    async def forge_slash(
        self,
        name: str,
        options: list[Json] | Mapping[str, Any] | None = None,
        /,
        *,
        channel: Channel | None = None,
        application: Application | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Any:
        """Use a slash command with options that nobody has checked.

        Args:
            name: The name, and the group and subcommand after it.
            options: Raw options as Discord writes them, or values by name, sent as the option's own type.
        """
        where = self.channel(channel)
        app = self.app(application)
        head, *words = name.removeprefix("/").split()
        guild_id = where.guild.id if where.guild else None
        known = [one for one in self.sandbox.commands.of(app.id, guild_id) if one["name"] == head]
        if not known:
            raise ClientRefusedError(f"{app.name} has no command “{head}” there.")
        filled = Filled(data=options if isinstance(options, list) else [])
        if isinstance(options, Mapping):
            way, there = answers.descend(known[0], words)
            kinds = {one["name"]: one["type"] for one in there}
            raw = [{"name": key, "type": kinds.get(key, 3), "value": value} for key, value in options.items()]
            filled.data = answers.nested(way, raw)
        interaction = self.use(app, known[0], filled, where)
        return await replies.outcome(self, interaction, f"used /{name}", timeout, None)

    async def forge_submit(
        self,
        custom_id: str,
        components: list[Json],
        *,
        channel: Channel | None = None,
        application: Application | None = None,
        message: Reply | Message | None = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Any:
        """Send a modal that need not have been opened, with components that nobody has checked."""
        shown = message.message if isinstance(message, Reply) else message
        where = self.channel(channel)
        interaction = self.begin(
            MODAL_SUBMIT,
            {"custom_id": custom_id, "components": components},
            app_id=self.app(application).id,
            channel=where,
            message=shown,
            about={
                "triggering_interaction_metadata": {
                    "id": self.sandbox.world.new_id(),
                    "type": COMMAND,
                    "user": payloads.user(self.user),
                    "authorizing_integration_owners": {"0": where.guild.id if where.guild else "0"},
                }
            },
        )
        did = f"sent the modal {custom_id!r}"
        source = Reply(self, shown) if shown else None
        return await replies.outcome(self, interaction, did, timeout, source)
