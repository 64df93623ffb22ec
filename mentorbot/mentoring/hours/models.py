"""The tables of office hours: when a mentor has them, and who has booked."""

from datetime import date, datetime, time
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Named, String, Table, TypedColumns

from mentorbot.db import UTCDateTime, belongs_to, metadata
from mentorbot.mentoring.hours.terms import LONGEST, MOST_PLACE, MOST_SLOTS, SHORTEST


class _OfficeHours(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    mentor_id: Named[int] = belongs_to("member")
    # When the first of the times in a row begins, of hours that are once.
    starts_at: Named[datetime | None] = Column(UTCDateTime)
    # Of hours that come again: RFC 5545, the clock on the wall of the zone, and the day it counts from.
    rule: Named[str] = Column(String(100))
    time_zone: Named[str] = Column(String(64))
    wall: Named[time | None]
    since: Named[date | None]
    # How long each time is, and how many there are one after another.
    minutes: Named[int]
    slots: Named[int]
    place: Named[str] = Column(String(MOST_PLACE))
    created_at: Named[datetime] = Column(UTCDateTime)
    closed_at: Named[datetime | None] = Column(UTCDateTime)


OFFICE_HOURS: Final = Table(
    "office_hours",
    metadata,
    _OfficeHours,
    Index(None, "community_id", "closed_at"),
    Index(None, "mentor_id"),
    CheckConstraint(f"minutes BETWEEN {SHORTEST} AND {LONGEST}", name="minutes_sane"),
    CheckConstraint(f"slots BETWEEN 1 AND {MOST_SLOTS}", name="slots_sane"),
    CheckConstraint("(length(rule) = 0) = (starts_at IS NOT NULL)", name="once_or_again"),
    CheckConstraint("(length(rule) > 0) = (wall IS NOT NULL AND since IS NOT NULL)", name="again_by_a_clock"),
)
"""Times that a mentor keeps for whoever books them, once or again and again."""


class _OfficeBooking(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    hours_id: Named[int] = belongs_to("office_hours")
    mentor_id: Named[int] = belongs_to("member")
    member_id: Named[int] = belongs_to("member")
    # As it was booked; when it is by now, and whether it was cancelled, the meeting about it says.
    starts_at: Named[datetime] = Column(UTCDateTime)
    created_at: Named[datetime] = Column(UTCDateTime)


OFFICE_BOOKING: Final = Table(
    "office_booking",
    metadata,
    _OfficeBooking,
    Index(None, "hours_id", "starts_at"),
    Index(None, "mentor_id", "starts_at"),
    Index(None, "member_id", "starts_at"),
    Index(None, "community_id"),
    CheckConstraint("mentor_id <> member_id", name="of_two"),
)
"""Somebody who booked a time: what the two meet about."""
