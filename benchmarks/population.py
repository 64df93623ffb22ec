"""A database with as many members as are wanted, filled in bulk."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from mentorbot.db import Database, schema
from mentorbot.guide.load import Library
from mentorbot.guide.model import Stage

_NOW = "2026-11-23 09:00:00.000000"
_ZONES = ("America/New_York", "America/Chicago", "Europe/Berlin", "Asia/Kolkata", "UTC")
_GOAL = "Run a clinic in my home town, and have a home in it that people trust."
_FINISHED_MOST = 11


def fill(path: Path, guild: str, people: Sequence[str], members: int, platform: str = "discord") -> None:
    """Make a database with `members` members, the `people` evenly spread among them.

    Half of all are in the guild of the people, the rest in 400 other communities. A person has the same
    stage, target date and marks however many members there are, so that only the size differs.

    Args:
        path: Where; nothing may be there.
        guild: The people's server.
        people: Their user ids; `members` must be a multiple of how many they are.
        members: How many members in all.
        platform: Which chat they are all on.
    """
    asyncio.run(_create(path))
    each = members // len(people)
    with closing(bulk_connection(path)) as connection:
        connection.executemany(
            _COMMUNITIES,
            [(1, platform, guild, "Future managers", _NOW)]
            + [(other, platform, f"88{other:016}", f"Community {other}", _NOW) for other in range(2, 402)],
        )
        _lists(connection, people)
        connection.execute(_MEMBERS, {"members": members, "each": each, "now": _NOW, "goal": _GOAL})
        connection.execute(_MARKS, {"each": each, "now": _NOW, "most": _FINISHED_MOST})
        connection.commit()
        connection.executescript("ANALYZE; PRAGMA journal_mode=WAL;")


def bulk_connection(path: Path) -> sqlite3.Connection:
    """A connection for putting in very many rows; after it the file has to be set to write ahead again."""
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000;")
    return connection


async def _create(path: Path) -> None:
    database = Database(str(path))
    await schema.upgrade(database)
    await database.close()


def _lists(connection: sqlite3.Connection, people: Sequence[str]) -> None:
    """What members are made of, as tables by number."""
    milestones = Library.load().guide().milestones
    for name, values in {
        "people": people,
        "stages": [stage.value for stage in Stage],
        "zones": _ZONES,
        "milestones": list(milestones),
    }.items():
        connection.execute(f"CREATE TEMP TABLE {name} (number INTEGER PRIMARY KEY, value TEXT)")
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", enumerate(values))  # noqa: S608  (our names)


_COMMUNITIES = """
INSERT INTO community (id, platform, external_id, name, created_at) VALUES (?, ?, ?, ?, ?)
"""

# A member's slot is the number of the person whose twin they are; the first of each slot is the person.
_MEMBERS = """
WITH RECURSIVE ids(id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM ids WHERE id + 1 < :members),
slots AS (SELECT id, id / :each AS slot, id % :each = 0 AS first FROM ids)
INSERT INTO member
    (id, community_id, user_id, stage, goal, time_zone, locale, target_date, enrolled_at, updated_at)
SELECT slots.id + 1, CASE WHEN first OR slots.id % 2 THEN 1 ELSE 2 + slots.id / 2 % 400 END,
       CASE WHEN first THEN people.value ELSE printf('77%016d', slots.id * 7919 % 1000003) END,
       stages.value, :goal, zones.value, 'en-US',
       CASE slot % 3 WHEN 0 THEN date('2028-06-01', '+' || slot % 900 || ' days') END, :now, :now
FROM slots
JOIN people ON people.number = slot
JOIN stages ON stages.number = slot % 7
JOIN zones ON zones.number = slot % 5
"""

_MARKS = """
INSERT INTO progress (member_id, item, state, at)
SELECT member.id, milestones.value,
       CASE WHEN milestones.number % 9 = 8 THEN 'not_for_me' ELSE 'done' END, :now
FROM member
JOIN milestones ON milestones.number < (member.id - 1) / :each % :most
"""
