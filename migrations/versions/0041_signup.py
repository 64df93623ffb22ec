"""When the sign-up of an event closes, how many it needs, and what it asks of those who come."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Events so far close with their end, need nobody and ask nothing."""
    op.add_column("event", sa.Column("closes_at", UTCDateTime(), nullable=True))
    op.add_column("event", sa.Column("least", sa.Integer(), nullable=True))
    op.add_column("event", sa.Column("question", sa.String(200), nullable=False, server_default=""))
    op.add_column("event_rsvp", sa.Column("reply", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("event_rsvp", "reply")
    for name in ("question", "least", "closes_at"):
        op.drop_column("event", name)
