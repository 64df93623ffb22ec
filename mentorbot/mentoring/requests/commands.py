"""Requests: answering them as a mentor, and looking after them as whoever asked."""

from datetime import timedelta

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.members.looking import find_gone
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.requests import (
    access,
    cards,
    departures,
    offering,
    own,
    questions,
    service,
    store,
    waiting,
)
from mentorbot.mentoring.requests.own import Own
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.requests.waiting import ForMentor, ForOrganizers
from mentorbot.mentoring.terms import MOST_NOTE

# For mentors and organizers


@command(
    "mentor requests",
    "Requests that wait for you, and those that no mentor has taken yet.",
    audience=Audience.MENTORS,
)
async def show_waiting(turn: Turn) -> Card:
    """A mentor's own and the open ones; for an organizer all, after those of their own."""
    async with turn.read() as connection:
        found = await waiting.find_waiting(connection, turn.caller, turn.rights)
    shown = []
    if found.mentor is not None:
        shown.append(_mentor_card(found.mentor))
    if found.organizers is not None:
        shown.append(_organizers_card(found.organizers))
    for card in shown[1:]:
        turn.also(card)
    return shown[0]


@press("request:waiting")
async def turn_waiting(press: Press) -> Card:
    """Another page of what a mentor sees."""
    async with press.read() as connection:
        found = await waiting.find_for_mentor(connection, press.caller)
    return _mentor_card(found, number(press.argument, 1))


@press("request:open")
async def turn_open(press: Press) -> Card:
    """Another page of what organizers see."""
    async with press.read() as connection:
        found = await waiting.find_for_organizers(connection, press.caller, press.rights)
    return _organizers_card(found, number(press.argument, 1))


def _mentor_card(found: ForMentor, page: int = 1) -> Card:
    return cards.mentor_list_card(found.asked, found.pool, found.mentees, page)


def _organizers_card(found: ForOrganizers, page: int = 1) -> Card:
    return cards.organizers_card(found.requests, found.counts, found.mentees, page)


@press("request:accept")
async def accept_request(press: Press) -> Card:
    """Take on whoever asked."""
    request_id, turn = _at(press)
    await _check_both_here(press, request_id)
    async with press.change() as session:
        done = await service.accept_request(session, press.caller, request_id, turn)
    return cards.accepted_card(done.mentee, done.pair.id, again=done.again, once=done.request.once)


@press("request:take")
async def take_request(press: Press) -> Card:
    """Take on somebody whose request stands open to all."""
    request_id = number(press.argument)
    await _check_both_here(press, request_id)
    async with press.change() as session:
        done = await service.take_request(session, press.caller, request_id)
    return cards.accepted_card(done.mentee, done.pair.id, again=done.again, once=done.request.once)


@press("offered:off", "offered:on")
async def hear_of_open(press: Press) -> Card:
    """Hear of requests that stand open, or no longer."""
    hear = press.verb == "on"
    async with press.change() as session:
        await offering.hear_of_open(session, press.caller, hear=hear)
    return cards.hearing_card(hear=hear)


@press("request:decline")
async def decline_request(press: Press) -> Card:
    """Let a request go on to the next."""
    request_id, turn = _at(press)
    async with press.read() as connection:
        await access.find_for_mentor(connection, press.caller, request_id)
        following = await store.find_next(connection, request_id)
    await find_gone(press.program, following)
    async with press.change() as session:
        await service.decline_request(session, press.caller, request_id, turn)
    return cards.declined_card()


@press("request:question")
async def ask_question(press: Press) -> Form:
    """The form of a mentor's question."""
    request_id, turn = _at(press)
    async with press.read() as connection:
        await access.find_asked(connection, press.caller, request_id, turn)
    return cards.question_form(request_id, turn)


@sent("request:ask", anew=True)
async def pass_question_on(press: Press) -> Card:
    """Pass a mentor's question on."""
    request_id, turn = _at(press)
    text = questions.read_text(press.answers, "your question")
    async with press.change() as session:
        await service.ask_back(session, press.caller, request_id, turn, text)
    return cards.passed_on_card(answered=False)


# For whoever asked


@command("mentee requests", "Your requests: how they stand; change or withdraw them.")
async def show_own(turn: Turn) -> Card:
    """How one's requests stand."""
    return await _find_own_card(turn)


@press("request:mine")
async def turn_to_own(press: Press) -> Card:
    """How one's requests stand, in the place of what was there."""
    return await _find_own_card(press)


@press("request:note")
async def ask_note(press: Press) -> Form:
    """The form of another note."""
    return cards.new_note_form(await _find_request(press))


@sent("request:save_note")
async def save_note(press: Press) -> Card:
    """Keep another note."""
    note = answers.read_lines(press.answers, "note", "your note", MOST_NOTE)
    async with press.change() as session:
        found = await own.change_note(session, press.caller, number(press.argument), note)
    return _own_card(found, cards.NOTE_CHANGED)


@press("request:answer")
async def ask_answer(press: Press) -> Form:
    """The form of an answer to a mentor's question."""
    return cards.answer_form((await _find_request(press)).id)


@sent("request:save_answer", anew=True)
async def pass_answer_on(press: Press) -> Card:
    """Pass an answer on to the mentor."""
    text = questions.read_text(press.answers, "your answer")
    async with press.change() as session:
        await service.answer_question(session, press.caller, number(press.argument), text)
    return cards.passed_on_card(answered=True)


@press("request:withdraw")
async def ask_to_withdraw(press: Press) -> Card:
    """The question before a request is taken back."""
    return cards.confirm_withdraw_card(await _find_request(press))


@press("request:withdraw_confirm")
async def withdraw_request(press: Press) -> Card:
    """Take a request back."""
    async with press.change() as session:
        found = await own.withdraw_own(session, press.caller, number(press.argument))
    return _own_card(found, cards.WITHDRAWN)


async def _check_both_here(press: Press, request_id: int) -> None:
    """Whether both are still in the community; what waits for somebody who has left is settled.

    Raises:
        UserError: One of the two has left it.
    """
    async with press.read() as connection:
        both = await departures.find_both(connection, press.caller, request_id)
    if both is None:
        return  # the answer itself says why there is nothing to do
    gone = await find_gone(press.program, (both.mentor_id, both.mentee_id), known_for=timedelta(0))
    if both.mentor_id in gone:
        raise UserError(departures.MENTOR_LEFT)
    if both.mentee_id in gone:
        raise UserError(departures.MENTEE_LEFT)


async def _find_request(press: Press) -> RequestView:
    async with press.read() as connection:
        found, _ = await access.find_of_mentee(connection, press.caller, number(press.argument))
        return found


async def _find_own_card(turn: Turn) -> Card:
    async with turn.read() as connection:
        found = await own.find_own(connection, turn.caller)
    return _own_card(found)


def _own_card(found: Own, said: str = "") -> Card:
    return cards.mine_card(found.requests, found.choices, found.mentors, said)


def _at(press: Press) -> tuple[int, int]:
    """A request's id and its turn, from a button."""
    id_, _, turn = press.argument.partition(":")
    return number(id_), number(turn, -1)
