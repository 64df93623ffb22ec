"""A community with introductions, and its post by hand."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import mailing
from mentoring.conftest import person

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import Database
from mentorbot.delivery import kinds
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due
from mentorbot.guide.model import Guide, Milestone
from mentorbot.networking.intros import programme
from mentorbot.networking.intros.costs import Mode
from mentorbot.networking.intros.programme import Plan, ProgrammeView
from mentorbot.networking.intros.terms import By, Cadence

BOSS = Caller("discord", "guild", "boss", "en-US", "Future managers")
ORGANIZER = Rights(manages_community=True)
NOBODY = Rights()

__all__ = ["BOSS", "NOBODY", "ORGANIZER", "person"]


def with_milestones(guide: Guide, *milestones: Milestone) -> Guide:
    """A guide of the same steps, with these milestones and no others."""
    steps = tuple(
        replace(step, milestones=tuple(one for one in milestones if one.step == step.id))
        for step in guide.steps
    )
    return replace(guide, steps=steps, milestones={one.id: one for one in milestones})


def plan(**changes: Any) -> Plan:
    return Plan(
        **{
            "channel_id": "77",
            "role_id": "",
            "size": 2,
            "mode": Mode.ANYONE,
            "by": By.CAREER,
            "cadence": Cadence.WEEKLY,
            "weekday": 0,
            "at": time(9),
            "time_zone": "America/Chicago",
            "message": "",
            **changes,
        }
    )


async def set_up(database: Database, community: str = "guild", **changes: Any) -> ProgrammeView:
    who = Caller("discord", community, "boss", "en-US", "Future managers")
    async with database.session_scope() as session:
        return await programme.set_up(session, who, ORGANIZER, plan(**changes))


async def waiting(database: Database) -> list[dict[str, Any]]:
    """All that is still to be sent, the soonest first."""
    table = delivery.delivery
    async with database.read_scope() as connection:
        rows = await connection.execute(
            table.select().where(table.c.state == "pending").order_by(table.c.due_at, table.c.id)
        )
        return [dict(row) for row in rows.mappings()]


async def make(database: Database, row: dict[str, Any]) -> Card | None:
    """Let the handler of a row make its message, and take the row off the table."""
    to = Address(row["platform"], row["community"], row["user_id"], row["channel_id"])
    due = Due(
        row["id"],
        row["dedupe_key"],
        row["kind"],
        payload=row["payload"],
        to=to,
        due_at=row["due_at"],
        community_id=row["community_id"],
        member_id=row["member_id"],
        attempts=1,
        program=mailing.program_of(database),
    )
    handler = kinds.find_handler(row["kind"])
    assert handler is not None
    async with database.session_scope() as session:
        card = await handler(session, due)
        table = delivery.delivery
        state = "cancelled" if card is None else "sent"
        await session.execute(
            table.update().where(table.c.id == row["id"]).values(state=state, settled_at=clock.now())
        )
    return card


async def pass_by(database: Database, by: timedelta) -> list[tuple[str | None, Card]]:
    """Move the clock on; returns what was sent by then, and to whom."""
    clock.advance(by)
    made: list[tuple[str | None, Card | None]] = []
    while due := [row for row in await waiting(database) if row["due_at"] <= clock.now()]:
        made += [(row["user_id"], await make(database, row)) for row in due]
    return [(who, card) for who, card in made if card is not None]
