"""What one process alone does at a time."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("holder", sa.String(300), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("lease")
