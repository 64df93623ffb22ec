"""When the platform was last asked whether a member is still there."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the column; nobody was asked about yet."""
    kind = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    op.execute(f"ALTER TABLE member ADD COLUMN looked_at {kind}")
    op.create_index(None, "member", ["looked_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_member_looked_at", "member")
    op.drop_column("member", "looked_at")
