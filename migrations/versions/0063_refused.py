"""Whether one of two who were brought together said no, for rounds that remember."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    """Of what was declined so far it is not known whether somebody said so."""
    op.add_column("match_rule", sa.Column("refused", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("match_rule", "refused")
