"""The tables of informational interviews."""

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
    text,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.guide.model import Setting
from mentorbot.mentoring.terms import LISTED
from mentorbot.networking.interviews.terms import MOST_A_MONTH, MOST_QUESTIONS, MOST_ROLE, InterviewState


class _InterviewOffer(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    community_id: Named[int] = belongs_to("community")
    paused: Named[bool]
    role: Named[str] = Column(String(MOST_ROLE))
    setting: Named[Setting] = Column(text_enum(Setting))
    topics: Named[str] = Column(String(LISTED))
    # How many interviews in thirty days at most.
    a_month: Named[int]
    minutes: Named[int]
    updated_at: Named[datetime] = Column(UTCDateTime)


INTERVIEW_OFFER: Final = Table(
    "interview_offer",
    metadata,
    _InterviewOffer,
    Index(None, "community_id", "paused"),
    CheckConstraint(f"a_month BETWEEN 1 AND {MOST_A_MONTH}", name="a_month_sane"),
    CheckConstraint("minutes BETWEEN 10 AND 60", name="minutes_sane"),
)
"""Somebody who lets students ask about their work."""


class _InterviewRequest(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    student_id: Named[int] = belongs_to("member")
    professional_id: Named[int] = belongs_to("member")
    state: Named[InterviewState] = Column(text_enum(InterviewState))
    questions: Named[str] = Column(String(MOST_QUESTIONS))
    asked_at: Named[datetime] = Column(UTCDateTime)
    # By when it must be answered, or after a yes, when the two are asked whether it took place.
    deadline: Named[datetime] = Column(UTCDateTime)
    settled_at: Named[datetime | None] = Column(UTCDateTime)
    # Its state until one of the two left the community, by which it is over.
    left_from: Named[str | None] = Column(String(32))


INTERVIEW_REQUEST: Final = Table(
    "interview_request",
    metadata,
    _InterviewRequest,
    Index(
        "uq_interview_open",
        "student_id",
        "professional_id",
        unique=True,
        sqlite_where=text("state IN ('asked', 'accepted')"),
    ),
    Index(None, "professional_id", "state"),
    CheckConstraint("student_id <> professional_id", name="of_two"),
)
"""A student's request, with its one owner (who has to act, by the state) and its one deadline."""
