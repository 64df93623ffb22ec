"""Files by which organizers invite mentors and mentees, and who is invited."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0050"
down_revision = "0049"


def _role() -> sa.Column[str]:
    roles = sa.Enum("mentor", "mentee", name="role", native_enum=False, create_constraint=True, length=32)
    return sa.Column("role", roles, nullable=False)


def upgrade() -> None:
    """Nobody is invited so far."""
    op.create_table(
        "mentoring_import",
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        _role(),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
    )
    op.create_table(
        "mentoring_invite",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
        _role(),
        sa.Column("actor_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL")),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("member_id", "role"),
        sqlite_autoincrement=True,
    )
    for column in ("community_id", "actor_id"):
        op.create_index(None, "mentoring_invite", [column])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("mentoring_invite")
    op.drop_table("mentoring_import")
