"""The dispatcher: wakes when something is due, takes it, has it made and sent, notes what became of it."""

import asyncio
import math
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final

from mentorbot import clock, logs, traces
from mentorbot.chat import Card
from mentorbot.chat.program import Program
from mentorbot.db import ROWS, Session
from mentorbot.delivery import bell, cards, desk, direct, holding, making, outbox, retry
from mentorbot.delivery.alarm import Alarm
from mentorbot.delivery.desk import Desk, Wanted
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.lanes import Lanes
from mentorbot.delivery.making import Away, Gone, Made, Outcome, QuietHours, Several
from mentorbot.delivery.models import State
from mentorbot.delivery.outbox import Note, Taken
from mentorbot.delivery.sending import ClosedError, Message, RefusedError, Sender, TryAgainError

AT_ONCE: Final = 16
"""How many messages are on their way at the same time."""

APART: Final = 0.01
"""Seconds between two messages while somebody waits for an answer: twice as fast as Discord lets one send."""

LEAST_APART: Final = 0.002
"""Seconds between any two: whoever asks just then waits for the beginning of one, not of all at once."""

MOST_HELD: Final = 512
"""How many rows are held in memory, of all communities."""

TROUBLE_WAIT: Final = 1.0
"""Seconds before the database is tried again when it failed."""

MOST_COUNTED: Final = 10_000
"""How far what is due is counted."""

KEPT: Final = timedelta(days=90)
"""How long what was sent or taken back is remembered, so that its key does not send it again."""

Happened = Callable[[Outcome, float], None]

log = logs.get(__name__)


async def _find_nobody(session: Session, member_ids: Sequence[int]) -> Collection[int]:
    return ()


async def _find_none(session: Session, member_ids: Sequence[int]) -> Mapping[int, str]:
    return {}


class Dispatcher:
    """Sends what is due, for as long as it runs. Any number may run on one database, in any process.

    Args:
        program: What the messages are made with; its database is open for as long as the dispatcher runs.
        quiet_hours: Those of members, by their ids; members without any are left out.
        away: Finds those of some members who have left their community: what is for them waits.
        several: What the community of some members is called, of those who are in several: what reaches them
            directly says it.
        gone: Asks the platform who of some members has left: what goes out by their act is sent no more.
    """

    def __init__(
        self,
        program: Program,
        quiet_hours: QuietHours,
        away: Away = _find_nobody,
        gone: Gone | None = None,
        several: Several = _find_none,
    ) -> None:
        self.well = True
        """Whether the database worked when it was last needed."""
        self.happened: Happened | None = None
        """Called with what became of each try, and how many seconds after it was due."""
        self._program = program
        self._database = program.database
        self._senders: dict[str, Sender] = {}
        self._gone = gone
        self._answering: dict[str, Callable[[], bool]] = {}
        self._leaving: set[str] = set()
        self._me = secrets.token_hex(16)
        self._desk = Desk(program, quiet_hours, away, several, self.nudge)
        self._lanes = Lanes(desk.BATCH, self._narrow)
        self._cards: dict[int, Card] = {}
        self._sending: dict[asyncio.Task[None], Taken] = {}
        self._due_in_table = 0
        self._wake = asyncio.Event()
        self._alarm = Alarm(self.nudge, self._sweep, self._prune, self._clock_set)
        self._running: asyncio.Task[None] | None = None
        self._last_at = -math.inf
        self._held_back: asyncio.TimerHandle | None = None
        self._stopping = False
        self._one_change = asyncio.Lock()

    @property
    def due(self) -> int:
        """How many are due and not sent yet, counted every few seconds and up to MOST_COUNTED."""
        return self._due_in_table + len(self._desk.held) + len(self._lanes) + len(self._sending)

    async def start(
        self, platform: str, sender: Sender, answering: Callable[[], bool] = lambda: False
    ) -> None:
        """Begin to send what goes to a platform, unless that is done already.

        Args:
            platform: Its name, as it stands in the rows; what goes to another is left alone.
            sender: Its way to send.
            answering: Whether somebody waits there for an answer. They come first: messages are then sent one
                after the other, for each that is on its way makes an answer wait for its turns on the event
                loop.
        """
        async with self._one_change:
            if platform in self._senders:
                return
            self._senders[platform] = sender
            self._answering[platform] = answering
            if self._running is None:
                self._begin()
            self.nudge()

    def _begin(self) -> None:
        self._stopping = False
        self._alarm.start()
        bell.listen(self.nudge)
        self.nudge()
        self._running = asyncio.create_task(self._run())

    def nudge(self) -> None:
        """Look now whether something is due; for whoever has moved the clock or the table."""
        self._wake.set()

    async def stop(self, patience: float = 10.0) -> None:
        """Leave all platforms."""
        await self.leave(*self._senders, patience=patience)

    async def leave(self, *platforms: str, patience: float = 10.0) -> None:
        """Take nothing more that goes to these; finish what is on its way, and give the rest back.

        Args:
            patience: Seconds to wait for what is on its way; what takes longer is sent again by whoever takes
                it next, with the same nonce.
        """
        self._leaving.update(self._senders.keys() & platforms)
        async with self._one_change:  # whoever asks last waits too until all is given back
            if not self._leaving.intersection(platforms) or self._running is None:
                return
            await self._stop(self._running, patience)
            for one in self._leaving:
                self._senders.pop(one, None)
                self._answering.pop(one, None)
            self._leaving.clear()
            if self._senders:
                self._begin()

    async def _stop(self, running: asyncio.Task[None], patience: float) -> None:
        self._stopping = True
        bell.unlisten(self.nudge)
        self._alarm.stop()
        self.nudge()
        await running
        self._running = None
        if self._sending:
            await asyncio.wait(self._sending, timeout=patience)
        given_up = list(self._sending.items())
        for task, _ in given_up:
            task.cancel()
        unsure = [Note(row, State.PENDING, clock.now(), doubt=True) for _, row in given_up]
        rest = [*self._desk.clear(), *self._lanes.drain()]
        self._cards.clear()
        try:
            async with self._database.session_scope() as session:
                await outbox.note_outcomes(session, [*self._desk.notes, *unsure])
                await direct.remember_channels(session, self._desk.notes)
                await outbox.release(session, rest)
            self._desk.notes.clear()
        except Exception:
            # Their leases run out, and the nonce keeps what was sent from being shown twice.
            log.exception("could not give back what was not sent", rows=len(rest) + len(given_up))

    def _narrow(self, to: Address) -> bool:
        return self._senders[to.platform].narrow(to)

    async def _run(self) -> None:
        while not self._stopping:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._turn()
            except Exception:
                log.exception("the dispatcher could not use the database; trying again")
                self.well = await self._set_aside()
                # Whether the transaction was kept is not known; rows of the old name run out by themselves.
                self._me = secrets.token_hex(16)
                self._wake.set()
                await asyncio.sleep(TROUBLE_WAIT)
            else:
                self.well = True

    async def _set_aside(self) -> bool:
        """Settle rows that cannot be read, which would stop everybody's messages; whether there were any."""
        try:
            async with self._database.session_scope() as session:
                found = await holding.set_aside_unreadable(session, clock.now())
        except Exception:
            log.exception("could not look for rows that cannot be read")
            return False
        if found:
            log.error("set messages aside that cannot be read", deliveries=found)
        return bool(found)

    async def _turn(self) -> None:
        """One look at the table: note what was sent, take what is due, begin to send."""
        now = clock.now()
        places = list(self._senders)
        unmade = {row.due.community_id for row in self._desk.unmade}
        full = sorted(unmade.union(self._lanes.full()))
        doors, unknown = self._lanes.doors(), self._desk.unknown
        here = len(self._lanes) + len(self._desk.held)
        room = min(desk.BATCH, MOST_HELD - here) if not self._stopping else 0
        due = 0
        if room > 0:
            async with self._database.read_scope() as connection:
                most = desk.BATCH + 1
                due = await outbox.count_due(
                    connection, self._me, places, now, most, full=full, doors=doors, unknown=unknown
                )
        wanted = Wanted(self._me, places, now, room, due, full, doors)
        for settled in await self._desk.settle_and_take(wanted):
            self._tell(settled)
        if not self._stopping:
            made, settled_now = await self._desk.make_some(now, self._know)
            for settled in settled_now:
                self._tell(settled)
            self._cards.update((one.row.due.id, one.card) for one in made)
            self._lanes.add(one.row for one in made)
        self._send()
        if due or unmade or self._desk.waits:
            self._wake.set()
            return
        async with self._database.read_scope() as connection:
            following = await outbox.find_next_at(
                connection, self._me, places, full=full, doors=doors, unknown=unknown
            )
        if following is not None and following <= now and room > 0:
            self._wake.set()  # it came due just now
        else:
            self._alarm.set(following if following is None or following > now else None)

    async def _know(self, session: Session, made: Sequence[Made]) -> None:
        """Tell the sender the channels that it has forgotten since they were opened, at a restart."""
        unknown = {
            one.row.due.member_id: one.row.due.to
            for one in made
            if one.row.due.member_id is not None and self._narrow(one.row.due.to)
        }
        if unknown:
            for member, channel in (await direct.find_channels(session, list(unknown))).items():
                to = unknown[member]
                self._senders[to.platform].know({str(to.user_id): channel})

    def _send(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping and len(self._sending) < AT_ONCE:
            answering = any(ask() for ask in self._answering.values())
            next_at = self._last_at + (APART if answering else LEAST_APART)
            if loop.time() < next_at:
                if self._held_back is not None:
                    self._held_back.cancel()
                self._held_back = loop.call_at(next_at, self._go_on)
                return
            if (row := self._lanes.pick()) is None:
                return
            self._last_at = loop.time()
            task = asyncio.create_task(self._deliver(row, self._cards.pop(row.due.id)))
            self._sending[task] = row
            task.add_done_callback(self._sent)

    def _go_on(self) -> None:
        self._held_back = None
        self._send()

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._lanes.done(self._sending.pop(task))
        self._send()
        self.nudge()

    async def _deliver(self, row: Taken, card: Card) -> None:
        about = {"kind": row.due.kind, "platform": row.due.to.platform}
        with traces.span("delivery", since=row.due.due_at, **about) as traced:
            traced.happened("made")
            done = await self._send_one(row, card)
            traced.note(outcome=making.name_outcome(done))
        self._desk.notes.append(done)

    async def _send_one(self, row: Taken, card: Card) -> Note:
        """Send a message; what came of it."""
        try:
            if await self._lost_sender(row):
                return Note(row, State.CANCELLED, clock.now())
            return await self._deliver_or_notice(row, card)
        except TryAgainError as error:
            return making.note_later(row, clock.now(), error.why, error.after, doubt=not error.certain)
        except RefusedError as error:
            return Note(row, State.DEAD, clock.now(), error.why)
        except Exception:
            log.exception("could not send", kind=row.due.kind, delivery=row.due.id)
            return making.note_later(
                row, clock.now(), "I could not send this.", doubt=True, most=retry.MOST_TRIES_OF_A_BUG
            )

    async def _lost_sender(self, row: Taken) -> bool:
        """Whether whoever had it sent has left the community meanwhile; what may have arrived stays."""
        sender = row.due.sender_id
        if sender is None or self._gone is None or row.doubtful:
            return False
        return bool(await self._gone(self._program, [sender]))

    async def _deliver_or_notice(self, row: Taken, card: Card) -> Note:
        to = row.due.to
        sender = self._senders[to.platform]
        doubtful = row.since if row.doubtful else None
        try:
            with traces.span("send"):
                sent = await sender.send(Message(to, card, row.nonce, doubtful_since=doubtful))
        except ClosedError:
            async with self._database.read_scope() as connection:
                channel = await direct.find_notice_channel(connection, row.due.community_id)
            if channel is None:
                raise RefusedError(cards.CLOSED_WITHOUT_NOTICE) from None
            notice = card if card.public else cards.notice_card(row.due.id)
            there = Address(to.platform, to.community, channel_id=channel)
            try:
                sent = await sender.send(Message(there, notice, row.nonce, to.user_id, doubtful))
            except RefusedError as error:
                raise RefusedError(f"{cards.CLOSED} The notice channel: {error.why}") from None
            return Note(row, State.SENT, clock.now(), cards.CLOSED, sent.id)
        return Note(row, State.SENT, clock.now(), message_id=sent.id, opened=sent.opened)

    def _tell(self, one: Note) -> None:
        if self.happened is not None:
            self.happened(making.name_outcome(one), (one.at - one.row.due.due_at).total_seconds())

    async def _sweep(self) -> None:
        """Hold on to what is here; look at the table even if the alarm missed something."""
        held = [*self._sending.values(), *self._lanes.waiting(), *self._desk.held]
        if held:
            async with self._database.session_scope(ROWS) as session:
                free, _ = await holding.hold_free(session, held)
                mine = [row for row in held if row.due.id in free]
                await outbox.extend(session, mine, clock.now() + desk.LEASE)
        # Counting thousands takes too long to be done on the event loop.
        async with self._database.engine.connect() as connection:
            self._due_in_table = await outbox.count_due(
                connection, self._me, list(self._senders), clock.now(), MOST_COUNTED
            )
        self.nudge()

    async def _clock_set(self, by: timedelta) -> None:
        """The machine's clock was set: what waits for another try waits no longer for that."""
        if by < timedelta(0):
            async with self._database.session_scope() as session:
                await outbox.bring_forward(session, clock.now(), desk.LEASE)
        self.nudge()

    async def _prune(self) -> None:
        async with self._database.session_scope(ROWS) as session:
            gone = await outbox.prune(session, clock.now() - KEPT, 1000)
        if gone:
            await asyncio.sleep(0)
            await self._prune()
