"""Informational interviews: who offers them, and who asked whom."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0015"
down_revision = "0014"

_SETTINGS = (
    "hospital",
    "physician_practice",
    "outpatient",
    "long_term_care",
    "home_health",
    "public_health",
    "payer",
    "consulting",
    "military_federal",
    "technology",
)
_STATES = ("asked", "accepted", "met", "missed", "declined", "expired", "withdrawn")
_OPEN = sa.text("state IN ('asked', 'accepted')")


def _key(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    """Create the tables of interviews."""
    op.create_table(
        "interview_offer",
        sa.Column("member_id", sa.Integer(), _key("member"), primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        _text("role", 100),
        sa.Column("setting", _enum("setting", *_SETTINGS), nullable=False),
        _text("topics", 300),
        sa.Column("a_month", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("a_month BETWEEN 1 AND 8", name="a_month_sane"),
        sa.CheckConstraint("minutes BETWEEN 10 AND 60", name="minutes_sane"),
    )
    op.create_index(None, "interview_offer", ["community_id", "paused"])
    op.create_table(
        "interview_request",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        sa.Column("student_id", sa.Integer(), _key("member"), nullable=False),
        sa.Column("professional_id", sa.Integer(), _key("member"), nullable=False),
        sa.Column("state", _enum("interviewstate", *_STATES), nullable=False),
        _text("questions", 1000),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("deadline", UTCDateTime(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("student_id <> professional_id", name="of_two"),
    )
    op.create_index(
        "uq_interview_open",
        "interview_request",
        ["student_id", "professional_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(None, "interview_request", ["professional_id", "state"])


def downgrade() -> None:
    """Drop them all."""
    for table in ("interview_request", "interview_offer"):
        op.drop_table(table)
