"""Whether somebody wants pictures for a dark screen."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Everybody so far is drawn light pictures."""
    op.add_column("member", sa.Column("dark", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("member", "dark")
