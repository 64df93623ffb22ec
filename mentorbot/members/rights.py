"""Who organizes a community: the one place that says so."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, bindparam, func, select, update

from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.options import Group
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.models import COMMUNITY, MEMBER

ORGANIZER_ROLE: Final[ColumnElement[str]] = COMMUNITY.c.organizer_role
"""The column with the role of those who organize, for a room that reads it along with its own."""
_named = select(MEMBER.c.organizes).where(
    MEMBER.c.community_id == COMMUNITY.c.id, MEMBER.c.user_id == bindparam("user")
)
NAMED: Final = func.coalesce(_named.correlate(COMMUNITY).scalar_subquery(), False)
"""Whether the user of a statement is named as one who organizes, for a room that reads it along."""
EVERYBODY: Final = "Everybody is in that group. Please choose one that only organizers are in."


@dataclass(frozen=True, slots=True)
class Organizers:
    """Who organizes a community.

    Args:
        community_id: Of what is stored; None if nothing is stored about the community yet.
        role: The id of the role that they have; empty for none.
        named: Whether the caller is named as one of them.
    """

    community_id: int | None = None
    role: str = ""
    named: bool = False


async def find_organizers(connection: AsyncConnection | Session, caller: Caller) -> Organizers:
    """Who organizes the community that the caller is calling from; of a direct message, nobody."""
    if caller.direct:
        return Organizers()
    columns = members.COMMUNITY_ID, ORGANIZER_ROLE, NAMED.label("named")
    statement = select(*columns).where(members.IN_COMMUNITY)
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    return Organizers(row.id, row.organizer_role, bool(row.named)) if row else Organizers()


def is_organizer(rights: Rights, organizers: Organizers, *, permitted: bool) -> bool:
    """Whether the caller organizes.

    Args:
        organizers: Who organizes their community.
        permitted: Whether they have a permission of the platform that is enough for what is asked, such as
            to manage events.
    """
    role = organizers.role
    return permitted or organizers.named or (bool(role) and role in rights.roles)


async def find_named(connection: AsyncConnection | Session, community_id: int) -> list[str]:
    """The users of those who are named as organizers of a community."""
    statement = select(MEMBER.c.user_id).where(MEMBER.c.community_id == community_id, MEMBER.c.organizes)
    return list((await connection.execute(statement.order_by(MEMBER.c.id))).scalars())


async def find_named_ids(connection: AsyncConnection | Session, community_id: int) -> list[int]:
    """The same, as members."""
    statement = select(MEMBER.c.id).where(MEMBER.c.community_id == community_id, MEMBER.c.organizes)
    return list((await connection.execute(statement.order_by(MEMBER.c.id))).scalars())


async def switch_named(session: Session, caller: Caller) -> None:
    """Name somebody as one who organizes their community, or no longer; they become a member, if need be."""
    await members.admit_member(session, caller)
    here = select(MEMBER.c.id).select_from(members.SOURCE).where(members.HERE)
    changed = update(MEMBER).where(MEMBER.c.id.in_(here)).values(organizes=~MEMBER.c.organizes)
    await session.execute(changed, members.bind_caller(caller))


def read_role(organizers: Group) -> str:
    """The id of the role that organizers are to have. Raises UserError: everybody has it."""
    if organizers.everybody:
        raise UserError(EVERYBODY)
    return organizers.id


async def set_organizer_role(session: Session, community_id: int, role: str) -> None:
    """Say which role the organizers of a community have: its id, or empty for none."""
    changed = update(COMMUNITY).where(COMMUNITY.c.id == community_id).values(organizer_role=role)
    await session.execute(changed)
