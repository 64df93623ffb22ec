"""``mentorbot content …``: for those who write the guide."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Protocol

import typer
from dateutil.relativedelta import relativedelta
from rich.console import Console
from rich.table import Table

from mentorbot import clock, paths
from mentorbot.guide.load import ContentError, Library
from mentorbot.guide.model import Guide, Kind, Source
from mentorbot.guide.problems import Problem

app = typer.Typer(help="The guide's content.", no_args_is_help=True)


@app.callback()
def content() -> None:
    """The guide's content."""


@app.command()
def check(
    path: Annotated[
        Path, typer.Option(help="The folder that holds en/ and its translations.")
    ] = paths.CONTENT,
) -> None:
    """Check everything in the guide: prints what is there, or each mistake with its file and line."""
    examine(path)


class Cited(Protocol):
    """Content whose facts have sources."""

    def list_sources(self) -> Iterable[tuple[str, Source]]:
        """Each source, and the file that names it."""


def examine(
    path: Path,
    also: Iterable[Callable[[Path], object]] = (),
    cited: Iterable[Callable[[Path], Cited]] = (),
) -> None:
    """Check the guide, and content that others read: prints as :func:`check` does.

    Args:
        also: Each reads something in the folder, and raises ContentError if it cannot be used.
        cited: The same, of things whose sources are to be looked at as well.

    Raises:
        typer.Exit: There are mistakes.
    """
    problems: list[Problem] = []
    found: list[Cited] = []
    for load in (Library.load, *cited):
        try:
            found.append(load(path))
        except ContentError as error:
            problems += error.problems
    for read in also:
        try:
            read(path)
        except ContentError as error:
            problems += error.problems
    if problems:
        console = Console(stderr=True, soft_wrap=True, highlight=False)
        for problem in problems:
            console.print(str(problem), markup=False)
        count = len(problems)
        console.print(f"{count} {'mistake' if count == 1 else 'mistakes'} to mend in {path}.", markup=False)
        raise typer.Exit(1)
    library = Library.load(path)
    console = Console(highlight=False)
    console.print(_table(library))
    for part in found:
        for line in _doubtful(part.list_sources()):
            console.print(line, markup=False, soft_wrap=True)
    console.print(f"The guide in {path} is sound.", markup=False, soft_wrap=True)


def _doubtful(sources: Iterable[tuple[str, Source]]) -> Iterator[str]:
    """Checked long ago, or not yet (a slip of the pen): worth a word, no reason for the bot not to start."""
    today = clock.now().date()
    for where, source in sources:
        checked = f"{where}: “{source.title}” was checked {source.checked}"
        if source.checked > today:
            yield f"{checked}, and today is {today}."
        elif source.checked + relativedelta(years=1) < today:
            yield f"{checked}, more than a year ago. Read it again: {source.url}"


def _table(library: Library) -> Table:
    table = Table("What", *library.locales)
    for column in table.columns[1:]:
        column.justify = "right"
    counts = [_counts(library.guide(locale)) for locale in library.locales]
    rows = ("Steps", "Milestones", "Chapters", "Credentials", "Terms", "Sources", "Oldest source checked")
    for name, values in zip(rows, zip(*counts, strict=True), strict=True):
        table.add_row(name, *values)
    return table


def _counts(guide: Guide) -> list[str]:
    kinds = [page.kind for page in guide.pages.values()]
    sources = [source for page in guide.pages.values() for source in page.sources]
    counts = (
        len(guide.steps),
        len(guide.milestones),
        kinds.count(Kind.CHAPTER),
        kinds.count(Kind.CREDENTIAL),
        len(guide.terms),
        len(sources),
    )
    return [*map(str, counts), str(min(source.checked for source in sources))]
