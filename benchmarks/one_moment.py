"""Many reminders due at one moment, in one process: the outbox, or APScheduler with a job for each reminder.

`python -m benchmarks.one_moment KIND DATABASE SENT COUNT`: KIND is `outbox`, `jobs` (as APScheduler comes) or
`patient` (with misfire_grace_time=None). It schedules COUNT reminders for one moment and says so on a line of
JSON, then delivers them, then says how that went; with a COUNT of 0 it goes on with what an earlier process
left.

To deliver is the same for all: 16 at once, each a wait of 5 ms as for a network, then a line in the file
SENT.
"""

import asyncio
import gc
import json
import logging
import sys
import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.chat.program import Program
from mentorbot.db import Database, Session, schema
from mentorbot.delivery import outbox, service
from mentorbot.delivery.dispatcher import AT_ONCE, Dispatcher
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.payloads import NOTHING, Payload
from mentorbot.delivery.quiet import Quiet
from mentorbot.delivery.sending import Message, Sent
from mentorbot.members.service import ensure_community

NETWORK: Final = 0.005
SAMPLE: Final = 200
"""So many are scheduled first, and taken back, to see for when the others can be scheduled."""
IDLE: Final = 2.0
"""Seconds without anything new, after which all is over."""

_LOOK: Final = 0.05

_sent: Path
_lines = 0
_network = asyncio.Semaphore(AT_ONCE)


async def deliver(number: str, nonce: str) -> None:
    """Deliver one reminder."""
    global _lines  # noqa: PLW0603  (APScheduler calls a function of a module)
    async with _network:
        await asyncio.sleep(NETWORK)
        with _sent.open("a", encoding="ascii") as file:
            file.write(f"{number} {nonce}\n")
        _lines += 1


class Scheduler(Protocol):
    """One of those that are compared."""

    @abstractmethod
    async def open(self) -> None:
        """Open the database and begin to deliver what is due."""

    @abstractmethod
    async def schedule(self, count: int, due: datetime) -> None:
        """Schedule so many for one moment."""

    @abstractmethod
    async def clear(self) -> None:
        """Take all back."""

    @abstractmethod
    async def left(self) -> bool:
        """Whether something is still to be delivered."""


class Outbox:
    """The bot's own."""

    def __init__(self, path: str) -> None:
        self._database = Database(path)
        self._dispatcher = Dispatcher(Program(self._database), _nobody_is_quiet)

    def know(self, channels: Mapping[str, str]) -> None:
        """What the dispatcher tells of people whose channels it knows."""

    def narrow(self, to: Address) -> bool:
        """What the dispatcher asks first."""
        return False

    async def send(self, message: Message) -> Sent:
        """What the dispatcher calls."""
        await deliver(message.to.channel_id or "", message.nonce)
        return Sent(message.nonce)

    async def open(self) -> None:
        """As Scheduler says."""
        await schema.upgrade(self._database)
        await self._dispatcher.start("discord", self)

    async def schedule(self, count: int, due: datetime) -> None:
        """As Scheduler says."""
        async with self._database.session_scope() as session:
            community = await ensure_community(session, "discord", "1")
            rows = (_row(number, due, community) for number in range(count))
            await service.schedule_many(session, rows)

    async def clear(self) -> None:
        """As Scheduler says."""
        async with self._database.session_scope() as session:
            await service.cancel(session, prefix="reminder:")

    async def left(self) -> bool:
        """As Scheduler says."""
        async with self._database.read_scope() as connection:
            return await outbox.find_next_at(connection, "", ["discord"]) is not None


class Jobs:
    """APScheduler with one job for each reminder.

    Args:
        patient: Whether jobs are run however late they are.
    """

    def __init__(self, path: str, *, patient: bool) -> None:
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{path}")},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None if patient else 1},
            timezone="UTC",
        )

    async def open(self) -> None:
        """As Scheduler says."""
        self._scheduler.start()

    async def schedule(self, count: int, due: datetime) -> None:
        """As Scheduler says."""
        for number in range(count):
            arguments = (str(number), f"{number}")
            name = "benchmarks.one_moment:deliver"
            self._scheduler.add_job(name, "date", run_date=due, args=arguments, id=f"reminder:{number}")

    async def clear(self) -> None:
        """As Scheduler says."""
        self._scheduler.remove_all_jobs()

    async def left(self) -> bool:
        """As Scheduler says."""
        return bool(self._scheduler.get_jobs())


class Stall:
    """Notes for how long the event loop did nothing else; what it finds at rest is the machine's own."""

    def __init__(self) -> None:
        self._longest = 0.0
        self._task = asyncio.create_task(self._watch())

    def longest(self) -> float:
        """The longest in milliseconds since this was last asked."""
        longest, self._longest = self._longest, 0.0
        return longest * 1000

    async def _watch(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self._longest = max(self._longest, now - last - 0.001)
            last = now


@handler("benchmark", Payload)
async def make(session: Session, due: Due, _: Payload) -> Card | None:
    """The message of a reminder."""
    return Card("A reminder", (Section(due.dedupe_key),))


async def run(one: Scheduler, count: int) -> None:
    """Do it all, and tell."""
    await one.open()
    # As the bot does once all of it is loaded; it spares both looking through what is here to stay.
    gc.freeze()
    stall = Stall()
    await asyncio.sleep(1.0)
    told: dict[str, Any] = {"rest": stall.longest()}
    if count:
        told |= await _schedule(one, count, stall)
        tell(told)
        await asyncio.sleep(max(0.0, (told["due"] - time.time()) - 0.2))
        stall.longest()
        ended = await _until_over(one, count)
        tell({"seconds": ended - told["due"], "stall": stall.longest(), "delivered": _lines})
    else:
        await _until_over(one, sys.maxsize)
        tell({"delivered": _lines})


async def _until_over(one: Scheduler, count: int) -> float:
    """Wait until so many are delivered, or nothing comes any more; returns when the last came."""
    # Looks are counted rather than seconds: a loop that stalls has no less of a chance afterwards.
    idle, last, before = 0, time.time(), _lines
    while _lines < count and (idle < IDLE / _LOOK or await one.left()):
        idle += 1
        if before != _lines:
            idle, last, before = 0, time.time(), _lines
        # Not so often that the looking is what is measured.
        await asyncio.sleep(_LOOK)
    return time.time() if _lines >= count else last


async def _schedule(one: Scheduler, count: int, stall: Stall) -> dict[str, Any]:
    sample = min(SAMPLE, count)
    began = time.perf_counter()
    await one.schedule(sample, clock.now() + timedelta(hours=1))
    each = (time.perf_counter() - began) / sample
    await one.clear()
    await asyncio.sleep(0.5)
    stall.longest()
    due = clock.now() + timedelta(seconds=3 + each * count * 1.4)
    began = time.perf_counter()
    await one.schedule(count, due)
    seconds = time.perf_counter() - began
    await asyncio.sleep(0.05)
    if clock.now() > due:
        raise SystemExit("it took so long to schedule them that they were due before")
    return {"seconds": seconds, "stall": stall.longest(), "due": due.timestamp()}


async def _nobody_is_quiet(session: Session, members: Sequence[int]) -> Mapping[int, Quiet]:
    return {}


def _row(number: int, due: datetime, community: int) -> service.Row:
    to = Address("discord", None, channel_id=str(number))
    return service.Row("benchmark", NOTHING, to, due, dedupe_key=f"reminder:{number}", community_id=community)


def tell(what: dict[str, Any]) -> None:
    """Say something to whoever measures."""
    print(json.dumps(what), flush=True)  # noqa: T201  (the way back)


def main() -> None:
    """Run until all is delivered."""
    global _sent  # noqa: PLW0603  (as above)
    kind, database, sent, count = sys.argv[1:]
    logging.disable()  # the scheduler has a line for each job that it drops
    # APScheduler finds the function by the name of its module, which this is not when it is run.
    from benchmarks import one_moment  # noqa: PLC0415, PLW0406

    one_moment._sent = _sent = Path(sent)
    one: Scheduler = (
        one_moment.Outbox(database)
        if kind == "outbox"
        else one_moment.Jobs(database, patient=kind == "patient")
    )
    asyncio.run(one_moment.run(one, int(count)))


if __name__ == "__main__":
    main()
