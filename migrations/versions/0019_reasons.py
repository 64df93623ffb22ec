"""Why somebody is left without a mentor: more that can be the reason."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_BEFORE = ("no_mentors", "language", "employer", "kept_apart", "full")
_ALL = (
    "no_mentors", "format", "language", "employer", "must", "least", "kept_apart", "declined", "reserved",
    "full", "clash", "late",
)  # fmt: skip
_STATES = ("proposed", "asked", "formed", "declined", "failed", "alone")
_KEPT = (
    "round_id", "mentee_id", "mentor_id", "score", "pinned", "circle", "reason", "many", "best", "state",
    "mentee_yes", "mentor_yes", "turn",
)  # fmt: skip
_FLAGS = ("pinned", "mentee_yes", "mentor_yes")


def _enum(name: str, values: Sequence[str]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _make(reasons: Sequence[str]) -> sa.Table:
    """Make the table anew: SQLite cannot change what a column may hold."""

    def id_(name: str, table: str, *, key: bool = True) -> sa.Column[int]:
        target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
        return sa.Column(name, sa.Integer(), target, primary_key=key, nullable=not key)

    op.drop_table("match_result")
    made = op.create_table(
        "match_result",
        id_("round_id", "match_round"),
        id_("mentee_id", "member"),
        id_("mentor_id", "member", key=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("circle", sa.Integer(), nullable=True),
        sa.Column("reason", _enum("left", reasons), nullable=True),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=True),
        sa.Column("state", _enum("resultstate", _STATES), nullable=False),
        sa.Column("mentee_yes", sa.Boolean(), nullable=False),
        sa.Column("mentor_yes", sa.Boolean(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
        sa.CheckConstraint("mentor_id IS NULL OR (circle IS NULL AND reason IS NULL)", name="one_of_three"),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "match_result", ["mentee_id"])
    op.create_index(None, "match_result", ["mentor_id"])
    return made


def _rows() -> list[dict[str, Any]]:
    columns = [sa.column(name, sa.Boolean()) if name in _FLAGS else sa.column(name) for name in _KEPT]
    found = op.get_bind().execute(sa.select(*columns).select_from(sa.table("match_result")))
    return [dict(row) for row in found.mappings()]


def upgrade() -> None:
    """Let the reason be one of those added."""
    rows = _rows()
    op.bulk_insert(_make(_ALL), rows)


def downgrade() -> None:
    """What was added is no longer known."""
    rows = [row | {"reason": row["reason"] if row["reason"] in _BEFORE else None} for row in _rows()]
    op.bulk_insert(_make(_BEFORE), rows)
