"""Whom people of a round would love to be with, or rather not."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Nobody has said so yet."""
    op.create_table(
        "match_mark",
        _id("round_id", "match_round"),
        _id("member_id", "member"),
        sa.Column("side", _enum("side", "mentee", "mentor"), primary_key=True),
        _id("other_id", "member"),
        sa.Column("mark", _enum("mark", "love", "rather_not"), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("member_id <> other_id", name="of_another"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "match_mark", ["member_id"])
    op.create_index(None, "match_mark", ["other_id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_table("match_mark")


def _id(name: str, table: str) -> sa.Column[int]:
    to = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer(), to, primary_key=True)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
