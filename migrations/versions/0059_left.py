"""Which requests for a mentor were taken back since whoever asked left the community."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    """Of those taken back before, it is not known."""
    op.add_column("mentor_request", sa.Column("left_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("mentor_request", "left_at")
