"""The tables of what members want to be told of, and when."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.reminders.when import MOST_TYPED

MOST_WHAT = 300


class ReminderState(StrEnum):
    """How far a reminder has come."""

    DRAFT = "draft"
    WAITING = "waiting"
    ARRIVED = "arrived"
    DONE = "done"


class Reminder(Base):
    """Something a member asked to be reminded of.

    ``due_at`` is the next time (of one that has arrived, the last), ``last_at`` the one before it, and
    ``turn`` counts how often a time was set, so that each has a message of its own.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint("length(what) > 0", name="what_given"),
        CheckConstraint(
            "rule IS NULL OR (local_time IS NOT NULL AND since IS NOT NULL)", name="rule_has_a_clock"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(MOST_WHAT))
    typed: Mapped[str] = mapped_column(String(MOST_TYPED))
    state: Mapped[ReminderState] = mapped_column(text_enum(ReminderState))
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    snoozed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rule: Mapped[str | None] = mapped_column(String(100))
    time_zone: Mapped[str] = mapped_column(String(64))
    local_time: Mapped[time | None]
    since: Mapped[date | None]
    # The milestone that it is about: once that is settled, nobody needs reminding.
    item: Mapped[str | None] = mapped_column(String(100))
    turn: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Plan(Base):
    """By which day a member wants a milestone done; on their calendar."""

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("length(item) > 0", name="item_given"),
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(String(100), primary_key=True)
    due_on: Mapped[date]
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Digest(Base):
    """Who wants a weekly digest, and when: a weekday (0 is Monday) and an hour, in the member's zone."""

    __tablename__ = "digest"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_is_one"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    weekday: Mapped[int]
    hour: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
