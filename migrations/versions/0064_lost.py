"""What became of the group of those who come to an event, by somebody's hand."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    """All that are known are there."""
    op.add_column("event_group", sa.Column("lost", sa.String(16), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("event_group", "lost")
