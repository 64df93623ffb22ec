"""Who does not want to be brought together with whom: kept privately, honoured everywhere.

Whoever brings people together asks here, and never says why somebody was left out.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members import traces
from mentorbot.members.traces import Kept
from mentorbot.mentoring.profiles.models import BLOCK, BLOCK_AHEAD
from mentorbot.mentoring.terms import BlockKind

NOT_ONESELF: Final = "That is you. Choose somebody else."


TOO_MANY: Final = "You keep away from very many people who have not used me yet. Undo some of them first."
MOST_AHEAD: Final = 100

Part = Callable[[Session, int, int], Awaitable[None]]
Tell = Callable[[AsyncConnection | Session, int, int], Awaitable[list[str]]]
when_parted: Final[list[Part]] = []
"""Called with two members as soon as they are to be kept apart, in that transaction."""
what_block_ends: Final[list[Part]] = []
"""Called with whoever blocks somebody, and the other: ends what they have together, in that transaction."""
tells_what_ends: Final[list[Tell]] = []
"""For the same two, in words for whoever blocks, what that would end: "your mentorship"."""
have_met: Final[list[Callable[[AsyncConnection | Session, int, int], Awaitable[bool]]]] = []
"""Called with two members: whether one was shown to the other by name."""


async def block_member(
    session: Session, member_id: int, other_id: int, kind: BlockKind = BlockKind.BLOCK
) -> None:
    """Keep two members apart from now on; said again, the stronger of the two kinds holds.

    Both must be of one community, which the caller has made sure of.

    Raises:
        UserError: They are the same person.
    """
    if member_id == other_id:
        raise UserError(NOT_ONESELF)
    row = {"member_id": member_id, "other_id": other_id, "kind": kind, "at": clock.now()}
    added = insert(BLOCK).values(row)
    if kind is BlockKind.BLOCK:
        added = added.on_conflict_do_update(index_elements=["member_id", "other_id"], set_={"kind": kind})
    else:
        added = added.on_conflict_do_nothing(index_elements=["member_id", "other_id"])
    await session.execute(added)
    for part in when_parted:
        await part(session, member_id, other_id)


async def unblock_member(session: Session, member_id: int, other_id: int) -> bool:
    """Take a block back; whether there was one. What the other one wants stays as it is."""
    gone = delete(BLOCK).where(BLOCK.c.member_id == member_id, BLOCK.c.other_id == other_id)
    return (await session.execute(gone.returning(BLOCK.c.other_id))).first() is not None


async def block_ahead(session: Session, member_id: int, user_id: str, kind: BlockKind) -> None:
    """Keep a member from somebody who has not used the bot yet, by their id on the platform.

    Raises:
        UserError: They do so from very many already.
    """
    mine = select(func.count()).where(BLOCK_AHEAD.c.member_id == member_id)
    if (await session.execute(mine)).scalar_one() >= MOST_AHEAD:
        raise UserError(TOO_MANY)
    row = {"member_id": member_id, "user_id": user_id, "kind": kind, "at": clock.now()}
    added = insert(BLOCK_AHEAD).values(row)
    again = added.on_conflict_do_update(index_elements=["member_id", "user_id"], set_={"kind": kind})
    await session.execute(again)


async def unblock_ahead(session: Session, member_id: int, user_id: str) -> bool:
    """Take that back; whether there was any."""
    gone = delete(BLOCK_AHEAD).where(BLOCK_AHEAD.c.member_id == member_id, BLOCK_AHEAD.c.user_id == user_id)
    return (await session.execute(gone.returning(BLOCK_AHEAD.c.user_id))).first() is not None


async def find_ahead(connection: AsyncConnection | Session, member_id: int) -> dict[str, BlockKind]:
    """From whom this member is kept who has not used the bot yet, by their id on the platform."""
    columns = BLOCK_AHEAD.c.user_id, BLOCK_AHEAD.c.kind
    mine = select(*columns).where(BLOCK_AHEAD.c.member_id == member_id).order_by(BLOCK_AHEAD.c.at)
    return {row.user_id: row.kind for row in await connection.execute(mine)}


async def take_up_ahead(session: Session, member_id: int) -> None:
    """Somebody uses the bot from now on: whoever wanted to be kept from them is."""
    new = members.ID.in_([member_id])
    user_id = select(members.USER_ID).where(new).scalar_subquery()
    here = select(members.MEMBER_COMMUNITY).where(new).scalar_subquery()
    theirs = select(members.ID).where(members.MEMBER_COMMUNITY.in_(here))
    waiting = (BLOCK_AHEAD.c.user_id == user_id) & BLOCK_AHEAD.c.member_id.in_(theirs)
    gone = delete(BLOCK_AHEAD).where(waiting).returning(BLOCK_AHEAD.c.member_id, BLOCK_AHEAD.c.kind)
    for row in (await session.execute(gone)).all():
        await block_member(session, row.member_id, member_id, row.kind)


def are_apart(one: ColumnElement[int], other: ColumnElement[int] | int) -> ColumnElement[bool]:
    """A condition: either of these two members wants to be kept from the other."""
    return exists().where(
        or_(
            (BLOCK.c.member_id == one) & (BLOCK.c.other_id == other),
            (BLOCK.c.member_id == other) & (BLOCK.c.other_id == one),
        )
    )


async def find_kept_from(connection: AsyncConnection | Session, member_id: int) -> set[int]:
    """Everybody who must not be brought together with this member, whoever of the two said so."""
    statement = select(BLOCK.c.member_id, BLOCK.c.other_id).where(
        or_(BLOCK.c.member_id == member_id, BLOCK.c.other_id == member_id)
    )
    rows = await connection.execute(statement)
    return {other if one == member_id else one for one, other in rows}


async def find_blockers(
    connection: AsyncConnection | Session, member_ids: Collection[int]
) -> set[tuple[int, int]]:
    """Who of these members has blocked another of them, and whom."""
    among = BLOCK.c.member_id.in_(member_ids) & BLOCK.c.other_id.in_(member_ids)
    statement = select(BLOCK.c.member_id, BLOCK.c.other_id).where(among, BLOCK.c.kind == BlockKind.BLOCK)
    return {(row.member_id, row.other_id) for row in await connection.execute(statement)}


async def find_kept_apart(connection: AsyncConnection | Session, community_id: int) -> set[frozenset[int]]:
    """Every two members of a community who must not be brought together."""
    statement = (
        select(BLOCK.c.member_id, BLOCK.c.other_id)
        .join(members.SOURCE, BLOCK.c.member_id == members.ID)
        .where(members.MEMBER_COMMUNITY.in_([community_id]))
    )
    return {frozenset(row) for row in await connection.execute(statement)}


async def find_blocked(connection: AsyncConnection | Session, member_id: int) -> dict[int, BlockKind]:
    """Whom this member blocked, and how; never who blocked them."""
    rows = await connection.execute(
        select(BLOCK.c.other_id, BLOCK.c.kind).where(BLOCK.c.member_id == member_id).order_by(BLOCK.c.at)
    )
    return {row.other_id: row.kind for row in rows}


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Whom these members blocked, by member; that somebody blocked them is the other's to know."""
    statement = (
        select(members.USER_ID, BLOCK.c.kind, BLOCK.c.at)
        .join(BLOCK, BLOCK.c.other_id == members.ID)
        .order_by(BLOCK.c.at)
    )
    return await rows_of(session, member_ids, BLOCK.c.member_id, statement)


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """Who blocked these members, who are about to be erased: it holds when they come back."""
    of_them = BLOCK.c.other_id.in_(member_ids) & BLOCK.c.member_id.not_in(member_ids)
    rows = await session.execute(select(BLOCK).where(of_them))
    return [Kept(row.other_id, row.kind, row.at, other_id=row.member_id) for row in rows]


async def restore(session: Session, member_id: int) -> None:
    """Whoever blocked somebody who came back keeps away from them as before."""
    kept = await traces.take_kept(session, member_id, [kind.value for kind in BlockKind])
    again = insert(BLOCK).on_conflict_do_nothing(index_elements=["member_id", "other_id"])
    rows = [
        {"member_id": one.other_id, "other_id": member_id, "kind": BlockKind(one.kind), "at": one.at}
        for one in kept
    ]
    if rows:
        await session.execute(again, rows)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members blocked, and blocks of them; what is kept of these says :func:`keep`."""
    theirs = or_(BLOCK.c.member_id.in_(member_ids), BLOCK.c.other_id.in_(member_ids))
    await session.execute(delete(BLOCK).where(theirs))


async def export_ahead(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Whom these members blocked who had not used the bot, by member."""
    names = (BLOCK_AHEAD.c.user_id, BLOCK_AHEAD.c.kind, BLOCK_AHEAD.c.at)
    statement = select(*names).order_by(BLOCK_AHEAD.c.at)
    return await rows_of(session, member_ids, BLOCK_AHEAD.c.member_id, statement)


async def erase_ahead(session: Session, member_ids: Sequence[int]) -> None:
    """Delete whom these members blocked ahead."""
    await session.execute(delete(BLOCK_AHEAD).where(BLOCK_AHEAD.c.member_id.in_(member_ids)))
