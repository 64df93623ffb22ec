"""Bringing the groups of those who come up to what is stored."""

import asyncio
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager, suppress

from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import CannotOpenError, NotNowError, Platform
from mentorbot.chat.program import Program
from mentorbot.db import Session, name_place
from mentorbot.events import guests, service
from mentorbot.events.guests import Behind, Erased


class GuestGroups:
    """Keeps the groups of events, on whatever platform they are."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._work = FairWork("the group of those who come to an event", self._find, self._do)
        self._erased = FairWork("who erased themselves and is in a group", self._find_erased, self._let_out)

    async def bring_up(self) -> None:
        """Let each be as it should."""
        await self._erased.finish()
        await self._work.finish()

    async def _find(self, without: Collection[int], places: Collection[int]) -> list[Behind]:
        async with self._program.database.read_scope() as connection:
            return await guests.find_behind(connection, without, places)

    async def _do(self, found: Behind) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._show(found)
        except CannotOpenError as error:
            async with self._scope(found) as session:
                event = await service.load_event(session, found.id)
                if event is not None:
                    await guests.note_trouble(session, event, str(error))
            raise NotNowError(str(error)) from None

    async def _show(self, found: Behind) -> None:
        platform = self._program.find_platform(found.platform)
        if found.existing:
            await self._fill(platform, found)
            return
        if found.over:
            if found.known:
                await platform.end_group(found.community, found.known)
            async with self._scope(found) as session:
                await guests.note_over(session, found.id)
            return
        async with self._program.database.read_scope() as connection:
            change = await guests.find_change(connection, found)
        known = await platform.keep_group(
            found.community,
            f"{found.title} · {found.id}",
            [*change.come.values()],
            former=[*change.gone.values()],
            known=found.known,
        )
        async with self._scope(found) as session:
            await guests.note_change(session, found.id, known, change, instead_of=found.known)

    async def _fill(self, platform: Platform, found: Behind) -> None:
        """Let people into a group that was there before, and out of it."""
        async with self._program.database.read_scope() as connection:
            change = await guests.find_change(connection, found)
            event = await service.load_event(connection, found.id)
            organizers = event is not None and await guests.is_organizers(connection, event, found.known)
        before: frozenset[str] = frozenset()
        if change.come or change.out:
            if organizers and change.come:
                raise CannotOpenError(guests.ORGANIZES)
            before = await platform.fill_group(
                found.community, found.known, [*change.come.values()], former=change.out
            )
        async with self._scope(found) as session:
            await guests.note_change(session, found.id, found.known, change, before)
            if found.over and not change.gone:
                await guests.note_over(session, found.id)

    async def _find_erased(self, without: Collection[int], places: Collection[int]) -> list[Erased]:
        async with self._program.database.read_scope() as connection:
            return await guests.find_erased(connection, without, places)

    async def _let_out(self, found: Erased) -> None:
        platform = self._program.find_platform(found.platform)
        async with asyncio.timeout(PATIENCE):
            # Where it cannot be done, nothing is kept of somebody who wants nothing kept.
            with suppress(CannotOpenError):
                await platform.fill_group(found.community, found.group_id, (), former=[found.user_id])
        async with self._scope(found) as session:
            await guests.forget_erased(session, found.id)

    def _scope(self, found: Behind | Erased) -> AbstractAsyncContextManager[Session]:
        return self._program.database.session_scope(name_place(found.platform, found.community))
