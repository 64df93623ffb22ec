"""The rooms of pairs and circles on the platform: opened, looked into and closed, from what is stored.

All of it can be done again without harm: whatever is interrupted is done again at the next look, and a room
that was opened without anyone having noted it is found by its name.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Final

from mentorbot import logs
from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import CannotOpenError, Platform
from mentorbot.chat.program import Program
from mentorbot.db import name_place
from mentorbot.members.looking import find_gone
from mentorbot.mentoring import settings
from mentorbot.mentoring.mentorships import opening, talks
from mentorbot.mentoring.mentorships.talks import Party, TalkView
from mentorbot.mentoring.mentorships.terms import TalkState
from mentorbot.mentoring.settings import Settings

_AT_ONCE: Final = 20

log = logs.get(__name__)


class TalkRooms:
    """Brings up what is stored on the platforms that the program is connected to."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._database = program.database
        self._work = FairWork("a room of mentoring", self._find_waiting, self._bring_up)

    async def bring_up_all(self) -> None:
        """Open and close all that is wanted, until nothing waits but what rests."""
        await self._work.finish()

    async def look(self) -> None:
        """Note where somebody has written: one request for each community; what was written is not read."""
        async with self._database.read_scope() as connection:
            known = await talks.find_open(connection)
        at_once = asyncio.Semaphore(_AT_ONCE)

        async def look_into(platform: str, community: str, rooms: Mapping[str, TalkView]) -> None:
            async with at_once:
                try:
                    await self._look_into(platform, community, rooms)
                except Exception:  # the others are looked into all the same
                    log.warning("could not look into the rooms of a community", exc_info=True)

        await asyncio.gather(*(look_into(*where, rooms) for where, rooms in known.items()))

    async def _find_waiting(self, without: Collection[int], places: Collection[int]) -> list[TalkView]:
        async with self._database.read_scope() as connection:
            return await talks.find_waiting(connection, without=without, without_communities=places)

    async def _bring_up(self, talk: TalkView) -> None:
        platform = self._program.find_platform(talk.platform)
        if talk.state is TalkState.WANTED:
            await self._open(platform, talk)
            return
        async with self._database.read_scope() as connection:
            out = [person.user_id for person in await talks.find_blocked(connection, talk)]
        async with asyncio.timeout(PATIENCE):
            await platform.close_room(talk.community, talk.thread_id, out=out)
        async with self._database.session_scope(name_place(talk.platform, talk.community)) as session:
            await talks.note_closed(session, talk.id)

    async def _open(self, platform: Platform, talk: TalkView) -> None:
        party, rules = await self._read(talk)
        # One who has left would keep all others out: what they were in ends first.
        if party and await find_gone(self._program, [side.person.id for side in party.sides]):
            party, rules = await self._read(talk)
        if party is None:
            async with self._database.session_scope(name_place(talk.platform, talk.community)) as session:
                await talks.close_talk(session, talk.kind, talk.owner_id)
            return
        under = talk.channel_id or rules.channel_id
        room_id = await _open_room(platform, talk, party, under)
        async with self._database.session_scope(name_place(talk.platform, talk.community)) as session:
            if room_id is None:
                await opening.introduce_directly(session, talk, party)
            else:
                await opening.introduce_in_thread(session, talk, party, under, room_id)

    async def _read(self, talk: TalkView) -> tuple[Party | None, Settings]:
        async with self._database.read_scope() as connection:
            rules = await settings.read_settings(connection, talk.community_id)
            return await talks.find_party(connection, talk), rules

    async def _look_into(self, platform: str, community: str, rooms: Mapping[str, TalkView]) -> None:
        async with asyncio.timeout(PATIENCE):
            written = await self._program.find_platform(platform).last_written(community)
        news = [
            (talk, written[id_])
            for id_, talk in rooms.items()
            if id_ in written and written[id_].id != talk.seen_id
        ]
        if news:
            async with self._database.session_scope(name_place(platform, community)) as session:
                for talk, last in news:
                    await talks.note_seen(session, talk, last.id, last.at)


async def _open_room(platform: Platform, talk: TalkView, party: Party, under: str) -> str | None:
    """The id of the room, opened if need be, with all of them in it; None if there can be none."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await platform.open_room(
                talk.community,
                under,
                party.name,
                [side.person.user_id for side in party.sides],
                former=[person.user_id for person in party.former],
                known=talk.thread_id,
            )
    except CannotOpenError:
        return None
