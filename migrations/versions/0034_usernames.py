"""What mentors and mentees are called by the platform, so that two of one name can be told apart."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """It is learned when they change their profile."""
    for table in ("mentor", "mentee"):
        op.add_column(table, sa.Column("username", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    for table in ("mentor", "mentee"):
        op.drop_column(table, "username")
