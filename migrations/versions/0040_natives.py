"""Whoever organizes an event, and what the platform itself shows of it."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Of events so far it is not known who announced them, nor how they were shown."""
    op.add_column("event", sa.Column("native_shown", sa.Text(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("native_gone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "event_organizer",
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "event_organizer", ["member_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("event_organizer")
    for name in ("native_gone", "native_shown"):
        op.drop_column("event", name)
