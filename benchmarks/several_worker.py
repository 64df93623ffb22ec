"""One of several processes on one database; and the way to a database that is farther away.

`python -m benchmarks.several_worker changes|deliveries URL SECONDS` says that it is ready, waits for a line,
works, and says how much it has done. `… away URL` says on which port the server of URL is reached from afar.
"""

import asyncio
import json
import random
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import Database, Session, schema
from mentorbot.delivery import service as delivery
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.payloads import NOTHING, Payload
from mentorbot.delivery.quiet import Quiet
from mentorbot.delivery.sending import Message, Sent
from mentorbot.delivery.service import Row
from mentorbot.guide.load import Library
from mentorbot.guide.model import Stage
from mentorbot.members.service import Profile, enrol, ensure_community
from mentorbot.progress.service import Change, mark_milestone

ONE_WAY: Final = 0.00125
"""Seconds that what is said to the database is under way, and as long what it answers."""
COMMUNITIES: Final = 64
EACH: Final = 4
PRESSING: Final = 32
"""People of one process who press at the same time."""
SENDING: Final = 0.05
"""Seconds that a chat takes to accept a message."""
_CHUNK: Final = 1 << 16


async def fill(url: str) -> None:
    """Make tables, communities and members."""
    database = Database(url)
    await schema.upgrade(database)
    async with database.session_scope() as session:
        for place in range(COMMUNITIES):
            await ensure_community(session, "discord", str(place))
            for number in range(EACH):
                await enrol(session, _caller(place, number), Profile(Stage.UNDERGRADUATE))
    await database.close()


async def schedule(url: str, count: int) -> None:
    """Let so many messages be due now, beside what is left of others."""
    database, now = Database(url), clock.now()
    mark = secrets.token_hex(4)
    async with database.session_scope() as session:
        rows = []
        for place in range(COMMUNITIES):
            here = await ensure_community(session, "discord", str(place))
            for number in range(place, count, COMMUNITIES):
                to = Address("discord", str(place), channel_id=str(number))
                key = f"{mark}:{number}"
                rows.append(Row("measured", NOTHING, to, now, dedupe_key=key, community_id=here))
        await delivery.schedule_many(session, rows)
    await database.close()


async def _change(database: Database, seconds: float) -> int:
    """Mark milestones in communities by chance for so long; how many."""
    guide = Library.load().guide()
    items, chance = list(guide.milestones), random.Random()  # noqa: S311 - no secret
    now, done = asyncio.get_running_loop().time, 0
    end = now() + seconds

    async def press() -> None:
        nonlocal done
        while now() < end:
            caller = _caller(chance.randrange(COMMUNITIES), chance.randrange(EACH))
            how = chance.choice((Change.DONE, Change.UNDO))
            async with database.session_scope(caller.place) as session:
                await mark_milestone(session, caller, guide, chance.choice(items), how)
            done += now() < end

    await asyncio.gather(*(press() for _ in range(PRESSING)))
    return done


class _Chat:
    """A chat that accepts everything, after a while."""

    sent = 0

    def know(self, channels: Mapping[str, str]) -> None:
        """Nothing."""

    def narrow(self, to: Address) -> bool:
        """It has no narrow door."""
        return False

    async def send(self, message: Message) -> Sent:
        """Accept it."""
        await asyncio.sleep(SENDING)
        self.sent += 1
        return Sent(message.nonce)


async def _deliver(database: Database, seconds: float) -> int:
    """Send what is due for so long; how many."""

    async def make(session: Session, due: Due, about: Payload) -> Card:
        return Card("Measured", (Section("Hello."),), public=True)

    async def no_quiet(session: Session, members: Sequence[int]) -> Mapping[int, Quiet]:
        return {}

    handler("measured", Payload)(make)
    chat, dispatcher = _Chat(), Dispatcher(Program(database), no_quiet)
    await dispatcher.start("discord", chat)
    await asyncio.sleep(seconds)
    done = chat.sent
    await dispatcher.stop()
    return done


async def _pass_on(url: str) -> None:
    """Be the way to a server, over which everything takes its time."""
    folder = make_url(url).query["host"]
    socket = Path(str(folder)) / ".s.PGSQL.5432"

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(socket)
        await asyncio.gather(_carry(reader, back), _carry(there, writer))

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    _tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    try:
        while data := await reader.read(_CHUNK):
            loop.call_later(ONE_WAY, writer.write, data)
    except ConnectionError:
        pass
    loop.call_later(ONE_WAY, writer.close)


async def _work(what: str, url: str, seconds: float) -> None:
    database = Database(url)
    async with database.read_scope():
        _tell(ready=1)
    await asyncio.to_thread(sys.stdin.readline)
    done = await (_change if what == "changes" else _deliver)(database, seconds)
    _tell(done=done)
    await database.close()


def _caller(place: int, number: int) -> Caller:
    return Caller("discord", str(place), f"{place}00{number}")


def _tell(**what: int) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201  (the way back)


if __name__ == "__main__":
    todo, address, *more = sys.argv[1:]
    asyncio.run(_pass_on(address) if todo == "away" else _work(todo, address, float(more[0])))
