"""What the platform calls a member, so that two of one display name are told apart."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Known once they use `/start` again, or already as a mentor or mentee."""
    op.add_column("member", sa.Column("username", sa.String(64), nullable=False, server_default=""))
    for table in ("mentee", "mentor"):
        op.execute(
            f"UPDATE member SET username = (SELECT username FROM {table} WHERE member_id = member.id) "  # noqa: S608
            f"WHERE id IN (SELECT member_id FROM {table} WHERE username <> '')"
        )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("member", "username")
