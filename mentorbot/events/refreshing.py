"""Reading every day the calendars that are followed, of all communities."""

from collections.abc import Collection
from functools import partial
from typing import Final

from mentorbot.chat.fairly import FairWork
from mentorbot.chat.program import Program
from mentorbot.chat.readers import Readers
from mentorbot.db import name_place
from mentorbot.events import feeds, fetching
from mentorbot.events.feeds import Feed
from mentorbot.fetch import Fetcher

_AT_ONCE: Final = 4
"""Communities whose calendars are read side by side: each takes a process to read in."""


class Refreshing:
    """Reads what is due to be read, and lets platforms show what has changed by it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._work = FairWork("a calendar that is followed", self._claim, self._refresh, at_once=_AT_ONCE)

    async def read_all(self) -> None:
        """Read all calendars that are due."""
        await self._work.finish()

    async def _claim(self, _: Collection[int], places: Collection[int]) -> list[Feed]:
        # What was claimed is due no more, whatever becomes of it.
        async with self._program.database.session_scope() as session:
            return await feeds.claim_feeds(session, without_communities=places)

    async def _refresh(self, feed: Feed) -> None:
        program = self._program
        readers = program.part(Readers, Readers)
        taken = await fetching.refresh_feed(
            partial(program.database.session_scope, name_place(feed.platform, feed.community)),
            program.part(Fetcher),
            readers,
            feed,
        )
        if taken is not None and taken.any and feed.platform in program.platforms:
            program.platforms[feed.platform].bring_up_soon("event")
