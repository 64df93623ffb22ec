"""Messages that should have gone out, and have not."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.db import AsyncConnection
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.finding import Finding

_LATE: Final = timedelta(minutes=10)
_LATELY: Final = timedelta(days=7)


async def examine_deliveries(connection: AsyncConnection) -> Finding:
    """Those that are late, and those of the last days that could not be sent."""
    now = clock.now()
    waiting = delivery.c.settled_at.is_(None) & (delivery.c.due_at < now - _LATE)
    dead = (delivery.c.state == State.DEAD) & (delivery.c.settled_at > now - _LATELY)
    late = (await connection.execute(select(func.count()).where(waiting))).scalar_one()
    lost = (await connection.execute(select(func.count()).where(dead))).scalar_one()
    told = []
    if late:
        told.append(f"due for over ten minutes and not sent: {late:,}. Does the bot run? Its log says why")
    if lost:
        told.append(f"could not be sent in the last seven days: {lost:,}; `mentorbot outbox list` says why")
    words = ". ".join(told)
    return Finding("Messages", words or "none is late", well=not told, advice=not late)
