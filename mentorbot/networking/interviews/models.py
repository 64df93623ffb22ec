"""The tables of informational interviews."""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, text

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.mentoring.terms import LISTED, Setting
from mentorbot.networking.interviews.terms import MOST_A_MONTH, MOST_QUESTIONS, MOST_ROLE, InterviewState

INTERVIEW_OFFER: Final = Table(
    "interview_offer",
    metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("member.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("role", String(MOST_ROLE), nullable=False),
    Column("setting", text_enum(Setting), nullable=False),
    Column("topics", String(LISTED), nullable=False),
    # How many interviews in thirty days at most.
    Column("a_month", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Index(None, "community_id", "paused"),
    CheckConstraint(f"a_month BETWEEN 1 AND {MOST_A_MONTH}", name="a_month_sane"),
    CheckConstraint("minutes BETWEEN 10 AND 60", name="minutes_sane"),
)
"""Somebody who lets students ask about their work."""


INTERVIEW_REQUEST: Final = Table(
    "interview_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("student_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("professional_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("state", text_enum(InterviewState), nullable=False),
    Column("questions", String(MOST_QUESTIONS), nullable=False),
    Column("asked_at", UTCDateTime, nullable=False),
    # By when it must be answered, or after a yes, when the two are asked whether it took place.
    Column("deadline", UTCDateTime, nullable=False),
    Column("settled_at", UTCDateTime),
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
