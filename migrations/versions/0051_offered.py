"""Whether a mentor hears of requests that stand open, and when they last did."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """All of them do, and none has been told so far."""
    op.add_column("mentor", sa.Column("hears_open", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("mentor", sa.Column("told_open_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("mentor", "told_open_at")
    op.drop_column("mentor", "hears_open")
