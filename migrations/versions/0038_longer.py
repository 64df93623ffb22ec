"""How long one of two would like a mentorship to last, until the other says so, too."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Nobody has asked so far."""
    op.add_column("mentorship_agreement", sa.Column("wanted_months", sa.Integer(), nullable=True))
    op.add_column("mentorship_agreement", sa.Column("wanted_by_mentor", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("mentorship_agreement", "wanted_by_mentor")
    op.drop_column("mentorship_agreement", "wanted_months")
