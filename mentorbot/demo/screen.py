"""What is on a person's Discord screen, drawn for a terminal with Rich."""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from rich import box
from rich.align import Align
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from mentorbot.demo.markdown import Reader, to_text
from mentorbot.demo.stage.seen import Offered
from mentorbot.sandbox.discord.api.bodies import forms
from mentorbot.sandbox.discord.people.replies import Modal, Reply

Data = dict[str, Any]

WIDEST: Final = 84
_NARROW: Final = 60
_MOST_LINES: Final = 8
_LINK: Final = 5
_CHIPS: Final = {
    1: "bold white on #4f57c9",
    2: "bold white on #4e5058",
    3: "bold white on #1f7a3f",
    4: "bold white on #b3261e",
    _LINK: "underline",
}
_EDGE: Final = "#8a94a3"
_FORM_EDGE: Final = "#8f96ff"


class Screen:
    """A message on somebody's screen, as it is now: neither later edits of it show, nor that time passes.

    Args:
        reply: The message.
        reader: Whose screen it is.
        numbered: Whether buttons and selects have a number before them, to be pressed by it.
    """

    def __init__(self, reply: Reply, reader: Reader, *, numbered: bool = False) -> None:
        self.payload = copy.deepcopy(reply.payload)
        self.ephemeral = reply.ephemeral
        self.files = reply.files
        shown_at = reader.now()
        self.reader = replace(reader, now=lambda: shown_at)
        self.numbers = _numbers(reply) if numbered else {}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, WIDEST)
        inside = options.update(width=width)
        narrow = width < _NARROW
        for part in self._parts(narrow):
            yield from console.render(part, inside)
        if self.ephemeral:
            yield from console.render(Text("  Only you can see this", style="dim italic"), inside)

    def _parts(self, narrow: bool) -> Iterator[RenderableType]:
        payload = self.payload
        if content := payload.get("content"):
            yield _panel([to_text(content, self.reader)], _EDGE)
        for embed in payload.get("embeds", []):
            yield self._embed(embed)
        loose: list[RenderableType] = []
        for component in payload.get("components", []):
            if component["type"] == forms.CONTAINER:
                yield _panel(self._blocks(component["components"], narrow), edge(component))
            else:
                loose += self._blocks([component], narrow)
        if loose:
            yield _panel(loose, _EDGE)
        in_place = {_name(one) for one in _media(payload.get("components", []))}
        for file in self.files:
            if file.name not in in_place:
                yield _file(file.name, file.size)

    def _blocks(self, components: Sequence[Data], narrow: bool) -> list[RenderableType]:
        blocks: list[RenderableType] = []
        before = None
        for component in components:
            kind = component["type"]
            beside = {before, kind}
            if before is not None and forms.SEPARATOR not in beside and beside != {forms.ACTION_ROW}:
                blocks.append(Text())
            blocks.append(self._block(component, narrow))
            before = kind
        return blocks

    def _block(self, component: Data, narrow: bool) -> RenderableType:  # noqa: PLR0911 - one for each type
        match component["type"]:
            case forms.TEXT_DISPLAY:
                return to_text(component["content"], self.reader)
            case forms.SECTION:
                return self._section(component, narrow)
            case forms.ACTION_ROW:
                return self._row(component["components"])
            case forms.MEDIA_GALLERY:
                return Group(*(_picture(item) for item in component["items"]))
            case forms.FILE:
                sizes = {file.name: file.size for file in self.files}
                name = _name(component["file"]["url"])
                return _file(name, sizes.get(name, 0))
            case forms.SEPARATOR:
                return Rule(style="dim") if component.get("divider", True) else Text()
            case forms.CONTAINER:
                return _panel(self._blocks(component["components"], narrow), edge(component))
            case kind:
                return Text(f"(a component of type {kind})", style="dim")

    def _section(self, component: Data, narrow: bool) -> RenderableType:
        told = Group(*(self._block(one, narrow) for one in component["components"]))
        beside = component["accessory"]
        shown = self._chip(beside) if beside["type"] == forms.BUTTON else _picture(beside)
        if narrow:
            return Group(told, shown)
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(ratio=1)
        grid.add_column(justify="right", vertical="middle")
        grid.add_row(told, shown)
        return grid

    def _row(self, components: Sequence[Data]) -> RenderableType:
        if components[0]["type"] == forms.BUTTON:
            return Chips([self._chip(one) for one in components])
        return Group(*(self._select(one) for one in components))

    def _chip(self, component: Data) -> Text:
        label = component.get("label") or (component.get("emoji") or {}).get("name") or ""
        sign = " ↗" if component["style"] == _LINK else ""
        style = "dim" if component.get("disabled") else _CHIPS.get(component["style"], "bold")
        return self._number(component) + Text(f"[ {label}{sign} ]", style=style, no_wrap=True)

    def _select(self, component: Data) -> RenderableType:
        words = component.get("placeholder") or "Choose"
        shown: list[RenderableType] = [self._number(component) + Text(f"[ {words} ▾ ]", style="bold")]
        options = component.get("options", []) if self.numbers else []
        for option in options:
            sign = "✓" if option.get("default") else "·"
            shown.append(Text(f"  {sign} {option['label']}", style="dim", no_wrap=True, overflow="ellipsis"))
        return Group(*shown)

    def _number(self, component: Data) -> Text:
        number = self.numbers.get(component.get("id", 0))
        return Text(f"{number} " if number else "", style="bold yellow")

    def _embed(self, embed: Data) -> RenderableType:
        parts = [embed.get("title") and f"**{embed['title']}**", embed.get("description")]
        parts += [f"**{one['name']}**\n{one['value']}" for one in embed.get("fields", [])]
        return _panel([to_text(part, self.reader) for part in parts if part], _EDGE)


class Form:
    """A modal on somebody's screen, with what they fill in.

    Args:
        modal: The modal.
        filled: What is typed or chosen, by the custom id or label of the field.
    """

    def __init__(self, modal: Modal, filled: Mapping[str, Any] | None = None) -> None:
        self.modal = modal
        self.filled = filled or {}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        blocks: list[RenderableType] = []
        for part in self.modal.shown["components"]:
            if blocks:
                blocks.append(Text())
            if part["type"] == forms.TEXT_DISPLAY:
                blocks.append(Text(part["content"]))
                continue
            label, field = (
                (part["label"], part["component"])
                if part["type"] == forms.LABEL
                else (part["components"][0]["label"], part["components"][0])
            )
            blocks += self._field(label, part.get("description"), field)
        blocks += [Text(), Align.right(Text("[ Submit ]", style=_CHIPS[1]))]
        panel = _panel(blocks, _FORM_EDGE, title=self.modal.title, shape=box.HEAVY)
        yield from console.render(panel, options.update(width=min(options.max_width, WIDEST)))

    def _field(self, label: str, hint: str | None, field: Data) -> Iterator[RenderableType]:
        star = Text(" *", style="bold red") if field.get("required") else Text()
        yield Text(label, style="bold") + star
        if hint:
            yield Text(hint, style="dim")
        given = self.filled.get(field["custom_id"], self.filled.get(label))
        options = {option["value"]: option for option in field.get("options", [])}
        if given is None:
            chosen = [option["label"] for option in options.values() if option.get("default")]
            given = field.get("value") or chosen or None
        if given is None or given == []:
            yield Text(f"  {field.get('placeholder') or ''}", style="dim italic")
            return
        for one in [given] if isinstance(given, str) else given:
            words = options[one]["label"] if one in options else str(one)
            yield Text(f"{'▾' if options else '›'} {words}", style="bold green")


class Chips:
    """Buttons beside each other, going on in the next line where the terminal ends."""

    def __init__(self, chips: Iterable[Text]) -> None:
        self.chips = list(chips)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text(no_wrap=True)
        for chip in self.chips:
            if line.cell_len and line.cell_len + 2 + chip.cell_len > options.max_width:
                yield line
                line = Text(no_wrap=True)
            line.append_text(Text("  " if line.cell_len else "")).append_text(chip)
        yield line


def offered(choices: Sequence[Offered], most: int = _MOST_LINES) -> RenderableType:
    """What is offered while somebody types."""
    if not choices:
        return Text("  (nothing offered)", style="dim")
    lines: list[RenderableType] = [
        Text(f"{one.label}", no_wrap=True, overflow="ellipsis") for one in choices[:most]
    ]
    if len(choices) > most:
        lines.append(Text(f"… and {len(choices) - most} more", style="dim"))
    return Padding(Panel(Group(*lines), box=box.SQUARE, border_style="dim", expand=False), (0, 0, 0, 2))


def edge(container: Data) -> str:
    """The colour of a card's edge, light enough to be seen on a dark screen."""
    colour = container.get("accent_color")
    if colour is None:
        return _EDGE
    parts = [(colour >> shift) & 0xFF for shift in (16, 8, 0)]
    return "#" + "".join(f"{part + (255 - part) * 2 // 5:02x}" for part in parts)


def _panel(
    blocks: Sequence[RenderableType], colour: str, *, title: str | None = None, shape: box.Box = box.ROUNDED
) -> RenderableType:
    shown = Text(f" {title} ", style="bold") if title else None
    return Panel(
        Group(*blocks), box=shape, border_style=colour, title=shown, title_align="left", padding=(0, 1)
    )


def _numbers(reply: Reply) -> Mapping[int, int]:
    """The number to press each button and select by, as the sandbox's terminal counts, by component id."""
    ids = [one.id for one in reply.buttons] + [one.id for one in reply.selects]
    return {id_: number for number, id_ in enumerate(ids, start=1)}


def _media(components: list[Data]) -> Iterator[str]:
    """Addresses of the files that are shown in their place among the components."""
    for one in forms.walk(components):
        if one["type"] == forms.FILE:
            yield one["file"]["url"]
        elif one["type"] == forms.MEDIA_GALLERY:
            yield from (item["media"]["url"] for item in one["items"])
        elif one["type"] == forms.THUMBNAIL:
            yield one["media"]["url"]


def _picture(item: Data) -> Text:
    return Text(f"(picture) {item.get('description') or 'without a description'}", style="italic cyan")


def _file(name: str, size: int) -> Text:
    shown = f"{size / 1000:.1f} kB" if size >= 1000 else f"{size} bytes"
    return Text(f"[ {name} · {shown} ↓ ]", style="bold cyan")


def _name(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2] or urlsplit(address).netloc
