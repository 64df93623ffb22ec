"""Since when a member is known to have left the community."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the column; nobody is known to have left yet."""
    kind = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    op.execute(f"ALTER TABLE member ADD COLUMN left_at {kind}")


def downgrade() -> None:
    """Drop it."""
    op.drop_column("member", "left_at")
