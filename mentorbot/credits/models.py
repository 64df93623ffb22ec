"""The tables of credits: which credential somebody keeps, and what they have earned for it."""

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from mentorbot.credits.credential import MOST_PROOF, MOST_QUARTERS, MOST_TITLE
from mentorbot.db import UTCDateTime, metadata

CREDIT_GOAL: Final = Table(
    "credit_goal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("credential", String(40), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("reminded", Boolean, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("member_id", "credential"),
    # What entries refer to, so that an entry is of the same member as its goal.
    UniqueConstraint("id", "member_id"),
    CheckConstraint("length(credential) > 0", name="credential_given"),
    CheckConstraint("starts_on <= ends_on", name="in_order"),
)
"""A credential that a member keeps, and the cycle they are in: its first day and its last.

``credential`` is the id of a rule, which may since be gone. ``reminded``: they want to hear when behind.
"""


CREDIT_ENTRY: Final = Table(
    "credit_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("goal_id", Integer, nullable=False),
    Column("member_id", Integer, nullable=False),
    Column("title", String(MOST_TITLE), nullable=False),
    Column("day", Date, nullable=False),
    Column("quarters", Integer, nullable=False),
    Column("type", String(40), nullable=False),
    Column("proof", String(MOST_PROOF)),
    Column("created_at", UTCDateTime, nullable=False),
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
