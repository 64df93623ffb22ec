"""What a person sees of a message or a view: its text, buttons, selects, fields and files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mentorbot.sandbox.slack.interactions.state import VALUES, walk
from mentorbot.sandbox.wire import Json


class NotOnScreenError(AssertionError):
    """A person looked for something that their screen did not show; says what it showed instead."""


class ClientRefusedError(ValueError):
    """Slack's own client would not have sent this: a required field is empty, a value too long."""


class NotAnsweredError(NotOnScreenError):
    """The app did not answer in time, or Slack could not bring it what was done; says what the person saw."""


SELECTS = frozenset(kind for kind in VALUES if kind.endswith("_select"))
PICKED = SELECTS | {"overflow", "radio_buttons", "checkboxes", "datepicker", "timepicker", "datetimepicker"}
"""Elements in which something is chosen at once, without typing."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button on the screen; `url` is where it leads, None for one that only tells the app."""

    label: str
    action_id: str
    block_id: str
    value: str
    style: str
    url: str | None
    confirm: str
    """What is asked before it is pressed, empty where nothing is."""

    def __str__(self) -> str:
        return f"[{self.label}]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a select."""

    label: str
    value: str
    description: str = ""
    group: str = ""

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Select:
    """Something in which one chooses; where people and channels are chosen there are no `choices`."""

    action_id: str
    block_id: str
    placeholder: str
    kind: str
    choices: tuple[Choice, ...]

    def __str__(self) -> str:
        listed = ", ".join(choice.label for choice in self.choices)
        return f"({self.placeholder or self.action_id}: {listed or 'pick'} ▾)"


@dataclass(frozen=True, slots=True)
class File:
    """A file on the screen."""

    id: str
    name: str
    title: str


def read(text: str) -> str:
    """A text as it is read: what stands for &, < and > is these."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words(part: Any) -> str:
    """The text of an object that has one, as it is read."""
    return read(part["text"]) if isinstance(part, dict) and isinstance(part.get("text"), str) else ""


def choice(option: Json, group: str = "") -> Choice:
    """A line of a select."""
    return Choice(words(option["text"]), option.get("value", ""), words(option.get("description")), group)


def choices(element: Json) -> tuple[Choice, ...]:
    """The lines of a select that the app wrote into it."""
    lines = [choice(one) for one in element.get("options", ())]
    for group in element.get("option_groups", ()):
        lines.extend(choice(one, words(group["label"])) for one in group["options"])
    return tuple(lines)


def button(block: Json, element: Json) -> Button:
    """A button as it is seen."""
    asked = element.get("confirm") or {}
    return Button(
        words(element["text"]),
        element["action_id"],
        block["block_id"],
        element.get("value", ""),
        element.get("style", ""),
        element.get("url"),
        "\n".join(filter(None, (words(asked.get("title")), words(asked.get("text"))))),
    )


def select(block: Json, element: Json) -> Select:
    """Something in which one chooses, as it is seen."""
    placeholder = words(element.get("placeholder")) or words(block.get("label"))
    return Select(element["action_id"], block["block_id"], placeholder, element["type"], choices(element))


def buttons(blocks: list[Json]) -> tuple[Button, ...]:
    """Every button, in reading order."""
    return tuple(button(block, one) for block, one in walk(blocks) if one["type"] == "button")


def selects(blocks: list[Json]) -> tuple[Select, ...]:
    """Everything in which one chooses, in reading order."""
    return tuple(select(block, one) for block, one in walk(blocks) if one["type"] in PICKED)


def _section(block: Json) -> Iterable[str]:
    yield words(block.get("text"))
    for field in block.get("fields", ()):
        yield words(field)


def _context(block: Json) -> Iterable[str]:
    told = [words(one) or f"(picture: {one.get('alt_text', '')})" for one in block["elements"]]
    yield "  ".join(told)


def _rich(part: Json) -> str:
    """The words of rich text."""
    kind = part.get("type", "")
    if kind == "text":
        return str(part["text"])
    if kind == "link":
        return str(part.get("text") or part["url"])
    if kind in {"user", "channel", "usergroup"}:
        mark = {"user": "@", "channel": "#", "usergroup": "!subteam^"}[kind]
        return f"<{mark}{part[f'{kind}_id']}>"
    if kind == "emoji":
        return f":{part['name']}:"
    between = "\n" if kind in {"rich_text", "rich_text_list"} else ""
    return between.join(_rich(one) for one in part.get("elements", ()))


TEXTS: dict[str, Callable[[Json], Iterable[str]]] = {
    "header": lambda block: [words(block["text"])],
    "section": _section,
    "context": _context,
    "image": lambda block: [words(block.get("title"))],
    "rich_text": lambda block: [_rich(block)],
    "markdown": lambda block: [str(block["text"])],
    "input": lambda block: [words(block["label"]), words(block.get("hint"))],
    "video": lambda block: [words(block["title"])],
}


def text_lines(blocks: list[Json]) -> list[str]:
    """All the text of some blocks, without what is on buttons and in selects."""
    lines: list[str] = []
    for block in blocks:
        if show := TEXTS.get(block["type"]):
            lines.extend(filter(None, show(block)))
    return lines


def _used(block: Json) -> str:
    """What can be used in a block, in one line."""
    seen = []
    for _, one in walk([block]):
        if one["type"] == "button":
            seen.append(str(button(block, one)))
        elif one["type"] in PICKED:
            seen.append(str(select(block, one)))
        else:
            seen.append("(…)")
    return " ".join(seen)


def describe(blocks: list[Json]) -> str:
    """Blocks as text, the way they are read on the screen."""
    lines: list[str] = []
    for block in blocks:
        lines.extend(text_lines([block]))
        if block["type"] == "image":
            lines.append(f"(picture: {block['alt_text']})")
        elif block["type"] == "divider":
            lines.append("———")
        if used := _used(block):
            lines.append(used)
    return "\n".join(lines)
