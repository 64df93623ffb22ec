"""What the announcement of a round shows, and who left the question of a round unanswered."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Announcements of rounds that are over stay as they are."""
    op.add_column("match_round", sa.Column("shows", sa.String(20), nullable=False, server_default="open"))
    op.execute("UPDATE match_round SET shows = state WHERE state IN ('done', 'cancelled')")
    op.add_column("match_signup", sa.Column("silences", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("match_signup", "silences")
    op.drop_column("match_round", "shows")
