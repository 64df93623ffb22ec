"""A community that asks and answers, with its own post office: the real dispatcher, letters kept here."""

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import mailing
import pytest
from mentoring.conftest import look, offer, person
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.models import State
from mentorbot.delivery.sending import Message, RefusedError, Sent
from mentorbot.delivery.service import delivery
from mentorbot.members import quiet_hours
from mentorbot.members import service as members
from mentorbot.mentoring.finding import service as finding
from mentorbot.mentoring.finding.service import Match
from mentorbot.mentoring.finding.shelf import Shelves
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.requests.models import MENTOR_REQUEST
from mentorbot.mentoring.requests.service import Accepted
from mentorbot.mentoring.requests.store import RequestView


class PostOffice:
    """Keeps what is sent, as words, by whom it is for; refuses to those who cannot be reached."""

    def __init__(self) -> None:
        self.letters: defaultdict[str, list[str]] = defaultdict(list)
        self.unreachable: set[str] = set()

    def narrow(self, to: Address) -> bool:
        return False

    def know(self, channels: Mapping[str, str]) -> None:
        """It opens none."""

    async def send(self, message: Message) -> Sent:
        to = message.to.user_id or message.to.channel_id or ""
        if to in self.unreachable:
            raise RefusedError("This person is no longer on Discord.")
        self.letters[to].append(repr(message.card))
        return Sent(str(len(self.letters[to])))


@dataclass
class Community:
    """People by name, what they ask of each other, and what they are told."""

    database: Database
    name: str = "guild"
    post: PostOffice = field(default_factory=PostOffice)
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shelves = Shelves(self.database)
        self._dispatcher = Dispatcher(
            mailing.program_of(self.database), quiet_hours.load_quiet_hours, members.find_away
        )
        self._dispatcher._senders["discord"] = self.post  # it is turned by hand, so it never starts

    def caller(self, name: str) -> Caller:
        return person(name, self.name)

    async def mentor(self, name: str, **changes: Any) -> int:
        self.ids[name] = await offer(self.database, self.caller(name), **changes)
        return self.ids[name]

    async def mentee(self, name: str, **changes: Any) -> int:
        self.ids[name] = await look(self.database, self.caller(name), **changes)
        return self.ids[name]

    async def ask(self, mentee: str, *mentors: str, note: str = "Please help") -> RequestView:
        async with self.database.session_scope() as session:
            asked = await requests.ask_mentors(
                session, self.caller(mentee), [self.ids[one] for one in mentors], note
            )
        return asked.request

    async def accept(self, mentor: str, request: RequestView) -> Accepted:
        async with self.database.session_scope() as session:
            return await requests.accept_request(session, self.caller(mentor), request.id, request.turn)

    async def decline(self, mentor: str, request: RequestView) -> RequestView:
        async with self.database.session_scope() as session:
            return await requests.decline_request(session, self.caller(mentor), request.id, request.turn)

    async def take(self, mentor: str, request: RequestView) -> Accepted:
        async with self.database.session_scope() as session:
            return await requests.take_request(session, self.caller(mentor), request.id)

    async def withdraw(self, mentee: str, request: RequestView) -> RequestView:
        async with self.database.session_scope() as session:
            return await requests.withdraw_request(session, self.caller(mentee), request.id)

    async def find(self, mentee: str, **more: Any) -> list[Match]:
        return await finding.find_mentors(self.database, self.shelves, self.caller(mentee), **more) or []

    async def now(self, request: RequestView) -> RequestView:
        """The request as it is by now."""
        async with self.database.read_scope() as connection:
            found = await request_store.find_request(connection, request.id)
        assert found is not None
        return found

    async def pass_by(self, by: timedelta = timedelta(0)) -> None:
        """Move the clock on, and send what is due by then."""
        clock.advance(by)
        dispatcher = self._dispatcher
        while True:
            dispatcher._wake.clear()
            await dispatcher._turn()
            while dispatcher._sending or len(dispatcher._lanes):
                dispatcher._last_at = -math.inf  # nobody waits for an answer, so nothing is held back
                dispatcher._send()
                await asyncio.wait(list(dispatcher._sending))
            if not dispatcher._sending and not dispatcher._desk.waits and not await self._due():
                return

    def told(self, who: str) -> str:
        """All that somebody was told so far, in order; what is read is put away."""
        return "\n".join(self.post.letters.pop(who, []))

    async def live(self, prefix: str = "") -> list[str]:
        """The keys of what waits to be sent."""
        statement = select(delivery.c.dedupe_key).where(
            delivery.c.state.in_((State.PENDING, State.LEASED)), delivery.c.dedupe_key.startswith(prefix)
        )
        async with self.database.engine.connect() as connection:
            return sorted((await connection.execute(statement)).scalars())

    async def _due(self) -> bool:
        due = (delivery.c.state == State.PENDING) & (delivery.c.try_at <= clock.now())
        async with self.database.engine.connect() as connection:
            return (await connection.execute(select(delivery.c.id).where(due).limit(1))).first() is not None

    async def check(self) -> None:
        """Every open request has one owner and one deadline; nothing hangs from what is settled."""
        async with self.database.engine.connect() as connection:
            found = (await connection.execute(select(MENTOR_REQUEST))).mappings().all()
        wanted = set()
        for row in found:
            if row["settled_at"] is None:
                assert (row["owner_id"] is None) is (row["state"].value == "open")
                wanted.add(f"request:{row['id']}:request_deadline:{row['turn']}")
        live = await self.live("request:")
        deadlines = [key for key in live if ":request_deadline:" in key]
        assert sorted(wanted) == deadlines
        owners = {key.rpartition(":request_")[0] for key in live}
        assert owners == {key.rpartition(":request_")[0] for key in deadlines}


@pytest.fixture
async def community(database: Database) -> AsyncIterator[Community]:
    """Where people ask each other."""
    made = Community(database)
    yield made
    await made.check()
