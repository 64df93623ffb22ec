"""The database: the only package that knows which one it is."""

from sqlalchemy.ext.asyncio import AsyncConnection

from mentorbot.db.base import metadata
from mentorbot.db.engine import Database
from mentorbot.db.session import Session
from mentorbot.db.statements import (
    in_parts,
    insert,
    json_by_key,
    name_columns,
    read_row,
    rows_of,
    some_of_each,
)
from mentorbot.db.turns import EVERYWHERE, ROWS, name_place
from mentorbot.db.types import UTCDateTime, belongs_to, byte_text, text_enum

__all__ = [
    "EVERYWHERE",
    "ROWS",
    "AsyncConnection",
    "Database",
    "Session",
    "UTCDateTime",
    "belongs_to",
    "byte_text",
    "in_parts",
    "insert",
    "json_by_key",
    "metadata",
    "name_columns",
    "name_place",
    "read_row",
    "rows_of",
    "some_of_each",
    "text_enum",
]
