"""Introductions in rounds."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0009"
down_revision = "0008"

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

_WANTED = sa.text("place = 'wanted'")


def _key(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def upgrade() -> None:
    """Create the tables of introductions."""
    op.create_table(
        "intro_setting",
        sa.Column("community_id", sa.Integer(), _key("community"), primary_key=True, autoincrement=False),
        sa.Column("state", _enum("programme", "running", "paused"), nullable=False),
        _text("channel_id", 64),
        _text("role_id", 64),
        _number("size"),
        sa.Column("mode", _enum("mode", "anyone", "across", "within"), nullable=False),
        sa.Column("by", _enum("by", "career", "setting", "chapter"), nullable=False),
        sa.Column(
            "cadence", _enum("cadence", "weekly", "two_weeks", "four_weeks", "monthly"), nullable=False
        ),
        _number("weekday"),
        sa.Column("at", sa.Time(), nullable=False),
        _text("time_zone", 64),
        sa.Column("since", sa.Date(), nullable=False),
        _text("message", 500),
        _number("rounds"),
        _moment("next_at"),
        sa.CheckConstraint("size BETWEEN 2 AND 5", name="size_sane"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
        sa.CheckConstraint("rounds >= 0", name="rounds_counted"),
    )
    op.create_table(
        "intro_member",
        sa.Column("member_id", sa.Integer(), _key("member"), primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        _moment("paused_until", nullable=True),
        _number("every"),
        sa.Column("setting", _enum("setting", *_SETTINGS), nullable=True),
        _text("topics", 300),
        _text("day_parts", 300),
        _text("chapter", 60),
        _number("last_round"),
        _moment("joined_at"),
        sa.CheckConstraint("every BETWEEN 1 AND 8", name="every_sane"),
    )
    op.create_index(None, "intro_member", ["community_id"])
    op.create_table(
        "intro_round",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        _number("number"),
        _moment("begins_at"),
        _moment("ends_at"),
        _number("people"),
        _number("left_out"),
        sa.UniqueConstraint("community_id", "number"),
    )
    op.create_table(
        "intro_group",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("round_id", sa.Integer(), _key("intro_round"), nullable=False),
        sa.Column("place", _enum("place", "direct", "wanted", "thread"), nullable=False),
        _text("thread_id", 64),
    )
    op.create_index(None, "intro_group", ["round_id"])
    op.create_index(
        "ix_intro_group_wanted", "intro_group", ["place"], sqlite_where=_WANTED, postgresql_where=_WANTED
    )
    op.create_table(
        "intro_person",
        sa.Column("group_id", sa.Integer(), _key("intro_group"), primary_key=True),
        sa.Column("member_id", sa.Integer(), _key("member"), primary_key=True),
        sa.Column("met", _enum("met", "yes", "no"), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "intro_person", ["member_id"])


def downgrade() -> None:
    """Drop them all."""
    for table in ("intro_person", "intro_group", "intro_round", "intro_member", "intro_setting"):
        op.drop_table(table)
