"""What is on a person's Slack screen, drawn for a terminal with Rich."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from rich import box
from rich.align import Align
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from mentorbot.demo.markdown import Reader
from mentorbot.demo.mrkdwn import to_text
from mentorbot.demo.screen import WIDEST, Chips
from mentorbot.sandbox.slack.interactions.state import walk
from mentorbot.sandbox.slack.people import screen
from mentorbot.sandbox.slack.people.surface import Surface
from mentorbot.sandbox.slack.people.surfaces import Modal, Reply

Data = dict[str, Any]

_EDGE: Final = "#8a94a3"
_FORM_EDGE: Final = "#2eb67d"
_CHIPS: Final = {"primary": "bold white on #007a5a", "danger": "bold white on #b3261e"}
_CHIP: Final = "bold white on #4e5058"


class SlackScreen:
    """A message, or a card in a modal, on somebody's screen as it is now.

    Args:
        surface: What is on the screen.
        reader: Whose screen it is.
    """

    def __init__(self, surface: Surface, reader: Reader) -> None:
        shown_at = reader.now()
        self._reader = replace(reader, now=lambda: shown_at)
        self._blocks = list(surface.blocks)
        self._title = surface.title if isinstance(surface, Modal) else ""
        self._alone = isinstance(surface, Reply) and surface.ephemeral
        self._files = [one.name for one in surface.files] if isinstance(surface, Reply) else []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inside = options.update(width=min(options.max_width, WIDEST))
        parts = [*draw_blocks(self._blocks, self._reader)]
        parts += [Text(f"[ {name} ↓ ]", style="bold cyan") for name in self._files]
        yield from console.render(_panel(parts, _EDGE, self._title), inside)
        if self._alone:
            yield from console.render(Text("  Only visible to you", style="dim italic"), inside)


class SlackForm:
    """A modal on somebody's screen, with what they fill in.

    Args:
        modal: The modal.
        filled: What is typed or chosen, by the id or label of the field.
        reader: Whose screen it is.
    """

    def __init__(self, modal: Modal, filled: Mapping[str, Any], reader: Reader) -> None:
        self._blocks = list(modal.blocks)
        self._title = modal.title
        self._filled = filled
        self._reader = reader

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        parts: list[RenderableType] = []
        for block in self._blocks:
            if parts:
                parts.append(Text())
            if block["type"] == "input":
                parts += self._field(block)
            else:
                parts += draw_blocks([block], self._reader)
        parts += [Text(), Align.right(Text("[ Send ]", style=_CHIPS["primary"]))]
        panel = _panel(parts, _FORM_EDGE, self._title, shape=box.HEAVY)
        yield from console.render(panel, options.update(width=min(options.max_width, WIDEST)))

    def _field(self, block: Data) -> Iterator[RenderableType]:
        label, element = screen.words(block["label"]), block["element"]
        yield Text(label, style="bold") + (Text() if block.get("optional") else Text(" *", style="bold red"))
        if hint := screen.words(block.get("hint")):
            yield Text(hint, style="dim")
        given = self._filled.get(block["block_id"], self._filled.get(label))
        labels = {one.value: one.label for one in screen.choices(element)}
        if given in (None, "", []):
            yield Text(f"  {screen.words(element.get('placeholder'))}", style="dim italic")
            return
        for one in given if isinstance(given, list) else [given]:
            yield Text(f"{'▾' if labels else '›'} {labels.get(str(one), one)}", style="bold green")


def draw_blocks(blocks: Iterable[Data], reader: Reader) -> Iterator[RenderableType]:
    """Blocks, one under the other."""
    for block in blocks:
        yield from _DRAWN.get(block["type"], _nothing)(block, reader)
        if used := [_used(one) for _, one in walk([block])]:
            yield Chips(used)


def _read(part: Data, reader: Reader) -> Text:
    return to_text(part["text"], reader) if part["type"] == "mrkdwn" else Text(screen.words(part))


def _header(block: Data, reader: Reader) -> Iterator[RenderableType]:
    yield Text(screen.words(block["text"]), style="bold")


def _section(block: Data, reader: Reader) -> Iterator[RenderableType]:
    if "text" in block:
        yield _read(block["text"], reader)
    fields = [_read(one, reader) for one in block.get("fields", ())]
    if fields:
        grid = Table.grid(expand=True, padding=(0, 2))
        grid.add_column(ratio=1)
        grid.add_column(ratio=1)
        for start in range(0, len(fields), 2):
            grid.add_row(*fields[start : start + 2])
        yield grid


def _context(block: Data, reader: Reader) -> Iterator[RenderableType]:
    for one in block["elements"]:
        shown = Text(f"(picture) {one['alt_text']}") if one["type"] == "image" else _read(one, reader)
        shown.stylize("dim")
        yield shown


def _picture(block: Data, reader: Reader) -> Iterator[RenderableType]:
    yield Text(f"(picture) {block['alt_text']}", style="italic cyan")


def _divider(block: Data, reader: Reader) -> Iterator[RenderableType]:
    yield Rule(style="dim")


def _nothing(block: Data, reader: Reader) -> Iterator[RenderableType]:
    return iter(())


_DRAWN: Final[dict[str, Callable[[Data, Reader], Iterator[RenderableType]]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "image": _picture,
    "divider": _divider,
}


def _used(element: Data) -> Text:
    """A button or a drop-down."""
    if element["type"] == "button":
        sign = " ↗" if element.get("url") else ""
        style = _CHIPS.get(element.get("style", ""), _CHIP)
        return Text(f"[ {screen.words(element['text'])}{sign} ]", style=style, no_wrap=True)
    if element["type"] == "overflow":
        return Text("[ ⋯ ]", style=_CHIP)
    words = screen.words(element.get("placeholder")) or "Choose"
    return Text(f"[ {words} ▾ ]", style="bold", no_wrap=True)


def _panel(
    parts: list[RenderableType], colour: str, title: str, *, shape: box.Box = box.ROUNDED
) -> RenderableType:
    shown = Text(f" {title} ", style="bold") if title else None
    return Panel(
        Group(*parts), box=shape, border_style=colour, title=shown, title_align="left", padding=(0, 1)
    )
