"""Matching rounds: who takes part, what is laid down, and who gets whom."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0010"
down_revision = "0009"

_LIVE = sa.text("state IN ('open', 'publishing', 'asking')")
_LEFT = ("no_mentors", "language", "employer", "kept_apart", "full")


def _id(name: str, table: str, *, key: bool = False, nullable: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer(), target, primary_key=key, nullable=nullable and not key)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _count(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    """Add the four tables."""
    op.create_table(
        "match_round",
        sa.Column("id", sa.Integer(), primary_key=True),
        _id("community_id", "community"),
        sa.Column(
            "state",
            _enum("roundstate", "open", "publishing", "asking", "done", "cancelled"),
            nullable=False,
        ),
        sa.Column("name", sa.String(100), nullable=False),
        _moment("closes_at"),
        _flag("all_mentors"),
        sa.Column("format", _enum("format", "pair", "circle", "once"), nullable=False),
        sa.Column("method", _enum("method", "best", "fair", "stable"), nullable=False),
        _flag("employers_apart"),
        _flag("peers"),
        _flag("confirm"),
        _count("months"),
        sa.Column("channel_id", sa.String(64), nullable=False),
        _count("turn"),
        _count("solved"),
        _flag("stale"),
        _moment("answer_by", nullable=True),
        _moment("created_at"),
        _moment("updated_at"),
        sa.CheckConstraint("months BETWEEN 1 AND 24", name="months_sane"),
        sa.CheckConstraint("solved >= 0 AND turn >= 0", name="counts_up"),
        sa.CheckConstraint("length(name) > 0", name="name_given"),
    )
    op.create_index(
        "uq_match_round_live",
        "match_round",
        ["community_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index(None, "match_round", ["state"])
    op.create_table(
        "match_signup",
        _id("round_id", "match_round", key=True),
        _id("member_id", "member", key=True),
        sa.Column("side", _enum("side", "mentee", "mentor"), primary_key=True),
        _moment("at"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "match_signup", ["member_id"])
    op.create_table(
        "match_rule",
        _id("round_id", "match_round", key=True),
        _id("mentee_id", "member", key=True),
        _id("mentor_id", "member", key=True),
        sa.Column("kind", _enum("rulekind", "pin", "forbid", "declined"), nullable=False),
        _moment("at"),
        sa.CheckConstraint("mentor_id <> mentee_id", name="of_two"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "match_rule", ["mentee_id"])
    op.create_index(None, "match_rule", ["mentor_id"])
    op.create_table(
        "match_result",
        _id("round_id", "match_round", key=True),
        _id("mentee_id", "member", key=True),
        _id("mentor_id", "member", nullable=True),
        _count("score", nullable=True),
        _flag("pinned"),
        _count("circle", nullable=True),
        sa.Column("reason", _enum("left", *_LEFT), nullable=True),
        _count("many"),
        _count("best", nullable=True),
        sa.Column(
            "state",
            _enum("resultstate", "proposed", "asked", "formed", "declined", "failed", "alone"),
            nullable=False,
        ),
        _flag("mentee_yes"),
        _flag("mentor_yes"),
        _count("turn"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
        sa.CheckConstraint("mentor_id IS NULL OR (circle IS NULL AND reason IS NULL)", name="one_of_three"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "match_result", ["mentee_id"])
    op.create_index(None, "match_result", ["mentor_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("match_result", "match_rule", "match_signup", "match_round"):
        op.drop_table(table)
