"""What the platform calls a member, so that two of one name are told apart; and who has a certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Known once they use `/start` again, or already as mentor or mentee. Who graduated has a certificate."""
    op.add_column(
        "mentorship", sa.Column("certified", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        sa.text("UPDATE mentorship SET certified = true WHERE ending = 'graduated' AND format <> 'once'")
    )
    op.add_column("member", sa.Column("username", sa.String(64), nullable=False, server_default=""))
    for table in ("mentee", "mentor"):
        op.execute(
            f"UPDATE member SET username = (SELECT username FROM {table} WHERE member_id = member.id) "  # noqa: S608
            f"WHERE id IN (SELECT member_id FROM {table} WHERE username <> '')"
        )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("member", "username")
    op.drop_column("mentorship", "certified")
