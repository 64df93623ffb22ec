"""Members as mentoring needs them: whose they are, and where they are reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, in_parts, read_row
from mentorbot.delivery.kinds import Address
from mentorbot.members import service as members
from mentorbot.mentoring.terms import MOST_USER

_COLUMNS: Final = (
    members.ID,
    members.MEMBER_COMMUNITY,
    *members.ADDRESS,
    members.TIME_ZONE,
    members.USERNAME,
)
_PERSON: Final = select(*_COLUMNS).select_from(members.SOURCE)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of one community."""

    id: int
    community_id: int
    platform: str
    community: str
    user_id: str
    time_zone: str
    username: str = ""

    @property
    def address(self) -> Address:
        """Where they are written to."""
        return Address(self.platform, self.community, user_id=self.user_id)


def may_be_user(user_id: str) -> bool:
    """Whether this can be an id on a platform at all: in a button anybody can send anything."""
    return user_id.isascii() and user_id.isalnum() and len(user_id) <= MOST_USER


async def find_caller(connection: AsyncConnection | Session, caller: Caller) -> Person:
    """The caller; in a direct message, as the member of the community they used last.

    Raises:
        UserError: They are no member.
    """
    where = members.HERE if members.has_place(caller) else members.LAST_USED
    row = (await connection.execute(_PERSON.where(where), members.bind_caller(caller))).first()
    if row is None:
        raise members.refuse_stranger(caller)
    return read_row(Person, row)


async def find_people(connection: AsyncConnection | Session, ids: Iterable[int]) -> dict[int, Person]:
    """These members, by id; those that are gone are left out."""
    found: dict[int, Person] = {}
    async for some in in_parts(list(ids)):
        rows = await connection.execute(_PERSON.where(members.ID.in_(some)))
        found |= {row.id: read_row(Person, row) for row in rows}
    return found


async def find_person(connection: AsyncConnection | Session, id_: int) -> Person | None:
    """This member."""
    return (await find_people(connection, [id_])).get(id_)


async def find_user(connection: AsyncConnection | Session, community_id: int, user_id: str) -> Person | None:
    """The member of a community with this id on its platform."""
    here = _PERSON.where(members.MEMBER_COMMUNITY.in_((community_id,)), members.USER_ID.in_((user_id,)))
    row: Any = (await connection.execute(here)).first()
    return read_row(Person, row) if row else None
