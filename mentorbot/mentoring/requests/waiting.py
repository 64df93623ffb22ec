"""What waits for a mentor's answer, what stands open to all, and what organizers look after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorbot.chat.caller import Caller, Rights
from mentorbot.errors import UserError
from mentorbot.mentoring import people
from mentorbot.mentoring import rights as mentoring_rights
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import RequestState


@dataclass(frozen=True, slots=True)
class ForMentor:
    """What waits for a mentor's answer, what stands open to all, and who asked, by the member's id."""

    asked: Sequence[RequestView]
    pool: Sequence[RequestView]
    mentees: Mapping[int, MenteeView]


@dataclass(frozen=True, slots=True)
class ForOrganizers:
    """The open requests of a community, how many there are of each state, and who asked, by id."""

    requests: Sequence[RequestView]
    counts: Mapping[RequestState, int]
    mentees: Mapping[int, MenteeView]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the caller sees: as a mentor, as an organizer, or as both."""

    mentor: ForMentor | None
    organizers: ForOrganizers | None


async def find_waiting(connection: store.Reading, caller: Caller, rights: Rights) -> Waiting:
    """What waits for the caller: a mentor's own and the open ones; for an organizer all of the community.

    Raises:
        UserError: They are no mentor, and do not organize mentoring where they ask from.
    """
    organizes = await mentoring_rights.organizes_mentoring(connection, caller, rights)
    try:
        person = await people.find_caller(connection, caller)
        view = await profiles.require_mentor(connection, person.id)
    except UserError:
        if not organizes:
            raise
        community = await mentoring_rights.require_organizer(connection, caller, rights)
        return Waiting(None, await _for_organizers(connection, community))
    mine = await _for_mentor(connection, view)
    return Waiting(mine, await _for_organizers(connection, view.community_id) if organizes else None)


async def find_for_mentor(connection: store.Reading, caller: Caller) -> ForMentor:
    """What waits for the caller, and what stands open. Raises UserError: they are no mentor."""
    person = await people.find_caller(connection, caller)
    return await _for_mentor(connection, await profiles.require_mentor(connection, person.id))


async def find_for_organizers(connection: store.Reading, caller: Caller, rights: Rights) -> ForOrganizers:
    """All open requests of the caller's community. Raises UserError: they do not organize mentoring."""
    community = await mentoring_rights.require_organizer(connection, caller, rights)
    return await _for_organizers(connection, community)


async def _for_mentor(connection: store.Reading, view: MentorView) -> ForMentor:
    asked = await store.find_owned(connection, view.member_id)
    pool = await store.read_pool(connection, view.community_id, view.member_id)
    ids = [one.mentee_id for one in (*asked, *pool)]
    return ForMentor(asked, pool, await profiles.find_mentees(connection, ids))


async def _for_organizers(connection: store.Reading, community_id: int) -> ForOrganizers:
    found = await store.read_overview(connection, community_id)
    counts = await store.count_open(connection, community_id)
    mentees = await profiles.find_mentees(connection, [one.mentee_id for one in found])
    return ForOrganizers(found, counts, mentees)
