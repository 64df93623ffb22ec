"""People of one group who keep away from each other, or have left, and who is back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.meetings import service as meetings
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.intros import groups
from mentorbot.networking.intros.cards import OWNER
from mentorbot.networking.intros.groups import GroupView
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_LEFT, INTRO_PERSON, INTRO_ROUND
from mentorbot.networking.intros.terms import Met


async def find_parted(connection: AsyncConnection | Session, found: GroupView) -> bool:
    """Whether two of a group are kept apart by now."""
    ids = {one.member_id for one in found.people}
    return any([ids & await blocks.find_kept_from(connection, one) for one in ids])


async def find_blockers(connection: AsyncConnection | Session, found: GroupView) -> Sequence[str]:
    """Who of a group has blocked another of it, by the platform's ids; of two people both."""
    blocked = await blocks.find_blockers(connection, [one.member_id for one in found.people])
    two = len(found.people) == 2
    out = {id_ for by, other in blocked for id_ in ((by, other) if two else (by,))}
    return [one.user_id for one in found.people if one.member_id in out]


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left: the groups of rounds that still run go on without them."""
    running = (
        select(INTRO_GROUP.c.id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .where(INTRO_ROUND.c.ends_at > clock.now())
    )
    theirs = (INTRO_PERSON.c.member_id == member_id) & INTRO_PERSON.c.group_id.in_(running)
    ids = (await session.execute(select(INTRO_PERSON.c.group_id).where(theirs))).scalars().all()
    for group_id in ids:
        await meetings.leave_meetings(session, OWNER, group_id, member_id)
    kept = select(INTRO_PERSON.c.group_id, INTRO_PERSON.c.member_id, INTRO_PERSON.c.met).where(theirs)
    found = (await session.execute(kept)).mappings().all()
    if rows := [{**row, "at": clock.now()} for row in found]:
        await session.execute(insert(INTRO_LEFT), rows)
    await groups.leave_groups(session, theirs)


async def take_up_again(session: Session, member_id: int) -> None:
    """Somebody is back: they are in their group again while its round runs, unless kept from one of it."""
    gone = delete(INTRO_LEFT).where(INTRO_LEFT.c.member_id == member_id).returning(*INTRO_LEFT.c)
    left = {row.group_id: row for row in await session.execute(gone)}
    kept = await blocks.find_kept_from(session, member_id) if left else set()
    for id_, found in (await groups.find_groups(session, list(left))).items():
        if found.ends_at > clock.now() and not kept & {one.member_id for one in found.people}:
            await _join_group(session, found, member_id, left[id_].met)


async def _join_group(session: Session, group_: GroupView, member_id: int, met: Met | None) -> None:
    """Take somebody who is back into their group again; whoever waited alone for them is told, too.

    Args:
        met: What they had said already.
    """
    row = {"group_id": group_.id, "member_id": member_id, "met": met}
    await session.execute(insert(INTRO_PERSON).values(row))
    await groups.want_thread(session, group_.id)
    now = clock.now()
    whole = (await groups.find_groups(session, [group_.id]))[group_.id]
    alone = len(group_.people) == 1
    rows = [
        groups.make_note(whole, one, groups.What.BACK, now, f"{int(now.timestamp())}:")
        for one in whole.people
        if alone or one.member_id == member_id
    ]
    rows += [
        groups.make_note(whole, one, what, at)
        for one in whole.people
        for what, at in groups.list_moments(whole.begins_at, whole.ends_at).items()
        if at > now
    ]
    await delivery.schedule_many(session, rows)


async def part_groups(session: Session, member_id: int, other_id: int) -> None:
    """Somebody blocks another: what a group of both planned goes on without the first.

    Its room is looked at once more, for the first to be let out of it.
    """
    theirs = select(INTRO_PERSON.c.group_id).where(INTRO_PERSON.c.member_id.in_((member_id, other_id)))
    shared = theirs.group_by(INTRO_PERSON.c.group_id).having(func.count() > 1)
    for group_id in (await session.execute(shared)).scalars().all():
        await meetings.leave_meetings(session, OWNER, group_id, member_id)
        await groups.want_thread(session, group_id)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The groups that these members were in until they left, by member."""
    number = INTRO_ROUND.c.number.label("round")
    statement = (
        select(number, INTRO_LEFT.c.met, INTRO_LEFT.c.at)
        .join(INTRO_GROUP, INTRO_GROUP.c.round_id == INTRO_ROUND.c.id)
        .join(INTRO_LEFT, INTRO_LEFT.c.group_id == INTRO_GROUP.c.id)
        .order_by(number)
    )
    return await rows_of(session, member_ids, INTRO_LEFT.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget which groups these members were in until they left."""
    await session.execute(delete(INTRO_LEFT).where(INTRO_LEFT.c.member_id.in_(member_ids)))
