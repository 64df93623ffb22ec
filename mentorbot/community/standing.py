"""Where somebody stands in a community, so that help begins with what matters to them."""

from enum import StrEnum
from typing import Final

from sqlalchemy import select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.members import service as members
from mentorbot.members.rights import NAMED, ORGANIZER_ROLE, Organizers, is_organizer
from mentorbot.mentoring.profiles.service import IS_MENTOR


class Standing(StrEnum):
    """What somebody is first of all. An organizer may be a mentor too, and a mentor has enrolled."""

    NEWCOMER = "newcomer"
    STUDENT = "student"
    MENTOR = "mentor"
    ORGANIZER = "organizer"


_MENTORS: Final = IS_MENTOR.label("mentors")
_THEIRS: Final = (members.MEMBER_COMMUNITY == members.COMMUNITY_ID) & members.ANYWHERE
_HERE: Final = (
    select(
        members.COMMUNITY_ID, ORGANIZER_ROLE, NAMED.label("named"), members.ID.label("member_id"), _MENTORS
    )
    .select_from(members.COMMUNITY.outerjoin(members.SOURCE.left, _THEIRS))
    .where(members.IN_COMMUNITY)
)
_LAST: Final = (
    select(members.ID.label("member_id"), _MENTORS).select_from(members.SOURCE).where(members.LAST_USED)
)


async def find_standing(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> Standing:
    """Where the caller stands: one statement. In a direct message nobody organizes."""
    placed = caller.community is not None
    row = (await connection.execute(_HERE if placed else _LAST, members.bind_caller(caller))).first()
    if placed and not caller.direct:
        known = Organizers(row.id, row.organizer_role, bool(row.named)) if row else Organizers()
        permitted = rights.manages_community or rights.manages_events
        if is_organizer(rights, known, permitted=permitted):
            return Standing.ORGANIZER
    if row is None or row.member_id is None:
        return Standing.NEWCOMER
    return Standing.MENTOR if row.mentors else Standing.STUDENT
