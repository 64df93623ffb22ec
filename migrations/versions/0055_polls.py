"""The question for the date of an event: the times that are proposed, and whom they suit."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Nothing is asked so far."""
    op.create_table(
        "event_poll",
        _of_event(),
        sa.Column("channel_id", sa.String(64), nullable=False),
        sa.Column("message_key", sa.String(100), nullable=False),
        sa.Column("chosen", UTCDateTime(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
    )
    op.create_table(
        "event_poll_time",
        _of_event(),
        sa.Column("starts_at", UTCDateTime(), primary_key=True),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_at <= ends_at", name="ends_after_start"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_poll_tick",
        _of_event(),
        sa.Column("starts_at", UTCDateTime(), primary_key=True),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("at", UTCDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "event_poll_tick", ["member_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("event_poll_tick")
    op.drop_table("event_poll_time")
    op.drop_table("event_poll")


def _of_event() -> sa.Column[int]:
    return sa.Column(
        "event_id", sa.Integer(), sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
