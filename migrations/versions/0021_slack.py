"""Where the app is installed on Slack."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "slack_installation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("external_id", sa.String(64), nullable=False, unique=True),
        sa.Column("org_wide", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text()),
        sa.Column("ends_at", UTCDateTime()),
        sa.Column("renewed_until", UTCDateTime()),
        sa.Column("installed_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(external_id) > 0", name="external_id_given"),
        sa.CheckConstraint("(refresh_token IS NULL) = (ends_at IS NULL)", name="renewed_or_endless"),
    )
    op.create_table(
        "slack_team",
        sa.Column("team_id", sa.String(64), primary_key=True),
        sa.Column(
            "installation_id",
            sa.Integer(),
            sa.ForeignKey("slack_installation.id", ondelete="CASCADE"),
            nullable=False,
        ),
    )
    op.create_index(None, "slack_team", ["installation_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("slack_team")
    op.drop_table("slack_installation")
