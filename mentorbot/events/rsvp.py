"""Going, interested, can't: what members say to events, and who moves up when a seat is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, name_columns, read_row, rows_of
from mentorbot.errors import UserError
from mentorbot.events import notices, service, view
from mentorbot.events.models import EVENT, EVENT_ORGANIZER, EVENT_RSVP
from mentorbot.events.terms import EventAnswer, EventState
from mentorbot.events.view import EventView
from mentorbot.guide.model import Way
from mentorbot.members import service as members
from mentorbot.members.service import MemberView
from mentorbot.progress.service import Mark
from mentorbot.progress.ways import note_way

OVER: Final = "This event is over, so there is nothing to say to it any more."
CLOSED: Final = "Sign-up for this event has closed. Its organizers can still add you."
CANCELLED: Final = "This event was cancelled."
NOT_FOR_ROLE: Final = "This event is for a certain group here, which you are not in."
NOT_FOR_STAGE: Final = (
    "This event is for people at another stage of their career. "
    "If yours has changed, `/start` is where to say so."
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer.

    Args:
        event: With the counts as they are now.
        answer: What holds now; None if there is none.
        changed: False if it was so already, as after a double click.
        ahead: Of someone who waits: how many are before them.
        promoted: The ids of members who got a seat by it, in the order they waited.
        organizes: Whether they were named to organize it.
    """

    event: EventView
    member: MemberView
    answer: EventAnswer | None
    changed: bool
    ahead: int = 0
    muted: bool = False
    promoted: tuple[int, ...] = ()
    organizes: bool = False


async def respond(
    session: Session,
    caller: Caller,
    rights: Rights,
    event_id: int,
    said: EventAnswer,
    *,
    reply: str | None = None,
) -> Answered:
    """Take an answer; "going" to what is full means waiting, and a seat given up goes to the first who waits.

    Args:
        said: Not WAITING, which is not for anybody to choose.
        reply: To the question of the event; None: it was not asked.

    Raises:
        UserError: The caller is not enrolled, or the event is gone, over, cancelled or not for them.
    """
    found = await _found(session, caller, event_id)
    event, member, before, *_ = found
    check_open(event)
    if said is not EventAnswer.CANNOT:
        check_coming(event, member, before, caller, rights)
    seated = before is EventAnswer.GOING
    answer = said
    if said is EventAnswer.GOING and not seated and event.capacity is not None:
        answer = EventAnswer.GOING if event.going < event.capacity else EventAnswer.WAITING
    if answer is before:
        if reply is not None:
            await _keep_reply(session, event_id, member.id, reply)
        return await _answered(session, caller, event_id, changed=False)
    await write_answer(session, event_id, member.id, answer, reply)
    if answer is EventAnswer.GOING:
        await note_way(session, member.id, Way.SEE_EVENTS, Mark.STARTED)
    promoted = await seat_waiting(session, event) if seated else ()
    await notices.tell_seated(session, event, promoted)
    return await _answered(session, caller, event_id, changed=True, promoted=promoted)


async def mute_reminders(session: Session, caller: Caller, event_id: int, *, muted: bool) -> Answered:
    """Send the caller no reminders of an event any more, or do again. Changes of time are always told.

    Raises:
        UserError: The caller is not enrolled, or the event is gone, or they have said nothing to it.
    """
    event, member, before, was, _ = await _found(session, caller, event_id)
    if before is None:
        raise UserError("You have not said whether you come to this event, so I send no reminders of it.")
    await session.execute(update(EVENT_RSVP).where(said_by(event.id, member.id)).values(muted=muted))
    return await _answered(session, caller, event_id, changed=was != muted)


async def seat_waiting(session: Session, event: EventView) -> tuple[int, ...]:
    """Give free seats to those who wait, the first first.

    Returns:
        Who got one, in that order.
    """
    waiting = (
        select(EVENT_RSVP.c.member_id)
        .where(EVENT_RSVP.c.event_id == event.id, EVENT_RSVP.c.answer == EventAnswer.WAITING)
        .order_by(EVENT_RSVP.c.turn)
    )
    if event.capacity is not None:
        going = select(func.count()).select_from(EVENT_RSVP).where(_going(event.id))
        free = event.capacity - (await session.execute(going)).scalar_one()
        waiting = waiting.limit(max(free, 0))
    ids = list((await session.execute(waiting)).scalars())
    if ids:
        seat = update(EVENT_RSVP).where(EVENT_RSVP.c.event_id == event.id, EVENT_RSVP.c.member_id.in_(ids))
        await session.execute(seat.values(answer=EventAnswer.GOING))
    return tuple(ids)


async def find_answered(connection: AsyncConnection | Session, caller: Caller, event_id: int) -> Answered:
    """An event and what the caller said to it.

    Raises:
        UserError: The caller is not enrolled, or the event is gone.
    """
    return await _answered(connection, caller, event_id, changed=False)


async def find_answers(connection: AsyncConnection | Session, caller: Caller) -> dict[int, EventAnswer]:
    """What the caller said to events of the community, by event; nothing for whoever is not enrolled."""
    where = members.HERE if members.has_place(caller) else members.LAST_USED
    statement = (
        select(EVENT_RSVP.c.event_id, EVENT_RSVP.c.answer)
        .select_from(members.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.member_id == members.ID))
        .where(where)
    )
    rows = await connection.execute(statement, members.bind_caller(caller))
    return {row.event_id: row.answer for row in rows}


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members said to events, by member."""
    names = ("answer", "turn", "muted", "reply", "at")
    statement = (
        select(
            EVENT_RSVP.c.event_id, EVENT.c.title, EVENT.c.starts_at, *(EVENT_RSVP.c[name] for name in names)
        )
        .join(EVENT, EVENT.c.id == EVENT_RSVP.c.event_id)
        .order_by(EVENT_RSVP.c.at, EVENT_RSVP.c.event_id)
    )
    return await rows_of(session, member_ids, EVENT_RSVP.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members said to events, and give their seats to those who wait."""
    await withdraw(session, EVENT_RSVP.c.member_id.in_(member_ids))


async def find_waiting(connection: AsyncConnection | Session, event_id: int, most: int) -> list[int]:
    """The first few who wait for a seat."""
    waiting = (EVENT_RSVP.c.event_id == event_id) & (EVENT_RSVP.c.answer == EventAnswer.WAITING)
    first = select(EVENT_RSVP.c.member_id).where(waiting).order_by(EVENT_RSVP.c.turn).limit(most)
    return list((await connection.execute(first)).scalars())


async def withdraw(session: Session, whose: ColumnElement[bool]) -> None:
    """Delete some of what was said to events; seats go to those who wait, who are told."""
    gone = delete(EVENT_RSVP).where(whose).returning(EVENT_RSVP.c.event_id, EVENT_RSVP.c.answer)
    freed = {row.event_id for row in await session.execute(gone) if row.answer is EventAnswer.GOING}
    if not freed:
        return
    waited_for = select(EVENT_RSVP.c.event_id).where(EVENT_RSVP.c.answer == EventAnswer.WAITING)
    statement = (
        select(*view.VIEW)
        .select_from(view.SOURCE)
        .where(EVENT.c.id.in_(freed), EVENT.c.id.in_(waited_for), EVENT.c.state == EventState.PUBLISHED)
        .order_by(EVENT.c.id)
    )
    for event in map(view.read_event, (await session.execute(statement)).all()):
        await notices.tell_seated(session, event, await seat_waiting(session, event))


def said_by(event_id: int, member_id: int) -> ColumnElement[bool]:
    """What a member said to an event."""
    return (EVENT_RSVP.c.event_id == event_id) & (EVENT_RSVP.c.member_id == member_id)


def _going(event_id: int) -> Any:
    return (EVENT_RSVP.c.event_id == event_id) & (EVENT_RSVP.c.answer == EventAnswer.GOING)


def check_open(event: EventView) -> None:
    """Raises UserError: the event was cancelled, or is over."""
    if event.state is EventState.CANCELLED:
        raise UserError(CANCELLED)
    if event.until <= clock.now():
        raise UserError(OVER)


def check_coming(
    event: EventView, member: MemberView, before: EventAnswer | None, caller: Caller, rights: Rights
) -> None:
    """Whether a member can say that they come.

    Args:
        before: What they said so far.

    Raises:
        UserError: Sign-up has closed, or the event is not for them.
    """
    if event.closed(clock.now()) and before is not EventAnswer.GOING:
        raise UserError(CLOSED)
    if event.audience_role and caller.direct:
        raise UserError("This event is for a certain group. Please answer where it was announced.")
    if event.audience_role and event.audience_role not in rights.roles:
        raise UserError(NOT_FOR_ROLE)
    if event.audience_stages and member.stage not in event.audience_stages.split(","):
        raise UserError(NOT_FOR_STAGE)


async def write_answer(
    session: Session, event_id: int, member_id: int, answer: EventAnswer, reply: str | None = None
) -> None:
    """Note what a member says to an event, last of all. ``reply``: to its question; None: as before."""
    last = select(func.coalesce(func.max(EVENT_RSVP.c.turn), 0) + 1).where(EVENT_RSVP.c.event_id == event_id)
    row = {"answer": answer, "turn": last.scalar_subquery(), "at": clock.now()}
    if reply is not None:
        row["reply"] = reply
    await session.execute(
        insert(EVENT_RSVP)
        .values(event_id=event_id, member_id=member_id, muted=False, **row)
        .on_conflict_do_update(index_elements=["event_id", "member_id"], set_=row)
    )


async def _keep_reply(session: Session, event_id: int, member_id: int, reply: str) -> None:
    """Note another answer to the question; their place in line stays."""
    await session.execute(update(EVENT_RSVP).where(said_by(event_id, member_id)).values(reply=reply))


_ORGANIZES: Final = (
    select(EVENT_ORGANIZER.c.member_id)
    .where(
        EVENT_ORGANIZER.c.event_id == EVENT.c.id,
        EVENT_ORGANIZER.c.member_id == members.ID,
        EVENT_ORGANIZER.c.named,
    )
    .correlate(EVENT, members.SOURCE.left)
    .exists()
)


async def _found(
    connection: AsyncConnection | Session, caller: Caller, event_id: int
) -> tuple[EventView, MemberView, EventAnswer | None, bool, bool]:
    """An event and the caller, as a member of its community: one statement.

    Returns:
        The event, the member, what they said to it, whether reminders are off, and whether they were named to
        organize it.
    """
    # In a direct message the event says which community is meant, among those the caller is in.
    whose = members.THEIRS if caller.community is None else members.HERE
    statement = (
        select(
            *view.VIEW,
            *name_columns("member_", members.COLUMNS),
            EVENT_RSVP.c.answer,
            EVENT_RSVP.c.muted,
            _ORGANIZES.label("organizes"),
        )
        .select_from(
            members.SOURCE.join(EVENT, EVENT.c.community_id == members.MEMBER_COMMUNITY).outerjoin(
                EVENT_RSVP, (EVENT_RSVP.c.event_id == EVENT.c.id) & (EVENT_RSVP.c.member_id == members.ID)
            )
        )
        .where(whose, EVENT.c.id == event_id, EVENT.c.state != EventState.DRAFT)
    )
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    if row is None:
        if await members.find_profile(connection, caller) is None:
            raise members.refuse_stranger(caller)
        raise UserError(service.GONE)
    member = read_row(MemberView, row, "member_")
    return view.read_event(row), member, row.answer, bool(row.muted), bool(row.organizes)


async def _answered(
    connection: AsyncConnection | Session,
    caller: Caller,
    event_id: int,
    *,
    changed: bool,
    promoted: tuple[int, ...] = (),
) -> Answered:
    event, member, answer, muted, organizes = await _found(connection, caller, event_id)
    ahead = 0
    if answer is EventAnswer.WAITING:
        theirs = EVENT_RSVP.alias("theirs")
        turn = select(theirs.c.turn).where(theirs.c.event_id == event_id, theirs.c.member_id == member.id)
        before = (
            select(func.count())
            .select_from(EVENT_RSVP)
            .where(
                EVENT_RSVP.c.event_id == event_id,
                EVENT_RSVP.c.answer == EventAnswer.WAITING,
                EVENT_RSVP.c.turn < turn.scalar_subquery(),
            )
        )
        ahead = (await connection.execute(before)).scalar_one()
    return Answered(event, member, answer, changed, ahead, muted, promoted, organizes)
