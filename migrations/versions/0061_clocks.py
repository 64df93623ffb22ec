"""The clock that a community was set up by."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Of none it is known so far."""
    op.add_column("community", sa.Column("time_zone", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("community", "time_zone")
