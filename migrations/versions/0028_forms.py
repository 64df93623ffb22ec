"""Forms as they were shown, and as they were filled in and not taken."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """None is kept so far."""
    op.create_table(
        "opened_form",
        sa.Column("platform", sa.String(32), primary_key=True),
        sa.Column("community", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(64), primary_key=True),
        sa.Column("form_id", sa.String(100), primary_key=True),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
    )
    op.create_index(None, "opened_form", ["opened_at"])
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("community", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("form_id", sa.String(100), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("kept_at", UTCDateTime(), nullable=False),
    )
    op.create_index(None, "kept_form", ["platform", "user_id"])
    op.create_index(None, "kept_form", ["kept_at"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("kept_form")
    op.drop_table("opened_form")
