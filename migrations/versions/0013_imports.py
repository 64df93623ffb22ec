"""Calendars that are followed, what came from where, starts that a series leaves out, and pictures."""

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime, byte_text

revision = "0013"
down_revision = "0012"

_KINDS = ("conference", "education", "webinar", "chapter", "deadline", "social")


def _kind() -> sa.Column[str]:
    kinds = sa.Enum(*_KINDS, name="eventkind", native_enum=False, create_constraint=True, length=32)
    return sa.Column("kind", kinds, nullable=False)


def _of(table: str, *, key: bool = False, gone: str = "CASCADE") -> sa.Column[int]:
    parent = sa.ForeignKey(f"{table}.id", ondelete=gone)
    nullable = gone != "CASCADE"
    return sa.Column(
        f"{table.removeprefix('event_')}_id",
        sa.Integer(),
        parent,
        primary_key=key,
        nullable=nullable,
        autoincrement=False,
    )


def _text(*names: str, length: int) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length), nullable=False) for name in names]


def upgrade() -> None:
    """Create the tables of imports and pictures."""
    op.add_column("event", sa.Column("skipped", sa.String(2200), nullable=False, server_default=""))
    op.create_table(
        "event_picture",
        _of("event", key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        *_text("name", length=64),
        *_text("alt", length=500),
        sa.CheckConstraint("length(data) BETWEEN 1 AND 1048576", name="size_bounded"),
    )
    op.create_table(
        "event_feed",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community"),
        sa.Column("url", byte_text(500), nullable=False),
        *_text("title", length=100),
        _kind(),
        *_text("time_zone", length=64),
        *_text("etag", "modified", length=200),
        sa.Column("next_at", UTCDateTime(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        *_text("error", length=300),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("community_id", "url"),
        sa.CheckConstraint("failures >= 0", name="failures_count_up"),
    )
    op.create_index(None, "event_feed", ["next_at"])
    op.create_table(
        "event_feed_keeper",
        _of("event_feed", key=True),
        _of("member", key=True),
        sqlite_with_rowid=False,
    )
    op.create_index(None, "event_feed_keeper", ["member_id"])
    op.create_table(
        "event_origin",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community"),
        sa.Column("uid", byte_text(255), nullable=False),
        sa.Column("recurrence", byte_text(32), nullable=False),
        _of("event", gone="SET NULL"),
        _of("event_feed", gone="SET NULL"),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("missing_since", UTCDateTime(), nullable=True),
        sa.UniqueConstraint("community_id", "uid", "recurrence"),
    )
    op.create_index(None, "event_origin", ["event_id"])
    op.create_index(None, "event_origin", ["feed_id"])
    op.create_table(
        "event_import",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("community"),
        sa.Column("url", byte_text(500), nullable=False),
        *_text("title", length=100),
        _kind(),
        *_text("time_zone", length=64),
        *_text("etag", "modified", length=200),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
    )
    op.create_index(None, "event_import", ["community_id"])


def downgrade() -> None:
    """Drop them all."""
    for table in ("event_import", "event_origin", "event_feed_keeper", "event_feed", "event_picture"):
        op.drop_table(table)
    op.drop_column("event", "skipped")
