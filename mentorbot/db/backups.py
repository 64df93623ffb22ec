"""Copies of the database that the bot makes by itself, again and again; the oldest go."""

import asyncio
import re
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
        if clock.now() >= due:
            due = await back_up_if_due(plan)
        await asyncio.sleep(min(max(due - clock.now(), timedelta(0)), _LONGEST_SLEEP).total_seconds())


async def back_up_if_due(plan: Plan) -> datetime:
    """Make a copy unless there is a recent one; returns when to look again (UTC)."""
    now = clock.now()
    file = plan.folder / f"mentorbot-{now:%Y%m%dT%H%M%S}Z.sqlite3"
    try:
        newest = find_newest(plan.folder)
        if newest is not None and now < newest + plan.every:
            return newest + plan.every
        await asyncio.to_thread(upkeep.backup, plan.url, file)
        _remove_old(plan)
    except (OperatorError, OSError) as error:
        _log.error("could not back up the database", file=str(file), why=str(error))
        return now + AGAIN
    _log.info("backed up the database", file=str(file), bytes=file.stat().st_size)
    return now + plan.every


def find_newest(folder: Path) -> datetime | None:
    """When the newest copy in a folder was made (UTC); None if there is none."""
    return max(list_backups(folder), default=None)


def list_backups(folder: Path) -> dict[datetime, Path]:
    """The copies in a folder by when each was made (UTC)."""
    found = {}
    for file in folder.iterdir():
        if named := _NAME.fullmatch(file.name):
            found[datetime.strptime(named[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)] = file
    return found


def _remove_old(plan: Plan) -> None:
    found = list_backups(plan.folder)
    for moment in sorted(found, reverse=True)[plan.kept :]:
        found[moment].unlink()
