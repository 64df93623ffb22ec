"""Who organizes a community: the one place that says so."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select, update

from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.options import Group
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.models import COMMUNITY

ORGANIZER_ROLE: Final[ColumnElement[str]] = COMMUNITY.c.organizer_role
"""The column with the role of those who organize, for a room that reads it along with its own."""
EVERYBODY: Final = "Everybody is in that group. Please choose one that only organizers are in."


@dataclass(frozen=True, slots=True)
class Organizers:
    """Who organizes a community.

    Args:
        community_id: Of what is stored; None if nothing is stored about the community yet.
        role: The id of the role that they have; empty for none.
    """

    community_id: int | None = None
    role: str = ""


async def find_organizers(connection: AsyncConnection | Session, caller: Caller) -> Organizers:
    """Who organizes the community that the caller is calling from; of a direct message, nobody."""
    if caller.community is None:
        return Organizers()
    statement = select(members.COMMUNITY_ID, ORGANIZER_ROLE).where(members.IN_COMMUNITY)
    bound = {"platform": caller.platform, "community": caller.community}
    row = (await connection.execute(statement, bound)).first()
    return Organizers(row.id, row.organizer_role) if row else Organizers()


def is_organizer(rights: Rights, role: str, *, permitted: bool) -> bool:
    """Whether somebody organizes.

    Args:
        role: The organizers' role, as :class:`Organizers` has it.
        permitted: Whether they have a permission of the platform that is enough for what is asked, such as
            to manage events.
    """
    return permitted or (bool(role) and role in rights.roles)


def read_role(organizers: Group) -> str:
    """The id of the role that organizers are to have. Raises UserError: everybody has it."""
    if organizers.everybody:
        raise UserError(EVERYBODY)
    return organizers.id


async def set_organizer_role(session: Session, community_id: int, role: str) -> None:
    """Say which role the organizers of a community have: its id, or empty for none."""
    changed = update(COMMUNITY).where(COMMUNITY.c.id == community_id).values(organizer_role=role)
    await session.execute(changed)
