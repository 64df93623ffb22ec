"""``mentorbot content …``: for those who write the guide."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from mentorbot import clock, paths
from mentorbot.guide.load import ContentError, Library
from mentorbot.guide.model import Guide, Kind
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


def examine(path: Path, also: Iterable[Callable[[Path], object]] = ()) -> None:
    """Check the guide, and content that others read: prints as :func:`check` does.

    Args:
        also: Each reads something in the folder, and raises ContentError if it cannot be used.

    Raises:
        typer.Exit: There are mistakes.
    """
    problems: list[Problem] = []
    for load in (Library.load, *also):
        try:
            load(path)
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
    for line in _from_the_future(library):
        console.print(line, markup=False, soft_wrap=True)
    console.print(f"The guide in {path} is sound.", markup=False, soft_wrap=True)


def _from_the_future(library: Library) -> Iterator[str]:
    """A slip of the pen, or a clock that is slow: worth a word, and no reason for the bot not to start."""
    today = clock.now().date()
    for locale in library.locales:
        for page in library.guide(locale).pages.values():
            for source in page.sources:
                if source.checked > today:
                    checked = f"{locale}/{page.id}: “{source.title}” was checked {source.checked}"
                    yield f"{checked}, and today is {today}."


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
