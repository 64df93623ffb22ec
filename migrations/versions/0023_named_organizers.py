"""Who is named as an organizer, where no role says so."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add it; nobody is named so far."""
    op.add_column("member", sa.Column("organizes", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("member", "organizes")
