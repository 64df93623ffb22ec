"""Whether both of a request are still in the community; what waits for somebody who has left is settled.

What they asked themselves goes on once they are back.
"""

from dataclasses import dataclass
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.members.reaching import may_reach
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.mentorships import limits
from mentorbot.mentoring.mentorships.departing import TAKEN_UP_WITHIN
from mentorbot.mentoring.requests import access, handing_on, notices, store
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.requests.terms import News

MENTOR_LEFT: Final = "You have left that community, so the request has gone on. Thank you all the same!"
MENTEE_LEFT: Final = "They have left the community meanwhile, so there is nothing left to do. Thank you!"


@dataclass(frozen=True, slots=True)
class Both:
    """The two of a request, by the member's id; the mentor is whoever answers it."""

    mentor_id: int
    mentee_id: int


async def find_both(connection: store.Reading, caller: Caller, request_id: int) -> Both | None:
    """The caller and whoever asked; None if nothing waits there for the caller to answer.

    Raises:
        UserError: There is no request that the caller may know of; whoever may not learns nothing else.
    """
    request, person = await access.find_for_mentor(connection, caller, request_id)
    return Both(person.id, request.mentee_id) if request.open else None


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left the community: what waits for their answer goes on, what they asked is over."""
    await handing_on.pass_all(session, member_id)
    for request in await store.find_of_mentee(session, member_id):
        await store.note_left(session, await handing_on.take_back(session, request))


async def take_up_again(session: Session, member_id: int) -> None:
    """Somebody is back: what they had asked goes on where it still can, and they are told how it stands."""
    found = await store.find_left(session, member_id, clock.now() - TAKEN_UP_WITHIN)
    person = await people.find_person(session, member_id) if found else None
    if person is None:
        return
    rules = await settings.read_settings(session, person.community_id)
    for request in found:
        after, open_ = request, len(await store.find_of_mentee(session, member_id))
        if open_ < rules.most_open and await _can_go_on(session, request):
            again = await store.open_again(session, request)
            after = await handing_on.hand_on(session, again, tell=False)
        await notices.tell_mentee(session, after, person, News.BACK)


async def _can_go_on(session: Session, request: RequestView) -> bool:
    """Whether who asked may have one mentor more, and those named can hear from them today."""
    named = (await store.find_choices(session, [request.id]))[request.id]
    if not all([await may_reach(session, request.mentee_id, one.mentor_id) for one in named]):
        return False
    return request.once or await limits.may_have_more(session, request.mentee_id)


async def tell_shared(connection: store.Reading, member_id: int, other_id: int) -> list[str]:
    """What waits between two, in words for the first, that ends when they are kept apart."""
    for mentor_id, mentee_id in ((member_id, other_id), (other_id, member_id)):
        if any(one.mentee_id == mentee_id for one in await store.find_owned(connection, mentor_id)):
            return ["the request for a mentor that waits between you"]
    return []
