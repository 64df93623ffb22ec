"""Communities, members, and what they have done."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0001"
down_revision = None

_PLATFORMS = ("discord", "slack")
_STAGES = (
    "high_school",
    "undergraduate",
    "career_changer",
    "clinician",
    "masters_student",
    "early_careerist",
    "manager",
)
_MARKS = ("done", "not_for_me", "started")


def _text_enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("platform", _text_enum("platform", _PLATFORMS), nullable=False),
        sa.Column("external_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("platform", "external_id"),
        sa.CheckConstraint("length(external_id) > 0", name="external_id_given"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("stage", _text_enum("stage", _STAGES), nullable=True),
        sa.Column("goal", sa.String(300), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=True),
        sa.Column("enrolled_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("community_id", "user_id"),
        sa.CheckConstraint("length(user_id) > 0", name="user_id_given"),
        sa.CheckConstraint("length(goal) <= 300", name="goal_short"),
    )
    op.create_index(None, "member", ["user_id", "updated_at"])
    op.create_table(
        "progress",
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("item", sa.String(100), primary_key=True),
        sa.Column("state", _text_enum("mark", _MARKS), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(item) > 0", name="item_given"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "command_sync",
        sa.Column("application_id", sa.String(64), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("synced_at", UTCDateTime(), nullable=False),
    )


def downgrade() -> None:
    """Drop them all."""
    for table in ("command_sync", "progress", "member", "community"):
        op.drop_table(table)
