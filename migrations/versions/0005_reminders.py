"""Reminders, planned milestones, and weekly digests."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0005"
down_revision = "0004"

_STATES = ("draft", "waiting", "arrived", "done")


def _member() -> sa.ForeignKey:
    return sa.ForeignKey("member.id", ondelete="CASCADE")


def upgrade() -> None:
    """Create the tables of reminders."""
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("member_id", sa.Integer(), _member(), nullable=False),
        sa.Column("what", sa.String(300), nullable=False),
        sa.Column("typed", sa.String(100), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="reminderstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=True),
        sa.Column("snoozed_until", UTCDateTime(), nullable=True),
        sa.Column("rule", sa.String(100), nullable=True),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("local_time", sa.Time(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("item", sa.String(100), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(what) > 0", name="what_given"),
        sa.CheckConstraint(
            "rule IS NULL OR (local_time IS NOT NULL AND since IS NOT NULL)", name="rule_has_a_clock"
        ),
    )
    op.create_index(None, "reminder", ["member_id"])
    op.create_table(
        "plan",
        sa.Column("member_id", sa.Integer(), _member(), primary_key=True),
        sa.Column("item", sa.String(100), primary_key=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("planned_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(item) > 0", name="item_given"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "digest",
        sa.Column("member_id", sa.Integer(), _member(), primary_key=True, autoincrement=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("last_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="hour_is_one"),
    )


def downgrade() -> None:
    """Drop them all."""
    for table in ("digest", "plan", "reminder"):
        op.drop_table(table)
