"""Whom somebody blocks who has not used the bot yet."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0030"
down_revision = "0029"

_KIND = sa.Enum("not_match", "block", name="blockkind", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Make the table."""
    member = sa.ForeignKey("member.id", ondelete="CASCADE")
    op.create_table(
        "block_ahead",
        sa.Column("member_id", sa.Integer(), member, primary_key=True, nullable=False),
        sa.Column("user_id", sa.String(64), primary_key=True, nullable=False),
        sa.Column("kind", _KIND, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "block_ahead", ["user_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("block_ahead")
