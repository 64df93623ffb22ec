"""The tables of the directory: what entries say, and who asked to be introduced to whom."""

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.networking.directory.terms import MOST_NOTE, MOST_VALUE, EntryField, IntroductionState

DIRECTORY_VALUE: Final = Table(
    "directory_value",
    metadata,
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("field", text_enum(EntryField), primary_key=True),
    Column("value", String(MOST_VALUE), primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    # What is typed in the form in which it is searched; empty for what is chosen.
    Column("words", String(4 * MOST_VALUE), nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "community_id", "field", "value"),
    CheckConstraint("length(value) > 0", name="value_given"),
    sqlite_with_rowid=False,
)
"""One thing that an entry says. Others see it, and find the entry by it, only if it is ``shown``."""


INTRODUCTION: Final = Table(
    "introduction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("other_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("note", String(MOST_NOTE), nullable=False),
    Column("state", text_enum(IntroductionState), nullable=False),
    Column("live_pair", String(50)),
    Column("asked_at", UTCDateTime, nullable=False),
    Column("answer_by", UTCDateTime, nullable=False),
    Column("answered_at", UTCDateTime),
    UniqueConstraint("live_pair"),
    Index(None, "member_id", "asked_at"),
    Index(None, "other_id", "asked_at"),
    CheckConstraint("member_id <> other_id", name="two_people"),
    CheckConstraint("state <> 'asked' OR live_pair IS NOT NULL", name="asked_is_live"),
    # What was sent or pressed about one that is gone must not be taken to be about another.
    sqlite_autoincrement=True,
)
"""Somebody asked to be introduced to somebody. ``live_pair``, the two ids, holds until it is answered."""
