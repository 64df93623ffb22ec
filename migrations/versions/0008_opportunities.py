"""Opportunities, what members do with them, saved searches, and where a community shows them."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime, byte_text

revision = "0008"
down_revision = "0007"

_KINDS = ("job", "internship", "fellowship", "residency", "volunteer")
_STATES = ("draft", "waiting", "open", "closed", "declined")
_MODES = ("on_site", "hybrid", "remote")
_LEVELS = ("entry", "middle", "senior", "executive")
_CADENCES = ("at_once", "daily", "weekly")
_SETTINGS = (
    "hospital", "physician_practice", "outpatient", "long_term_care", "home_health", "public_health", "payer",
    "consulting", "military_federal", "technology",
)  # fmt: skip


def _text_enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _of(table: str, *, key: bool = False, alone: bool = False) -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    column = sa.Column(f"{table}_id", sa.Integer(), parent, primary_key=key, nullable=False)
    if alone:
        column.autoincrement = False
    return column


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    """Create the tables of opportunities."""
    op.create_table(
        "opportunity",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community"),
        sa.Column("state", _text_enum("opportunitystate", _STATES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", _text_enum("opportunitykind", _KINDS), nullable=False),
        _text("title", 100),
        _text("organization", 100),
        _text("place", 100),
        sa.Column("mode", _text_enum("workmode", _MODES), nullable=True),
        sa.Column("setting", _text_enum("setting", _SETTINGS), nullable=True),
        sa.Column("level", _text_enum("level", _LEVELS), nullable=True),
        _text("pay", 60),
        _text("about", 1000),
        _text("link", 500),
        sa.Column("live_link", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _moment("deadline", nullable=True),
        _moment("closes_at", nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        _text("channel_id", 64),
        _text("message_key", 100),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.UniqueConstraint("community_id", "live_link"),
        sa.UniqueConstraint("community_id", "turn"),
        sa.CheckConstraint("length(live_link) > 0", name="live_link_given"),
        sa.CheckConstraint("version > 0", name="counts_up"),
        sa.CheckConstraint(
            "state <> 'open' OR (turn IS NOT NULL AND closes_at IS NOT NULL)", name="open_whole"
        ),
        sa.CheckConstraint("state = 'draft' OR length(title) > 0", name="title_given"),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "opportunity", ["community_id", "state", "closes_at"])
    op.create_table(
        "opportunity_author",
        _of("opportunity", key=True),
        _of("member"),
        _moment("at"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "opportunity_author", ["member_id", "at"])
    op.create_table(
        "opportunity_mark",
        _of("opportunity", key=True),
        _of("member", key=True),
        _moment("applied_at", nullable=True),
        _moment("remind_at", nullable=True),
        sa.CheckConstraint("applied_at IS NOT NULL OR remind_at IS NOT NULL", name="something"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "opportunity_mark", ["member_id"])
    op.create_table(
        "opportunity_report",
        _of("opportunity", key=True),
        _of("member", key=True),
        _text("reason", 300),
        _moment("at"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "opportunity_report", ["member_id"])
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community"),
        _of("member"),
        sa.Column("bucket", byte_text(100), nullable=False),
        _text("words", 40),
        sa.Column("cadence", _text_enum("cadence", _CADENCES), nullable=False),
        sa.Column("after_turn", sa.Integer(), nullable=False),
        _moment("created_at"),
        sa.UniqueConstraint("member_id", "bucket", "words"),
    )
    op.create_index(None, "saved_search", ["community_id", "cadence", "bucket", "id"])
    op.create_table(
        "opportunity_alert",
        _of("member", key=True),
        _of("opportunity", key=True),
        _text("told_with", 100),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "opportunity_alert", ["opportunity_id"])
    op.create_table(
        "opportunity_import",
        _of("member", key=True, alone=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _moment("at"),
    )
    op.create_table(
        "opportunity_setting",
        _of("community", key=True, alone=True),
        _text("channel_id", 64),
        _text("review_channel_id", 64),
        _text("poster_role", 64),
        sa.Column("approval", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    """Drop them all."""
    for table in (
        "opportunity_setting",
        "opportunity_import",
        "opportunity_alert",
        "saved_search",
        "opportunity_report",
        "opportunity_mark",
        "opportunity_author",
        "opportunity",
    ):
        op.drop_table(table)
