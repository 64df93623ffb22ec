"""What a bot's answer looks like to a person, and what the person can do with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from mentorbot.sandbox.discord.api.bodies.drafts import LOADING
from mentorbot.sandbox.discord.api.bodies.forms import SELECTS, walk
from mentorbot.sandbox.discord.api.interactions import COMPONENT, MODAL_SUBMIT, Interaction
from mentorbot.sandbox.discord.people import answers, screen
from mentorbot.sandbox.discord.people.hands import Hands
from mentorbot.sandbox.discord.people.screen import (
    Button,
    ClientRefusedError,
    File,
    NotAnsweredError,
    NotOnScreenError,
    Select,
)
from mentorbot.sandbox.discord.world.guilds import Message
from mentorbot.sandbox.wire import Json

PATIENCE = 30.0
"""Seconds that a person waits at most: on a busy machine a bot is slow, and has nothing wrong with it."""
THANKED = 10.0
"""Seconds after which a bot that thanked with a deferred update is taken to have left it at that."""
MESSAGE, THINKING, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


class Reply:
    """A message on a person's screen. It follows every edit: `text` is always what is there now.

    Args:
        person: Whose screen it is.
        message: The message.
        interaction: What the message came from; None for one that the bot sent by itself.
    """

    def __init__(self, person: Hands, message: Message, interaction: Interaction | None = None) -> None:
        self.person = person
        self.message = message
        self.interaction = interaction

    def __repr__(self) -> str:
        return f"<Reply to {self.person.name}: {screen.describe(self.payload)!r}>"

    def __str__(self) -> str:
        return screen.describe(self.payload)

    @property
    def payload(self) -> Json:
        """The message as Discord writes it."""
        return self.message.payload

    @property
    def id(self) -> str:
        """The id of the message."""
        return self.message.id

    @property
    def text(self) -> str:
        """All the text on the screen, without the labels of buttons and selects."""
        return screen.text(self.payload)

    @property
    def components(self) -> list[Json]:
        """The components, as Discord writes them."""
        return list(self.payload.get("components", []))

    @property
    def embeds(self) -> list[Json]:
        """The embeds, as Discord writes them."""
        return list(self.payload.get("embeds", []))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The buttons, in reading order."""
        return screen.buttons(self.payload)

    @property
    def selects(self) -> tuple[Select, ...]:
        """The selects, in reading order."""
        return screen.selects(self.payload)

    @property
    def files(self) -> tuple[File, ...]:
        """The files."""
        return screen.files(self.payload)

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees it."""
        return self.message.ephemeral

    @property
    def deleted(self) -> bool:
        """Whether the message is gone."""
        return not self.person.sandbox.interactions.is_there(self.message)

    @property
    def thinking(self) -> bool:
        """Whether the bot has asked for more time and not answered yet."""
        return bool(self.payload.get("flags", 0) & LOADING)

    def read(self, file: File | str) -> bytes:
        """The content of one of the files, by itself or by name."""
        name = file.name if isinstance(file, File) else file
        for one in self.files:
            if one.name == name:
                return self.person.sandbox.world.files[unquote(urlsplit(one.url).path)][1]
        raise NotOnScreenError(f"There is no file “{name}”. On the screen was:\n{self}")

    def button(self, label: str) -> Button:
        """The button with that label or custom id.

        Raises:
            NotOnScreenError: There is none; the error shows the screen.
        """
        self._must_be_there()
        for fits in (lambda one: one.label == label, lambda one: one.custom_id == label):
            found = next(filter(fits, self.buttons), None)
            if found is not None:
                return found
        raise NotOnScreenError(
            f"{self.person.name} looks for the button “{label}”. On the screen was:\n{self}"
        )

    def find_select(self, name: str | None = None) -> Select:
        """The select with that placeholder or custom id; without a name the only one there is."""
        self._must_be_there()
        if name is None and len(self.selects) == 1:
            return self.selects[0]
        for one in self.selects:
            if name in {one.placeholder, one.custom_id}:
                return one
        raise NotOnScreenError(
            f"{self.person.name} looks for the select “{name}”. On the screen was:\n{self}"
        )

    def _must_be_there(self) -> None:
        if self.deleted:
            raise NotOnScreenError(f"The message was deleted. {self.person.name} had seen:\n{self}")

    async def click(self, label: str, *, timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109  (a person's patience)
        """Press a button, and wait for what comes of it.

        Args:
            label: The label or custom id of the button.
            timeout: How long to wait, in seconds of real time.

        Returns:
            This reply when the bot edited it, a new `Reply`, or a `Modal`.

        Raises:
            NotOnScreenError: There is no such button.
            ClientRefusedError: It cannot be pressed.
            NotAnsweredError: The bot did not answer in time.
        """
        return await self.press(self.pressed(label), f"pressed “{label}”", timeout=timeout)

    def pressed(self, label: str) -> Json:
        """What pressing a button sends, by its label or custom id."""
        button = self.button(label)
        if button.url:
            raise ClientRefusedError(
                f"The button “{button.label}” opens {button.url}; the bot hears nothing."
            )
        if button.disabled:
            raise ClientRefusedError(f"The button “{button.label}” is disabled.")
        return {"custom_id": button.custom_id, "component_type": 2, "id": button.id}

    async def select(self, name: str | None, values: Any, *, timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109
        """Choose in a select, and wait for what comes of it.

        Args:
            name: Its placeholder or custom id; None for the only one.
            values: One or several labels or values; people, roles or channels for such a select.
            timeout: How long to wait, in seconds of real time.
        """
        did = f"chose {values!r} in {self.find_select(name).placeholder!r}"
        return await self.press(self.chosen(name, values), did, timeout=timeout)

    def chosen(self, name: str | None, values: Any) -> Json:
        """What choosing in a select sends; the arguments are those of `select`."""
        seen = self.find_select(name)
        component = next(
            one for one in walk(self.components) if one["type"] in SELECTS and one["id"] == seen.id
        )
        what = f"The select “{seen.placeholder or seen.custom_id}”"
        if seen.disabled:
            raise ClientRefusedError(f"{what} is disabled.")
        filled = answers.Filled()
        chosen = answers.select_values(component, values, filled, what)
        answers.check_count(component, chosen, what)
        data: Json = {
            "custom_id": seen.custom_id,
            "component_type": seen.kind,
            "id": seen.id,
            "values": chosen,
        }
        interactions = self.person.sandbox.interactions
        if resolved := interactions.resolved(filled.objects, self.person.user, self.message.channel):
            data["resolved"] = resolved
        return data

    async def press(self, data: Json, did: str, *, timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109
        """Send a component interaction with `data` as it is, and wait for what comes of it."""
        return await outcome(self.person, self.begin(data), did, timeout, self)

    def begin(self, data: Json) -> Interaction:
        """Send a component interaction with `data` as it is, and do not wait."""
        return self.person.begin(
            COMPONENT,
            data,
            app_id=self.message.application_id or self.message.author.id,
            channel=self.message.channel,
            message=self.message,
            about={"interacted_message_id": self.message.id},
        )

    async def until(self, holds: Callable[[Reply], bool] | str, *, timeout: float = PATIENCE) -> Reply:  # noqa: ASYNC109
        """Wait until this message shows some text, or `holds` is true of it."""
        wanted = holds
        seen = (lambda one: wanted in one.text) if isinstance(wanted, str) else wanted
        what = f"“{holds}”" if isinstance(holds, str) else "the message to change"
        await self.person.wait(
            lambda: seen(self), f"{self.person.name} waits for {what}", lambda: str(self), timeout
        )
        return self

    async def follow_up(self, number: int = 1, *, timeout: float = PATIENCE) -> Reply:  # noqa: ASYNC109
        """Wait for a further message that answers the same interaction; the first is number 1."""
        interaction = self.interaction
        if interaction is None:
            raise ClientRefusedError("This message did not come from an interaction.")
        first = 1 if interaction.answered in {MESSAGE, THINKING} else 0
        place = number - 1 + first
        await self.person.wait(
            lambda: len(interaction.sent) > place,
            f"{self.person.name} waits for follow-up {number}",
            lambda: str(self),
            timeout,
        )
        return Reply(self.person, interaction.sent[place], interaction)


class Modal:
    """A modal on a person's screen.

    Args:
        person: Whose screen it is.
        interaction: The interaction that it answers.
        opened_from: The message from which it was opened.
    """

    def __init__(self, person: Hands, interaction: Interaction, opened_from: Reply | None) -> None:
        assert interaction.modal is not None  # noqa: S101
        self.person = person
        self.interaction = interaction
        self.opened_from = opened_from
        self.shown: Json = interaction.modal

    def __repr__(self) -> str:
        return f"<Modal {self.title!r}: {', '.join(self.fields)}>"

    def __str__(self) -> str:
        return self.text

    @property
    def title(self) -> str:
        """The words at the top."""
        return str(self.shown["title"])

    @property
    def custom_id(self) -> str:
        """The bot's name for it."""
        return str(self.shown["custom_id"])

    @property
    def fields(self) -> dict[str, Json]:
        """The fields by label, each as Discord writes the component."""
        return dict(answers.fields(self.shown))

    @property
    def text(self) -> str:
        """The title, the labels with their descriptions, and the text between them."""
        lines = [self.title]
        for one in self.shown["components"]:
            lines.extend(one[key] for key in ("label", "description", "content") if one.get(key))
            lines.extend(child["label"] for child in one.get("components", []))
        return "\n".join(lines)

    async def submit(
        self,
        answered: Mapping[str, Any] | None = None,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109
        **more: Any,
    ) -> Any:
        """Fill in the fields and send them, and wait for what comes of it.

        Args:
            answered: Answers by label or custom id; what is left out keeps what the bot filled in.
            timeout: How long to wait, in seconds of real time.
            more: More answers, by custom id.

        Raises:
            ClientRefusedError: Discord's client would not send it.
            NotAnsweredError: The bot did not answer in time.
        """
        filled = answers.fill_modal(self.shown, {**(answered or {}), **more})
        return await self.send(filled, timeout=timeout)

    async def send(self, filled: answers.Filled, *, timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109
        """Send `filled` without asking whether the client would let it through."""
        did = f"sent “{self.title}”"
        return await outcome(self.person, self.begin(filled), did, timeout, self.opened_from)

    def begin(self, filled: answers.Filled) -> Interaction:
        """Send `filled` as it is, and do not wait."""
        data: Json = {"custom_id": self.custom_id, "components": filled.data}
        message = self.opened_from.message if self.opened_from else None
        channel = self.interaction.channel
        if resolved := self.person.resolve(filled, channel):
            data["resolved"] = resolved
        return self.person.begin(
            MODAL_SUBMIT,
            data,
            app_id=self.interaction.app.id,
            channel=channel,
            message=message,
            about={"triggering_interaction_metadata": self.interaction.about},
        )


async def outcome(
    person: Hands, interaction: Interaction, did: str, timeout: float, source: Reply | None  # noqa: ASYNC109
) -> Any:  # fmt: skip
    """Wait for what a person would wait for: the message, its change, or the modal.

    A bot that thanks with a deferred update may leave it at that: then the reply comes back as it is, soon,
    and None for a modal that was opened by a command.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + timeout
    leaves_it: float | None = None
    before = source.payload if source else None
    while True:
        steps = interaction.steps
        shown = _shown(person, interaction, source)
        if shown is not None:
            return shown
        if interaction.answered == DEFERRED_UPDATE:
            if source is not None and source.payload is not before:
                return source
            leaves_it = leaves_it or min(deadline, clock() + THANKED)
            if not await person.sandbox.bell.rings_before(leaves_it):
                break
            continue
        first = interaction.born + person.sandbox.interactions.answer_within
        if not await interaction.next_step(steps, deadline if interaction.answered else min(deadline, first)):
            break
    if interaction.answered == DEFERRED_UPDATE:
        return source
    seen = str(source) if source is not None else "nothing"
    if interaction.answered == THINKING:
        seen = f"{seen}\n(thinking…)" if source is not None else "(thinking…)"
    name = interaction.app.name
    if not interaction.answered:
        timeout = min(timeout, person.sandbox.interactions.answer_within)
    raise NotAnsweredError(
        f"{person.name} {did}, and {name} did not answer within {timeout:g} s. On the screen was:\n{seen}"
    )


def _shown(person: Hands, interaction: Interaction, source: Reply | None) -> Any:
    answered = interaction.answered
    if answered == MODAL:
        return Modal(person, interaction, source)
    if answered == UPDATE and source is not None:
        return source
    if answered in {MESSAGE, THINKING} and interaction.original is not None:
        reply = Reply(person, interaction.original, interaction)
        return None if reply.thinking else reply
    if answered == DEFERRED_UPDATE and interaction.sent:
        return Reply(person, interaction.sent[0], interaction)
    if answered == DEFERRED_UPDATE and interaction.edited:
        return source
    return None
