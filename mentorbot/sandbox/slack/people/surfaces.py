"""A message, a modal and a Home tab on a person's screen, and what the person can do with each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorbot.sandbox.slack.interactions.state import VALUES, held_value, is_empty
from mentorbot.sandbox.slack.people import answers, screen
from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.outcomes import Looked, settled
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, File, NotOnScreenError
from mentorbot.sandbox.slack.people.surface import Surface
from mentorbot.sandbox.slack.world.channels import Message
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json


class Reply(Surface, kind="message"):
    """A message on a person's screen."""

    source: Message

    def __str__(self) -> str:
        shown = screen.describe(self.blocks) if self.blocks else self.fallback
        return "\n".join([shown, *(f"(file: {one.name})" for one in self.files)]).strip() or "nothing"

    @property
    def message(self) -> Message:
        """The message."""
        return self.source

    @property
    def text(self) -> str:
        """All the text on the screen; what stands beside blocks for notifications is `fallback`."""
        return super().text if self.blocks else self.fallback

    @property
    def fallback(self) -> str:
        """What notifications and screen readers tell of it."""
        return screen.read(self.source.text)

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees it, until they reload."""
        return self.source.is_ephemeral

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return not self.is_shown

    @property
    def files(self) -> tuple[File, ...]:
        """The files."""
        return tuple(File(one.id, one.name, one.title) for one in self.source.files if not one.deleted)

    def read(self, name: str) -> bytes:
        """The content of one of the files, by its name."""
        for one in self.source.files:
            if one.name == name and one.content is not None and not one.deleted:
                return one.content
        raise NotOnScreenError(f"There is no file “{name}”. On the screen was:\n{self}")

    @property
    def replies(self) -> list[Reply]:
        """The answers in its thread, oldest first."""
        return [Reply(self.person, one) for one in self.source.channel.replies(self.source.ts)]

    async def shortcut(self, name: str, *, shows: bool = True, timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109
        """Use a shortcut from the menu of this message, by its name or callback id."""
        self.must_be_shown()
        if self.ephemeral:
            raise ClientRefusedError("A message that only one person sees has no menu of shortcuts.")
        looked = Looked(self.person, self.source, self.trail)
        interaction = self.person.acts.message_shortcut(self.person.user, self.person.team, self.source, name)
        return await self._outcome(
            looked, interaction, f"used the shortcut “{name}”", shows=shows, timeout=timeout
        )

    def dismiss(self) -> None:
        """Take a message that only this person sees off the screen."""
        self.must_be_shown()
        if not self.ephemeral:
            raise ClientRefusedError("Only a message that one person alone sees can be dismissed.")
        del self.person.slack.world.whispers[self.person.id][self.source.ts]


class Home(Surface, kind="home"):
    """An app's Home tab on a person's screen."""

    source: View


class Modal(Surface, kind="modal"):
    """A modal on a person's screen."""

    source: View

    def __str__(self) -> str:
        told = [f"{name}: {sentence}" for name, sentence in self.errors.items()]
        return "\n".join([self.title, screen.describe(self.blocks), *told])

    @property
    def title(self) -> str:
        """The words at the top."""
        return screen.words(self.source.given.get("title"))

    @property
    def callback_id(self) -> str:
        """The app's name for it."""
        return self.source.callback_id

    @property
    def fields(self) -> dict[str, Json]:
        """The fields by label, each as Slack writes the element."""
        return {
            screen.words(block["label"]): block["element"]
            for block in self.blocks
            if block["type"] == "input"
        }

    @property
    def errors(self) -> dict[str, str]:
        """The sentences beside the fields that were not taken, by label."""
        told = self.person.acts.errors.get(self.source.id, {})
        return {
            screen.words(block["label"]): told[block["block_id"]]
            for block in self.blocks
            if block["type"] == "input" and block["block_id"] in told
        }

    @property
    def filled(self) -> dict[str, Any]:
        """What the fields hold, by label."""
        held = self.person.acts.filled(self.person.user, self.source)
        values = {}
        for block in self.blocks:
            if block["type"] == "input":
                value = held_value(block, block["element"], held)
                values[screen.words(block["label"])] = value[VALUES[value["type"]][0]]
        return values

    async def fill(self, answered: Mapping[str, Any] | None = None, **more: Any) -> Modal:
        """Fill in fields without sending them.

        Args:
            answered: Answers by label, action id or block id.
            more: More answers, by action id or block id.

        Raises:
            ClientRefusedError: A field does not take that.
            NotOnScreenError: There is no such field.
        """
        for name, given in {**(answered or {}), **more}.items():
            block, element = self.find(name)
            what = f"The field {answers.label_of(block, element)}"
            value = await self._filled(block, element, given, what)
            self.person.acts.fill(self.person.user, self.source, block, element, value)
        return self

    async def submit(
        self,
        answered: Mapping[str, Any] | None = None,
        *,
        shows: bool = True,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        **more: Any,
    ) -> Any:
        """Fill in the fields, send them, and wait for what comes of it.

        Args:
            answered: Answers by label, action id or block id; what is left out stays as it is.
            shows: Whether something is going to be shown after it is closed; False waits only until the app
                has answered.
            timeout: How long to wait, in seconds of real time.
            more: More answers, by action id or block id.

        Returns:
            This modal when it was not taken (`errors`) or changed, the next one, or the message that came.

        Raises:
            ClientRefusedError: Slack's client would not send it.
            NotAnsweredError: The app did not answer in time.
        """
        await self.fill(answered, **more)
        self.must_be_shown()
        self.check()
        looked = Looked(self.person, self.source, self.trail)
        interaction = self.person.acts.submit(self.person.user, self.source)
        await settled(self.person, interaction, f"sent “{self.title}”", timeout, self)
        if interaction.errors:
            return self
        return await self._outcome(looked, interaction, f"sent “{self.title}”", shows=shows, timeout=timeout)

    def check(self) -> None:
        """Refuse to send what Slack's client would not send.

        Raises:
            ClientRefusedError: It has no button for that, or a field must be filled in.
        """
        if not self.source.given.get("submit"):
            raise ClientRefusedError(f"The modal “{self.title}” has no button to send it.")
        if self.source.given.get("submit_disabled"):
            raise ClientRefusedError(f"The button that sends “{self.title}” is disabled.")
        held = self.person.acts.filled(self.person.user, self.source)
        for block in self.blocks:
            needed = block["type"] == "input" and not block.get("optional")
            if needed and is_empty(held_value(block, block["element"], held)):
                name = answers.label_of(block, block["element"])
                raise ClientRefusedError(f"The field {name} must be filled in.")

    async def close(self, *, all_of_them: bool = False) -> Modal | None:
        """Press the button that leaves it, or close all that are open; gives back the one below."""
        self.must_be_shown()
        self.person.acts.close(self.person.user, self.source, all_of_them=all_of_them)
        top = self.person.slack.world.modals.get(self.person.id, [])[-1:]
        return Modal(self.person, top[0], self.trail) if top else None
