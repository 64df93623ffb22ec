"""Which community whoever writes in a direct message means, and whether they are still in it.

In a community the platform lets in whom it wants; a direct message is open to everybody who shared one with
the bot once, and to all communities in which they use it.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Row, bindparam, func, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Turn
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.errors import UserError
from mentorbot.members import models
from mentorbot.members import service as members

KNOWN_FOR: Final = 300.0
"""Seconds for which what the platform said holds."""

OPEN_TO_ALL: Final = frozenset({"privacy", "help", "community"})
"""What is there for whoever has left, too: the first word of a command, or of a button's id."""

LEFT: Final = (
    "You are not in the community any more in which you used me, so I can do nothing for you there. "
    "`/privacy export` and `/privacy erase` still work here. If you join again, all is as it was."
)

NOT_THERE: Final = (
    "This button belongs to a community in which you are not enrolled any more. Run `/start` there first."
)

when_left: list[Callable[[Session, int], Awaitable[None]]] = []
"""Called with a member's id in the transaction in which it is noted that they have left."""
when_back: list[Callable[[Session, int], Awaitable[None]]] = []
"""The same for who has come back."""

_MOST_KNOWN: Final = 20_000


@dataclass(frozen=True, slots=True)
class Membership:
    """A community that somebody enrolled in. ``left``: they were known to have left it."""

    id: int
    community: str
    name: str
    left: bool


@dataclass(frozen=True, slots=True)
class _Known:
    at: float
    among: frozenset[str]
    left: frozenset[str]


@dataclass(slots=True)
class Doorkeeper:
    """What is known of who has left, for some minutes each."""

    known: "OrderedDict[tuple[str, str], _Known]" = field(default_factory=OrderedDict)
    away: set[tuple[str, str, str]] = field(default_factory=set)
    """Who is known to have left, by platform, community and user: whoever of them acts there is back."""


_MEMBERSHIPS: Final = (
    select(
        members.ID,
        members.COMMUNITY.c.external_id.label("community"),
        members.COMMUNITY.c.name,
        models.MEMBER.c.left_at.is_not(None).label("left"),
    )
    .select_from(members.SOURCE)
    .where(members.ANYWHERE)
    .order_by(members.COMMUNITY.c.name, members.COMMUNITY_ID)
)


async def settle_place(turn: Turn, doing: str) -> None:
    """Note on the turn which community it is about, if whoever writes directly is still in it.

    What was made in a community is about that one. Otherwise it is the only one that they are in; of several,
    the turn says which it could be. The platform is not asked of somebody who was looked at a moment ago.
    Whoever acts in a community that they had left is back; for all others there it costs nothing.

    Args:
        turn: No scope of it is open.
        doing: What they want to do: a command's words, or a button's id.

    Raises:
        UserError: They have left the community, or all that they were in, and this is not for everybody.
    """
    caller = turn.caller
    if caller.community is not None and not caller.privately:
        await _note_return(turn)
        return
    kept = await _find_memberships(turn)
    left = await _find_left(turn, kept)
    if doing.replace(":", " ").split(maxsplit=1)[0] in OPEN_TO_ALL:
        turn.caller = replace(caller, community=None, left=left)
        return
    present = {one.community: one.name for one in kept if one.community not in left}
    if caller.community is not None:
        if caller.community not in present:
            raise UserError(LEFT if caller.community in left else NOT_THERE)
    elif kept and not present:
        raise UserError(LEFT)
    meant = caller.community or (next(iter(present)) if len(present) == 1 else None)
    among = () if meant else tuple(present.items())
    name = present.get(meant or "", "")
    several = len(present) > 1
    turn.caller = replace(
        caller, community=meant, community_name=name, left=left, among=among, several=several
    )


async def _note_return(turn: Turn) -> None:
    """Whoever acts in a community that they had left is back."""
    caller, keeper = turn.caller, keeper_of(turn.program)
    here = caller.platform, caller.community or "", caller.user_id
    if here in keeper.away:
        await _welcome_back(turn)
        keeper.away.discard(here)
        keeper.known.pop((caller.platform, caller.user_id), None)


async def _find_left(turn: Turn, kept: Sequence[Membership]) -> frozenset[str]:
    """The communities that they have left; what was found out holds for some minutes."""
    key, keeper = (turn.caller.platform, turn.caller.user_id), keeper_of(turn.program)
    known = keeper.known.get(key)
    among = frozenset(one.community for one in kept)
    if known is None or known.among != among or time.monotonic() - known.at > KNOWN_FOR:
        left = await _look(turn, kept)
        known = keeper.known[key] = _Known(time.monotonic(), among, left)
        keeper.known.move_to_end(key)
        while len(keeper.known) > _MOST_KNOWN:
            keeper.known.popitem(last=False)
    return known.left


async def _look(turn: Turn, kept: Sequence[Membership]) -> frozenset[str]:
    here = await asyncio.gather(*(turn.platform.is_here(one.community, turn.caller.user_id) for one in kept))
    changed = [one for one, is_here in zip(kept, here, strict=True) if one.left is is_here]
    if changed:
        async with turn.change() as session:
            for one in changed:
                await note_presence(session, one.id, here=one.left)
        gone = {(turn.caller.platform, one.community, turn.caller.user_id) for one in changed if not one.left}
        keeper_of(turn.program).away.update(gone)
    return frozenset(one.community for one, is_here in zip(kept, here, strict=True) if not is_here)


async def note_presence(session: Session, member_id: int, *, here: bool) -> None:
    """Keep that a member is in their community, or is not any more; noted before, it changes nothing."""
    left = models.MEMBER.c.left_at
    changed = (
        update(models.MEMBER)
        .where(models.MEMBER.c.id == bindparam("member"), left.is_not(None) if here else left.is_(None))
        .values(left_at=None if here else clock.now())
        .returning(models.MEMBER.c.id)
    )
    if (await session.execute(changed, {"member": member_id})).first() is None:
        return
    for act in when_back if here else when_left:
        await act(session, member_id)


def keeper_of(program: Program) -> Doorkeeper:
    """What the running program knows of who has left."""
    return program.part(Doorkeeper, lambda _: Doorkeeper())


async def _welcome_back(turn: Turn) -> None:
    async with turn.change() as session:
        member_id = await find_changed(session, turn.caller, here=True)
        if member_id is not None:
            await note_presence(session, member_id, here=True)


async def find_changed(connection: AsyncConnection | Session, caller: Caller, *, here: bool) -> int | None:
    """The caller's member in a community, if it is not kept yet that they are there, or have left."""
    left = models.MEMBER.c.left_at.is_not(None)
    statement = select(members.ID).select_from(members.SOURCE).where(members.HERE, left if here else ~left)
    return (await connection.execute(statement, members.bind_caller(caller))).scalar()


async def find_several(session: AsyncConnection | Session, member_ids: Sequence[int]) -> dict[int, str]:
    """What the community of each of these is called, of those who use the bot in several of the platform."""
    other, place = models.MEMBER.alias(), members.COMMUNITY.alias()
    others = (
        select(place.c.name)
        .join_from(other, place, place.c.id == other.c.community_id)
        .where(
            other.c.user_id == members.USER_ID,
            other.c.left_at.is_(None),
            other.c.community_id != members.MEMBER_COMMUNITY,
            place.c.platform == members.COMMUNITY.c.platform,
        )
        .correlate(models.MEMBER, members.COMMUNITY)
    )
    alike = others.where(place.c.name == members.COMMUNITY.c.name).exists()
    statement = (
        select(members.ID, members.COMMUNITY.c.name, members.COMMUNITY.c.external_id, alike)
        .select_from(members.SOURCE)
        .where(members.ID.in_(member_ids), others.exists())
    )
    rows = await session.execute(statement)
    return {
        id_: (f"{name} ({external_id[-4:]})" if same else name) if name else external_id
        for id_, name, external_id, same in rows
    }


async def _find_memberships(turn: Turn) -> list[Membership]:
    whose = {"platform": turn.caller.platform, "user": turn.caller.user_id}
    async with turn.read() as connection:
        rows: list[Row[*tuple[object, ...]]] = list(await connection.execute(_MEMBERSHIPS, whose))
    return [read_row(Membership, row) for row in rows]


async def count_present(connection: AsyncConnection | Session, community_id: int) -> int:
    """How many take part in a community and are not known to have left it."""
    here = (models.MEMBER.c.community_id == community_id) & members.PRESENT
    counted = select(func.count()).select_from(models.MEMBER).where(here)
    return int((await connection.execute(counted)).scalar_one())
