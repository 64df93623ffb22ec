"""A message, a modal and a Home tab on a person's screen, and what the person can do with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.interactions.state import VALUES, held_value, is_empty, walk
from mentorbot.sandbox.slack.people import answers, screen
from mentorbot.sandbox.slack.people.hands import PATIENCE, Hands
from mentorbot.sandbox.slack.people.outcomes import Looked, outcome, settled
from mentorbot.sandbox.slack.people.screen import (
    Button,
    Choice,
    ClientRefusedError,
    File,
    NotOnScreenError,
    Select,
)
from mentorbot.sandbox.slack.world.channels import Message
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json

FEWEST_TYPED = 3


class Surface:
    """Blocks on a person's screen. It follows every change: `text` is always what is there now.

    Args:
        person: Whose screen it is.
        source: The message or view.
        trail: The interactions that it came from, the first one first; none for what the app sent by itself.
    """

    def __init__(self, person: Hands, source: Message | View, trail: tuple[Interaction, ...] = ()) -> None:
        self.person = person
        self.source = source
        self.trail = trail

    def __str__(self) -> str:
        return screen.describe(self.blocks)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.person.name}: {str(self)!r}>"

    @property
    def blocks(self) -> list[Json]:
        """The blocks, as Slack writes them."""
        return list(self.source.blocks)

    @property
    def text(self) -> str:
        """All the text on the screen, without what is on buttons and in selects."""
        return "\n".join(screen.text_lines(self.blocks))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons, in reading order."""
        return screen.buttons(self.blocks)

    @property
    def selects(self) -> tuple[Select, ...]:
        """Everything in which one chooses, in reading order."""
        return screen.selects(self.blocks)

    @property
    def is_shown(self) -> bool:
        """Whether it is on the screen now."""
        return self.person.is_shown(self.source)

    # --- finding what is there --------------------------------------------------------------------

    def find(self, name: str | None, kinds: frozenset[str] | None = None) -> tuple[Json, Json]:
        """The element of a name, with its block.

        Args:
            name: Its label, placeholder or action id, or the block id of its block; None for the only one.
            kinds: Of which kinds it may be; None for all in which something is filled in or chosen.

        Raises:
            NotOnScreenError: There is none; the error shows the screen.
        """
        self.must_be_shown()
        wanted = kinds or (frozenset(VALUES) | {"overflow"})
        there = [pair for pair in walk(self.blocks) if pair[1]["type"] in wanted]
        if name is None and len(there) == 1:
            return there[0]
        for block, element in there:
            names = {screen.words(block.get("label")), screen.words(element.get("placeholder"))}
            if name in names | {element["action_id"], block["block_id"]}:
                return block, element
        raise NotOnScreenError(f"{self.person.name} looks for “{name}”. On the screen was:\n{self}")

    def find_button(self, label: str) -> tuple[Json, Json]:
        """The button with a label, an action id or a value, with its block."""
        self.must_be_shown()
        there = [pair for pair in walk(self.blocks) if pair[1]["type"] == "button"]
        for fits in (
            lambda one: screen.words(one["text"]) == label,
            lambda one: one["action_id"] == label,
            lambda one: one.get("value") == label,
        ):
            for block, element in there:
                if fits(element):
                    return block, element
        raise NotOnScreenError(
            f"{self.person.name} looks for the button “{label}”. On the screen was:\n{self}"
        )

    def must_be_shown(self) -> None:
        """Refuse what is done on something that is no longer on the screen.

        Raises:
            NotOnScreenError: It is gone.
        """
        if not self.is_shown:
            raise NotOnScreenError(f"It is no longer on the screen. {self.person.name} had seen:\n{self}")

    # --- using it -----------------------------------------------------------------------------------

    async def click(
        self, label: str, *, confirm: bool = True, shows: bool = True, timeout: float = PATIENCE  # noqa: ASYNC109
    ) -> Any:  # fmt: skip
        """Press a button, or a line of a menu of more, and wait for what comes of it.

        Args:
            label: The label or action id of the button, or the text of the line.
            confirm: What to say when it is asked whether one is sure; False leaves it at that.
            shows: Whether something is going to be shown; False waits only until the app has acknowledged.
            timeout: How long to wait, in seconds of real time.

        Returns:
            What the person then sees: this surface when it changed, another one, a modal.

        Raises:
            NotOnScreenError: There is no such button.
            ClientRefusedError: It cannot be pressed.
            NotAnsweredError: The app did not answer in time.
        """
        line = self._line_of_menu(label)
        if line is not None:
            return await self.choose(line.action_id, label, shows=shows, timeout=timeout)
        block, element = self.find_button(label)
        if "confirm" in element and not confirm:
            return self
        if element.get("url") and not shows:
            raise ClientRefusedError(f"The button “{label}” opens {element['url']}.")
        return await self._act(block, element, {}, f"pressed “{label}”", shows=shows, timeout=timeout)

    def _line_of_menu(self, label: str) -> Select | None:
        if any(one.label == label for one in self.buttons):
            return None
        menus = [one for one in self.selects if one.kind == "overflow"]
        return next((one for one in menus if any(line.label == label for line in one.choices)), None)

    async def choose(
        self, name: str | None, given: Any, *, shows: bool = True, timeout: float = PATIENCE  # noqa: ASYNC109
    ) -> Any:  # fmt: skip
        """Choose in a select, a picker, checkboxes or a menu, and wait for what comes of it.

        Args:
            name: Its placeholder, label or action id; None for the only one.
            given: One or several labels or values; people or channels; a day or a time.
            shows: Whether something is going to be shown; False waits only until the app has acknowledged.
            timeout: How long to wait, in seconds of real time.
        """
        block, element = self.find(name, screen.PICKED)
        what = f"The choice {answers.label_of(block, element)}"
        if element["type"] == "overflow":
            value = answers.overflow_value(element, given, what)
        else:
            value = await self._filled(block, element, given, what, timeout)
            self.person.acts.fill(self.person.user, self.source, block, element, value)
        did = f"chose {given!r} in {answers.label_of(block, element)}"
        return await self._act(block, element, value, did, shows=shows, timeout=timeout)

    async def suggest(
        self,
        name: str | None,
        typed: str,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> list[Choice]:
        """Type in a select whose choices the app gives, and wait for what is offered.

        Raises:
            ClientRefusedError: Too little was typed for the app to be asked.
            NotAnsweredError: The app offered nothing in time, or something that cannot be shown.
        """
        block, element = self.find(name, frozenset({"external_select", "multi_external_select"}))
        return [screen.choice(one) for one in await self._suggested(block, element, typed, timeout)]

    async def _suggested(
        self,
        block: Json,
        element: Json,
        typed: str,
        timeout: float,  # noqa: ASYNC109
    ) -> list[Json]:
        fewest = element.get("min_query_length", FEWEST_TYPED)
        if len(typed) < fewest:
            raise ClientRefusedError(
                f"{answers.label_of(block, element)} asks the app after {fewest} letters, not {len(typed)}."
            )
        interaction = self.person.acts.suggest(self.person.user, self.source, block, element, typed)
        await settled(
            self.person, interaction, f"typed {typed!r} in {answers.label_of(block, element)}", timeout, self
        )
        return interaction.choices or []

    async def _filled(
        self,
        block: Json,
        element: Json,
        given: Any,
        what: str,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> Json:
        """What an element holds after it was filled in with `given`."""
        kind = element["type"]
        if kind == "file_input":
            files = given if isinstance(given, list) else [given]
            return self.person.acts.upload(self.person.user, element, files)
        if not kind.endswith("external_select"):
            return answers.fill_element(element, given, what)
        picked = []
        for one in given if isinstance(given, list | tuple) else [given]:
            if one in (None, ""):
                continue
            offered = await self._suggested(block, element, str(one), timeout)
            picked.append(answers.find_option(element, one, offered, what))
        return answers.picked_value(element, picked)

    async def _act(
        self, block: Json, element: Json, value: Json, did: str, *, shows: bool, timeout: float  # noqa: ASYNC109
    ) -> Any:  # fmt: skip
        looked = Looked(self.person, self.source, self.trail)
        interaction = self.person.acts.act(self.person.user, self.source, block, element, value)
        return await self._outcome(looked, interaction, did, shows=shows, timeout=timeout)

    async def _outcome(
        self, looked: Looked, interaction: Interaction, did: str, *, shows: bool, timeout: float  # noqa: ASYNC109
    ) -> Any:  # fmt: skip
        if not shows:
            await settled(self.person, interaction, did, timeout, self)
            return self
        found = await outcome(self.person, looked, interaction, did, timeout=timeout, seen=self)
        return self if found is self.source else surface_of(self.person, found, (*self.trail, interaction))

    async def until(self, holds: Callable[[Any], bool] | str, *, timeout: float = PATIENCE) -> Surface:  # noqa: ASYNC109
        """Wait until this shows some text, or `holds` is true of it."""

        def seen(one: Surface) -> bool:
            return holds in one.text if isinstance(holds, str) else holds(one)

        what = f"“{holds}”" if isinstance(holds, str) else "a change"
        await self.person.wait(
            lambda: seen(self), f"{self.person.name} waits for {what}", lambda: str(self), timeout
        )
        return self


class Reply(Surface):
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


class Home(Surface):
    """An app's Home tab on a person's screen."""

    source: View


class Modal(Surface):
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
        if not self.source.given.get("submit"):
            raise ClientRefusedError(f"The modal “{self.title}” has no button to send it.")
        if self.source.given.get("submit_disabled"):
            raise ClientRefusedError(f"The button that sends “{self.title}” is disabled.")
        self._must_be_whole()
        looked = Looked(self.person, self.source, self.trail)
        interaction = self.person.acts.submit(self.person.user, self.source)
        await settled(self.person, interaction, f"sent “{self.title}”", timeout, self)
        if interaction.errors:
            return self
        return await self._outcome(looked, interaction, f"sent “{self.title}”", shows=shows, timeout=timeout)

    def _must_be_whole(self) -> None:
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


def surface_of(person: Hands, found: Message | View, trail: tuple[Interaction, ...] = ()) -> Surface:
    """What a person sees of a message or a view."""
    if isinstance(found, View):
        return (Home if found.type == "home" else Modal)(person, found, trail)
    return Reply(person, found, trail)
