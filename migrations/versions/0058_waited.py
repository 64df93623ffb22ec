"""In how many rounds of introductions there was nobody for somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    """Of rounds before, it is not known."""
    op.add_column("intro_member", sa.Column("waited", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("intro_member", "waited")
