"""The tables of what members want to be told of, and when."""

from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String, Table, Time

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.reminders.when import MOST_TYPED

MOST_WHAT = 300


class ReminderState(StrEnum):
    """How far a reminder has come."""

    DRAFT = "draft"
    WAITING = "waiting"
    ARRIVED = "arrived"
    DONE = "done"


REMINDER: Final = Table(
    "reminder",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), index=True, nullable=False),
    Column("what", String(MOST_WHAT), nullable=False),
    Column("typed", String(MOST_TYPED), nullable=False),
    Column("state", text_enum(ReminderState), nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("last_at", UTCDateTime),
    Column("snoozed_until", UTCDateTime),
    Column("rule", String(100)),
    Column("time_zone", String(64), nullable=False),
    Column("local_time", Time),
    Column("since", Date),
    # The milestone that it is about: once that is settled, nobody needs reminding.
    Column("item", String(100)),
    Column("turn", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    CheckConstraint("length(what) > 0", name="what_given"),
    CheckConstraint(
        "rule IS NULL OR (local_time IS NOT NULL AND since IS NOT NULL)", name="rule_has_a_clock"
    ),
)
"""Something a member asked to be reminded of.

``due_at`` is the next time (of one that has arrived, the last), ``last_at`` the one before it, and
``turn`` counts how often a time was set, so that each has a message of its own.
"""


PLAN: Final = Table(
    "plan",
    metadata,
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(100), primary_key=True),
    Column("due_on", Date, nullable=False),
    Column("planned_at", UTCDateTime, nullable=False),
    CheckConstraint("length(item) > 0", name="item_given"),
    sqlite_with_rowid=False,
)
"""By which day a member wants a milestone done; on their calendar."""


DIGEST: Final = Table(
    "digest",
    metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("member.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("last_at", UTCDateTime),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour_is_one"),
)
"""Who wants a weekly digest, and when: a weekday (0 is Monday) and an hour, in the member's zone."""
