"""Calendars on the web that cannot be read."""

from sqlalchemy import func, select

from mentorbot.db import AsyncConnection
from mentorbot.events.calendar_models import EVENT_FEED
from mentorbot.finding import Finding


async def examine_feeds(connection: AsyncConnection) -> Finding:
    """How many are followed, and how many of them failed when they were last read."""
    followed = (await connection.execute(select(func.count()).select_from(EVENT_FEED))).scalar_one()
    failing = (await connection.execute(select(func.count()).where(EVENT_FEED.c.failures > 0))).scalar_one()
    told = f"followed: {followed:,}"
    if not failing:
        return Finding("Calendars", told)
    told += f"; could not be read the last time: {failing:,}. Whoever followed them is told; the log says why"
    return Finding("Calendars", told, well=False, advice=True)
