"""Who organizes mentoring in a community: the one place that says so."""

from typing import Final

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.rights import find_organizers, is_organizer

ONLY_IN_COMMUNITY: Final = "Mentoring is organized in a community. Please use this there."
NOT_ORGANIZER: Final = (
    "Only organizers can do that: those whom `/setup organizers` names, and whoever may manage "
    "this community. Please ask one of them."
)
NOTHING: Final = "Nobody has used mentoring here yet. `/mentor join` makes the first mentor."
NOT_MANAGER: Final = "Only those who may manage this community can change how mentoring works here."


def require_manager(caller: Caller, rights: Rights) -> None:
    """Whether the caller may change how mentoring works in the community.

    Raises:
        UserError: In a direct message, or they may not.
    """
    if caller.direct:
        raise UserError(ONLY_IN_COMMUNITY)
    if not rights.manages_community:
        raise UserError(NOT_MANAGER)


async def organizes_mentoring(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> bool:
    """Whether the caller organizes mentoring in the community they are calling from."""
    if caller.direct:
        return False
    if rights.manages_community:
        return True
    organizers = await find_organizers(connection, caller)
    return is_organizer(rights, organizers, permitted=False)


async def check_organizer(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> None:
    """Whether the caller organizes mentoring, though nobody has used it in the community yet.

    Raises:
        UserError: In a direct message, or the caller is no organizer.
    """
    if caller.community is None:
        raise UserError(ONLY_IN_COMMUNITY)
    if not await organizes_mentoring(connection, caller, rights):
        raise UserError(NOT_ORGANIZER)


async def begin_organizing(session: Session, caller: Caller, rights: Rights) -> int:
    """The id of the community, which is stored from now on. Raises UserError as :func:`check_organizer`."""
    await check_organizer(session, caller, rights)
    return await members.ensure_community(
        session, caller.platform, caller.community or "", caller.community_name
    )


async def require_organizer(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> int:
    """The id of the community, for somebody who organizes mentoring there.

    Raises:
        UserError: In a direct message, or the caller is no organizer.
    """
    if caller.direct:
        raise UserError(ONLY_IN_COMMUNITY)
    organizers = await find_organizers(connection, caller)
    if not is_organizer(rights, organizers, permitted=rights.manages_community):
        raise UserError(NOT_ORGANIZER)
    if organizers.community_id is None:
        raise UserError(NOTHING)
    return organizers.community_id
