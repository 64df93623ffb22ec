"""Which rows a dispatcher still has, and which it may touch without waiting for anybody."""

from collections.abc import Sequence

from sqlalchemy import select

from mentorbot.db import Session
from mentorbot.db.engine import BACKGROUND
from mentorbot.delivery.models import State
from mentorbot.delivery.outbox import Taken
from mentorbot.delivery.service import delivery


async def hold_free(session: Session, rows: Sequence[Taken]) -> tuple[set[int], set[int]]:
    """Hold those of these rows that nobody else is changing just now, so that no two wait for each other.

    Returns:
        The ids of those that are held, and of those that are not there any more.
    """
    ids = {row.due.id for row in rows}
    if not ids:
        return set(), set()
    which = select(delivery.c.id).where(delivery.c.id.in_(sorted(ids))).execution_options(**BACKGROUND)
    free = set((await session.execute(which.with_for_update(skip_locked=True))).scalars())
    if free == ids:
        return free, set()
    return free, ids - set((await session.execute(which)).scalars())


async def find_held(session: Session, rows: Sequence[Taken]) -> list[Taken]:
    """Those of these rows that are still with who took them: others were taken back, or somebody else's."""
    if not rows:
        return []
    ids = [row.due.id for row in rows]
    statement = (
        select(delivery.c.id, delivery.c.leased_by)
        .where(delivery.c.id.in_(ids), delivery.c.state == State.LEASED)
        .execution_options(**BACKGROUND)
    )
    held = {(row.id, row.leased_by) for row in await session.execute(statement)}
    return [row for row in rows if (row.due.id, row.token) in held]
