"""What is near for one member: for other rooms that tell of it."""

from datetime import datetime

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.events import service
from mentorbot.members.service import MemberView


async def find_near(
    connection: AsyncConnection | Session, who: Caller, member: MemberView, until: datetime
) -> list[tuple[datetime, str]]:
    """Events of the member's community for all, or for their stage; whether they have a role is not known.

    Returns:
        When each begins, and what it is called, the soonest first.
    """
    now = clock.now()
    found = []
    for event in await service.find_upcoming(connection, who):
        start = event.upcoming(now)
        theirs = not event.audience_stages or member.stage in event.audience_stages.split(",")
        if start and now < start <= until and theirs and not event.audience_role:
            found.append((start, event.title))
    return found
