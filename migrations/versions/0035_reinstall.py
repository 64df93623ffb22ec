"""Who installed the app on Slack, and since when Slack does not renew its token."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("slack_installation", sa.Column("installer_id", sa.String(64)))
    op.add_column("slack_installation", sa.Column("refused_at", UTCDateTime()))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("slack_installation", "refused_at")
    op.drop_column("slack_installation", "installer_id")
