"""What asks organizers for attention: the history of a request, suggesting a mentor, writing to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import acts, people, rights, settings
from mentorbot.mentoring.acts import ActView
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.mentorships.pairs import Pair
from mentorbot.mentoring.models import MENTORING_ACT
from mentorbot.mentoring.organizing import hand
from mentorbot.mentoring.organizing.roster import NO_MENTOR
from mentorbot.mentoring.organizing.telling import tell_of_act
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import questions
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.questions import Asked
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.requests.models import MENTOR_REQUEST, REQUEST_CHOICE
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import ActKind, ChoiceState, RequestState, Role

WROTE: Final = "organizers_wrote"
NO_REQUEST: Final = (
    "There is no such request here, or not any more. `/organize request list` shows those there are."
)
SETTLED: Final = "This request is settled already, so nothing was changed."
NOT_NOW: Final = "They cannot be asked about this now, so nothing was changed. Please choose somebody else."
NOBODY: Final = (
    "No mentor here can be asked about this now: all are full, paused, kept apart, or were asked already."
)
MOST_OFFERED: Final = 10
"""How many mentors are offered for a request."""


@dataclass(frozen=True, slots=True)
class Step:
    """A mentor whom a request names, and what became of that."""

    mentor_id: int
    name: str
    state: ChoiceState
    asked_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """A request with all that has happened to it.

    Args:
        mentee: What they look for; None if they have taken that back.
        person: Who asked.
        done: What organizers did about it, and ``actors`` who that was, by the member's id.
        handled: Whether an organizer looks after it, since a mentor last answered.
        replies: Of the mentee, to what organizers ask besides what everybody is asked.
    """

    request: RequestView
    mentee: MenteeView | None
    person: Person
    steps: tuple[Step, ...]
    done: tuple[ActView, ...]
    actors: dict[int, str]
    handled: bool
    replies: tuple[Asked, ...] = ()

    @property
    def owner(self) -> Step | None:
        """The mentor with whom it is now."""
        return next((one for one in self.steps if one.mentor_id == self.request.owner_id), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that is open, in a list."""

    request: RequestView
    mentee: MenteeView | None
    person: Person
    handled: bool


async def find_waiting(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights
) -> list[Waiting]:
    """All open requests of the caller's community: those open to all first, the oldest first.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    found = await store.read_overview(connection, community)
    found.sort(key=lambda one: one.state is not RequestState.OPEN)
    return await _describe(connection, found)


async def find_untaken(connection: AsyncConnection | Session, community_id: int) -> list[Waiting]:
    """The requests of a community that nobody has taken and no organizer looks after, the oldest first."""
    every = await store.read_overview(connection, community_id)
    found = await _describe(connection, [one for one in every if one.state is RequestState.OPEN])
    return [one for one in found if not one.handled]


async def find_history(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, request_id: int
) -> History:
    """How a request of the caller's community came to where it is.

    Raises:
        UserError: The caller is no organizer, or there is none.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    request = await store.find_request(connection, request_id)
    person = await people.find_person(connection, request.mentee_id) if request else None
    if request is None or person is None or request.community_id != community:
        raise UserError(NO_REQUEST)
    choice = REQUEST_CHOICE.c
    rows = await connection.execute(
        select(choice.mentor_id, choice.state, choice.asked_at, choice.answered_at)
        .where(choice.request_id == request.id)
        .order_by(choice.place)
    )
    named = rows.all()
    mentors = await profiles.find_mentors(connection, [row.mentor_id for row in named])
    done = await acts.find_about_request(connection, request.id)
    actors = await people.find_people(connection, {one.actor_id for one in done if one.actor_id is not None})
    [described] = await _describe(connection, [request])
    return History(
        request,
        described.mentee,
        person,
        tuple(Step(row.mentor_id, _name(mentors.get(row.mentor_id)), *row[1:]) for row in named),
        tuple(done),
        {id_: one.user_id for id_, one in actors.items()},
        described.handled,
        tuple(await questions.find_replies(connection, community, Role.MENTEE, person.id)),
    )


async def suggest_mentor(
    session: Session, caller: Caller, allowed: Rights, request_id: int, mentor_id: int
) -> tuple[RequestView, MentorView]:
    """Have a mentor asked whom an organizer thinks of: now if it stands open, else after those who are named.

    Raises:
        UserError: The caller is no organizer, it is settled, or this mentor cannot be asked.
    """
    request = await _find_open(session, caller, allowed, request_id)
    rules = await settings.read_settings(session, request.community_id)
    able = await store.can_ask(
        session, request.mentee_id, [mentor_id], asks_a_week=rules.asks_a_week, once=request.once
    )
    view = await profiles.find_mentor(session, mentor_id)
    if not able or view is None:
        raise UserError(NOT_NOW)
    here = request.community_id
    await acts.note_act(session, caller, here, ActKind.SUGGESTED, member_id=mentor_id, request_id=request.id)
    return await requests.ask_also(session, request, mentor_id), view


async def mark_handled(session: Session, caller: Caller, allowed: Rights, request_id: int) -> History:
    """Note that an organizer looks after a request, so that the others are not told of it again.

    Raises:
        UserError: The caller is no organizer, or it is settled.
    """
    request = await _find_open(session, caller, allowed, request_id)
    await acts.note_act(session, caller, request.community_id, ActKind.HANDLED, request_id=request.id)
    return await find_history(session, caller, allowed, request_id)


async def mark_pair_handled(
    session: Session, caller: Caller, allowed: Rights, mentorship_id: int
) -> Pair | None:
    """Note that an organizer looks after a mentorship, and which it is.

    Args:
        mentorship_id: 0 where the message does not say whose it is; then nothing is kept.

    Raises:
        UserError: The caller is no organizer, or there is none.
    """
    if not mentorship_id:
        await rights.require_organizer(session, caller, allowed)
        return None
    pair = await hand.find_pair(session, caller, allowed, mentorship_id)
    about = pair.mentorship
    await acts.note_act(session, caller, about.community_id, ActKind.HANDLED, mentorship_id=about.id)
    return pair


async def write_about_request(
    session: Session, caller: Caller, allowed: Rights, request_id: int, text: str
) -> int:
    """Write to whoever asked, and to the mentor with whom it is, if any; to how many that is.

    Raises:
        UserError: The caller is no organizer, or it is settled.
    """
    request = await _find_open(session, caller, allowed, request_id)
    act = await acts.note_act(
        session, caller, request.community_id, ActKind.WROTE, text, request_id=request.id
    )
    ids = [request.mentee_id] + ([request.owner_id] if request.owner_id is not None else [])
    return await _send(session, act, ids)


async def write_about_pair(
    session: Session, caller: Caller, allowed: Rights, mentorship_id: int, text: str, *, only: int = 0
) -> int:
    """Write to the two of a mentorship, or to one of them; to how many that is.

    Args:
        only: The member's id of the one; 0: both.

    Raises:
        UserError: The caller is no organizer, or there is none, or it is nobody of the two.
    """
    about = (await hand.find_pair(session, caller, allowed, mentorship_id)).mentorship
    ids = [one for one in (about.mentor_id, about.mentee_id) if only in {0, one}]
    if not ids:
        raise UserError(hand.NOT_TOGETHER)
    act = await acts.note_act(
        session, caller, about.community_id, ActKind.WROTE, text, mentorship_id=about.id
    )
    return await _send(session, act, ids)


async def find_mentor(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, member_id: int
) -> MentorView:
    """A mentor of the caller's community, listed or not. Raises UserError: they organize it not, or none."""
    community = await rights.require_organizer(connection, caller, allowed)
    view = await profiles.find_mentor(connection, member_id)
    if view is None or view.community_id != community:
        raise UserError(NO_MENTOR)
    return view


async def write_to_mentor(
    session: Session, caller: Caller, allowed: Rights, member_id: int, text: str
) -> int:
    """Write to a mentor, listed or not; to how many that is. Raises UserError as :func:`find_mentor`."""
    view = await find_mentor(session, caller, allowed, member_id)
    act = await acts.note_act(
        session, caller, view.community_id, ActKind.WROTE, text, member_id=view.member_id
    )
    return await _send(session, act, [view.member_id])


async def find_written(
    connection: AsyncConnection | Session, act_id: int
) -> tuple[ActView, Pair | None, MenteeView | None] | None:
    """What an organizer wrote, and about what: a mentorship, or the request of a mentee."""
    act = await acts.find_act(connection, act_id)
    if act is None:
        return None
    pair = await pairs.find_pair(connection, act.mentorship_id) if act.mentorship_id else None
    request = await store.find_request(connection, act.request_id) if act.request_id else None
    return act, pair, await profiles.find_mentee(connection, request.mentee_id) if request else None


async def find_open(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, request_id: int
) -> tuple[RequestView, Person, MenteeView]:
    """An open request of the caller's community, and who asked.

    Raises:
        UserError: The caller is no organizer, or there is none.
    """
    request = await _find_open(connection, caller, allowed, request_id)
    person = await people.find_person(connection, request.mentee_id)
    mentee = await profiles.find_mentee(connection, request.mentee_id)
    if person is None or mentee is None:
        raise UserError(NO_REQUEST)
    return request, person, mentee


async def _find_open(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, request_id: int
) -> RequestView:
    community = await rights.require_organizer(connection, caller, allowed)
    request = await store.find_request(connection, request_id)
    if request is None or request.community_id != community:
        raise UserError(NO_REQUEST)
    if not request.open:
        raise UserError(SETTLED)
    return request


async def _describe(connection: AsyncConnection | Session, found: Sequence[RequestView]) -> list[Waiting]:
    """These requests with who asked; those of whom nobody is left are left out."""
    if not found:
        return []
    ids = [one.mentee_id for one in found]
    mentees = await profiles.find_mentees(connection, ids)
    persons = await people.find_people(connection, ids)
    looked_after = MENTOR_REQUEST.c.id.in_([one.id for one in found]) & _is_handled()
    handled = set((await connection.execute(select(MENTOR_REQUEST.c.id).where(looked_after))).scalars())
    return [
        Waiting(one, mentees.get(one.mentee_id), persons[one.mentee_id], one.id in handled)
        for one in found
        if one.mentee_id in persons
    ]


def _is_handled() -> ColumnElement[bool]:
    """A condition: an organizer said so, and no mentor has answered since."""
    act, choice, request = MENTORING_ACT.c, REQUEST_CHOICE.c, MENTOR_REQUEST.c
    last = select(func.max(choice.answered_at)).where(choice.request_id == request.id)
    since = func.coalesce(last.correlate(MENTOR_REQUEST).scalar_subquery(), request.created_at)
    theirs = and_(act.request_id == request.id, act.kind == ActKind.HANDLED, act.at >= since)
    return exists().where(theirs)


async def _send(session: Session, act: ActView, member_ids: Sequence[int]) -> int:
    return await tell_of_act(session, WROTE, act, {id_: f"{WROTE}:{act.id}:{id_}" for id_ in member_ids})


def _name(view: MentorView | None) -> str:
    return view.name if view else "Somebody who mentors no longer"
