"""Blocks on a person's screen, and what the person can do with them wherever they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.interactions.state import VALUES, walk
from mentorbot.sandbox.slack.people import answers, screen
from mentorbot.sandbox.slack.people.hands import PATIENCE, Hands
from mentorbot.sandbox.slack.people.outcomes import Looked, outcome, settled
from mentorbot.sandbox.slack.people.screen import (
    Button,
    Choice,
    ClientRefusedError,
    NotOnScreenError,
    Select,
)
from mentorbot.sandbox.slack.world.channels import Message
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json

FEWEST_TYPED = 3


KINDS: dict[str, type[Surface]] = {}
"""What a person sees of what: `message`, `modal`, `home`."""


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

    def __init_subclass__(cls, *, kind: str) -> None:
        """Note of what this is what a person sees."""
        KINDS[kind] = cls

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
            return self.person.acts.upload_into(self.person.user, element, files)
        if not kind.endswith("external_select"):
            return answers.fill_element(element, given, what)
        picked = []
        for one in given if isinstance(given, list | tuple) else [given]:
            if one in (None, ""):
                continue
            offered = await self._suggested(block, element, str(one), timeout)
            picked.append(answers.find_option(one, offered, what))
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


def surface_of(person: Hands, found: Message | View, trail: tuple[Interaction, ...] = ()) -> Surface:
    """What a person sees of a message or a view."""
    kind = found.type if isinstance(found, View) else "message"
    return KINDS[kind](person, found, trail)
