"""A community in which opportunities are shared."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.delivery import kinds, outbox
from mentorbot.delivery.models import DELIVERY, State
from mentorbot.delivery.outbox import Note
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.networking.opportunities import posting, rights, service
from mentorbot.networking.opportunities.answers import Frame, Texts
from mentorbot.networking.opportunities.service import OpportunityView, Seen
from mentorbot.networking.opportunities.terms import OpportunityKind

BOSS = Caller("discord", "guild", "boss", "en-US", "Future managers")
ORGANIZER = Rights(manages_events=True, manages_community=True)
NOBODY = Rights()
CHANNEL, REVIEW = "77", "78"

Post = Callable[..., Awaitable[OpportunityView]]


def person(name: str, community: str | None = "guild") -> Caller:
    return Caller("discord", community, name)


async def enrol(
    database: Database, *names: str, community: str = "guild", zone: str | None = None
) -> list[int]:
    """Members with these names; returns their ids."""
    made = []
    for name in names:
        async with database.session_scope() as session:
            profile = Profile(Stage.CLINICIAN, time_zone=zone)
            made.append((await members.enrol(session, person(name, community), profile)).id)
    return made


def texts(title: str = "Clinic manager", **changes: Any) -> Texts:
    return Texts(title, **{"organization": "Hope Clinics", **changes})


def seen(opportunity: OpportunityView) -> Seen:
    return Seen(opportunity.id, opportunity.version)


def in_days(days: float) -> datetime:
    return clock.now() + timedelta(days=days)


async def set_up(database: Database, who: Caller = BOSS, **given: Any) -> None:
    async with database.session_scope() as session:
        await rights.set_up(
            session, who, ORGANIZER, CHANNEL, given.pop("review", REVIEW), given.pop("role", ""), **given
        )


async def publish(
    database: Database,
    who: Caller = BOSS,
    allowed: Rights = ORGANIZER,
    words: Texts | None = None,
    **frame: Any,
) -> OpportunityView:
    """Write and publish an opportunity, as one does it through the forms."""
    async with database.session_scope() as session:
        made = await service.draft_opportunity(
            session, who, allowed, Frame(**{"kind": OpportunityKind.JOB, **frame})
        )
        made = await posting.write_opportunity(session, who, allowed, seen(made), words or texts())
        return await posting.publish_opportunity(session, who, allowed, seen(made))


@pytest.fixture
async def post(database: Database) -> Post:
    """A community with a channel for opportunities; what is posted in it."""
    await set_up(database)
    await enrol(database, "boss")

    async def make(**given: Any) -> OpportunityView:
        return await publish(database, **given)

    return make


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: to a person or to a channel."""

    to: str
    kind: str
    card: Card


async def deliver(database: Database) -> list[Sent]:
    """Do what the dispatcher does with all that is due, until nothing is; returns what went out."""
    sent: list[Sent] = []
    while True:
        now = clock.now()
        async with database.session_scope() as session:
            taken = await outbox.take_due(
                session,
                Program(database),
                me="0" * 32,
                platforms=["discord"],
                now=now,
                lease=timedelta(seconds=30),
                most=64,
                full=(),
                after=None,
            )
            notes = []
            for row in taken:
                make = kinds.find_handler(row.due.kind)
                assert make is not None, row.due.kind
                card = await make(session, row.due)
                if card is not None:
                    to = row.due.to.user_id or row.due.to.channel_id or ""
                    sent.append(Sent(to, row.due.kind, card))
                notes.append(Note(row, State.SENT if card is not None else State.CANCELLED, now))
            await outbox.note_outcomes(session, notes)
        if not taken:
            return sent


async def waiting(database: Database, kind: str = "") -> Sequence[Row[Any]]:
    """The deliveries that wait, the next first."""
    statement = select(DELIVERY).where(DELIVERY.c.state.in_((State.PENDING, State.LEASED)))
    if kind:
        statement = statement.where(DELIVERY.c.kind == kind)
    async with database.session_scope() as session:
        return (await session.execute(statement.order_by(DELIVERY.c.due_at))).all()
