"""A table on the pages of a document, also where it has thousands of rows: each is measured once.

The tables of fpdf weigh every letter of every cell twice, which takes minutes for so many.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from mentorbot.chat import drawing
from mentorbot.credits.letters import legible

if TYPE_CHECKING:
    from fpdf import FPDF

_LINE: Final = 5.0
"""Millimetres from one line to the next."""
_PADDING: Final = 1.0
_RULE: Final = "#C9D0D8"


def write_table(
    made: "FPDF",
    head: tuple[str, ...],
    widths: tuple[int, ...],
    rows: Sequence[tuple[str, ...]],
    *,
    numbers: tuple[int, ...],
    links: int | None = None,
) -> None:
    """Write a table; its head is written again on every page.

    Args:
        widths: Of the columns, in millimetres.
        numbers: The columns that are set to the right.
        links: The column that holds links.
    """
    made.ln(2)
    made.set_font(size=9)
    made.set_draw_color(_RULE)

    shaping = made.text_shaping

    def shape(text: str) -> None:
        # Letters that stand alone need none of it, and it takes its time.
        made.text_shaping = None if text.isascii() else shaping

    @cache
    def measure(text: str) -> float:
        shape(text)
        return float(made.get_string_width(text))

    def write_row(cells: tuple[str, ...]) -> None:
        wrapped = [
            list(wrap(legible(cell), width - 2 * _PADDING, measure))
            for cell, width in zip(cells, widths, strict=True)
        ]
        height = _LINE * max(1, *map(len, wrapped)) + 2 * _PADDING
        if made.will_page_break(height):
            made.add_page()
            write_head()
        top, left = made.get_y(), made.l_margin
        for place, (lines, width) in enumerate(zip(wrapped, widths, strict=True)):
            goes_to = cells[place] if place == links and cells[place].startswith("https://") else ""
            for number, line in enumerate(lines):
                made.set_xy(left + _PADDING, top + _PADDING + number * _LINE)
                aligned = "R" if place in numbers else "L"
                shape(line)
                made.cell(width - 2 * _PADDING, _LINE, text=line, align=aligned, link=goes_to)
            left += width
        made.line(made.l_margin, top + height, left, top + height)
        made.set_xy(made.l_margin, top + height)

    def write_head() -> None:
        made.set_text_color(drawing.LIGHT.quiet)
        write_row(head)
        made.set_text_color(drawing.LIGHT.ink)

    made.c_margin, before = 0.0, made.c_margin
    write_head()
    for row in rows:
        write_row(row)
    made.c_margin, made.text_shaping = before, shaping
    made.ln(2)


def wrap(text: str, room: float, measure: Callable[[str], float]) -> Iterator[str]:
    """A text in lines, parted between words; a word that is too long, or of a script without any, within it.

    Args:
        room: What a line may measure.
    """
    line, used, space = "", 0.0, measure(" ")
    for word in text.split():
        wide = measure(word)
        if line and used + space + wide <= room:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            yield line
        line, used = "", 0.0
        if wide <= room:
            line, used = word, wide
            continue
        for letter in word:
            if line and used + measure(letter) > room:
                yield line
                line, used = "", 0.0
            line, used = line + letter, used + measure(letter)
    if line:
        yield line
