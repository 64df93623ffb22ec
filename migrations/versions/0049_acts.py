"""What organizers do by hand in mentoring, with their reasons."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0049"
down_revision = "0048"

_KINDS = (
    "made",
    "ended",
    "changed",
    "paused",
    "removed",
    "delisted",
    "listed",
    "suggested",
    "wrote",
    "handled",
)


def upgrade() -> None:
    """Nothing was done so far."""
    op.create_table(
        "mentoring_act",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="actkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="SET NULL")),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE")),
        sa.Column("mentorship_id", sa.Integer(), sa.ForeignKey("mentorship.id", ondelete="CASCADE")),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("mentor_request.id", ondelete="CASCADE")),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("until", UTCDateTime()),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "member_id IS NOT NULL OR mentorship_id IS NOT NULL OR request_id IS NOT NULL",
            name="about_something",
        ),
    )
    op.create_index(None, "mentoring_act", ["community_id", "at"])
    for column in ("actor_id", "member_id", "mentorship_id", "request_id"):
        op.create_index(None, "mentoring_act", [column])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("mentoring_act")
