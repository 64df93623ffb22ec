"""Asking somebody for an interview: at every moment one person has to act, and there is one deadline.

While it is asked, the professional has to answer; after a yes the two have to hold it, and are asked whether
they did. What must not hold any more (a nudge, the deadline) is taken back in the transaction that
settles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, delete, func, or_, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.errors import UserError
from mentorbot.guide.model import Stage
from mentorbot.meetings import service as meetings
from mentorbot.meetings.planning import MeetingView
from mentorbot.members import service as members
from mentorbot.members.answers import paragraph
from mentorbot.members.reaching import check_reach
from mentorbot.members.traces import Kept, count_kept
from mentorbot.mentoring import people
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.interviews import notices, offering
from mentorbot.networking.interviews.offering import request_table as table
from mentorbot.networking.interviews.terms import (
    AGAIN_AFTER,
    ANSWER_WITHIN,
    HOLD_WITHIN,
    MONTH,
    MOST_OPEN,
    MOST_QUESTIONS,
    OPEN,
    InterviewState,
    What,
)

OWNER: Final = "interview"
"""What meetings call a request that was accepted."""
_KEPT: Final = "interview"
"""What is kept of a student who asked, and was erased."""
NOT_THERE: Final = "This person takes no requests at the moment. `/interview find` shows who does."
GONE: Final = "This request is not there any more, or not yours."


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as the rest of the program sees it."""

    id: int
    community_id: int
    student_id: int
    professional_id: int
    state: InterviewState
    questions: str
    asked_at: datetime
    deadline: datetime
    settled_at: datetime | None

    @property
    def both(self) -> tuple[int, int]:
        """The student and the professional."""
        return self.student_id, self.professional_id


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it.

    Args:
        changed: False if it was so already, as after a double click.
        off: The times that the two had agreed on, and are cancelled by it.
    """

    request: RequestView
    me: Person
    other: Person | None
    changed: bool = True
    off: tuple[MeetingView, ...] = ()


COLUMNS: Final = tuple(table.c[name] for name in RequestView.__dataclass_fields__)


async def find_askable(connection: AsyncConnection | Session, caller: Caller, professional_id: int) -> Person:
    """The professional, if the caller may ask them now.

    Raises:
        UserError: They may not: the other takes no requests, was asked lately, or enough is open already.
    """
    me = await people.find_caller(connection, caller)
    found = await offering.find_offer(connection, professional_id)
    kept = await blocks.find_kept_from(connection, me.id)
    here = found is not None and found.community_id == me.community_id and found.member_id != me.id
    if (
        found is None
        or not here
        or found.paused
        or professional_id in kept
        or await members.find_away(connection, [professional_id])
    ):
        raise UserError(NOT_THERE)
    busy = select(offering.count_taken(professional_id))
    if (await connection.execute(busy)).scalar_one() >= found.a_month:
        raise UserError(
            "This person has as many interviews this month as they want. Please ask somebody else."
        )
    lately = select(func.count()).where(
        table.c.student_id == me.id,
        table.c.professional_id == professional_id,
        or_(table.c.state.in_(OPEN), table.c.asked_at > clock.now() - AGAIN_AFTER),
    )
    before = count_kept(_KEPT, of=me.id, against=professional_id)
    asked = select(lately.scalar_subquery() + before.scalar_subquery())
    if (await connection.execute(asked)).scalar_one():
        raise UserError("You have asked this person lately. Please ask somebody else this time.")
    if await count_open(connection, me.id) >= MOST_OPEN:
        raise UserError(
            f"You have {MOST_OPEN} requests open. `/interview list` shows them; withdraw one first."
        )
    professional = await people.find_person(connection, professional_id)
    if professional is None:
        raise UserError(NOT_THERE)
    return professional


async def check_asker(
    connection: AsyncConnection | Session, caller: Caller, professional_id: int
) -> Stage | None:
    """The career stage of the caller, who may ask this professional now; None if they said none.

    Raises:
        UserError: As :func:`find_askable`.
    """
    await find_askable(connection, caller, professional_id)
    member = await members.find_profile(connection, caller)
    return member.stage if member else None


async def ask_for_interview(session: Session, caller: Caller, professional_id: int, questions: str) -> Done:
    """Ask somebody for an interview; they have ANSWER_WITHIN to answer.

    Args:
        questions: What the caller wants to know.

    Raises:
        UserError: As :func:`find_askable`; or nothing or too much was written.
    """
    professional = await find_askable(session, caller, professional_id)
    me = await people.find_caller(session, caller)
    await check_reach(session, me.id, [professional_id])
    text = paragraph(questions)
    if not text or len(text) > MOST_QUESTIONS:
        raise UserError(f"Please write what you want to ask, in 1 to {MOST_QUESTIONS:,} characters.")
    now = clock.now()
    row = {
        "community_id": me.community_id,
        "student_id": me.id,
        "professional_id": professional_id,
        "state": InterviewState.ASKED,
        "questions": text,
        "asked_at": now,
        "deadline": now + ANSWER_WITHIN,
    }
    made = RequestView(*(await session.execute(insert(table).values(row).returning(*COLUMNS))).one())
    await notices.ask_professional(session, made.id, professional, made.deadline, me.id)
    return Done(made, me, professional)


async def answer_request(session: Session, caller: Caller, request_id: int, *, accept: bool) -> Done:
    """Say yes or no as the one who was asked; the student is told.

    Raises:
        UserError: It is not theirs, or was answered otherwise, withdrawn, or its time is over.
    """
    found, me, other = await find_own(session, caller, request_id)
    state = InterviewState.ACCEPTED if accept else InterviewState.DECLINED
    if found.professional_id != me.id:
        raise UserError(GONE)
    if found.state is state:
        return Done(found, me, other, changed=False)
    if found.state is not InterviewState.ASKED:
        raise UserError(_why_not(found))
    deadline = clock.now() + HOLD_WITHIN if accept else found.deadline
    after = await settle_request(session, found, state, deadline=deadline)
    if other is not None:
        await notices.tell_person(session, found.id, other, What.ACCEPTED if accept else What.DECLINED)
    if accept:
        both = [one for one in (other, me) if one is not None]
        await notices.ask_outcome(session, found.id, both, deadline)
    return Done(after, me, other)


async def withdraw_request(session: Session, caller: Caller, request_id: int) -> Done:
    """Take a request back, or after a yes call the interview off; whoever of the two does not is told.

    Raises:
        UserError: It is not theirs, or is over.
    """
    found, me, other = await find_own(session, caller, request_id)
    if found.state is InterviewState.WITHDRAWN:
        return Done(found, me, other, changed=False)
    if found.state not in OPEN or (found.state is InterviewState.ASKED and me.id != found.student_id):
        raise UserError(_why_not(found))
    after = await settle_request(session, found, InterviewState.WITHDRAWN)
    stopped = await meetings.stop_meetings(session, OWNER, found.id, but=found.both)
    if other is not None:
        await notices.tell_person(session, found.id, other, What.WITHDRAWN)
    off = tuple(one for one in stopped if one.starts_at is not None)
    return Done(after, me, other, off=off)


async def say_outcome(session: Session, caller: Caller, request_id: int, *, met: bool) -> Done:
    """Say whether the interview took place; once one of the two says yes, it did.

    Raises:
        UserError: It is not theirs, or was never accepted.
    """
    found, me, other = await find_own(session, caller, request_id)
    state = InterviewState.MET if met else InterviewState.MISSED
    if found.state is state or found.state is InterviewState.MET:
        return Done(found, me, other, changed=False)
    if found.state not in {InterviewState.ACCEPTED, InterviewState.MISSED}:
        raise UserError(_why_not(found))
    return Done(await settle_outcome(session, found, met=met), me, other)


async def settle_outcome(session: Session, found: RequestView, *, met: bool) -> RequestView:
    """Keep whether it took place; if it did, the student is asked to say thank you."""
    after = await settle_request(session, found, InterviewState.MET if met else InterviewState.MISSED)
    await meetings.stop_meetings(session, OWNER, found.id)
    student = await people.find_person(session, found.student_id)
    if met and student is not None:
        await notices.ask_for_thanks(session, found.id, student)
    return after


async def expire_request(session: Session, found: RequestView) -> None:
    """Nobody answered in time: the student is told, kindly, and the other not reproached."""
    await settle_request(session, found, InterviewState.EXPIRED)
    student = await people.find_person(session, found.student_id)
    if student is not None:
        await notices.tell_person(session, found.id, student, What.EXPIRED)


async def find_own(
    connection: AsyncConnection | Session, caller: Caller, request_id: int
) -> tuple[RequestView, Person, Person | None]:
    """A request of the caller's, the caller, and the other one.

    Raises:
        UserError: It is gone, or not theirs.
    """
    found = await find_request(connection, request_id)
    both = await people.find_people(connection, found.both) if found else {}
    me = next((one for one in both.values() if _is(one, caller)), None)
    if found is None or me is None:
        raise UserError(GONE)
    return found, me, next((one for one in both.values() if one.id != me.id), None)


async def find_request(connection: AsyncConnection | Session, request_id: int) -> RequestView | None:
    """A request by its id alone: for what the bot does by itself."""
    row = (await connection.execute(select(*COLUMNS).where(table.c.id == request_id))).first()
    return read_row(RequestView, row) if row else None


async def find_all_own(
    connection: AsyncConnection | Session, caller: Caller
) -> tuple[Person, list[tuple[RequestView, Person]]]:
    """The caller, and their open requests on either side with the other one, the newest first.

    Raises:
        UserError: They are not enrolled.
    """
    me = await people.find_caller(connection, caller)
    theirs = or_(table.c.student_id == me.id, table.c.professional_id == me.id)
    rows = await connection.execute(
        select(*COLUMNS).where(theirs, table.c.state.in_(OPEN)).order_by(table.c.id.desc())
    )
    found = [read_row(RequestView, row) for row in rows]
    others = await people.find_people(connection, {id_ for one in found for id_ in one.both})
    pairs = [(one, others.get(one.both[0] if one.both[0] != me.id else one.both[1])) for one in found]
    return me, [(one, other) for one, other in pairs if other is not None]


async def count_open(connection: AsyncConnection | Session, student_id: int) -> int:
    """How many requests of a student are open."""
    counted = select(func.count()).where(table.c.student_id == student_id, table.c.state.in_(OPEN))
    return int((await connection.execute(counted)).scalar_one())


async def count_held(connection: AsyncConnection | Session, student_id: int) -> int:
    """How many interviews a student has held."""
    counted = select(func.count()).where(
        table.c.student_id == student_id, table.c.state == InterviewState.MET
    )
    return int((await connection.execute(counted)).scalar_one())


async def find_met_by(connection: AsyncConnection | Session, member_id: int) -> list[RequestView]:
    """The interviews that a member held, on either side, the oldest first."""
    theirs = or_(table.c.student_id == member_id, table.c.professional_id == member_id)
    statement = select(*COLUMNS).where(theirs, table.c.state == InterviewState.MET).order_by(table.c.id)
    return [read_row(RequestView, row) for row in await connection.execute(statement)]


def select_met_since(community_id: int, since: datetime) -> tuple[Select[int], Select[int]]:
    """The students of a community, and the professionals, who held an interview since a moment."""
    held_since = (
        table.c.community_id == community_id,
        table.c.state == InterviewState.MET,
        table.c.settled_at >= since,
    )
    return select(table.c.student_id).where(*held_since), select(table.c.professional_id).where(*held_since)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members asked and were asked, by member; of the other one nothing."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    theirs = or_(table.c.student_id.in_(member_ids), table.c.professional_id.in_(member_ids))
    for found in [
        read_row(RequestView, row) for row in await session.execute(select(*COLUMNS).where(theirs))
    ]:
        row = {"state": found.state, "asked_at": found.asked_at, "settled_at": found.settled_at}
        if found.student_id in said:
            said[found.student_id].append({"as": "student", "questions": found.questions, **row})
        if found.professional_id in said:
            said[found.professional_id].append({"as": "professional", **row})
    return said


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """Whom these members, who are about to be erased, asked lately: nobody is asked anew by them."""
    lately = select(*COLUMNS).where(
        table.c.student_id.in_(member_ids),
        table.c.professional_id.not_in(member_ids),
        table.c.asked_at > clock.now() - AGAIN_AFTER,
    )
    found = [read_row(RequestView, row) for row in await session.execute(lately)]
    asked = [
        Kept(one.student_id, _KEPT, one.asked_at, one.asked_at + AGAIN_AFTER, one.professional_id)
        for one in found
    ]
    held = [
        Kept(one.student_id, offering.HELD, one.asked_at, one.asked_at + MONTH, one.professional_id)
        for one in found
        if one.state is InterviewState.MET
    ]
    return asked + held


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete all requests of these members on either side; of open ones the other is told."""
    theirs = or_(table.c.student_id.in_(member_ids), table.c.professional_id.in_(member_ids))
    gone = await session.execute(delete(table).where(theirs).returning(*COLUMNS))
    open_ = [found for found in (read_row(RequestView, row) for row in gone.all()) if found.state in OPEN]
    left = {id_ for found in open_ for id_ in found.both if id_ not in member_ids}
    others = await people.find_people(session, left) if left else {}
    for found in open_:
        await notices.close_notices(session, found.id)
        await meetings.stop_meetings(session, OWNER, found.id, but=found.both)
    for other in others.values():
        # Once for one person, whatever there was between them.
        first = next(found.id for found in open_ if other.id in found.both)
        await notices.tell_person(session, first, other, What.GONE)


async def settle_request(
    session: Session,
    found: RequestView,
    state: InterviewState,
    deadline: datetime | None = None,
    *,
    departed: bool = False,
) -> RequestView:
    """Take a request to another state; what must not hold any more is taken back.

    Args:
        departed: One of the two has left the community; how it stood is kept, for when they are back.
    """
    values: dict[str, Any] = {"state": state, "deadline": deadline or found.deadline}
    values["left_from"] = found.state.value if departed else None
    values["settled_at"] = None if state in OPEN else clock.now()
    changed = update(table).where(table.c.id == found.id).values(values).returning(*COLUMNS)
    row = (await session.execute(changed)).one()
    await notices.close_notices(session, found.id)
    return read_row(RequestView, row)


def _is(person: Person, caller: Caller) -> bool:
    here = caller.acts_in(person.community)
    return here and (person.platform, person.user_id) == (caller.platform, caller.user_id)


def _why_not(found: RequestView) -> str:
    return {
        InterviewState.ASKED: "This request has not been answered yet.",
        InterviewState.ACCEPTED: "This request was accepted already. `/interview list` shows it.",
        InterviewState.DECLINED: "This request was declined already.",
        InterviewState.EXPIRED: "This request has run out: nobody answered in time.",
        InterviewState.WITHDRAWN: "This request was withdrawn, so there is nothing to answer any more.",
        InterviewState.MET: "This interview has taken place already.",
        InterviewState.MISSED: "This interview did not take place.",
    }[found.state]
