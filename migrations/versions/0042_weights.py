"""How much each part of a score counts in a matching round, and what a pair must have in common; places."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """In rounds so far all counts as usual; an hour that was asked for is a must."""
    op.add_column("match_round", sa.Column("weights", sa.String(200), nullable=False, server_default=""))
    op.add_column("match_round", sa.Column("places", sa.String(300), nullable=False, server_default=""))
    op.add_column("match_round", sa.Column("memory", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE match_round SET weights = 'time:must' WHERE hour_asked")
    op.drop_column("match_round", "hour_asked")


def downgrade() -> None:
    """Keep only whether an hour is asked for."""
    op.add_column(
        "match_round", sa.Column("hour_asked", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("UPDATE match_round SET hour_asked = true WHERE weights LIKE '%time:must%'")
    for name in ("memory", "places", "weights"):
        op.drop_column("match_round", name)
