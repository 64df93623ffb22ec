"""Seats of whoever leaves the community: they go to others, and are given back to who returns in time.

Whoever gets none back is told, and so is whoever would have come to what was cancelled meanwhile.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update

from mentorbot import clock
from mentorbot.db import Session, insert, rows_of
from mentorbot.events import notices, rsvp, view
from mentorbot.events.models import EVENT, EVENT_LEFT, EVENT_RSVP
from mentorbot.events.terms import EventAnswer, EventState, What

KEPT_FOR: Final = timedelta(days=30)
"""After so long away nobody is expected any more."""
_TOLD: Final = {
    EventAnswer.GOING: What.SEAT,
    # Whoever waited before has lost their place by leaving, which they would not see otherwise.
    EventAnswer.WAITING: What.WAITS,
}
_KEPT: Final = ("event_id", "member_id", "answer", "muted", "reply")


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left: their seats in what is to come go to those who wait."""
    to_come = select(EVENT.c.id).where(EVENT.c.until > clock.now(), EVENT.c.state == EventState.PUBLISHED)
    theirs = (EVENT_RSVP.c.member_id == member_id) & EVENT_RSVP.c.event_id.in_(to_come)
    await session.execute(delete(EVENT_LEFT).where(EVENT_LEFT.c.member_id == member_id))
    found = await session.execute(select(*(EVENT_RSVP.c[name] for name in _KEPT)).where(theirs))
    if rows := [{**row, "at": clock.now()} for row in found.mappings()]:
        await session.execute(insert(EVENT_LEFT), rows)
        await rsvp.withdraw(session, theirs)


async def take_up_again(session: Session, member_id: int) -> None:
    """Somebody is back: they come to what they would have come to, or wait for a seat where none is left."""
    gone = delete(EVENT_LEFT).where(EVENT_LEFT.c.member_id == member_id).returning(*EVENT_LEFT.c)
    since = clock.now() - KEPT_FOR
    for row in sorted(await session.execute(gone), key=lambda one: one.event_id):
        if row.at >= since:
            await _restore(session, row)


async def _restore(session: Session, row: Any) -> None:
    told = EVENT.c.state.in_((EventState.PUBLISHED, EventState.CANCELLED))
    to_come = (EVENT.c.id == row.event_id) & (EVENT.c.until > clock.now()) & told
    found = (await session.execute(select(*view.VIEW).select_from(view.SOURCE).where(to_come))).first()
    theirs = rsvp.said_by(row.event_id, row.member_id)
    said = (await session.execute(select(EVENT_RSVP.c.answer).where(theirs))).first()
    if found is None or said is not None:
        return
    event, answer = view.read_event(found), row.answer
    off = event.state is EventState.CANCELLED
    if not off and answer in {EventAnswer.GOING, EventAnswer.WAITING}:
        free = event.capacity is None or event.going < event.capacity
        answer = EventAnswer.GOING if free else EventAnswer.WAITING
    await rsvp.write_answer(session, event.id, row.member_id, answer, row.reply)
    await session.execute(update(EVENT_RSVP).where(theirs).values(muted=row.muted))
    what = What.CANCELLED if off and answer is not EventAnswer.CANNOT else _TOLD.get(answer)
    if what is not None:
        await notices.tell_standing(session, event, what, [row.member_id], back=True)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members had said to events when they left, by member."""
    names = ("event_id", "answer", "muted", "reply", "at")
    statement = select(*(EVENT_LEFT.c[name] for name in names)).order_by(EVENT_LEFT.c.event_id)
    return await rows_of(session, member_ids, EVENT_LEFT.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget it."""
    await session.execute(delete(EVENT_LEFT).where(EVENT_LEFT.c.member_id.in_(member_ids)))
