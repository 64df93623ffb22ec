"""What organizers ask mentors and mentees besides what everybody is asked, and what these answer."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Nothing is asked so far."""
    role = sa.Enum("mentor", "mentee", name="role", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "mentoring_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("role", role, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(100), nullable=False),
        sa.UniqueConstraint("community_id", "role", "place"),
        sa.CheckConstraint("place BETWEEN 1 AND 5", name="place_sane"),
        sa.CheckConstraint("length(text) > 0", name="text_given"),
    )
    op.create_table(
        "mentoring_reply",
        sa.Column(
            "question_id",
            sa.Integer(),
            sa.ForeignKey("mentoring_question.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "mentoring_reply", ["member_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("mentoring_reply")
    op.drop_table("mentoring_question")
