"""What the two of a mentorship say halfway."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0052"
down_revision = "0051"


def _of(table: str, *, key: bool = False) -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(f"{table}_id", sa.Integer(), parent, primary_key=key, nullable=False)


def upgrade() -> None:
    """Nobody has said anything so far."""
    op.create_table(
        "mentorship_midway",
        _of("mentorship", key=True),
        _of("member", key=True),
        _of("community"),
        sa.Column("as_mentor", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating_sane"),
        sqlite_with_rowid=False,
    )
    for column in ("community_id", "member_id"):
        op.create_index(None, "mentorship_midway", [column])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("mentorship_midway")
