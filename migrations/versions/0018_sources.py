"""What came from which calendar: the same UID in two of them is two events."""

import hashlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from mentorbot.db import UTCDateTime, byte_text

revision = "0018"
down_revision = "0017"

_KEPT = ("community_id", "uid", "recurrence", "event_id", "feed_id", "entry", "missing_since")
_TYPES = ("entry", "missing_since")


def _make(*key: str) -> sa.Table:
    """Make the table anew: SQLite cannot change what is unique in one."""
    event = sa.ForeignKey("event.id", ondelete="SET NULL")
    feed = sa.ForeignKey("event_feed.id", ondelete="SET NULL")
    source = [sa.Column("source", byte_text(64), nullable=False)] if "source" in key else []
    op.drop_table("event_origin")
    made = op.create_table(
        "event_origin",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "community_id", sa.Integer(), sa.ForeignKey("community.id", ondelete="CASCADE"), nullable=False
        ),
        *source,
        sa.Column("uid", byte_text(255), nullable=False),
        sa.Column("recurrence", byte_text(32), nullable=False),
        sa.Column("event_id", sa.Integer(), event, nullable=True),
        sa.Column("feed_id", sa.Integer(), feed, nullable=True),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("missing_since", UTCDateTime(), nullable=True),
        sa.UniqueConstraint(*key),
    )
    op.create_index(None, "event_origin", ["event_id"])
    op.create_index(None, "event_origin", ["feed_id"])
    return made


def _rows(*more: str) -> list[dict[str, Any]]:
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in (*more, *_KEPT) if name not in _TYPES]
    columns += [sa.column("entry", sa.JSON()), sa.column("missing_since", UTCDateTime())]
    found = op.get_bind().execute(sa.select(*columns).select_from(sa.table("event_origin")))
    return [dict(row) for row in found.mappings()]


def _known_by(row: dict[str, Any], feeds: dict[int, dict[int, str]]) -> Iterator[dict[str, Any]]:
    """A row as each calendar knows it that could know it so far.

    Those of calendars that are followed no more, or never were, have no source: every calendar knows them.
    Calendars that the same community follows shared what they knew, so nothing of it is new to the others.
    """
    followed = feeds.get(row["community_id"], {})
    yield row | {"source": followed.get(row["feed_id"], "")}
    if row["feed_id"] is not None:
        for feed_id, source in followed.items():
            if feed_id != row["feed_id"]:
                yield row | {"source": source, "feed_id": None, "missing_since": None}


def upgrade() -> None:
    """Say of each row which calendar it came from, by a hash of its address."""
    feeds: dict[int, dict[int, str]] = {}
    for id_, community_id, url in op.get_bind().execute(
        sa.text("SELECT id, community_id, url FROM event_feed")
    ):
        feeds.setdefault(community_id, {})[id_] = hashlib.sha256(url.encode()).hexdigest()
    rows = [known for row in _rows() for known in _known_by(row, feeds)]
    op.bulk_insert(_make("community_id", "source", "uid", "recurrence"), rows)


def downgrade() -> None:
    """Forget it. Of two events by one UID, that of the calendar which is followed is known again."""
    rows = {
        (row["community_id"], row["uid"], row["recurrence"]): row
        for row in sorted(_rows("source"), key=lambda row: (row["feed_id"] is not None, row["event_id"] or 0))
    }
    kept = [{name: row[name] for name in _KEPT} for row in rows.values()]
    op.bulk_insert(_make("community_id", "uid", "recurrence"), kept)
