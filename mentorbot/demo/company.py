"""What a story needs of the community that it is played in, whichever chat that is on."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from rich.console import RenderableType
from rich.text import Text

from mentorbot import clock
from mentorbot.demo.stage.seen import Actor, Asked, Place, Seen
from mentorbot.sandbox.keeping import CannotKeepError, FileKeeper

_NOT_OF_PEOPLE: Final = {"alembic_version", "command_sync", "lease", "opened_form", "slack_heard"}
_NOT_TOLD: Final = {
    "id", "member_id", "community_id", "external_id", "user_id",
    # The same on the chat's side, and what the bot notes for itself while it sends.
    "community", "channel_id", "message_id", "uid", "nonce", "leased_by", "in_doubt_since", "shown_version",
}  # fmt: skip

Sandbox = TypeVar("Sandbox")
Row = Mapping[str, Any]
Rows = Mapping[tuple[str, str], Row]
"""What is stored, by table and key."""


class DemoError(Exception):
    """The demo cannot go on; says why."""


@asynccontextmanager
async def keep_in(
    world: Path | None, sandbox: Sandbox, keeper: Callable[[Sandbox, Path], FileKeeper]
) -> AsyncIterator[bool]:
    """Keep a local chat in a file, if one is named; tells whether something was in it."""
    if world is None:
        yield False
        return
    try:
        async with keeper(sandbox, world) as kept:
            clock.advance(kept.ahead)
            yield kept.found
    except CannotKeepError as error:
        raise DemoError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, and where."""

    student: Actor
    mentors: tuple[Actor, Actor]
    organizer: Actor
    newcomer: Actor
    general: Place
    events: Place


class Company(Protocol):
    """A community with the bot in it, on a local chat."""

    database: Path
    log: StringIO

    @property
    def cast(self) -> Cast:
        """Who plays, and where."""

    @property
    def complaints(self) -> Sequence[str]:
        """What the bot did that the real chat would not have taken."""

    def introduce(self) -> Text:
        """What is said at the beginning of where all is, and who is there."""

    def say_typed(self, words: str, options: Mapping[str, Any]) -> Text:
        """A command with what is given to it, as it is typed."""

    def draw(self, seen: Seen) -> RenderableType:
        """What somebody sees, as it is now."""

    def draw_form(self, asked: Asked, answers: Mapping[str, Any]) -> RenderableType:
        """A form, as somebody has filled it in."""

    def stored(self) -> Rows:
        """Everything that is stored about people."""

    async def start(self) -> None:
        """Start the bot. Raises DemoError: it did not come."""

    async def stop(self) -> None:
        """Stop the bot."""


def read_stored(database: Path) -> dict[tuple[str, str], Row]:
    """Everything that a SQLite file holds about people, by table and key, read past the bot."""
    found: dict[tuple[str, str], Row] = {}
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in sorted(set(tables) - _NOT_OF_PEOPLE):
            if table.startswith("sqlite_"):
                continue
            keys = [row["name"] for row in connection.execute(f'PRAGMA table_info("{table}")') if row["pk"]]
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - its own tables' names
                found[table, "/".join(str(row[key]) for key in keys)] = dict(row)
    return found


def changes(before: Rows, after: Rows) -> Iterator[str]:
    """What was stored, changed and deleted between two looks at :func:`read_stored`, a line each."""
    for key in (one for one in after if one not in before):
        yield f"+ {key[0]}: {_told(after[key])}"
    for key in (one for one in after if one in before):
        old, new = before[key], after[key]
        if changed := {name: value for name, value in new.items() if value != old[name]}:
            told = _told(changed)
            if told:
                yield f"~ {key[0]}: {told}"
    for key in (one for one in before if one not in after):
        yield f"- {key[0]}: {_told(before[key])}"


def _told(row: Row) -> str:
    return ", ".join(
        f"{name} {value}"
        for name, value in row.items()
        if value not in (None, "") and name not in _NOT_TOLD and name != "at" and not name.endswith("_at")
    )


def say_named(options: Mapping[str, Any]) -> Text:
    """Options by their names, as they stand after a command."""
    typed = Text()
    for option, value in options.items():
        shown = getattr(value, "name", getattr(value, "called", value))
        typed.append(f" {option}:", style="dim").append(str(shown), style="cyan")
    return typed
