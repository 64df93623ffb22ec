"""People of one group who keep away from each other: they plan nothing together, and share no room."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session
from mentorbot.meetings import service as meetings
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.intros import groups
from mentorbot.networking.intros.cards import OWNER
from mentorbot.networking.intros.groups import GroupView
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_PERSON, INTRO_ROUND
from mentorbot.networking.intros.terms import Place


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
    await groups.leave_groups(session, theirs)


async def part_groups(session: Session, member_id: int, other_id: int) -> None:
    """Somebody blocks another: what a group of both planned goes on without the first.

    Its room is looked at once more, for the first to be let out of it.
    """
    theirs = select(INTRO_PERSON.c.group_id).where(INTRO_PERSON.c.member_id.in_((member_id, other_id)))
    shared = theirs.group_by(INTRO_PERSON.c.group_id).having(func.count() > 1)
    for group_id in (await session.execute(shared)).scalars().all():
        await meetings.leave_meetings(session, OWNER, group_id, member_id)
        there = (INTRO_GROUP.c.id == group_id) & (INTRO_GROUP.c.place == Place.THREAD)
        await session.execute(update(INTRO_GROUP).where(there).values(place=Place.WANTED))
