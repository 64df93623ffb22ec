"""Who was named to organize an event along with whoever announced it."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Nobody was, so far."""
    op.add_column(
        "event_organizer", sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("event_organizer", "named")
