"""The channels of people's direct messages."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "direct_channel",
        sa.Column(
            "member_id",
            sa.Integer(),
            sa.ForeignKey("member.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("channel_id", sa.String(64), nullable=False),
    )


def downgrade() -> None:
    """Drop it; channels are opened again."""
    op.drop_table("direct_channel")
