"""What a dispatcher does at the table of what is due, in transactions so short that nobody waits for long.

Noting what became of messages and taking others costs a few statements, however many they are. Having them
made costs some for each, so that only as many are made in one transaction as a moment has room for.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Final

from mentorbot import clock, logs
from mentorbot.chat.program import Program
from mentorbot.db import EVERYWHERE, ROWS, Session, name_place
from mentorbot.delivery import direct, holding, kinds, making, outbox, retry
from mentorbot.delivery.kinds import Prepare
from mentorbot.delivery.making import Away, Made, QuietHours, Several
from mentorbot.delivery.models import State
from mentorbot.delivery.outbox import Note, Taken

LEASE: Final = timedelta(seconds=30)
"""How long a row stays with a dispatcher that is not heard of again; Discord remembers a nonce for longer."""

BATCH: Final = 64
"""How many rows are taken in one transaction, and how many of one community wait in memory."""

LONGEST: Final = 0.03
"""Seconds after which a transaction begins no further message, so that changes of others get their turn."""

ASIDE: Final = 2
"""For how many messages is prepared at once what takes longer than a moment."""

SIDE_BY_SIDE: Final = 4
"""In how many communities messages are made at once, where the database lets that be."""

MOST_REFUSED: Final = 4
"""How many that could not be sent for good are noted at once: for each a room may have something to do."""

log = logs.get(__name__)

Know = Callable[[Session, Sequence[Made]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a dispatcher would take.

    Args:
        me: Whoever takes.
        platforms: Those that it can send on.
        room: How many at most.
        due: How many there are, as far as was counted.
        full: Communities that are passed over.
        doors: Communities of which no first messages to people are taken.
    """

    me: str
    platforms: Sequence[str]
    now: datetime
    room: int
    due: int
    full: Sequence[int]
    doors: Sequence[int]


class Desk:
    """What one dispatcher has taken and not had made yet, and what it has to note.

    Args:
        program: What the messages are made with.
        quiet_hours: Those of members, by their ids.
        away: Finds those of some members who have left their community.
        several: What the community of some members is called, of those who are in several.
        nudge: Called when there is more to be done at once.
    """

    def __init__(
        self,
        program: Program,
        quiet_hours: QuietHours,
        away: Away,
        several: Several,
        nudge: Callable[[], None],
    ) -> None:
        self._nudge = nudge
        self._program = program
        self._database = program.database
        self._quiet_hours = quiet_hours
        self._away = away
        self._several = several
        self._after = 0
        self.notes: list[Note] = []
        """What became of rows, to be noted."""
        self.unmade: list[Taken] = []
        """Rows that were taken, whose messages are to be made."""
        self.unknown: set[str] = set()
        """Kinds that nothing here makes, and that are left alone."""
        self._preparing: dict[asyncio.Task[None], Taken] = {}
        self._aside = asyncio.Semaphore(ASIDE)

    @property
    def waits(self) -> bool:
        """Whether there is more to be done at once."""
        return bool(self.unmade or self.notes)

    @property
    def held(self) -> list[Taken]:
        """Rows that were taken and are not made yet."""
        return [*self.unmade, *self._preparing.values()]

    def clear(self) -> list[Taken]:
        """Take out what is not made yet; what is being prepared is broken off."""
        rows = self.held
        for task in self._preparing:
            task.cancel()
        self._preparing.clear()
        self.unmade = []
        return rows

    async def settle_and_take(self, wanted: Wanted) -> list[Note]:
        """Note what became of rows, and take others; returns what was noted."""
        light, heavy = _part(self.notes)
        self.notes = []
        settled: list[Note] = []
        try:
            if light or wanted.due:
                settled = await self._settle_rows(light, wanted)
            for one in heavy[:MOST_REFUSED]:
                async with self._database.session_scope(_place_of(one.row)) as session:
                    await outbox.note_outcomes(session, [one])
                    await making.tell_refused(session, one)
                settled.append(one)
        finally:
            noted = {one.row.due.id for one in settled}
            self.notes = [one for one in (*light, *heavy) if one.row.due.id not in noted] + self.notes
        return settled

    async def _settle_rows(self, notes: Sequence[Note], wanted: Wanted) -> list[Note]:
        """Note these, but not those that somebody else is changing just now; and take others."""
        async with self._database.session_scope(ROWS) as session:
            await direct.remember_channels(session, notes)
            free, gone = await holding.hold_free(session, [one.row for one in notes])
            noted = [one for one in notes if one.row.due.id in free]
            await outbox.note_outcomes(session, noted)
            taken = await self._take(session, wanted) if wanted.due else []
            rows, dropped = await making.find_wanted(
                session, taken, wanted.now, self._away, self._quiet_hours
            )
            await outbox.note_outcomes(session, dropped)
        for row in rows:
            self._begin(row)
        lost = [one for one in notes if one.row.due.id in gone]
        return [*noted, *dropped, *lost]

    def _begin(self, row: Taken) -> None:
        """Have the message of a row made, once what it takes is prepared."""
        prepare = kinds.find_preparation(row.due.kind)
        if prepare is None:
            self.unmade.append(row)
            return
        task = asyncio.create_task(self._prepare(row, prepare))
        self._preparing[task] = row
        task.add_done_callback(self._prepared)

    async def _prepare(self, row: Taken, prepare: Prepare) -> None:
        try:
            async with self._aside:
                prepared = await prepare(row.due)
        except Exception:
            log.exception("could not prepare a message", kind=row.due.kind, delivery=row.due.id)
            why = "I could not make this message."
            most = retry.MOST_TRIES_OF_A_BUG
            self.notes.append(making.note_later(row, clock.now(), why, most=most))
        else:
            self.unmade.append(replace(row, due=replace(row.due, prepared=prepared)))

    def _prepared(self, task: asyncio.Task[None]) -> None:
        self._preparing.pop(task, None)
        self._nudge()

    async def make_some(self, now: datetime, know: Know) -> tuple[list[Made], list[Note]]:
        """Have the messages made of rows that were taken, as many as there is time for.

        Args:
            know: Called with them in the transaction in which they are made.

        Returns:
            The messages, and what was noted of rows that have none.
        """
        groups = self._group()[:SIDE_BY_SIDE]
        making_ = (self._make_group(place, rows, now, know) for place, rows in groups)
        ended = await asyncio.gather(*making_, return_exceptions=True)
        made: list[Made] = []
        dropped: list[Note] = []
        failed = [one for one in ended if isinstance(one, BaseException)]
        if failed and len(failed) == len(ended):
            raise failed[0]
        for one in ended:
            if isinstance(one, BaseException):
                log.warning("could not make messages of a community; trying again", error=repr(one))
            else:
                made += one[0]
                dropped += one[1]
        return made, dropped

    def _group(self) -> list[tuple[str, list[Taken]]]:
        """What is made in one transaction, by what it may touch."""
        if not self._database.many_at_once:
            return [(EVERYWHERE, list(self.unmade))] if self.unmade else []
        groups: dict[str, list[Taken]] = {}
        for row in self.unmade:
            groups.setdefault(_place_of(row), []).append(row)
        return list(groups.items())

    async def _make_group(
        self, place: str, rows: Sequence[Taken], now: datetime, know: Know
    ) -> tuple[list[Made], list[Note]]:
        passed = asyncio.get_running_loop().time
        async with self._database.session_scope(place) as session:
            end = passed() + LONGEST
            held, lost = await holding.part_held(session, rows)
            await outbox.release(session, lost)
            made, dropped = await making.make_messages(session, _in_turn(held), now, lambda: passed() >= end)
            await outbox.note_outcomes(session, dropped)
            for one in dropped:
                await making.tell_refused(session, one)
            made = await making.name_places(session, made, self._several)
            await know(session, made)
        done = {one.row.due.id for one in made} | {one.row.due.id for one in dropped}
        self._leave_unknown(dropped)
        these = {row.due.id for row in rows}
        left = [row for row in held if row.due.id not in done]
        # What is left comes after what others wait for.
        self.unmade = [row for row in self.unmade if row.due.id not in these] + left
        return made, dropped

    def _leave_unknown(self, dropped: Sequence[Note]) -> None:
        found = {one.row.due.kind for one in dropped if kinds.find_handler(one.row.due.kind) is None}
        for kind in sorted(found - self.unknown):
            log.error("nothing here makes such messages; they wait for a newer version", kind=kind)
        self.unknown |= found

    async def _take(self, session: Session, wanted: Wanted) -> list[Taken]:
        taking = partial(
            outbox.take_due,
            session,
            self._program,
            me=wanted.me,
            platforms=wanted.platforms,
            now=wanted.now,
            lease=LEASE,
            most=wanted.room,
            full=wanted.full,
            doors=wanted.doors,
            unknown=self.unknown,
        )
        if wanted.due <= wanted.room and not wanted.full:
            return await taking()
        rows = await taking(after=self._after)
        if not rows and self._after:
            rows = await taking(after=0)
        # Whoever had the last turn has the last place in the next round; at the end it begins anew.
        many = len(rows) == wanted.room
        self._after = max((row.due.community_id for row in rows), default=0) if many else 0
        return rows


def _place_of(row: Taken) -> str:
    to = row.due.to
    return name_place(to.platform, to.community) if to.community else EVERYWHERE


def _part(notes: Sequence[Note]) -> tuple[list[Note], list[Note]]:
    """What is only noted; and what a room has to do something about, as it could not be sent for good."""
    light: list[Note] = []
    heavy: list[Note] = []
    for one in notes:
        refused = one.state is State.DEAD and kinds.find_refused(one.row.due.kind) is not None
        (heavy if refused else light).append(one)
    return light, heavy


def _in_turn(rows: Sequence[Taken]) -> list[Taken]:
    """The first of each community, then the second of each, and so on."""
    seen: Counter[int] = Counter()
    turns: list[tuple[int, Taken]] = []
    for row in rows:
        seen[row.due.community_id] += 1
        turns.append((seen[row.due.community_id], row))
    return [row for _, row in sorted(turns, key=itemgetter(0))]
