"""The tables of the directory: what entries say, and who asked to be introduced to whom."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.networking.directory.terms import MOST_NOTE, MOST_VALUE, EntryField, IntroductionState


class _DirectoryValue(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    field: Named[EntryField] = Column(text_enum(EntryField), primary_key=True)
    value: Named[str] = Column(String(MOST_VALUE), primary_key=True)
    community_id: Named[int] = belongs_to("community")
    # What is typed in the form in which it is searched; empty for what is chosen.
    words: Named[str] = Column(String(4 * MOST_VALUE))
    shown: Named[bool]
    at: Named[datetime] = Column(UTCDateTime)


DIRECTORY_VALUE: Final = Table(
    "directory_value",
    metadata,
    _DirectoryValue,
    Index(None, "community_id", "field", "value"),
    CheckConstraint("length(value) > 0", name="value_given"),
    sqlite_with_rowid=False,
)
"""One thing that an entry says. Others see it, and find the entry by it, only if it is ``shown``."""


class _Introduction(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    member_id: Named[int] = belongs_to("member")
    other_id: Named[int] = belongs_to("member")
    note: Named[str] = Column(String(MOST_NOTE))
    state: Named[IntroductionState] = Column(text_enum(IntroductionState))
    live_pair: Named[str | None] = Column(String(50))
    asked_at: Named[datetime] = Column(UTCDateTime)
    answer_by: Named[datetime] = Column(UTCDateTime)
    answered_at: Named[datetime | None] = Column(UTCDateTime)
    # Its state until one of the two left the community, by which it is over.
    left_from: Named[str | None] = Column(String(32))


INTRODUCTION: Final = Table(
    "introduction",
    metadata,
    _Introduction,
    UniqueConstraint("live_pair"),
    Index(None, "member_id", "asked_at"),
    Index(None, "other_id", "asked_at"),
    CheckConstraint("member_id <> other_id", name="two_people"),
    CheckConstraint("state <> 'asked' OR live_pair IS NOT NULL", name="asked_is_live"),
    # What was sent or pressed about one that is gone must not be taken to be about another.
    sqlite_autoincrement=True,
)
"""Somebody asked to be introduced to somebody. ``live_pair``, the two ids, holds until it is answered."""
