"""The tables that rooms of mentoring share; those of mentorship itself are in its rooms."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.mentoring.terms import MOST_MONTHS, MOST_REASON, ActKind


class _MentoringSetting(TypedColumns):
    community_id: Named[int] = belongs_to("community", primary_key=True)
    # Under which private threads are opened and rounds announced; empty for none.
    channel_id: Named[str] = Column(String(64))
    # Where organizers are told what needs them; empty for none.
    organizer_channel_id: Named[str] = Column(String(64))
    # Whether an organizer looks at a mentor before they are listed.
    approval: Named[bool]
    answer_hours: Named[int]
    # Open requests of one mentee.
    most_open: Named[int]
    # How often a mentor is asked in seven days.
    asks_a_week: Named[int]
    # How long a mentorship is agreed to last unless the two say otherwise.
    months: Named[int]
    # Mentorships of one mentee at a time; one-off conversations are not counted.
    most_mentors: Named[int] = Column(server_default="3")
    # What a certificate needs.
    certificate_sessions: Named[int] = Column(server_default="1")
    certificate_weeks: Named[int] = Column(server_default="0")


MENTORING_SETTING: Final = Table(
    "mentoring_setting",
    metadata,
    _MentoringSetting,
    CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer_hours_sane"),
    CheckConstraint("most_open BETWEEN 1 AND 10", name="most_open_sane"),
    CheckConstraint("asks_a_week BETWEEN 1 AND 50", name="asks_a_week_sane"),
    CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
)
"""How a community mentors; without a row the defaults hold (see settings)."""


class _MentoringAct(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    kind: Named[ActKind] = Column(text_enum(ActKind))
    # The organizer; what they did stays when they are erased.
    actor_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    # The mentor that it is about.
    member_id: Named[int | None] = belongs_to("member")
    mentorship_id: Named[int | None] = belongs_to("mentorship")
    request_id: Named[int | None] = belongs_to("mentor_request")
    reason: Named[str] = Column(String(MOST_REASON))
    # Until when a mentor is off the list by it; None: until organizers list them again.
    until: Named[datetime | None] = Column(UTCDateTime)
    at: Named[datetime] = Column(UTCDateTime)


MENTORING_ACT: Final = Table(
    "mentoring_act",
    metadata,
    _MentoringAct,
    Index(None, "community_id", "at"),
    Index(None, "actor_id"),
    Index(None, "member_id"),
    Index(None, "mentorship_id"),
    Index(None, "request_id"),
    CheckConstraint(
        "member_id IS NOT NULL OR mentorship_id IS NOT NULL OR request_id IS NOT NULL", name="about_something"
    ),
)
"""What organizers did by hand, and the reason that they gave to whoever it is about."""
