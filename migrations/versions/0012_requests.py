"""Who asks for a mentor, whom they chose, and what passed between them."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime

revision = "0012"
down_revision = "0011"

_STATES = ("asking", "open", "accepted", "withdrawn")
_CHOICES = ("waiting", "asked", "declined", "silent", "passed")


def _key(table: str, ondelete: str | None = "CASCADE") -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete=ondelete)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def upgrade() -> None:
    """Create the tables of requests."""
    op.create_table(
        "mentor_request",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("community_id", sa.Integer(), _key("community"), nullable=False),
        sa.Column("mentee_id", sa.Integer(), _key("member"), nullable=False),
        sa.Column("owner_id", sa.Integer(), _key("member", None), nullable=True),
        sa.Column("state", _enum("requeststate", *_STATES), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        _moment("created_at"),
        _moment("turned_at"),
        _moment("deadline_at", nullable=True),
        _moment("settled_at", nullable=True),
        sa.Column("mentorship_id", sa.Integer(), _key("mentorship", "SET NULL"), nullable=True),
        sa.CheckConstraint("(state = 'asking') = (owner_id IS NOT NULL)", name="one_owner"),
        sa.CheckConstraint("(state IN ('asking', 'open')) = (deadline_at IS NOT NULL)", name="one_deadline"),
        sa.CheckConstraint("(deadline_at IS NULL) = (settled_at IS NOT NULL)", name="settled_or_due"),
        sa.CheckConstraint("owner_id <> mentee_id", name="of_two"),
    )
    for columns in (
        ["mentee_id", "state"],
        ["owner_id"],
        ["community_id", "state", "created_at"],
        ["mentorship_id"],
    ):
        op.create_index(None, "mentor_request", columns)
    op.create_table(
        "request_choice",
        sa.Column("request_id", sa.Integer(), _key("mentor_request"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("mentor_id", sa.Integer(), _key("member"), nullable=False),
        sa.Column("state", _enum("choicestate", *_CHOICES), nullable=False),
        _moment("asked_at", nullable=True),
        _moment("answered_at", nullable=True),
        sa.UniqueConstraint("request_id", "mentor_id"),
        sa.CheckConstraint("place > 0", name="place_counts_up"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "request_choice", ["mentor_id", "asked_at"])
    op.create_table(
        "request_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("request_id", sa.Integer(), _key("mentor_request"), nullable=False),
        sa.Column("author_id", sa.Integer(), _key("member"), nullable=False),
        sa.Column("reader_id", sa.Integer(), _key("member"), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        _moment("at"),
    )
    for column in ("request_id", "author_id", "reader_id"):
        op.create_index(None, "request_message", [column])


def downgrade() -> None:
    """Drop them all."""
    for table in ("request_message", "request_choice", "mentor_request"):
        op.drop_table(table)
