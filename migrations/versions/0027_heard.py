"""What Slack has told and was carried out, so that it is not once more when Slack tells it again."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "slack_heard",
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("heard_at", UTCDateTime(), nullable=False),
    )
    op.create_index(None, "slack_heard", ["heard_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("slack_heard")
