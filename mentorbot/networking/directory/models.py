"""The tables of the directory: what entries say, and who asked to be introduced to whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.networking.directory.terms import MOST_NOTE, MOST_VALUE, EntryField, IntroductionState


class DirectoryValue(Base):
    """One thing that an entry says. Others see it, and find the entry by it, only if it is ``shown``."""

    __tablename__ = "directory_value"
    __table_args__ = (
        Index(None, "community_id", "field", "value"),
        CheckConstraint("length(value) > 0", name="value_given"),
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[EntryField] = mapped_column(text_enum(EntryField), primary_key=True)
    value: Mapped[str] = mapped_column(String(MOST_VALUE), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(4 * MOST_VALUE))
    """What is typed in the form in which it is searched; empty for what is chosen."""
    shown: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Introduction(Base):
    """Somebody asked to be introduced to somebody. ``live_pair``, the two ids, holds until it is answered."""

    __tablename__ = "introduction"
    __table_args__ = (
        UniqueConstraint("live_pair"),
        Index(None, "member_id", "asked_at"),
        Index(None, "other_id", "asked_at"),
        CheckConstraint("member_id <> other_id", name="two_people"),
        CheckConstraint("state <> 'asked' OR live_pair IS NOT NULL", name="asked_is_live"),
        # What was sent or pressed about one that is gone must not be taken to be about another.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(String(MOST_NOTE))
    state: Mapped[IntroductionState] = mapped_column(text_enum(IntroductionState))
    live_pair: Mapped[str | None] = mapped_column(String(50))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer_by: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
