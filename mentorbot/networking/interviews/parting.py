"""Interviews of two who are kept apart, or of one who has left: what is open of them is off."""

from sqlalchemy import or_, select

from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.meetings import service as meetings
from mentorbot.mentoring import people
from mentorbot.networking.interviews import notices
from mentorbot.networking.interviews.offering import request_table as table
from mentorbot.networking.interviews.service import COLUMNS, OWNER, RequestView, settle_request
from mentorbot.networking.interviews.terms import OPEN, InterviewState, What


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
    for found in [read_row(RequestView, row) for row in rows]:
        asked = found.state is InterviewState.ASKED and found.professional_id == member_id
        await settle_request(session, found, InterviewState.EXPIRED if asked else InterviewState.WITHDRAWN)
        await meetings.stop_meetings(session, OWNER, found.id, but=found.both)
        for other in (await people.find_people(session, set(found.both) - {member_id})).values():
            await notices.tell_person(session, found.id, other, What.GONE)


async def tell_shared(connection: AsyncConnection | Session, member_id: int, other_id: int) -> list[str]:
    """What that ends, in words for the first."""
    return ["the interview between you"] if await _find_between(connection, member_id, other_id) else []


async def _find_between(
    connection: AsyncConnection | Session, member_id: int, other_id: int
) -> list[RequestView]:
    both = (member_id, other_id)
    between = table.c.student_id.in_(both) & table.c.professional_id.in_(both) & table.c.state.in_(OPEN)
    return [read_row(RequestView, row) for row in await connection.execute(select(*COLUMNS).where(between))]
