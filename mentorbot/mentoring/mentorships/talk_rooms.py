"""The rooms of pairs and circles on the platform: opened, looked into and closed, from what is stored.

All of it can be done again without harm: whatever is interrupted is done again at the next look, and a room
that was opened without anyone having noted it is found by its name. No community waits for another: all that
have something to do are served side by side, a few rooms of each at a time, and what fails rests.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mentorbot import clock, logs
from mentorbot.chat.platform import CannotOpenError, NotNowError, Platform
from mentorbot.chat.program import Program
from mentorbot.mentoring import settings
from mentorbot.mentoring.mentorships import opening, talks
from mentorbot.mentoring.mentorships.talks import Party, TalkView
from mentorbot.mentoring.mentorships.terms import TalkState

PATIENCE: Final = 30.0
"""Seconds that the platform gets for one room."""
MOST_FAILURES: Final = 3
"""After so many a community is left alone until the next look."""
RESTS: Final = timedelta(minutes=10)
"""What failed is tried again after so long; after twice as long each time it fails again."""
RESTS_AT_MOST: Final = timedelta(hours=12)
_AT_ONCE: Final = 20

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class _Rest:
    """A room that failed so many times, and until when it is left alone."""

    failures: int
    until: datetime


class TalkRooms:
    """Brings up what is stored on the platforms that the program is connected to."""

    def __init__(self, program: Program) -> None:
        self._database = program.database
        self._platforms = program.platforms
        self._rests: dict[int, _Rest] = {}

    async def bring_up_all(self) -> None:
        """Open and close all that is wanted, until nothing waits but what rests."""
        failures: Counter[int] = Counter()
        while waiting := await self._find_waiting(failures):
            some: dict[int, list[TalkView]] = {}
            for talk in waiting:
                some.setdefault(talk.community_id, []).append(talk)
            failed = await asyncio.gather(*map(self._bring_up_some, some.values()))
            failures.update(talk.community_id for talk in failed if talk is not None)

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

    async def _find_waiting(self, failures: Counter[int]) -> list[TalkView]:
        now = clock.now()
        resting = [id_ for id_, rest in self._rests.items() if rest.until > now]
        tired = [community for community, count in failures.items() if count >= MOST_FAILURES]
        async with self._database.read_scope() as connection:
            return await talks.find_waiting(connection, without=resting, without_communities=tired)

    async def _bring_up_some(self, some: list[TalkView]) -> TalkView | None:
        """Bring up some of one community; returns the first that failed, after which the others wait."""
        for talk in some:
            try:
                await self._bring_up(talk)
            except Exception as error:  # other communities are served all the same
                self._let_rest(talk, error)
                return talk
            self._rests.pop(talk.id, None)
        return None

    def _let_rest(self, talk: TalkView, error: Exception) -> None:
        failures = self._rests[talk.id].failures + 1 if talk.id in self._rests else 1
        rests = min(RESTS * 2 ** min(failures - 1, 10), RESTS_AT_MOST)
        self._rests[talk.id] = _Rest(failures, clock.now() + rests)
        expected = isinstance(error, NotNowError | TimeoutError)
        log.warning(
            "could not bring up a room of mentoring",
            found=talk.id,
            failures=failures,
            problem=str(error),
            exc_info=None if expected else error,
        )

    async def _bring_up(self, talk: TalkView) -> None:
        platform = self._platform(talk.platform)
        if talk.state is TalkState.WANTED:
            await self._open(platform, talk)
            return
        async with asyncio.timeout(PATIENCE):
            await platform.close_room(talk.community, talk.thread_id)
        async with self._database.session_scope() as session:
            await talks.note_closed(session, talk.id)

    async def _open(self, platform: Platform, talk: TalkView) -> None:
        async with self._database.read_scope() as connection:
            party = await talks.find_party(connection, talk)
            rules = await settings.read_settings(connection, talk.community_id)
        if party is None:
            async with self._database.session_scope() as session:
                await talks.close_talk(session, talk.kind, talk.owner_id)
            return
        under = talk.channel_id or rules.channel_id
        room_id = await _open_room(platform, talk, party, under)
        async with self._database.session_scope() as session:
            if room_id is None:
                await opening.directly(session, talk, party)
            else:
                await opening.in_thread(session, talk, party, under, room_id)

    async def _look_into(self, platform: str, community: str, rooms: Mapping[str, TalkView]) -> None:
        async with asyncio.timeout(PATIENCE):
            written = await self._platform(platform).last_written(community)
        news = [
            (talk, written[id_])
            for id_, talk in rooms.items()
            if id_ in written and written[id_].id != talk.seen_id
        ]
        if news:
            async with self._database.session_scope() as session:
                for talk, last in news:
                    await talks.note_seen(session, talk, last.id, last.at)

    def _platform(self, name: str) -> Platform:
        if name not in self._platforms:
            raise NotNowError(f"not connected to {name}")
        return self._platforms[name]


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
