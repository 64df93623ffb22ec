"""By whose act a message is sent to another."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Of messages so far it is not known."""
    op.add_column("delivery", sa.Column("sender_id", sa.Integer(), nullable=True))
    op.create_index("ix_delivery_sender", "delivery", ["sender_id", "due_at"])


def downgrade() -> None:
    """Forget it."""
    op.drop_index("ix_delivery_sender", "delivery")
    op.drop_column("delivery", "sender_id")
