"""A community's programme at a glance, for those who organize it."""

from dataclasses import dataclass

from mentorbot.db import AsyncConnection, Session
from mentorbot.events import service as events
from mentorbot.members import presence
from mentorbot.mentoring.mentorships import service as mentorships
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import store as requests


@dataclass(frozen=True, slots=True)
class Glance:
    """What there is of a programme.

    Args:
        members: Who takes part.
        mentors: Who is offered to those who look for a mentor.
        mentorships: Those that go on.
        requests: Those that nobody has taken yet.
        events: Those that are announced and not over.
    """

    members: int = 0
    mentors: int = 0
    mentorships: int = 0
    requests: int = 0
    events: int = 0


async def read_glance(connection: AsyncConnection | Session, community_id: int | None) -> Glance:
    """What there is of the programme in a community.

    Args:
        community_id: None for one of which nothing is stored yet.
    """
    if community_id is None:
        return Glance()
    return Glance(
        members=await presence.count_present(connection, community_id),
        mentors=await profiles.count_listed(connection, community_id),
        mentorships=await mentorships.count_live(connection, community_id),
        requests=sum((await requests.count_open(connection, community_id)).values()),
        events=await events.count_to_come(connection, community_id),
    )
