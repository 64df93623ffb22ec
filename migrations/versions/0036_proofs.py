"""Proof of what was earned as a file, kept with its entry."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "credit_proof",
        sa.Column(
            "entry_id", sa.Integer, sa.ForeignKey("credit_entry.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("member_id", sa.Integer, sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("length(data) BETWEEN 1 AND 4194304", name="size_bounded"),
    )
    op.create_index(None, "credit_proof", ["member_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("credit_proof")
