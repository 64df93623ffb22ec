"""Columns, and types of them, that every table shares."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, Enum, ForeignKey, String
from sqlalchemy.types import TypeDecorator

_LONGEST_VALUE = 32


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, kept as UTC in the database, aware and UTC when it is read again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it is stored.

        Raises:
            ValueError: It has no time zone, so which moment is meant cannot be known.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; take moments from mentorbot.clock.now()")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored moment, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def belongs_to(table: str, **more: Any) -> Column[Any]:
    """A column for the row that this one belongs to, and goes with when that is deleted.

    Args:
        table: Where that is, by its ``id``.
        more: As a Column takes it, such as ``primary_key``.
    """
    return Column(ForeignKey(f"{table}.id", ondelete="CASCADE"), **more)


def text_enum(members: type[StrEnum]) -> Enum:
    """A column for the values of a StrEnum, kept as readable text and held to them by a CHECK.

    Args:
        members: The enumeration; its values (not its names) are stored, at most 32 characters each.
    """
    return Enum(
        members,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=_LONGEST_VALUE,
        name=members.__name__.lower(),
        values_callable=lambda enum: [member.value for member in enum],
    )


def byte_text(length: int) -> String:
    """A column for text that is ordered, and found by its beginning, byte by byte, as SQLite has it anyway.

    PostgreSQL would go by a language otherwise, in which "event:9" may stand before "event:10:".

    Args:
        length: At most how many characters it holds.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")
