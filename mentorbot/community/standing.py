"""Where somebody stands in a community, so that help begins with what matters to them."""

from enum import StrEnum

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.members import service as members
from mentorbot.members.rights import find_organizers, is_organizer
from mentorbot.mentoring.profiles import service as profiles


class Standing(StrEnum):
    """What somebody is first of all. An organizer may be a mentor too, and a mentor has enrolled."""

    NEWCOMER = "newcomer"
    STUDENT = "student"
    MENTOR = "mentor"
    ORGANIZER = "organizer"


async def find_standing(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> Standing:
    """Where the caller stands, in at most three statements. In a direct message nobody organizes."""
    if caller.community is not None:
        organizers = await find_organizers(connection, caller)
        permitted = rights.manages_community or rights.manages_events
        if is_organizer(rights, organizers, permitted=permitted):
            return Standing.ORGANIZER
    member = await members.find_profile(connection, caller)
    if member is None:
        return Standing.NEWCOMER
    mentors = await profiles.find_mentor(connection, member.id) is not None
    return Standing.MENTOR if mentors else Standing.STUDENT
