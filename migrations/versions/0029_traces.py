"""What is kept of people who erased themselves, under a hash, so that others stay safe from them."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Of those who erased themselves so far nothing is kept."""
    op.create_table(
        "trace",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL"), nullable=True),
        sa.Column("other_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("length(who) > 0", name="who_given"),
    )
    for columns in (["community_id", "who"], ["member_id", "kind"], ["other_id", "kind"], ["until"]):
        op.create_index(None, "trace", columns)
    op.create_table(
        "trace_key",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name="only_one"),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("trace_key")
    op.drop_table("trace")
