"""A community with members, and an organizer who announces."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import Database
from mentorbot.events import announce, answers, arriving, service  # noqa: F401 - makes what falls due
from mentorbot.events.answers import Frame, Texts
from mentorbot.events.rights import set_up_events
from mentorbot.events.service import Seen
from mentorbot.events.terms import EventKind
from mentorbot.events.view import EventView
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile

BOSS = Caller("discord", "guild", "boss", "en-US", "Future managers")
ORGANIZER = Rights(manages_events=True, manages_community=True)
NOBODY = Rights()

Announce = Callable[..., Awaitable[EventView]]


def person(name: str, community: str | None = "guild") -> Caller:
    return Caller("discord", community, name)


async def enrol(
    database: Database, *names: str, community: str = "guild", stage: Stage = Stage.CLINICIAN
) -> None:
    for name in names:
        async with database.session_scope() as session:
            await members.enrol(session, person(name, community), Profile(Stage.CLINICIAN))


def texts(**changes: Any) -> Texts:
    return Texts(
        **{
            "title": "Finance evening",
            "about": "",
            "registration": "",
            "fee_deadline": None,
            "credits": {},
            **changes,
        }
    )


def seen(event: EventView) -> Seen:
    return Seen(event.id, event.version)


def wall(ahead: timedelta) -> str:
    return f"{clock.now() + ahead:%Y-%m-%d %H:%M}"


@pytest.fixture
def in_november() -> Iterator[None]:
    """It is the day on which the dates that a file writes out are still to come."""
    with time_machine.travel(datetime(2026, 11, 25, 15, tzinfo=UTC)):
        yield


@pytest.fixture
def announced(database: Database) -> Announce:
    """Publishes an event that begins in 30 days, with whatever is said of it."""
    return announcing(database)


def announcing(database: Database) -> Announce:
    """The same in a database of one's own."""

    async def make(
        *,
        who: Caller = BOSS,
        ahead: timedelta = timedelta(days=30),
        publish: bool = True,
        kind: EventKind = EventKind.WEBINAR,
        words: Texts | None = None,
        series: Any = None,
        place: str = "Room 5",
        **frame: Any,
    ) -> EventView:
        async with database.session_scope() as session:
            await set_up_events(session, who, ORGANIZER, "77")
            when = answers.read_when(wall(ahead), "90 min", "UTC", place, repeats=series, times=4)
            event = await service.draft_event(session, who, ORGANIZER, Frame(kind, **frame), when)
            done = await announce.write(session, event, words or texts())
            if publish:
                done = await announce.publish(session, done.event, "77")
            return done.event

    return make
