"""Deliveries in bulk, put into the table as it is on the disk, as many as are wanted and at once."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Final

from benchmarks.population import bulk_connection

COMMUNITIES: Final = 60
"""So many take turns; there are as many whether few or many deliveries wait."""


def pending(path: Path, count: int, first: datetime) -> None:
    """Let so many deliveries wait, spread over COMMUNITIES, a second between one and the next.

    Args:
        path: A database with at least that many members and communities.
        count: How many.
        first: When the first is due, aware.
    """
    with closing(bulk_connection(path)) as connection:
        values = {"count": count, "first": _written(first), "communities": COMMUNITIES}
        connection.execute(_PENDING, values)
        connection.commit()
        connection.executescript("ANALYZE; PRAGMA journal_mode=WAL;")


def reminders(
    path: Path, people: Mapping[int, str], guild: str, count: int, *, first: datetime, gap: timedelta
) -> None:
    """Let members be reminded, in turn, as if each had asked with /remind me; the bot may be running.

    Args:
        path: A database in which they are members.
        people: Their user ids, by their ids as members.
        guild: The server they are in.
        count: How many reminders in all.
        first: When the first is due, aware.
        gap: Between one and the next.
    """
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM reminder").fetchone()
        turns = cycle(people.items())
        for number in range(count):
            at, identifier = first + number * gap, last + number + 1
            member, person = next(turns)
            what = f"Ask number {identifier} of my questions"
            connection.execute(_REMINDER, (identifier, member, what, _written(at), _written(at)))
            connection.execute(
                _ITS_DELIVERY,
                (
                    f"reminder:{identifier}:1",
                    member,
                    f'{{"reminder": {identifier}, "due": "{at.isoformat()}"}}',
                    guild,
                    person,
                    _written(at),
                    _written(at),
                ),
            )
        connection.execute("COMMIT")


def take_back(path: Path) -> None:
    """Cancel what has not been sent; the bot may be running."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        now = _written(datetime.now(UTC))
        connection.execute(
            "UPDATE delivery SET state = 'cancelled', settled_at = ? WHERE settled_at IS NULL", (now,)
        )


def unsent(path: Path) -> int:
    """How many are still to be sent."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        found = connection.execute("SELECT count(*) FROM delivery WHERE settled_at IS NULL").fetchone()
    return int(found[0])


def due_times(path: Path) -> dict[str, float]:
    """When each message that was sent was due, by its id, in seconds since 1970."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        rows = connection.execute("SELECT message_id, due_at FROM delivery WHERE state = 'sent'").fetchall()
    return {message: datetime.fromisoformat(due).replace(tzinfo=UTC).timestamp() for message, due in rows}


def _written(moment: datetime) -> str:
    """A moment as it stands in the database."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


_PENDING = """
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count)
INSERT INTO delivery
    (dedupe_key, community_id, kind, payload, platform, channel_id, due_at, try_at,
     respect_quiet, nonce, state, attempts)
SELECT printf('waiting:%08d', n), 1 + n % :communities, 'reminder', '{"reminder": 1, "due": ""}', 'discord',
       printf('99%016d', n), strftime('%Y-%m-%d %H:%M:%f000', :first, '+' || n || ' seconds'),
       strftime('%Y-%m-%d %H:%M:%f000', :first, '+' || n || ' seconds'),
       0, printf('%024x', n), 'pending', 0
FROM numbers
"""

_REMINDER = """
INSERT INTO reminder (id, member_id, what, typed, state, due_at, time_zone, turn, created_at)
VALUES (?, ?, ?, 'tomorrow at 9', 'waiting', ?, 'UTC', 1, ?)
"""

_ITS_DELIVERY = """
INSERT INTO delivery
    (dedupe_key, community_id, member_id, kind, payload, platform, community, user_id, due_at, try_at,
     respect_quiet, nonce, state, attempts)
VALUES (?, 1, ?, 'reminder', ?, 'discord', ?, ?, ?, ?, 1, lower(hex(randomblob(12))), 'pending', 0)
"""
