"""What somebody asked for themselves: how it stands, another note, taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.requests import service, store
from mentorbot.mentoring.requests.store import ChoiceView, RequestView


@dataclass(frozen=True, slots=True)
class Own:
    """The open requests of the caller, the mentors that each names, and these by id."""

    requests: Sequence[RequestView]
    choices: Mapping[int, Sequence[ChoiceView]]
    mentors: Mapping[int, MentorView]


async def find_own(connection: store.Reading, caller: Caller) -> Own:
    """How the caller's open requests stand. Raises UserError if they are not enrolled."""
    person = await people.find_caller(connection, caller)
    found = await store.find_of_mentee(connection, person.id)
    named = await store.find_choices(connection, [one.id for one in found])
    ids = {one.mentor_id for some in named.values() for one in some}
    return Own(found, named, await profiles.find_mentors(connection, sorted(ids)))


async def change_note(session: Session, caller: Caller, request_id: int, note: str) -> Own:
    """Write another note. Raises UserError if it is no open request of the caller's."""
    await service.change_note(session, caller, request_id, note)
    return await find_own(session, caller)


async def withdraw_own(session: Session, caller: Caller, request_id: int) -> Own:
    """Take a request back. Raises UserError if it is none of the caller's, or settled already."""
    await service.withdraw_request(session, caller, request_id)
    return await find_own(session, caller)
