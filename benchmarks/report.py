"""What was measured, as a table in the terminal and in docs/benchmarks.md."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.processes import ROOT

PAGE: Final = ROOT / "docs" / "benchmarks.md"
LIBRARIES: Final = ("discord.py", "aiohttp", "SQLAlchemy", "aiosqlite", "APScheduler")


@dataclass(frozen=True, slots=True)
class Gate:
    """A ratio (or a figure that has a bound of its own) and the bound it should keep.

    Args:
        what: What is compared.
        ratio: What was measured.
        bound: What it should be at least, or at most.
        at_least: Which of the two.
        unit: Of the ratio and the bound.
    """

    what: str
    ratio: float
    bound: float
    at_least: bool = False
    unit: str = "×"

    @property
    def kept(self) -> bool:
        """Whether the ratio keeps its bound."""
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    @property
    def row(self) -> tuple[str, str, str, str]:
        """As a line of a table."""
        sign = "≥" if self.at_least else "≤"
        measured = f"{self.ratio:.2f} {self.unit}" if self.unit else f"{self.ratio:g}"
        return (
            self.what,
            measured,
            f"{sign} {self.bound:g} {self.unit}".rstrip(),
            "yes" if self.kept else "no",
        )


@dataclass(slots=True)
class Result:
    """What one measure found: its figures, and the gates they are held to."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    gates: list[Gate] = field(default_factory=list)


_GATE_COLUMNS: Final = ("compared", "measured", "wanted", "kept")


def machine(libraries: Sequence[str] = LIBRARIES) -> str:
    """What it ran on, without naming it."""
    named = ", ".join(f"{name} {version(name)}" for name in libraries)
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, {named}"
    )


def show(results: Sequence[Result], libraries: Sequence[str] = LIBRARIES) -> None:
    """Print everything."""
    console = Console()
    for result in results:
        _print(console, result.title, result.columns, result.rows)
    _print(console, "Ratios", _GATE_COLUMNS, [gate.row for result in results for gate in result.gates])
    console.print(machine(libraries))


def write(
    results: Sequence[Result], part: str, page: Path = PAGE, libraries: Sequence[str] = LIBRARIES
) -> None:
    """Put everything between the marks of a part of the page."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    day = datetime.now(UTC).date().isoformat()
    parts = [f"Measured on {day}: {machine(libraries)}.", "", *_markdown(_GATE_COLUMNS, _gates(results))]
    for result in results:
        parts += ["", f"### {result.title}", "", *_markdown(result.columns, result.rows)]
    between = "\n".join((begin, "", *parts, "", end))
    text = page.read_text(encoding="utf-8")
    marked = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    page.write_text(marked.sub(lambda _: between, text), encoding="utf-8")


def _gates(results: Sequence[Result]) -> list[Sequence[str]]:
    return [gate.row for result in results for gate in result.gates]


def _print(console: Console, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    ruler = ["---", *("---:" for _ in columns[1:])]
    return [f"| {' | '.join(row)} |" for row in (columns, ruler, *rows)]
