"""What organizers ask of a pair in a matching round."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Of rounds so far nothing was asked."""
    op.add_column(
        "match_round", sa.Column("hour_asked", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("match_round", sa.Column("least_score", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("match_round", "least_score")
    op.drop_column("match_round", "hour_asked")
