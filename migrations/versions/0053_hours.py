"""Office hours of mentors, and who has booked."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0053"
down_revision = "0052"


def _of(table: str, name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Nobody has any so far."""
    op.create_table(
        "office_hours",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community", "community_id"),
        _of("member", "mentor_id"),
        sa.Column("starts_at", UTCDateTime()),
        sa.Column("rule", sa.String(100), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("wall", sa.Time()),
        sa.Column("since", sa.Date()),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime()),
        sa.CheckConstraint("minutes BETWEEN 10 AND 120", name="minutes_sane"),
        sa.CheckConstraint("slots BETWEEN 1 AND 8", name="slots_sane"),
        sa.CheckConstraint("(length(rule) = 0) = (starts_at IS NOT NULL)", name="once_or_again"),
        sa.CheckConstraint(
            "(length(rule) > 0) = (wall IS NOT NULL AND since IS NOT NULL)", name="again_by_a_clock"
        ),
    )
    op.create_index(None, "office_hours", ["community_id", "closed_at"])
    op.create_index(None, "office_hours", ["mentor_id"])
    op.create_table(
        "office_booking",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community", "community_id"),
        _of("office_hours", "hours_id"),
        _of("member", "mentor_id"),
        _of("member", "member_id"),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("mentor_id <> member_id", name="of_two"),
    )
    for column in ("hours_id", "mentor_id", "member_id"):
        op.create_index(None, "office_booking", [column, "starts_at"])
    op.create_index(None, "office_booking", ["community_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("office_booking")
    op.drop_table("office_hours")
