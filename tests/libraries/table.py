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


def with_table(page: str, printed: str) -> str:
    """A page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{printed}\n\n{end}{after}"
