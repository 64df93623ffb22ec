"""Whose a request is: who may change it, who may answer it, and what everybody else is told."""

from typing import Final

from mentorbot.chat.caller import Caller
from mentorbot.errors import UserError
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import ChoiceState, RequestState

YOU_ARE_FULL: Final = (
    "You have as many mentees as you said you would take, so nothing was changed. `/mentor join` lets you "
    "take more: **How much time**."
)
NOT_THERE: Final = "There is no such request of yours here, or not any more."
OVER: Final = {
    RequestState.ASKING: "This request has gone on to another mentor meanwhile. There is nothing left to do.",
    RequestState.OPEN: "This request stands open to all mentors by now; `/mentor requests` shows it.",
    RequestState.ACCEPTED: "Another mentor has taken this request meanwhile. Thank you all the same!",
    RequestState.WITHDRAWN: "This request was withdrawn meanwhile. There is nothing left to do.",
}


async def find_asked(
    connection: store.Reading, caller: Caller, request_id: int, turn: int
) -> tuple[RequestView, Person]:
    """A request that waits for the caller's answer, and the caller.

    Raises:
        UserError: It does not (any more).
    """
    request, person = await find_for_mentor(connection, caller, request_id)
    if request.owner_id != person.id or request.turn != turn:
        raise UserError(OVER[request.state])
    return request, person


async def find_of_mentee(
    connection: store.Reading, caller: Caller, request_id: int
) -> tuple[RequestView, Person]:
    """An open request of the caller's own, and the caller.

    Raises:
        UserError: It is none, or settled already.
    """
    request = await store.find_request(connection, request_id)
    person = await find_here(connection, caller, request)
    if request is None or person is None or person.id != request.mentee_id:
        raise UserError(NOT_THERE)
    if not request.open:
        raise UserError(
            "This request is settled already: "
            + ("a mentor has taken it." if request.state is RequestState.ACCEPTED else "it was withdrawn.")
        )
    return request, person


async def find_for_mentor(
    connection: store.Reading, caller: Caller, request_id: int
) -> tuple[RequestView, Person]:
    """A request that the caller may know of, and the caller.

    They were asked, or it stands open to all, or did.

    Raises:
        UserError: There is none like that.
    """
    request = await store.find_request(connection, request_id)
    person = await find_here(connection, caller, request)
    if request is None or person is None or person.id == request.mentee_id:
        raise UserError(NOT_THERE)
    named = (await store.find_choices(connection, [request.id]))[request.id]
    asked = any(one.mentor_id == person.id and one.state is not ChoiceState.WAITING for one in named)
    theirs = asked or await _formed_by(connection, request, person)
    shown = request.state is not RequestState.ASKING
    seen = shown and await profiles.find_mentor(connection, person.id) is not None
    if not theirs and request.mentee_id in await blocks.find_kept_from(connection, person.id):
        seen = False
    if not (theirs or seen):
        raise UserError(NOT_THERE)
    return request, person


async def _formed_by(connection: store.Reading, request: RequestView, person: Person) -> bool:
    pair = await pairing.find_mentorship(connection, request.mentorship_id) if request.mentorship_id else None
    return pair is not None and pair.mentor_id == person.id


async def find_here(connection: store.Reading, caller: Caller, request: RequestView | None) -> Person | None:
    """The caller as a member of the request's community; in a direct message that may be any of theirs."""
    if request is None:
        return None
    person = await people.find_user(connection, request.community_id, caller.user_id)
    if person is None or person.platform != caller.platform:
        return None
    return person if caller.acts_in(person.community) else None
