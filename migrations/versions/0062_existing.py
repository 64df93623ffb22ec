"""A group that was there already for those who come to an event, and who is let out of it after erasing."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    """All groups so far were made for their events."""
    op.add_column(
        "event_group", sa.Column("existing", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("event_guest", sa.Column("before", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "event_guest_erased",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("group_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
    )
    op.create_index(None, "event_guest_erased", ["community_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("event_guest_erased")
    op.drop_column("event_guest", "before")
    op.drop_column("event_group", "existing")
