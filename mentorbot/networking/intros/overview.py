"""What organizers see of introductions: how they are done, and how many take part."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import chain
from typing import Final

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.members.clocks import Clock, Whose, find_clock
from mentorbot.members.words import name_apart
from mentorbot.mentoring import people
from mentorbot.networking.intros import programme, rounds
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.programme import Plan, ProgrammeView
from mentorbot.networking.intros.rounds import Preview

NAME_A_CHANNEL: Final = "Name a channel in which everybody is told of introductions."
SAY_WHOSE_CLOCK: Final = (
    "By whose clock should rounds begin? I do not know where you live yet. Give `zone` beside the channel, "
    "such as Chicago or Eastern Time; or say it once for all, in `/setup start`. Nothing was changed."
)


ProgrammeChange = Callable[[Session, Caller, Rights], Awaitable[ProgrammeView]]


@dataclass(frozen=True, slots=True)
class Overview:
    """A community's introductions, and how many take part."""

    programme: ProgrammeView
    many: int


async def see_programme(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> Overview:
    """How introductions are done in the caller's community.

    Raises:
        UserError: The caller is no organizer there, or there are none yet.
    """
    await programme.require_organizer(connection, caller, rights)
    found = await programme.find_open(connection, caller)
    if found is None:
        raise UserError(NAME_A_CHANNEL)
    return Overview(found, await taking_part.count_members(connection, found.community_id))


async def find_programme(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> programme.ProgrammeView | None:
    """How introductions are done in the caller's community; None if there are none yet.

    Raises:
        UserError: The caller is no organizer there.
    """
    await programme.require_organizer(connection, caller, rights)
    return await programme.find_open(connection, caller)


async def find_programme_clock(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, typed: str
) -> Clock:
    """By which clock rounds begin: the one that an organizer typed, else theirs or the community's.

    Raises:
        UserError: The caller is no organizer, there is no such zone, or none was typed and none is known.
    """
    await programme.require_organizer(connection, caller, rights)
    found = await find_clock(connection, caller, typed)
    if found.whose is Whose.NOBODY:
        raise UserError(SAY_WHOSE_CLOCK)
    return found


async def set_up_programme(session: Session, caller: Caller, rights: Rights, plan: Plan) -> Overview:
    """Begin introductions, or change how they are done.

    Raises:
        UserError: As :func:`mentorbot.networking.intros.programme.set_up`.
    """
    found = await programme.set_up(session, caller, rights, plan)
    return Overview(found, await taking_part.count_members(session, found.community_id))


async def change_programme(
    session: Session, caller: Caller, rights: Rights, change: ProgrammeChange
) -> Overview:
    """Pause, resume or skip, as one of the functions of :mod:`mentorbot.networking.intros.programme` does.

    Raises:
        UserError: As that one does.
    """
    found = await change(session, caller, rights)
    return Overview(found, await taking_part.count_members(session, found.community_id))


async def preview_round(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, most: int
) -> tuple[Preview, dict[int, str]]:
    """The next round as it would be now, and what the people of the first groups are called, by member.

    Args:
        most: Of how many groups.

    Raises:
        UserError: The caller is no organizer, or there are no introductions.
    """
    await programme.require_organizer(connection, caller, rights)
    made = await rounds.preview_round(connection, await programme.find_programme(connection, caller))
    first = await people.find_people(connection, chain.from_iterable(made.grouping.groups[:most]))
    return made, {id_: name_apart(one.user_id, one.username) for id_, one in first.items()}
