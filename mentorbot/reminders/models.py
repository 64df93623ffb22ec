"""The tables of what members want to be told of, and when."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Named,
    String,
    Table,
    TypedColumns,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.times.when import MOST_TYPED

MOST_WHAT = 300


class ReminderState(StrEnum):
    """How far a reminder has come."""

    DRAFT = "draft"
    WAITING = "waiting"
    ARRIVED = "arrived"
    DONE = "done"


class _Reminder(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    member_id: Named[int] = belongs_to("member", index=True)
    what: Named[str] = Column(String(MOST_WHAT))
    typed: Named[str] = Column(String(MOST_TYPED))
    state: Named[ReminderState] = Column(text_enum(ReminderState))
    due_at: Named[datetime] = Column(UTCDateTime)
    last_at: Named[datetime | None] = Column(UTCDateTime)
    snoozed_until: Named[datetime | None] = Column(UTCDateTime)
    rule: Named[str | None] = Column(String(100))
    time_zone: Named[str] = Column(String(64))
    local_time: Named[time | None]
    since: Named[date | None]
    # The milestone that it is about: once that is settled, nobody needs reminding.
    item: Named[str | None] = Column(String(100))
    turn: Named[int]
    created_at: Named[datetime] = Column(UTCDateTime)


REMINDER: Final = Table(
    "reminder",
    metadata,
    _Reminder,
    CheckConstraint("length(what) > 0", name="what_given"),
    CheckConstraint(
        "rule IS NULL OR (local_time IS NOT NULL AND since IS NOT NULL)", name="rule_has_a_clock"
    ),
)
"""Something a member asked to be reminded of.

``due_at`` is the next time (of one that has arrived, the last), ``last_at`` the one before it, and
``turn`` counts how often it was changed, so that each time has a message of its own, and calendars know which
is the newest.
"""


class _Plan(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    item: Named[str] = Column(String(100), primary_key=True)
    due_on: Named[date]
    planned_at: Named[datetime] = Column(UTCDateTime)


PLAN: Final = Table(
    "plan",
    metadata,
    _Plan,
    CheckConstraint("length(item) > 0", name="item_given"),
    sqlite_with_rowid=False,
)
"""By which day a member wants a milestone done; on their calendar."""


class _Digest(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    weekday: Named[int]
    hour: Named[int]
    due_at: Named[datetime] = Column(UTCDateTime)
    last_at: Named[datetime | None] = Column(UTCDateTime)


DIGEST: Final = Table(
    "digest",
    metadata,
    _Digest,
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour_is_one"),
)
"""Who wants a weekly digest, and when: a weekday (0 is Monday) and an hour, in the member's zone."""
