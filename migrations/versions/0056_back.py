"""What an introduction or an interview was before one of the two left, and the groups of whoever has left."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Of what ended so before, nothing is known."""
    for table in ("introduction", "interview_request"):
        op.add_column(table, sa.Column("left_from", sa.String(32), nullable=True))
    op.create_table(
        "intro_left",
        sa.Column(
            "group_id",
            sa.Integer(),
            sa.ForeignKey("intro_group.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("met", sa.String(32)),
        sa.Column("at", UTCDateTime(), nullable=False),
    )
    op.create_index(None, "intro_left", ["member_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("intro_left")
    for table in ("interview_request", "introduction"):
        op.drop_column(table, "left_from")
