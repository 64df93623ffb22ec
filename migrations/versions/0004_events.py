"""Events, their credits, the answers to them, and where a community announces them."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0004"
down_revision = "0003"

_KINDS = ("conference", "education", "webinar", "chapter", "deadline", "social")
_STATES = ("draft", "published", "cancelled")
_ANSWERS = ("going", "waiting", "interested", "cannot")
_CREDITS = ("in_person", "virtual_interactive", "qualifying", "other")


def _text_enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _of(table: str, *, key: bool = False) -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(f"{table}_id", sa.Integer(), parent, primary_key=key, nullable=False)


def upgrade() -> None:
    """Create the tables of events."""
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community"),
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("state", _text_enum("eventstate", _STATES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", _text_enum("eventkind", _KINDS), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("about", sa.String(1000), nullable=False),
        sa.Column("host", sa.String(100), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("registration", sa.String(500), nullable=False),
        sa.Column("fee_deadline", UTCDateTime(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("audience_role", sa.String(64), nullable=False),
        sa.Column("audience_stages", sa.String(200), nullable=False),
        sa.Column("channel_id", sa.String(64), nullable=False),
        sa.Column("message_key", sa.String(100), nullable=False),
        sa.Column("native_id", sa.String(64), nullable=False),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("community_id", "uid"),
        sa.CheckConstraint("length(title) > 0", name="title_given"),
        sa.CheckConstraint("starts_at <= ends_at AND ends_at <= until", name="ends_after_start"),
        sa.CheckConstraint("capacity BETWEEN 1 AND 1000000", name="capacity_sane"),
        sa.CheckConstraint("version > 0 AND sequence >= 0", name="counts_up"),
    )
    op.create_index(None, "event", ["community_id", "state", "until"])
    op.create_table(
        "event_credit",
        _of("event", key=True),
        sa.Column("type", _text_enum("credittype", _CREDITS), primary_key=True),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.CheckConstraint("hundredths BETWEEN 1 AND 10000", name="hours_sane"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_rsvp",
        _of("event", key=True),
        _of("member", key=True),
        sa.Column("answer", _text_enum("eventanswer", _ANSWERS), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "event_rsvp", ["event_id", "answer", "turn"])
    op.create_index(None, "event_rsvp", ["member_id"])
    op.create_table(
        "event_setting",
        _of("community", key=True),
        sa.Column("channel_id", sa.String(64), nullable=False),
        sa.Column("organizer_role", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    """Drop them all."""
    for table in ("event_setting", "event_rsvp", "event_credit", "event"):
        op.drop_table(table)
