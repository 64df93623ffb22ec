"""The tables of credits: which credential somebody keeps, and what they have earned for it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.credits.credential import MOST_PROOF, MOST_QUARTERS, MOST_TITLE
from mentorbot.db import Base, UTCDateTime


class CreditGoal(Base):
    """A credential that a member keeps, and the cycle they are in: its first day and its last.

    ``credential`` is the id of a rule, which may since be gone. ``reminded``: they want to hear when behind.
    """

    __tablename__ = "credit_goal"
    __table_args__ = (
        UniqueConstraint("member_id", "credential"),
        # What entries refer to, so that an entry is of the same member as its goal.
        UniqueConstraint("id", "member_id"),
        CheckConstraint("length(credential) > 0", name="credential_given"),
        CheckConstraint("starts_on <= ends_on", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    credential: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reminded: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CreditEntry(Base):
    """Something a member earned for a goal. ``type`` is the id of one of the rule's types."""

    __tablename__ = "credit_entry"
    __table_args__ = (
        # The same thing twice is a second click, not a second credit.
        UniqueConstraint("goal_id", "day", "type", "title", "quarters"),
        ForeignKeyConstraint(
            ["goal_id", "member_id"], ["credit_goal.id", "credit_goal.member_id"], ondelete="CASCADE"
        ),
        Index(None, "member_id"),
        CheckConstraint("length(title) > 0", name="title_given"),
        CheckConstraint(f"quarters BETWEEN 1 AND {MOST_QUARTERS}", name="quarters_sane"),
        CheckConstraint("proof IS NULL OR proof LIKE 'https://%'", name="proof_is_https"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int]
    member_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(MOST_TITLE))
    day: Mapped[date]
    quarters: Mapped[int]
    type: Mapped[str] = mapped_column(String(40))
    proof: Mapped[str | None] = mapped_column(String(MOST_PROOF))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
