"""Introductions of two who are kept apart, or of one who has left; and of who is back."""

from datetime import timedelta
from typing import Final

from sqlalchemy import exists, func, or_, select, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.delivery import service as delivery
from mentorbot.meetings import service as meetings
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.directory import introductions, terms
from mentorbot.networking.directory.introductions import COLUMNS, IntroductionView
from mentorbot.networking.directory.models import INTRODUCTION
from mentorbot.networking.directory.terms import IntroductionState

TOLD_WITHIN: Final = timedelta(days=30)
"""After so long away nobody waits for an answer any more."""


async def end_between(session: Session, member_id: int, other_id: int) -> None:
    """Somebody keeps away from another: what is asked between them ends, and what they planned is off.

    Whoever asked hears, in time, what they would have heard without an answer.
    """
    for found in await introductions.find_between(session, member_id, other_id):
        if found.state is IntroductionState.ACCEPTED:
            await meetings.stop_meetings(session, terms.KIND, found.id, but=[member_id])
        elif found.member_id == member_id:
            await introductions.set_state(session, found, IntroductionState.WITHDRAWN)
            await delivery.cancel(session, prefix=introductions.name_prefix(found.id))
        elif found.state is IntroductionState.ASKED:
            await introductions.set_state(session, found, IntroductionState.DECLINED)


async def tell_shared(connection: AsyncConnection | Session, member_id: int, other_id: int) -> list[str]:
    """What that ends, in words for the first."""
    found = await introductions.find_between(connection, member_id, other_id)
    # That an anonymous one asks, or is asked, is not told by its being between these two.
    return ["what you planned after you were introduced"] * any(
        [await meetings.is_planned(connection, terms.KIND, one.id) for one in found]
    )


async def have_met(connection: AsyncConnection | Session, member_id: int, other_id: int) -> bool:
    """Whether two were introduced to each other."""
    found = await introductions.find_between(connection, member_id, other_id)
    return any(one.state is IntroductionState.ACCEPTED for one in found)


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left the community: nobody waits for them, and what they planned is off."""
    await introductions.close_open(session, member_id, departed=True)
    for found, _ in await introductions.find_agreed(session, member_id):
        await meetings.stop_meetings(session, terms.KIND, found.id)


async def take_up_again(session: Session, member_id: int) -> None:
    """Somebody is back: what they asked, or were asked, goes on as it stood while it can be answered.

    Of what they asked and nobody can answer any more they hear what they would have heard.
    """
    one, other = INTRODUCTION.c.member_id, INTRODUCTION.c.other_id
    theirs = or_(one == member_id, other == member_id) & INTRODUCTION.c.left_from.is_not(None)
    still = theirs & (INTRODUCTION.c.answer_by > clock.now())
    rows = (await session.execute(select(*COLUMNS, INTRODUCTION.c.left_from).where(still))).all()
    for row in rows:
        found = read_row(IntroductionView, row)
        if await _can_go_on(session, found):
            await _go_on(session, found, IntroductionState(row.left_from))
        elif found.member_id == member_id and not await _is_asked(session, found):
            # That it is gone at once, where others go on, would tell of a block.
            await _go_on(session, found, IntroductionState.DECLINED)
    await _tell_late(session, member_id)


async def _tell_late(session: Session, member_id: int) -> None:
    now = clock.now()
    late = INTRODUCTION.c.answer_by.between(now - TOLD_WITHIN, now)
    theirs = (INTRODUCTION.c.member_id == member_id) & INTRODUCTION.c.left_from.is_not(None)
    over = update(INTRODUCTION).where(theirs, late)
    over = over.values(state=IntroductionState.EXPIRED, left_from=None).returning(*COLUMNS)
    rows = (await session.execute(over)).all()
    asker = await people.find_person(session, member_id) if rows else None
    if asker is not None:
        told = [
            introductions.make_row(introductions.OVER, read_row(IntroductionView, row), asker, now)
            for row in rows
        ]
        await delivery.schedule_many(session, told)


async def _can_go_on(session: Session, found: IntroductionView) -> bool:
    both = (found.member_id, found.other_id)
    if await members.find_away(session, both) or both[0] in await blocks.find_kept_from(session, both[1]):
        return False
    asked = select(func.count()).where(INTRODUCTION.c.other_id == found.other_id)
    asked = asked.where(INTRODUCTION.c.state == IntroductionState.ASKED, INTRODUCTION.c.id != found.id)
    if (await session.execute(asked)).scalar_one() >= terms.MOST_ASKED:
        return False
    return not await _is_asked(session, found)


async def _is_asked(session: Session, found: IntroductionView) -> bool:
    """Whether one of the two has asked the other anew."""
    pair = introductions.name_pair(found.member_id, found.other_id)
    return bool(
        (await session.execute(select(exists().where(INTRODUCTION.c.live_pair == pair)))).scalar_one()
    )


async def _go_on(session: Session, found: IntroductionView, state: IntroductionState) -> None:
    waits = state is IntroductionState.ASKED
    values = {
        "state": state,
        "left_from": None,
        "live_pair": introductions.name_pair(found.member_id, found.other_id) if waits else None,
        # When they said no is not known any more; nobody is told of it.
        "answered_at": None if waits else found.asked_at,
    }
    await session.execute(update(INTRODUCTION).where(INTRODUCTION.c.id == found.id).values(values))
    both = await people.find_people(session, (found.member_id, found.other_id))
    asker, asked = both.get(found.member_id), both.get(found.other_id)
    rows = []
    if asker is not None:
        rows.append(introductions.make_row(introductions.OVER, found, asker, found.answer_by))
    if asked is not None and waits:
        # If it was asked already, this is the same message, and nothing is sent.
        by = found.member_id
        rows.append(introductions.make_row(introductions.ASKED, found, asked, clock.now(), by=by))
    await delivery.schedule_many(session, rows)
