"""The tables of credits: which credential somebody keeps, and what they have earned for it."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from mentorbot.credits.credential import MOST_FILE, MOST_FILE_NAME, MOST_PROOF, MOST_QUARTERS, MOST_TITLE
from mentorbot.db import UTCDateTime, belongs_to, metadata


class _CreditGoal(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    member_id: Named[int] = belongs_to("member")
    credential: Named[str] = Column(String(40))
    starts_on: Named[date]
    ends_on: Named[date]
    reminded: Named[bool]
    created_at: Named[datetime] = Column(UTCDateTime)


CREDIT_GOAL: Final = Table(
    "credit_goal",
    metadata,
    _CreditGoal,
    UniqueConstraint("member_id", "credential"),
    # What entries refer to, so that an entry is of the same member as its goal.
    UniqueConstraint("id", "member_id"),
    CheckConstraint("length(credential) > 0", name="credential_given"),
    CheckConstraint("starts_on <= ends_on", name="in_order"),
)
"""A credential that a member keeps, and the cycle they are in: its first day and its last.

``credential`` is the id of a rule, which may since be gone. ``reminded``: they want to hear when behind.
"""


class _CreditEntry(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    goal_id: Named[int]
    member_id: Named[int]
    title: Named[str] = Column(String(MOST_TITLE))
    day: Named[date]
    quarters: Named[int]
    type: Named[str] = Column(String(40))
    proof: Named[str | None] = Column(String(MOST_PROOF))
    created_at: Named[datetime] = Column(UTCDateTime)


CREDIT_ENTRY: Final = Table(
    "credit_entry",
    metadata,
    _CreditEntry,
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
"""Something a member earned for a goal. ``type`` is the id of one of the rule's types."""


class _CreditProof(TypedColumns):
    entry_id: Named[int] = belongs_to("credit_entry", primary_key=True)
    member_id: Named[int] = belongs_to("member", index=True)
    name: Named[str] = Column(String(MOST_FILE_NAME))
    data: Named[bytes]


CREDIT_PROOF: Final = Table(
    "credit_proof",
    metadata,
    _CreditProof,
    CheckConstraint(f"length(data) BETWEEN 1 AND {MOST_FILE}", name="size_bounded"),
)
"""The file that proves an entry."""
