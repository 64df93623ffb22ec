"""The life of a request: asked, handed on, accepted or withdrawn. Every change is one transaction.

At every moment an open request has one owner and one deadline; every change of these goes through
:mod:`.handing_on`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from mentorbot import clock
from mentorbot.chat import number_of
from mentorbot.chat.caller import Caller
from mentorbot.db import Session, insert
from mentorbot.errors import UserError
from mentorbot.members.reaching import check_reach
from mentorbot.mentoring import acts, people, settings
from mentorbot.mentoring.mentorships import limits
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import access, handing_on, notices, picking, questions, store
from mentorbot.mentoring.requests.asked import Asked, describe_asked
from mentorbot.mentoring.requests.store import RequestView, choices, requests
from mentorbot.mentoring.requests.terms import News
from mentorbot.mentoring.terms import (
    ChoiceState,
    Format,
    MentorState,
    Origin,
    RequestState,
)

ONCE_MONTHS: Final = 1
"""How long there is for one conversation."""
MOST_WITHDRAWN: Final = 3
WITHDRAWN_OFTEN: Final = (
    f"You have taken {MOST_WITHDRAWN} requests back within a week, after mentors were asked. Please wait "
    "some days before you ask again; `/mentee requests` shows what is open, and can change whom it asks."
)
ANSWERED: Final = "You have answered this request already. Thank you!"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that was accepted. ``again``: it had been before, by the same mentor."""

    request: RequestView
    pair: MentorshipView
    mentee: profiles.MenteeView
    again: bool = False


async def ask_mentors(
    session: Session, caller: Caller, mentor_ids: Sequence[int], note: str, *, once: bool | None = None
) -> Asked:
    """Ask up to three mentors, one after the other.

    Args:
        once: For one conversation; False: for a mentorship. None: for what most of them offer.

    Raises:
        UserError: The caller has not said what they look for, has too many open requests or mentors, or none
            of these mentors can be asked now.
    """
    person = await people.find_caller(session, caller)
    await profiles.require_mentee(session, person.id)
    rules = await settings.read_settings(session, person.community_id)
    if len(await store.find_of_mentee(session, person.id)) >= rules.most_open:
        have = number_of(rules.most_open, "open request")
        raise UserError(
            f"You have {have}, and more are not allowed here at a time. "
            "`/mentee requests` shows them; withdraw one, or change whom it asks."
        )
    if await store.count_withdrawn(session, person.id) >= MOST_WITHDRAWN:
        raise UserError(WITHDRAWN_OFTEN)
    if once is None:
        once = not await picking.find_askable(session, person.id, mentor_ids, rules.asks_a_week, once=False)
    if not once:
        await limits.check_room(session, person.id, rules.most_mentors)
    wanted = await picking.find_wanted(session, person.id, mentor_ids, rules.asks_a_week, once=once)
    await check_reach(session, person.id, wanted)
    now = clock.now()
    row = {
        "community_id": person.community_id,
        "mentee_id": person.id,
        "state": RequestState.OPEN,
        "turn": 0,
        "once": once,
        "note": note,
        "created_at": now,
        "turned_at": now,
        "deadline_at": now,
    }
    made = await session.execute(insert(requests).values(row).returning(*store.COLUMNS))
    request = RequestView(*made.one())
    await store.name_mentors(session, request.id, wanted)
    request = await handing_on.hand_on(session, request, tell=False)
    return await describe_asked(session, request, mentor_ids)


async def change_choices(
    session: Session, caller: Caller, request_id: int, mentor_ids: Sequence[int]
) -> Asked:
    """Name other mentors in the place of those who have not been asked yet; one that stands open asks again.

    Raises:
        UserError: It is no open request of the caller's, or none of these mentors can be asked now, or they
            had as much sent to one of them as one may in a day.
    """
    request, person = await access.find_of_mentee(session, caller, request_id)
    rules = await settings.read_settings(session, person.community_id)
    before = await store.find_next(session, request.id)
    unasked = (choices.c.request_id == request.id) & (choices.c.state == ChoiceState.WAITING)
    await session.execute(delete(choices).where(unasked))
    wanted = await picking.find_wanted(session, person.id, mentor_ids, rules.asks_a_week, once=request.once)
    await check_reach(session, person.id, wanted)
    await store.name_mentors(session, request.id, wanted)
    if request.state is RequestState.OPEN:
        request = await handing_on.hand_on(session, request, tell=False)
    return await describe_asked(session, request, mentor_ids, before)


async def send_request(
    session: Session,
    caller: Caller,
    mentor_ids: Sequence[int],
    note: str,
    request_id: int = 0,
    *,
    once: bool | None = None,
) -> Asked:
    """Ask mentors anew; or let a request ask others, with another note. Raises UserError as these two.

    Args:
        request_id: The request that is to ask others; 0: a new one.
        once: What a new one asks for, as for :func:`ask_mentors`.
    """
    if not request_id:
        return await ask_mentors(session, caller, mentor_ids, note, once=once)
    await change_note(session, caller, request_id, note)
    return await change_choices(session, caller, request_id, mentor_ids)


async def change_note(session: Session, caller: Caller, request_id: int, note: str) -> None:
    """Write another note; whoever is asked sees the new one.

    Raises:
        UserError: It is no open request of the caller's.
    """
    request, _ = await access.find_of_mentee(session, caller, request_id)
    differs = request.note != note
    request = await store.change_request(session, request, note=note)
    owner = await people.find_person(session, request.owner_id) if request.owner_id and differs else None
    if owner is not None:
        await notices.tell_changed(session, request, owner)


async def withdraw_request(session: Session, caller: Caller, request_id: int) -> RequestView:
    """Take a request back; a mentor who was asked is told that it needs no answer.

    Raises:
        UserError: It is no request of the caller's, or settled already.
    """
    request, _ = await access.find_of_mentee(session, caller, request_id)
    return await handing_on.take_back(session, request)


async def accept_request(session: Session, caller: Caller, request_id: int, turn: int) -> Accepted:
    """Take on whoever asked, as the mentor whose turn it is; or later, as long as it stands open to all.

    Args:
        turn: From the button: which time of asking it answers.

    Raises:
        UserError: It is over, has gone on, or the mentor has no room; each with its own sentence.
    """
    request, person = await access.find_for_mentor(session, caller, request_id)
    if request.state is RequestState.ACCEPTED:
        return await _accepted_before(session, request, person)
    mine = request.owner_id == person.id and request.turn == turn
    if not mine and request.state is not RequestState.OPEN:
        raise UserError(access.OVER[request.state])
    return await _pair(session, request, person)


async def take_request(session: Session, caller: Caller, request_id: int) -> Accepted:
    """Take on somebody whose request stands open to all.

    Raises:
        UserError: As :func:`accept_request`.
    """
    request, person = await access.find_for_mentor(session, caller, request_id)
    if request.state is RequestState.ACCEPTED:
        return await _accepted_before(session, request, person)
    if request.state is not RequestState.OPEN and request.owner_id != person.id:
        raise UserError(access.OVER[request.state])
    return await _pair(session, request, person)


async def ask_also(session: Session, request: RequestView, mentor_id: int) -> RequestView:
    """Name one mentor more, whom an organizer thinks of; if it stands open to all, they are asked now."""
    await store.name_mentors(session, request.id, [mentor_id])
    return await handing_on.hand_on(session, request) if request.state is RequestState.OPEN else request


async def settle_by_hand(session: Session, pair: MentorshipView) -> None:
    """An organizer has brought two together: what the one asks of the other is accepted by that."""
    for request in await store.find_of_mentee(session, pair.mentee_id):
        if request.owner_id == pair.mentor_id:
            await store.mark_choice(session, request, pair.mentor_id, answered_at=clock.now())
            await handing_on.settle_request(session, request, RequestState.ACCEPTED, pair.id)
    await follow_pairing(session, pair.mentor_id, [pair.mentee_id])


async def follow_pairing(session: Session, mentor_id: int, mentee_ids: Sequence[int]) -> None:
    """A mentor was brought together with mentees, by whatever way: what nobody can take any more is settled.

    What waits for a mentor who is full goes on. Whoever has as many mentors as one can have here asks nobody
    else for a mentorship, and is told so.
    """
    view = await profiles.require_mentor(session, mentor_id)
    if view.taken >= view.capacity:
        await handing_on.pass_all(session, mentor_id)
    persons = await people.find_people(session, mentee_ids)
    for id_, person in persons.items():
        if not await limits.may_have_more(session, id_):
            await _take_back_rest(session, person)


async def decline_request(session: Session, caller: Caller, request_id: int, turn: int) -> RequestView:
    """Let a request go on to the next; whoever asked is told that it did, and no reason.

    Raises:
        UserError: It is not the caller's turn (any more).
    """
    request, person = await access.find_for_mentor(session, caller, request_id)
    if request.owner_id != person.id or request.turn != turn:
        named = (await store.find_choices(session, [request.id]))[request.id]
        before = any(one.mentor_id == person.id and one.state is ChoiceState.DECLINED for one in named)
        raise UserError(ANSWERED if before else access.OVER[request.state])
    return await handing_on.hand_on(session, request, ChoiceState.DECLINED)


async def ask_back(session: Session, caller: Caller, request_id: int, turn: int, text: str) -> None:
    """Pass a question of the mentor who is asked on to whoever asked.

    Raises:
        UserError: The request does not wait for the caller (any more), or enough was said.
    """
    request, person = await access.find_asked(session, caller, request_id, turn)
    await questions.pass_on(session, request, person, text)
    await _give_time(session, request, questions.AFTER_QUESTION)


async def answer_question(session: Session, caller: Caller, request_id: int, text: str) -> None:
    """Pass an answer of whoever asked on to the mentor, who gets time to read it.

    Raises:
        UserError: It is no open request of the caller's, or no mentor waits for it any more.
    """
    request, person = await access.find_of_mentee(session, caller, request_id)
    await questions.pass_on(session, request, person, text)
    await _give_time(session, request, questions.AFTER_ANSWER)


async def _give_time(session: Session, request: RequestView, least: timedelta) -> None:
    """Let a request not go on before that."""
    until = clock.now() + least
    if request.deadline_at is not None and request.deadline_at < until:
        request = await store.change_request(session, request, deadline_at=until)
        await notices.put_off(session, request, until)


async def _pair(session: Session, request: RequestView, person: Person) -> Accepted:
    view = await profiles.require_mentor(session, person.id)
    if view.state in {MentorState.DRAFT, MentorState.WAITING}:
        raise UserError("You can take requests as soon as you are listed. `/mentor join` shows what is left.")
    if view.state is MentorState.PAUSED and await acts.is_held(session, person.community_id, person.id):
        raise UserError(acts.HELD)
    if view.taken >= view.capacity:
        raise UserError(access.YOU_ARE_FULL)
    rules = await settings.read_settings(session, request.community_id)
    if not request.once:
        await limits.require_room(session, request.mentee_id)
    pair = await pairing.form_mentorship(
        session,
        mentor_id=person.id,
        mentee_id=request.mentee_id,
        origin=Origin.REQUEST,
        months=ONCE_MONTHS if request.once else rules.months,
        format_=Format.ONCE if request.once else Format.PAIR,
        wanted=request.note,
    )
    if request.owner_id == person.id:
        await store.mark_choice(session, request, person.id, answered_at=clock.now())
    settled = await handing_on.settle_request(session, request, RequestState.ACCEPTED, pair.id)
    mentee = (await people.find_people(session, [request.mentee_id]))[request.mentee_id]
    await notices.tell_mentee(session, settled, mentee, News.ACCEPTED)
    await follow_pairing(session, person.id, [request.mentee_id])
    return Accepted(settled, pair, await profiles.require_mentee(session, request.mentee_id))


async def _take_back_rest(session: Session, mentee: Person) -> None:
    for other in await store.find_of_mentee(session, mentee.id):
        if not other.once:
            settled = await handing_on.take_back(session, other)
            await notices.tell_mentee(session, settled, mentee, News.ENOUGH)


async def _accepted_before(session: Session, request: RequestView, person: Person) -> Accepted:
    pair = await pairing.find_mentorship(session, request.mentorship_id) if request.mentorship_id else None
    mentee = await profiles.find_mentee(session, request.mentee_id)
    if pair is None or mentee is None or pair.mentor_id != person.id:
        raise UserError(access.OVER[RequestState.ACCEPTED])
    return Accepted(request, pair, mentee, again=True)
