"""How much each part of a score counts in a round, what a pair must have, and for whom places are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


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
    # The table is as it was, its columns in their order.
    for moved in (
        sa.Column("least_score", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("shows", sa.String(20), nullable=False, server_default="open"),
    ):
        op.execute(f"ALTER TABLE match_round RENAME COLUMN {moved.name} TO before")
        op.add_column("match_round", moved)
        op.execute(f"UPDATE match_round SET {moved.name} = before")  # noqa: S608 - two names of ours
        op.drop_column("match_round", "before")
