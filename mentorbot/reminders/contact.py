"""Where a member is reached, and whose member it is."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery.kinds import Address
from mentorbot.members import service as members

_CONTACT = (
    select(members.COMMUNITY_ID.label("id"), *members.ADDRESS)
    .select_from(members.SOURCE)
    .where(bindparam("member") == members.ID)
)
_THEIRS = _CONTACT.where(members.THEIRS)
_HERE = _CONTACT.where(members.HERE)


@dataclass(frozen=True, slots=True)
class Contact:
    """A member's address, and the id of their community."""

    community_id: int
    to: Address


async def find_contact(session: Session, member_id: int) -> Contact:
    """Where a member is reached."""
    row = (await session.execute(_CONTACT, {"member": member_id})).one()
    return Contact(row.id, Address(row.platform, row.community, row.user_id))


async def find_owner(session: Session, caller: Caller, member_id: int) -> Caller | None:
    """The caller in the community of that member; None if the member is not theirs, or of elsewhere.

    Args:
        member_id: From a button, so that anything may come.
    """
    statement = _THEIRS if caller.community is None else _HERE
    row = (await session.execute(statement, {**members.bind_caller(caller), "member": member_id})).first()
    if row is None or not caller.acts_in(row.community):
        return None
    return Caller(row.platform, row.community, row.user_id, caller.locale)
