"""Finding rows that cannot be read: a JSON column that holds no JSON, a moment that is none.

Only SQLite keeps such a thing, for it lets any text stand in any column; mentorbot writes none, but whoever
opens the file with another program can.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import JSON, Column, Table, text

from mentorbot.db.session import Session
from mentorbot.db.types import UTCDateTime


def list_questions(table: Table) -> Iterator[tuple[Column[object], str]]:
    """For each column of which SQLite may hold what cannot be read, the condition for that, as SQL."""
    for column in table.columns:
        name = f'"{column.name}"'
        if isinstance(column.type, JSON):
            yield column, f"{name} IS NOT NULL AND NOT json_valid({name})"
        elif isinstance(column.type, UTCDateTime):
            yield column, f"{name} IS NOT NULL AND (typeof({name}) <> 'text' OR datetime({name}) IS NULL)"


async def find_unreadable(session: Session, table: Table) -> Mapping[int, list[str]]:
    """The rows of a table with an ``id`` that cannot be read, and which of their columns it is."""
    found: dict[int, list[str]] = {}
    if session.dialect != "sqlite":
        return found
    for column, question in list_questions(table):
        # The names are those of our own tables.
        rows = await session.execute(text(f'SELECT id FROM "{table.name}" WHERE {question}'))  # noqa: S608
        for row in rows:
            found.setdefault(row.id, []).append(column.name)
    return found
