"""Asking the platform who is still there: before it matters, and of everybody once in some days.

Without a privileged intent Discord tells of no departure, but it can be asked of one person. So it is asked
of those whom something is about to reach, and, a few at a time, of all others. A platform lets one ask about
few people in a while, and whoever presses a button waits for what it says: so the sweep leaves most of it
to them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, or_, select, update

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session, name_place, read_row
from mentorbot.members import models, presence
from mentorbot.members import service as members

FRESH: Final = timedelta(hours=1)
"""How long what the platform said is enough, where it matters just now."""
FRESH_OF_SENDERS: Final = timedelta(minutes=1)
"""The same of somebody by whose act another is written to: whoever was removed is to reach nobody more."""
EVERY: Final = timedelta(days=3)
"""How often the platform is asked about everybody."""
SOON: Final = timedelta(minutes=30)
"""Whom something reaches within this is asked about before."""
MOST: Final = 3
"""Members who are asked about in one go of the sweep."""
AGAIN: Final = 10.0
"""Seconds to the next go while more wait."""
_AT_ONCE: Final = 5

matters_soon: Final[list[Callable[[AsyncConnection, datetime], Awaitable[Collection[int]]]]] = []
"""For each room, the members whom something of it reaches before a moment."""

_LOOKED_AT: Final = models.MEMBER.c.looked_at


@dataclass(frozen=True, slots=True)
class _Member:
    id: int
    platform: str
    community: str
    user_id: str
    left: bool
    looked_at: datetime | None


async def find_gone(program: Program, member_ids: Iterable[int], known_for: timedelta = FRESH) -> set[int]:
    """Those of these members who have left their community; what follows from it is done.

    No scope may be open. Where the platform does not say, they are taken to be there.

    Args:
        known_for: About whom the platform was asked since then, it is not asked again.
    """
    ids = sorted(set(member_ids))
    if not ids:
        return set()
    async with program.database.read_scope() as connection:
        some = await _find(connection, _MEMBERS.where(members.ID.in_(ids)).order_by(members.ID))
    since = clock.now() - known_for
    unsure = [one for one in some if not one.left and (one.looked_at is None or one.looked_at <= since)]
    return {one.id for one in some if one.left} | await _ask(program, unsure)


async def find_gone_senders(program: Program, member_ids: Iterable[int]) -> set[int]:
    """Those of these members, by whose act something is about to be sent, who have left; as find_gone."""
    return await find_gone(program, member_ids, FRESH_OF_SENDERS)


async def sweep(program: Program) -> bool:
    """Ask about a few: first those whom something reaches soon, then those not asked about for longest.

    Returns:
        Whether more may wait.
    """
    async with program.database.read_scope() as connection:
        some = await _find_waiting(connection, list(program.platforms), clock.now())
    await _ask(program, some)
    async with program.database.read_scope() as connection:
        away = await _find(connection, _MEMBERS.where(~members.PRESENT))
    presence.keeper_of(program).away = {(one.platform, one.community, one.user_id) for one in away}
    return len(some) == MOST


async def _find_waiting(
    connection: AsyncConnection, platforms: Collection[str], now: datetime
) -> list[_Member]:
    soon: set[int] = set()
    for find in matters_soon:
        soon.update(await find(connection, now + SOON))
    never = _LOOKED_AT.is_(None)
    reachable = members.PRESENT & members.COMMUNITY.c.platform.in_(platforms)
    found: dict[int, _Member] = {}
    for which in (
        members.ID.in_(sorted(soon)) & or_(never, now - FRESH >= _LOOKED_AT),
        never,
        now - EVERY >= _LOOKED_AT,
    ):
        others = _MEMBERS.where(which, reachable, members.ID.not_in(list(found)))
        some = await _find(connection, others.order_by(_LOOKED_AT).limit(MOST - len(found)))
        found |= {one.id: one for one in some}
    return list(found.values())


async def _ask(program: Program, some: list[_Member]) -> set[int]:
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def ask(one: _Member) -> bool:
        async with at_once:
            return await program.platforms[one.platform].is_here(one.community, one.user_id)

    some = [one for one in some if one.platform in program.platforms]
    if not some:
        return set()
    here = await asyncio.gather(*map(ask, some))
    gone = {one.id: one for one, is_here in zip(some, here, strict=True) if not is_here}
    async with program.database.session_scope() as session:
        await _note_looked(session, [one.id for one in some])
    for one in gone.values():
        presence.keeper_of(program).away.add((one.platform, one.community, one.user_id))
        async with program.database.session_scope(name_place(one.platform, one.community)) as session:
            await presence.note_presence(session, one.id, here=False)
    return set(gone)


async def _note_looked(session: Session, member_ids: Collection[int]) -> None:
    looked = update(models.MEMBER).where(members.ID.in_(member_ids))
    await session.execute(looked.values(looked_at=clock.now()))


_MEMBERS: Final = select(
    members.ID, *members.ADDRESS, models.MEMBER.c.left_at.is_not(None).label("left"), _LOOKED_AT
).select_from(members.SOURCE)


async def _find(connection: AsyncConnection, statement: Select[*tuple[object, ...]]) -> list[_Member]:
    return [read_row(_Member, row) for row in await connection.execute(statement)]
