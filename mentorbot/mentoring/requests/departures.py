"""Whether both of a request are still in the community; what waits for somebody who has left is settled."""

from dataclasses import dataclass
from typing import Final

from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.mentoring import people
from mentorbot.mentoring.requests import access, service, store

MENTOR_LEFT: Final = "You have left that community, so the request has gone on. Thank you all the same!"
MENTEE_LEFT: Final = "They have left the community meanwhile, so there is nothing left to do. Thank you!"


@dataclass(frozen=True, slots=True)
class Both:
    """Where the two of a request should be. ``mentee``: the platform's id of whoever asked."""

    community: str
    mentee: str


async def find_both(connection: store.Reading, caller: Caller, request_id: int) -> Both | None:
    """Where the caller and whoever asked should be; None if nothing waits there for the caller to answer.

    Raises:
        UserError: There is no request that the caller may know of; whoever may not learns nothing else.
    """
    request, _ = await access.find_for_mentor(connection, caller, request_id)
    if not request.open:
        return None
    mentee = await people.find_person(connection, request.mentee_id)
    return Both(mentee.community, mentee.user_id) if mentee else None


async def pass_mentor(session: Session, caller: Caller, request_id: int) -> None:
    """Hand on what waits for the caller, who has left the community; nothing happens to what does not."""
    request = await store.find_request(session, request_id)
    person = await access.find_here(session, caller, request)
    if request is not None and person is not None and request.owner_id == person.id:
        await service.pass_all(session, person.id)


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left the community: what waits for their answer goes on, what they asked is over."""
    await service.pass_all(session, member_id)
    for request in await store.find_of_mentee(session, member_id):
        if request.open:
            await service.take_back(session, request)


async def settle_without_mentee(session: Session, caller: Caller, request_id: int) -> None:
    """Settle a request that the caller may know of, whose mentee is not in the community any more."""
    request, _ = await access.find_for_mentor(session, caller, request_id)
    if request.open:
        await service.take_back(session, request)


async def tell_shared(connection: store.Reading, member_id: int, other_id: int) -> list[str]:
    """What waits between two, in words for the first, that ends when they are kept apart."""
    for mentor_id, mentee_id in ((member_id, other_id), (other_id, member_id)):
        if any(one.mentee_id == mentee_id for one in await store.find_owned(connection, mentor_id)):
            return ["the request for a mentor that waits between you"]
    return []
