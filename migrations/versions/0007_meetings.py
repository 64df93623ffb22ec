"""Meetings of members, and who takes part in them."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0007"
down_revision = "0006"

_PROPOSED = sa.text("state = 'proposed'")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "agreed",
                "met",
                "missed",
                "cancelled",
                name="meetingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "proposer_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL"), nullable=True
        ),
        sa.Column("offered", sa.String(64), nullable=False),
        sa.Column("offered_minutes", sa.Integer(), nullable=False),
        sa.Column("offered_place", sa.String(500), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("uid"),
        sa.CheckConstraint("length(kind) > 0", name="kind_given"),
        sa.CheckConstraint("minutes BETWEEN 10 AND 480", name="minutes_sane"),
        sa.CheckConstraint("turn > 0 AND sequence >= 0", name="counts_up"),
        sa.CheckConstraint(
            "CASE state WHEN 'proposed' THEN starts_at IS NULL WHEN 'cancelled' THEN true "
            "ELSE starts_at IS NOT NULL END",
            name="agreed_on_a_time",
        ),
    )
    op.create_index(
        "uq_meeting_proposed",
        "meeting",
        ["kind", "owner_id"],
        unique=True,
        sqlite_where=_PROPOSED,
        postgresql_where=_PROPOSED,
    )
    op.create_index(None, "meeting", ["kind", "owner_id", "starts_at"])
    op.create_index(None, "meeting", ["community_id"])
    op.create_index(None, "meeting", ["proposer_id"])
    op.create_table(
        "meeting_member",
        sa.Column(
            "meeting_id", sa.Integer(), sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(1000), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "meeting_member", ["member_id"])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("meeting_member")
    op.drop_table("meeting")
