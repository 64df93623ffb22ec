"""Hearing what other processes on the same database have changed, within a moment of its being kept."""

import asyncio
from collections.abc import Callable
from typing import Final

from mentorbot import logs
from mentorbot.db.engine import Database

AGAIN_SECONDS: Final = 1.0
"""Seconds until it is listened again after the connection was lost."""

_log = logs.get(__name__)


async def keep_hearing(database: Database, hear: Callable[[str], None]) -> None:
    """Hear what is told with :meth:`mentorbot.db.Session.tell_others`, for as long as this runs.

    On SQLite nothing is heard: one process runs there, or looks by itself now and then.

    Args:
        hear: Called with each; and with nothing whenever something may not have been heard.
    """
    while database.many_at_once:
        try:
            await database.listen(hear)
        except Exception as error:  # what the driver itself says of a connection that is cut is of many kinds
            _log.warning("cannot hear other processes; trying again", error=type(error).__name__)
        await asyncio.sleep(AGAIN_SECONDS)
