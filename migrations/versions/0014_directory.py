"""The directory: what people let others see of them, and introductions."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0014"
down_revision = "0013"

_FIELDS = (
    "name", "role", "organization", "place", "setting", "topic", "credential", "language", "open_to",
)  # fmt: skip
_STATES = ("asked", "accepted", "declined", "expired", "withdrawn")


def _text_enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _of(table: str, name: str = "", *, key: bool = False) -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name or f"{table}_id", sa.Integer(), parent, primary_key=key, nullable=False)


def upgrade() -> None:
    """Create the tables of the directory."""
    op.create_table(
        "directory_value",
        _of("member", key=True),
        sa.Column("field", _text_enum("entryfield", _FIELDS), primary_key=True),
        sa.Column("value", sa.String(100), primary_key=True),
        _of("community"),
        sa.Column("words", sa.String(400), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("length(value) > 0", name="value_given"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "directory_value", ["community_id", "field", "value"])
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community"),
        _of("member"),
        _of("member", "other_id"),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("state", _text_enum("introductionstate", _STATES), nullable=False),
        sa.Column("live_pair", sa.String(50), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("answer_by", UTCDateTime(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("live_pair"),
        sa.CheckConstraint("member_id <> other_id", name="two_people"),
        sa.CheckConstraint("state <> 'asked' OR live_pair IS NOT NULL", name="asked_is_live"),
        sqlite_autoincrement=True,
    )
    op.create_index(None, "introduction", ["member_id", "asked_at"])
    op.create_index(None, "introduction", ["other_id", "asked_at"])


def downgrade() -> None:
    """Drop them both."""
    for table in ("introduction", "directory_value"):
        op.drop_table(table)
