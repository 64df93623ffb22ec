"""Interviews of two who are kept apart, or of one who has left: what is open of them is off."""

from datetime import timedelta
from typing import Final

from sqlalchemy import exists, or_, select

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.meetings import service as meetings
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.interviews import notices, offering
from mentorbot.networking.interviews.offering import request_table as table
from mentorbot.networking.interviews.service import (
    COLUMNS,
    OWNER,
    RequestView,
    count_open,
    settle_request,
)
from mentorbot.networking.interviews.terms import HOLD_WITHIN, MOST_OPEN, OPEN, InterviewState, What

TAKEN_UP_WITHIN: Final = timedelta(days=30)
"""After so long away nobody is held to what was."""


async def end_between(session: Session, member_id: int, other_id: int) -> None:
    """Somebody keeps away from another: what is open between them is off, and the other is told so."""
    for found in await _find_between(session, member_id, other_id):
        after = InterviewState.WITHDRAWN
        if found.state is InterviewState.ASKED and found.professional_id == member_id:
            after = InterviewState.DECLINED
        await settle_request(session, found, after)
        await meetings.stop_meetings(session, OWNER, found.id, but=found.both)
        other = await people.find_person(session, other_id)
        if other is not None:
            what = What.DECLINED if after is InterviewState.DECLINED else What.WITHDRAWN
            await notices.tell_person(session, found.id, other, what)


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left: what is open of theirs is off, and the others are told."""
    theirs = or_(table.c.student_id == member_id, table.c.professional_id == member_id)
    rows = await session.execute(select(*COLUMNS).where(theirs, table.c.state.in_(OPEN)))
    told: set[int] = set()
    for found in [read_row(RequestView, row) for row in rows]:
        asked = found.state is InterviewState.ASKED and found.professional_id == member_id
        after = InterviewState.EXPIRED if asked else InterviewState.WITHDRAWN
        await settle_request(session, found, after, departed=True)
        await meetings.stop_meetings(session, OWNER, found.id, but=found.both)
        # Once for one person, whatever there was between them.
        for other in (await people.find_people(session, set(found.both) - {member_id} - told)).values():
            await notices.tell_person(session, found.id, other, What.GONE)
            told.add(other.id)


async def take_up_again(session: Session, member_id: int) -> None:
    """Somebody is back: what was open of theirs goes on as it stood, if it can; both are told.

    Where it cannot, they are told that it has ended.
    """
    theirs = or_(table.c.student_id == member_id, table.c.professional_id == member_id)
    lately = table.c.left_from.is_not(None) & (table.c.settled_at > clock.now() - TAKEN_UP_WITHIN)
    rows = (await session.execute(select(*COLUMNS, table.c.left_from).where(theirs, lately))).all()
    for row in rows:
        found, before = read_row(RequestView, row), InterviewState(row.left_from)
        if await _can_go_on(session, found, before):
            await _go_on(session, found, before)
        elif found.student_id == member_id and (me := await people.find_person(session, member_id)):
            await notices.tell_person(session, found.id, me, What.LEFT)


async def _can_go_on(session: Session, found: RequestView, before: InterviewState) -> bool:
    if before is InterviewState.ASKED and found.deadline <= clock.now():
        return False
    if await members.find_away(session, found.both):
        return False
    if found.student_id in await blocks.find_kept_from(session, found.professional_id):
        return False
    pair = (table.c.student_id == found.student_id) & (table.c.professional_id == found.professional_id)
    again = select(exists().where(pair, table.c.state.in_(OPEN)))
    if (await session.execute(again)).scalar_one() or await count_open(
        session, found.student_id
    ) >= MOST_OPEN:
        return False
    return before is not InterviewState.ASKED or await offering.has_room(session, found.professional_id)


async def _go_on(session: Session, found: RequestView, before: InterviewState) -> None:
    now = clock.now()
    deadline = found.deadline if found.deadline > now else now + HOLD_WITHIN
    await settle_request(session, found, before, deadline)
    both = await people.find_people(session, found.both)
    professional = both.get(found.professional_id)
    if before is InterviewState.ACCEPTED:
        await notices.ask_outcome(session, found.id, list(both.values()), deadline)
    elif professional is not None:
        await notices.ask_professional(session, found.id, professional, deadline, found.student_id)
    for one in both.values():
        await notices.tell_person(session, found.id, one, What.BACK)


async def tell_shared(connection: AsyncConnection | Session, member_id: int, other_id: int) -> list[str]:
    """What that ends, in words for the first."""
    return ["the interview between you"] if await _find_between(connection, member_id, other_id) else []


async def _find_between(
    connection: AsyncConnection | Session, member_id: int, other_id: int
) -> list[RequestView]:
    both = (member_id, other_id)
    between = table.c.student_id.in_(both) & table.c.professional_id.in_(both) & table.c.state.in_(OPEN)
    return [read_row(RequestView, row) for row in await connection.execute(select(*COLUMNS).where(between))]
