"""Looking at somebody, and keeping away from them: privately, and to be undone.

In buttons a person is called by "u" and their id on the platform, which everybody in the community can see:
whether they use the bot is told by no button, and by no answer to one that somebody made up. Older ones have
the member's id, and work for whoever may know of that member.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mentorbot.chat.caller import Caller
from mentorbot.chat.turn import number
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import people
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks, service
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.terms import BlockKind, MentorState

NOBODY: Final = "There is nobody like that here, or not any more."
_USER: Final = "u"
_SHOWN: Final = frozenset({MentorState.LISTED, MentorState.PAUSED})


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody as another member sees them.

    Args:
        whom: What they are called in buttons.
        kept: Whether, and how, whoever looks keeps away from them.
    """

    whom: str
    mentor: MentorView | None
    mentee: MenteeView | None
    kept: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody from whom a member keeps away, and how.

    Args:
        whom: What they are called in buttons.
        user_id: Theirs on the platform.
        name: What they call themselves in mentoring; empty if they have said nothing.
    """

    whom: str
    user_id: str
    kind: BlockKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class ToBlock:
    """Somebody who may be blocked. ``ends``: what that ends, such as "your mentorship"."""

    whom: str
    user_id: str
    ends: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Other:
    """Somebody of the caller's community. ``member_id`` is None if they have not used the bot yet."""

    user_id: str
    member_id: int | None


def call(user_id: str) -> str:
    """What somebody is called in the buttons that this room answers, by their id on the platform."""
    return f"{_USER}{user_id}"


async def look_at(connection: AsyncConnection | Session, caller: Caller, user_id: str) -> Looked:
    """Somebody of the caller's community. What a mentee looks for is for mentors alone.

    Whoever keeps away from the caller is seen as if they had said nothing, and as who has not used the bot.

    Raises:
        UserError: The caller is no member here.
    """
    person = await people.find_caller(connection, caller)
    other = await people.find_user(connection, person.community_id, user_id)
    if other is None:
        ahead = (await blocks.find_ahead(connection, person.id)).get(user_id)
        return Looked(call(user_id), None, None, ahead)
    whom = call(user_id)
    kept = (await blocks.find_blocked(connection, person.id)).get(other.id)
    if kept is not None or other.id in await blocks.find_kept_from(connection, person.id):
        return Looked(whom, None, None, kept)
    return Looked(whom, await _mentor(connection, other.id), await _mentee(connection, person, other.id))


async def look_before_block(connection: AsyncConnection | Session, caller: Caller, whom: str) -> ToBlock:
    """Whom the caller is about to block, and what that ends.

    Raises:
        UserError: There is nobody like that, or it is the caller.
    """
    person = await people.find_caller(connection, caller)
    other = await _find_other(connection, person, whom)
    ends = await _find_shared(connection, person, other.member_id) if other.member_id is not None else []
    return ToBlock(call(other.user_id), other.user_id, ends)


async def keep_away(session: Session, caller: Caller, whom: str, kind: BlockKind) -> list[Kept]:
    """Keep away from somebody of the caller's community; a block also ends what the two have together.

    Raises:
        UserError: There is nobody like that, or it is the caller.
    """
    person = await people.find_caller(session, caller)
    other = await _find_other(session, person, whom)
    if other.member_id is None:
        await blocks.block_ahead(session, person.id, other.user_id, kind)
        return await _kept(session, person)
    await blocks.block_member(session, person.id, other.member_id, kind)
    for end in blocks.what_block_ends if kind is BlockKind.BLOCK else ():
        await end(session, person.id, other.member_id)
    return await _kept(session, person)


async def stop_keeping_away(session: Session, caller: Caller, whom: str) -> list[Kept]:
    """Take it back.

    Raises:
        UserError: The caller does not keep away from anybody like that.
    """
    person = await people.find_caller(session, caller)
    if whom.startswith(_USER):
        undone = await blocks.unblock_ahead(session, person.id, whom.removeprefix(_USER))
        other = await people.find_user(session, person.community_id, whom.removeprefix(_USER))
        if not undone and other is not None:  # they have begun to use the bot meanwhile
            undone = await blocks.unblock_member(session, person.id, other.id)
    else:
        undone = await blocks.unblock_member(session, person.id, number(whom))
    if not undone:
        raise UserError(NOBODY)
    return await _kept(session, person)


async def find_kept(connection: AsyncConnection | Session, caller: Caller) -> list[Kept]:
    """Whom the caller keeps away from."""
    return await _kept(connection, await people.find_caller(connection, caller))


async def _kept(connection: AsyncConnection | Session, person: Person) -> list[Kept]:
    kinds = await blocks.find_blocked(connection, person.id)
    names = await _name(connection, person, list(kinds)) if kinds else {}
    others = await people.find_people(connection, kinds) if kinds else {}
    ahead = await blocks.find_ahead(connection, person.id)
    return [
        *(
            Kept(call(others[id_].user_id), others[id_].user_id, kind, names.get(id_, ""))
            for id_, kind in kinds.items()
        ),
        *(Kept(call(user_id), user_id, kind) for user_id, kind in ahead.items()),
    ]


async def _find_other(connection: AsyncConnection | Session, person: Person, whom: str) -> _Other:
    """Whom a button means, which anybody can send. Raises UserError: nobody, or it is oneself."""
    if whom.startswith(_USER):
        user_id = whom.removeprefix(_USER)
        if not people.may_be_user(user_id):
            raise UserError(NOBODY)
        found = await people.find_user(connection, person.community_id, user_id)
    else:
        found = await people.find_person(connection, number(whom))
        if found is None or not await _may_know(connection, person, found):
            raise UserError(NOBODY)
        user_id = found.user_id
    if user_id == person.user_id:
        raise UserError(blocks.NOT_ONESELF)
    return _Other(user_id, found.id if found else None)


async def _may_know(connection: AsyncConnection | Session, person: Person, other: Person) -> bool:
    """Whether somebody may know that another uses the bot: numbers of members can be tried one by one."""
    if other.community_id != person.community_id:
        return False
    return (
        other.id == person.id
        or await _mentor(connection, other.id) is not None
        or other.id in await blocks.find_blocked(connection, person.id)
        or bool(await _find_shared(connection, person, other.id))
        or any([await have_met(connection, person.id, other.id) for have_met in blocks.have_met])
    )


async def _find_shared(connection: AsyncConnection | Session, person: Person, other_id: int) -> list[str]:
    """What two have together, which a block ends."""
    return [told for tell in blocks.tells_what_ends for told in await tell(connection, person.id, other_id)]


async def _name(connection: AsyncConnection | Session, person: Person, ids: Sequence[int]) -> dict[int, str]:
    """What these call themselves, as far as somebody may know: what mentees do is for mentors."""
    mentors = await service.find_mentors(connection, ids)
    names = {id_: one.name for id_, one in mentors.items() if one.state in _SHOWN}
    if await _mentor(connection, person.id) is not None:
        mentees = await service.find_mentees(connection, ids)
        names = {id_: one.name for id_, one in mentees.items()} | names
    return names


async def _mentor(connection: AsyncConnection | Session, member_id: int) -> MentorView | None:
    found = await service.find_mentor(connection, member_id)
    return found if found is not None and found.state in _SHOWN else None


async def _mentee(connection: AsyncConnection | Session, person: Person, member_id: int) -> MenteeView | None:
    """What somebody looks for, if whoever looks is a mentor."""
    if await _mentor(connection, person.id) is None:
        return None
    return await service.find_mentee(connection, member_id)
