"""Copies of the database that the bot makes by itself, again and again; the oldest go."""

import asyncio
import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from mentorbot import clock, logs
from mentorbot.db import upkeep
from mentorbot.errors import OperatorError

AGAIN: Final = timedelta(minutes=15)
"""How long it waits after a backup that could not be made."""

_LONGEST_SLEEP: Final = timedelta(minutes=1)
_NAME: Final = re.compile(r"mentorbot-(\d{8}T\d{6})Z\.sqlite3")

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is copied where, and how often.

    Args:
        url: The database's setting.
        folder: Where the copies go; other files there are left alone.
        every: How much time is between two of them.
        kept: How many of them are kept.
    """

    url: str
    folder: Path
    every: timedelta
    kept: int


async def keep_backups(plan: Plan) -> None:
    """Make them for as long as the bot runs; what goes wrong is logged, and tried again."""
    due = clock.now()
    while True:
        # It waits for longer than they are apart only where the clock was set back.
        if not clock.now() < due <= clock.now() + plan.every:
            due = await back_up_if_due(plan)
        await asyncio.sleep(min(max(due - clock.now(), timedelta(0)), _LONGEST_SLEEP).total_seconds())


async def back_up_if_due(plan: Plan) -> datetime:
    """Make a copy unless there is a recent one; returns when to look again (UTC)."""
    now = clock.now()
    file = plan.folder / f"mentorbot-{now:%Y%m%dT%H%M%S}Z.sqlite3"
    try:
        newest = find_newest(plan.folder, now)
        if newest is not None and now < newest + plan.every:
            return newest + plan.every
        await asyncio.to_thread(upkeep.backup, plan.url, file)
        _remove_old(plan, now)
    except (OperatorError, OSError, sqlite3.Error) as error:
        _log.error("could not back up the database", file=str(file), why=str(error))
        return now + AGAIN
    _log.info("backed up the database", file=str(file), bytes=file.stat().st_size)
    return now + plan.every


def find_newest(folder: Path, now: datetime) -> datetime | None:
    """When the newest copy in a folder was made (UTC); None if there is none.

    One that says it is from later than now was made while the clock was ahead, so nobody knows when.
    """
    return max((made for made in list_backups(folder) if made <= now), default=None)


def list_backups(folder: Path) -> dict[datetime, Path]:
    """The copies in a folder by when each was made (UTC)."""
    found = {}
    for file in folder.iterdir():
        if named := _NAME.fullmatch(file.name):
            with suppress(ValueError):  # there is no such moment: somebody else named it
                found[datetime.strptime(named[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)] = file
    return found


def _remove_old(plan: Plan, now: datetime) -> None:
    """Let go what is more than is kept: first what the clock was ahead for, then the oldest."""
    found = list_backups(plan.folder)
    for moment in sorted(found, key=lambda made: (made <= now, made), reverse=True)[plan.kept :]:
        found[moment].unlink()
