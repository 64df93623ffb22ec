"""Looking at somebody, and keeping away from them: privately, and to be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships import ending
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks, service
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.terms import BlockKind, MentorState

NOBODY: Final = "There is nobody like that here, or not any more."


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody as another member sees them.

    Args:
        kept: Whether, and how, whoever looks keeps away from them.
    """

    member_id: int
    mentor: MentorView | None
    mentee: MenteeView | None
    kept: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Whom a member keeps away from: how, and what they are called, by id."""

    kinds: Mapping[int, BlockKind]
    names: Mapping[int, str]


async def look_at(connection: AsyncConnection | Session, caller: Caller, user_id: str) -> Looked:
    """Somebody of the caller's community. What a mentee looks for is for mentors alone.

    Whoever keeps away from the caller is seen as if they had said nothing.

    Raises:
        UserError: The caller or the other is no member here.
    """
    person = await people.find_caller(connection, caller)
    other = await people.find_user(connection, person.community_id, user_id)
    if other is None:
        raise UserError("They are not known here yet: they have not used me in this community.")
    kept = (await blocks.find_blocked(connection, person.id)).get(other.id)
    if kept is not None or other.id in await blocks.find_kept_from(connection, person.id):
        return Looked(other.id, None, None, kept)
    return Looked(other.id, await _mentor(connection, other.id), await _mentee(connection, person, other.id))


async def keep_away(session: Session, caller: Caller, member_id: int, kind: BlockKind) -> Kept:
    """Keep away from somebody of the caller's community; a block also ends what the two have together.

    Raises:
        UserError: There is nobody like that, or it is the caller.
    """
    person = await people.find_caller(session, caller)
    other = await people.find_person(session, member_id)
    if other is None or other.community_id != person.community_id:
        raise UserError(NOBODY)
    await blocks.block_member(session, person.id, other.id, kind)
    if kind is BlockKind.BLOCK:
        await ending.end_between(session, person.id, other.id)
    return await _kept(session, person)


async def stop_keeping_away(session: Session, caller: Caller, member_id: int) -> Kept:
    """Take it back.

    Raises:
        UserError: The caller does not keep away from anybody like that.
    """
    person = await people.find_caller(session, caller)
    if not await blocks.unblock_member(session, person.id, member_id):
        raise UserError(NOBODY)
    return await _kept(session, person)


async def find_kept(connection: AsyncConnection | Session, caller: Caller) -> Kept:
    """Whom the caller keeps away from."""
    return await _kept(connection, await people.find_caller(connection, caller))


async def _kept(connection: AsyncConnection | Session, person: Person) -> Kept:
    kinds = await blocks.find_blocked(connection, person.id)
    names = {id_: view.name for id_, view in (await service.find_mentees(connection, list(kinds))).items()}
    names |= {id_: view.name for id_, view in (await service.find_mentors(connection, list(kinds))).items()}
    return Kept(kinds, names)


async def _mentor(connection: AsyncConnection | Session, member_id: int) -> MentorView | None:
    found = await service.find_mentor(connection, member_id)
    listed = found is not None and found.state in {MentorState.LISTED, MentorState.PAUSED}
    return found if listed else None


async def _mentee(connection: AsyncConnection | Session, person: Person, member_id: int) -> MenteeView | None:
    """What somebody looks for, if whoever looks is a mentor."""
    if await _mentor(connection, person.id) is None:
        return None
    return await service.find_mentee(connection, member_id)
