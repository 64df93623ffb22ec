"""A group for those who come to an event, and who was let into it."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    """No event has one so far."""
    op.create_table(
        "event_group",
        _of("event"),
        sa.Column("group_id", sa.String(64), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
    )
    op.create_table("event_guest", _of("event"), _of("member"), sqlite_with_rowid=False)
    op.create_index(None, "event_guest", ["member_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("event_guest")
    op.drop_table("event_group")


def _of(table: str) -> sa.Column[int]:
    return sa.Column(
        f"{table}_id", sa.Integer(), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=True
    )
