"""What falls due of events, made as the bot makes it, and read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import mailing
from events.conftest import NOBODY, person

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.db import Database
from mentorbot.delivery import kinds, outbox
from mentorbot.delivery import service as delivery
from mentorbot.events import notices, rsvp
from mentorbot.events.terms import EventAnswer


async def waiting(database: Database, kind: str) -> list[dict[str, Any]]:
    """What is still to be sent of a kind, the soonest first."""
    table = delivery.delivery
    async with database.read_scope() as connection:
        rows = await connection.execute(
            table.select().where(table.c.kind == kind, table.c.state == "pending").order_by(table.c.due_at)
        )
        return [dict(row) for row in rows.mappings()]


async def make(database: Database, row: dict[str, Any]) -> Card | None:
    """Let the handler of a row that is due make its message, and take the row off the table."""
    due = outbox.due_of(row, mailing.program_of(database))
    handler = kinds.find_handler(row["kind"])
    assert handler is not None
    async with database.session_scope() as session:
        card = await handler(session, due)
        table = delivery.delivery
        await session.execute(
            table.update().where(table.c.id == row["id"]).values(state="sent", settled_at=clock.now())
        )
    return card


async def due_now(database: Database, kind: str) -> Sequence[dict[str, Any]]:
    return [row for row in await waiting(database, kind) if row["due_at"] <= clock.now()]


async def say(database: Database, name: str, event_id: int, said: EventAnswer) -> None:
    async with database.session_scope() as session:
        await rsvp.respond(session, person(name), NOBODY, event_id, said)


async def until(moment: datetime) -> None:
    """Move the clock to a moment, and a minute on."""
    clock.advance(moment - clock.now() + timedelta(minutes=1))


async def tell(database: Database) -> str:
    """All that people are told by now, one card a line."""
    said = []
    while rows := [row for kind in (notices.FAN, notices.NOTE) for row in await due_now(database, kind)]:
        for row in rows:
            card = await make(database, row)
            if card is not None:
                words = (block.text for block in card.blocks if isinstance(block, Section))
                said.append(f"{row['user_id']}: {card.title}: {' '.join(words)}")
    return "\n".join(said)
