"""Which rows a dispatcher still has, which it may touch without waiting, and which nobody can read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from mentorbot.db import Session
from mentorbot.db.engine import BACKGROUND
from mentorbot.db.unreadable import find_unreadable
from mentorbot.delivery.models import LONGEST_ERROR, State
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


async def part_held(session: Session, rows: Sequence[Taken]) -> tuple[list[Taken], list[Taken]]:
    """Part rows by whether whoever took them still has them.

    Returns:
        Those; and the others: they were taken back, perhaps scheduled anew since, or are somebody else's.
    """
    ids = [row.due.id for row in rows]
    statement = (
        select(delivery.c.id, delivery.c.leased_by)
        .where(delivery.c.id.in_(ids), delivery.c.state == State.LEASED)
        .execution_options(**BACKGROUND)
    )
    held = {(row.id, row.leased_by) for row in await session.execute(statement)}
    mine = [row for row in rows if (row.due.id, row.token) in held]
    return mine, [row for row in rows if (row.due.id, row.token) not in held]


async def set_aside_unreadable(session: Session, now: datetime) -> list[int]:
    """Settle as dead what waits but cannot be read, so that it holds up nobody else's messages.

    What could not be read is taken out and said in its error, so that the row can be listed from now on.

    Returns:
        The ids of those rows.
    """
    broken = await find_unreadable(session, delivery)
    for id_, names in broken.items():
        moments = {name: None if delivery.c[name].nullable else now for name in names if name != "payload"}
        if {"due_at", "try_at"} & moments.keys():
            moments |= {"due_at": now, "try_at": now}
        payload: dict[str, Any] = {"payload": {}} if "payload" in names else {}
        values = {"state": State.DEAD, "leased_by": None, **payload, **moments, "settled_at": now}
        why = f"I cannot read this message: {', '.join(names)} in its row of the database."
        await session.execute(
            delivery.update()
            .where(delivery.c.id == id_, delivery.c.state.in_((State.PENDING, State.LEASED)))
            .values(**values, error=why[:LONGEST_ERROR])
            .execution_options(**BACKGROUND)
        )
    return sorted(broken)
