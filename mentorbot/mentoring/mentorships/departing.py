"""Somebody of a mentorship has left the community: it ends kindly, and goes on if they are soon back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.members import service as members
from mentorbot.members.reaching import may_reach
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.mentorships import circles, ending, limits, notices, pairs, talks
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.notices import About
from mentorbot.mentoring.mentorships.pairs import Pair
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.terms import Ending

LEFT, RESUMED, REJOINED = "mentorship_left", "mentorship_resumed", "circle_rejoined"
TAKEN_UP_WITHIN: Final = timedelta(days=30)
"""After so long away nobody is held to what was."""


@dataclass(frozen=True, slots=True)
class Departed(Payload):
    """Who has left, by the member's id."""

    member: int


@dataclass(frozen=True, slots=True)
class Rejoined(Payload):
    """Which circle of peers somebody who is back is in again, by its id."""

    circle: int


async def settle_departed(session: Session, member_id: int) -> None:
    """End what a member who has left was in; circles go on for the others, and organizers are told once."""
    person = await people.find_person(session, member_id)
    live = await pairing.find_mentorships(session, member_id)
    for pair in live:
        await pairing.end_mentorship(session, pair.id, Ending.LEFT)
    for circle in await circles.find_circles(session, [member_id]):
        await ending.leave_peers(session, circle.id, member_id, departed=True)
    if person is None or not live:
        return
    to = (await settings.read_settings(session, person.community_id)).organizers(person)
    if to is None:
        return
    row = Row(
        LEFT,
        Departed(member_id),
        to,
        clock.now(),
        # Once a day, however often they come and go.
        dedupe_key=f"mentorship_left:{member_id}:{clock.now():%Y-%m-%d}",
        community_id=person.community_id,
        respect_quiet=False,
    )
    await delivery.schedule_many(session, [row])


async def take_up_again(session: Session, member_id: int) -> None:
    """Let what ended because a member had left go on, where it still can; both are told.

    It stays ended once the other has heard as often as one may in a day that it goes on.
    """
    since = clock.now() - TAKEN_UP_WITHIN
    for one in await find_left(session, member_id):
        if one.mentorship.ended_at is None or one.mentorship.ended_at < since:
            continue
        if not await may_reach(session, member_id, one.other(member_id).person.id):
            continue
        if await _can_go_on(session, one) and await pairing.resume_mentorship(session, one.id):
            if one.mentorship.circle_id is not None:
                await circles.open_again(session, one.mentorship.circle_id)
            await _go_on(session, one, member_id)
    for circle_id in await circles.find_departed(session, member_id, since):
        await _rejoin(session, circle_id, member_id)


async def find_left(connection: AsyncConnection | Session, member_id: int) -> list[Pair]:
    """The mentorships of a member that ended because one of the two had left."""
    found = await pairing.find_mentorships(connection, member_id, live=False)
    return await pairs.find_pairs(connection, [one for one in found if one.ending is Ending.LEFT])


async def _rejoin(session: Session, circle_id: int, member_id: int) -> None:
    """Take somebody who is back into their circle of peers again, unless they keep away from one of it.

    One that has ended stays so once any who would be told has heard of them as often as one may in a day.
    """
    found = await circles.find_circle(session, circle_id)
    if found is None or set(found.member_ids) & await blocks.find_kept_from(session, member_id):
        return
    told = [member_id]
    if found.ended_at is not None:
        if not await circles.was_left(session, found):
            return
        if not all([await may_reach(session, member_id, one) for one in found.member_ids]):
            return
        await circles.open_again(session, circle_id)
        told += found.member_ids
    await circles.seat_peers(session, circle_id, [member_id])
    rows = [
        Row(
            REJOINED,
            Rejoined(circle_id),
            person.address,
            clock.now(),
            dedupe_key=f"circle_rejoined:{circle_id}:{person.id}:{int(clock.now().timestamp())}",
            community_id=person.community_id,
            member_id=person.id,
            sender_id=None if person.id == member_id else member_id,
        )
        for person in (await people.find_people(session, told)).values()
    ]
    await delivery.schedule_many(session, rows)


async def _can_go_on(session: Session, pair: Pair) -> bool:
    now = pair.mentorship
    ids = (now.mentor_id, now.mentee_id)
    if now.ends_at <= clock.now() or await members.find_away(session, ids):
        return False
    if now.mentee_id in await blocks.find_kept_from(session, now.mentor_id):
        return False
    if await pairing.find_between(session, *ids) is not None:
        return False
    if not pair.once and not await limits.may_have_more(session, now.mentee_id):
        return False
    circle = await circles.find_circle(session, now.circle_id) if now.circle_id is not None else None
    return circle is None or circle.ended_at is None or await circles.was_left(session, circle)


async def _go_on(session: Session, pair: Pair, back_id: int) -> None:
    again = await pairing.find_mentorship(session, pair.id)
    if again is None:
        return
    await talks.want_for_pair(session, again)
    await notices.plan_notices(session, again)
    stamp = int(clock.now().timestamp())
    rows = [
        notices.make_note(
            pair,
            RESUMED,
            side,
            f"resumed:{stamp}",
            payload=About(pair.id),
            by=None if side.person.id == back_id else back_id,
        )
        for side in pair.sides
    ]
    await delivery.schedule_many(session, rows)
    await delivery.cancel(session, prefix=ending.make_prefix(pair.id))


async def find_checked(connection: AsyncConnection, until: datetime) -> list[int]:
    """Everybody who is asked before a moment how a mentorship goes."""
    return await delivery.find_due_members(connection, notices.CHECK, until)
