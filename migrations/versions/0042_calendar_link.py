"""Addresses of calendars that other programs follow."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "calendar_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=True),
        sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("shown", sa.String(64), nullable=False, server_default=""),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("member_id"),
    )
    op.create_index("ix_calendar_link_community_id", "calendar_link", ["community_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("calendar_link")
