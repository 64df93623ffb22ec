"""What a person sees of a message: its text, buttons, selects and files."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from mentorbot.sandbox.discord.api.bodies.drafts import LOADING
from mentorbot.sandbox.discord.api.bodies.forms import (
    BUTTON,
    MEDIA_GALLERY,
    SELECTS,
    SEPARATOR,
    STRING_SELECT,
    TEXT_DISPLAY,
    THUMBNAIL,
    walk,
)
from mentorbot.sandbox.wire import Json

COMMAND: Final = re.compile(r"</([-\w ]+):\d+>")
"""The mention of a command, which is shown as it is typed."""


class NotOnScreenError(AssertionError):
    """A person looked for something that their screen did not show; says what it showed instead."""


class ClientRefusedError(ValueError):
    """Discord's own client would not have sent this: a required field is empty, a value too long."""


class NotAnsweredError(NotOnScreenError):
    """The bot did not answer in time; says what the person saw instead."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button on the screen; `custom_id` is empty for one that opens a web address."""

    label: str
    custom_id: str
    style: int
    disabled: bool
    url: str | None
    id: int

    def __str__(self) -> str:
        return f"[{self.label}]" + (" (disabled)" if self.disabled else "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a select, or one offer of autocomplete."""

    label: str
    value: str | int | float
    description: str = ""
    chosen: bool = False

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Select:
    """A select on the screen; only a string select has `choices`, the others offer who and what is there."""

    custom_id: str
    placeholder: str
    kind: int
    choices: tuple[Choice, ...]
    lowest: int
    highest: int
    disabled: bool
    id: int

    def __str__(self) -> str:
        listed = ", ".join(choice.label for choice in self.choices)
        return f"({self.placeholder or self.custom_id}: {listed or 'pick'} ▾)"


@dataclass(frozen=True, slots=True)
class File:
    """A file on the screen."""

    name: str
    url: str
    size: int
    description: str | None = None


def button(component: Json) -> Button:
    """The button as it is seen; one without a label is named by its emoji."""
    label = component.get("label") or (component.get("emoji") or {}).get("name") or ""
    return Button(
        label=label,
        custom_id=component.get("custom_id", ""),
        style=component["style"],
        disabled=component.get("disabled", False),
        url=component.get("url"),
        id=component["id"],
    )


def choice(option: Json) -> Choice:
    """A line of a select."""
    described = option.get("description") or ""
    return Choice(option["label"], option["value"], described, option.get("default", False))


def select(component: Json) -> Select:
    """The select as it is seen."""
    return Select(
        custom_id=component["custom_id"],
        placeholder=component.get("placeholder", ""),
        kind=component["type"],
        choices=tuple(map(choice, component.get("options", ())))
        if component["type"] == STRING_SELECT
        else (),
        lowest=component.get("min_values", 1),
        highest=component.get("max_values", 1),
        disabled=component.get("disabled", False),
        id=component["id"],
    )


def buttons(message: Json) -> tuple[Button, ...]:
    """Every button of a message, in reading order."""
    return tuple(button(one) for one in walk(message.get("components", [])) if one["type"] == BUTTON)


def selects(message: Json) -> tuple[Select, ...]:
    """Every select of a message, in reading order."""
    return tuple(select(one) for one in walk(message.get("components", [])) if one["type"] in SELECTS)


def files(message: Json) -> tuple[File, ...]:
    """Every file that came with a message."""
    return tuple(
        File(one["filename"], one["url"], one.get("size", 0), one.get("description"))
        for one in message.get("attachments", [])
    )


def _embed_lines(embed: Json) -> Iterable[str]:
    yield (embed.get("author") or {}).get("name", "")
    yield embed.get("title", "")
    yield embed.get("description", "")
    for field in embed.get("fields", []):
        yield field.get("name", "")
        yield field.get("value", "")
    yield (embed.get("footer") or {}).get("text", "")


def text(message: Json) -> str:
    """All the text of a message, a line for each part, without the labels of buttons and selects."""
    lines = [_read(message.get("content") or "")]
    lines.extend(text(one["message"]) for one in message.get("message_snapshots", []))
    for embed in message.get("embeds", []):
        lines.extend(_embed_lines(embed))
    lines.extend(
        _read(one["content"]) for one in walk(message.get("components", [])) if one["type"] == TEXT_DISPLAY
    )
    return "\n".join(line for line in lines if line)


def _read(content: str) -> str:
    """A text with the mentions of commands in it as one reads them, without their ids."""
    return COMMAND.sub(r"`/\1`", content)


def _gallery(component: Json) -> str:
    return "\n".join(
        f"(picture: {item.get('description') or 'no description'})" for item in component["items"]
    )


LINES: dict[int, Callable[[Json], str]] = {
    TEXT_DISPLAY: lambda component: _read(component["content"]),
    BUTTON: lambda component: str(button(component)),
    **dict.fromkeys(SELECTS, lambda component: str(select(component))),
    SEPARATOR: lambda _: "———",
    THUMBNAIL: lambda component: f"(picture: {component.get('description') or 'no description'})",
    MEDIA_GALLERY: _gallery,
}


def _line(component: Json) -> str:
    show = LINES.get(component["type"])
    return show(component) if show else ""


def _component_lines(components: list[Json]) -> list[str]:
    """A line for each component; buttons that follow each other in a row share one."""
    lines: list[str] = []
    after_a_button = False
    for one in walk(components):
        is_button = one["type"] == BUTTON
        if is_button and after_a_button:
            lines[-1] += f" {_line(one)}"
        else:
            lines.append(_line(one))
        after_a_button = is_button
    return lines


def _poll_lines(poll: Json | None) -> Iterable[str]:
    if poll is None:
        return
    counts = {one["id"]: one["count"] for one in poll["results"]["answer_counts"]}
    yield f"(poll: {poll['question']['text']})"
    for one in poll["answers"]:
        yield f"○ {one['poll_media']['text']} ({counts.get(one['answer_id'], 0)})"


def describe(message: Json | None) -> str:
    """The message as text, the way it is read on the screen, for people and for error messages."""
    if message is None:
        return "nothing"
    if message.get("flags", 0) & LOADING:
        return "(thinking…)"
    lines = [message.get("content") or ""]
    for embed in message.get("embeds", []):
        lines.extend(_embed_lines(embed))
    lines.extend(_component_lines(message.get("components", [])))
    lines.extend(_poll_lines(message.get("poll")))
    lines.extend(f"(sticker: {one['name']})" for one in message.get("sticker_items", ()))
    lines.extend(f"(file: {file.name})" for file in files(message))
    return "\n".join(line for line in lines if line) or "an empty message"
