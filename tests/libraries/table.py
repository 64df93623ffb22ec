"""The table of what works with which library, as it is printed and as it stands in docs/sandbox.md."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from libraries.shelf import LIBRARIES

ROOT = Path(__file__).resolve().parents[2]
HEADS = (
    "library",
    "version",
    "command",
    "autocomplete",
    "button",
    "select",
    "modal",
    "event",
    "file",
    "picture",
    "forward",
)
BEGIN, END = (
    "<!-- libraries: written by `make libraries ARGS=--write-page` -->\n",
    "<!-- end of libraries -->",
)


def table(rows: Iterable[Sequence[str]]) -> str:
    """The table.

    Args:
        rows: Name, version, and what came of each step.
    """
    order = [one.name for one in LIBRARIES]
    lines = [HEADS, ["---"] * len(HEADS), *sorted(rows, key=lambda row: order.index(row[0]))]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rows_of(page: str) -> list[list[str]]:
    """The rows that stand in a page."""
    lines = page.partition(BEGIN)[2].partition(END)[0].strip().splitlines()[2:]
    return [line.strip("| ").split(" | ") for line in lines]


def with_table(page: str, rows: Iterable[Sequence[str]]) -> str:
    """A page with these rows between its marks; those of libraries that were not played stay.

    Args:
        page: Its text.
        rows: As for `table`.
    """
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    known = {one.name for one in LIBRARIES}
    kept = {row[0]: row for row in (*rows_of(page), *rows) if row[0] in known}
    return f"{before}{BEGIN}\n{table(kept.values())}\n\n{end}{after}"
