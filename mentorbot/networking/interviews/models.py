"""The tables of informational interviews."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.mentoring.terms import LISTED, Setting
from mentorbot.networking.interviews.terms import MOST_A_MONTH, MOST_QUESTIONS, MOST_ROLE, InterviewState


class InterviewOffer(Base):
    """Somebody who lets students ask about their work."""

    __tablename__ = "interview_offer"
    __table_args__ = (
        Index(None, "community_id", "paused"),
        CheckConstraint(f"a_month BETWEEN 1 AND {MOST_A_MONTH}", name="a_month_sane"),
        CheckConstraint("minutes BETWEEN 10 AND 60", name="minutes_sane"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    paused: Mapped[bool]
    role: Mapped[str] = mapped_column(String(MOST_ROLE))
    setting: Mapped[Setting] = mapped_column(text_enum(Setting))
    topics: Mapped[str] = mapped_column(String(LISTED))
    a_month: Mapped[int]
    """How many interviews in thirty days at most."""
    minutes: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class InterviewRequest(Base):
    """A student's request, with its one owner (who has to act, by the state) and its one deadline."""

    __tablename__ = "interview_request"
    __table_args__ = (
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

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    professional_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    state: Mapped[InterviewState] = mapped_column(text_enum(InterviewState))
    questions: Mapped[str] = mapped_column(String(MOST_QUESTIONS))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deadline: Mapped[datetime] = mapped_column(UTCDateTime)
    """By when it must be answered, or after a yes, when the two are asked whether it took place."""
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
