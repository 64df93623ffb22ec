"""What kind of help a mentor offers."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Of those who mentor already it is not known."""
    op.add_column("mentor", sa.Column("helps", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("mentor", "helps")
