"""The private rooms of the groups of a round: opened by and by, and found again if nobody noted it."""

import asyncio
from collections.abc import Collection, Sequence

from mentorbot import clock
from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import CannotOpenError, Platform
from mentorbot.chat.program import Program
from mentorbot.db import name_place
from mentorbot.members.looking import find_gone
from mentorbot.networking.intros import groups, parting
from mentorbot.networking.intros.groups import Roomless


class GroupRooms:
    """Opens rooms on the platforms that the program is connected to."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._database = program.database
        self._work = FairWork("the room of an introduction", self._find_waiting, self._open)

    async def open_all(self) -> None:
        """Open all that groups wait for, until none waits but what rests."""
        await self._work.finish()

    async def _find_waiting(self, without: Collection[int], places: Collection[int]) -> list[Roomless]:
        async with self._database.read_scope() as connection:
            return await groups.find_waiting(connection, without=without, without_communities=places)

    async def _open(self, one: Roomless) -> None:
        group = one.group
        platform = self._program.find_platform(group.platform)
        gone = await find_gone(self._program, [each.member_id for each in group.people])
        if gone and group.ends_at > clock.now():
            return  # the group goes on without them, and is looked at next time
        async with self._database.read_scope() as connection:
            parted = await parting.find_parted(connection, group)
            blockers = await parting.find_blockers(connection, group)
        out = [each.user_id for each in group.people if each.member_id in gone or each.user_id in blockers]
        left = len(group.people) - len(out)
        if one.thread_id and not left:
            async with asyncio.timeout(PATIENCE):
                await platform.close_room(group.community, one.thread_id, out=out)
            room_id = ""
        elif one.thread_id or (left > 1 and not parted):
            room_id = await _open_room(platform, one, out)
        else:
            room_id = ""  # nobody is in a room alone, nor with whom they are kept apart from meanwhile
        async with self._database.session_scope(name_place(group.platform, group.community)) as session:
            await groups.settle_place(session, group, room_id, one.thread_id)


async def _open_room(platform: Platform, one: Roomless, out: Sequence[str]) -> str:
    """The id of the room; empty if one of them cannot see the channel: their messages are enough then.

    Args:
        out: Who is not to be in it.
    """
    people = [each.user_id for each in one.group.people if each.user_id not in out]
    try:
        async with asyncio.timeout(PATIENCE):
            return await platform.open_room(
                one.group.community,
                one.under,
                f"Introduction · {one.id}",
                people,
                former=out,
                known=one.thread_id,
                brief=True,
            )
    except CannotOpenError:
        return ""
