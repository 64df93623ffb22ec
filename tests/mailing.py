"""Sending what is due without a platform: what the dispatcher would do, in a test of a service."""

from functools import cache
from typing import Any

from mentorbot import clock, hooks
from mentorbot.chat import Card
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.delivery import kinds
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due
from mentorbot.guide.load import Library


def program_of(database: Database) -> Program:
    """What the bot would have: its database, the guide, what rooms ask of each other."""
    program = Program(database, {Library: _library()})
    hooks.connect_rooms(program)
    return program


async def waiting(database: Database, prefix: str = "") -> list[dict[str, Any]]:
    """What is still to be sent, the soonest first."""
    table = delivery.delivery
    async with database.read_scope() as connection:
        rows = await connection.execute(
            table.select().where(table.c.state == "pending").order_by(table.c.due_at, table.c.id)
        )
        return [dict(row) for row in rows.mappings() if row["dedupe_key"].startswith(prefix)]


async def send(database: Database, prefix: str = "") -> list[tuple[str, Card]]:
    """Make what is due now, and what comes of that; to whom (a person or a channel), and what."""
    sent: list[tuple[str, Card]] = []
    while due := [row for row in await waiting(database, prefix) if row["due_at"] <= clock.now()]:
        for row in due:
            card = await _make(database, row)
            if card is not None:
                sent.append((row["user_id"] or row["channel_id"], card))
    return sent


async def _make(database: Database, row: dict[str, Any]) -> Card | None:
    to = Address(row["platform"], row["community"], row["user_id"], row["channel_id"])
    known = ("id", "dedupe_key", "kind", "payload")
    whose = row["community_id"], row["member_id"]
    due = Due(*(row[name] for name in known), to, row["due_at"], *whose, 1, program_of(database))
    make = kinds.find_handler(row["kind"])
    assert make is not None, row["kind"]
    table = delivery.delivery
    async with database.session_scope() as session:
        card = await make(session, due)
        values = {
            "state": "sent" if card else "cancelled",
            "settled_at": clock.now(),
            "message_id": str(row["id"]) if card else None,
        }
        await session.execute(table.update().where(table.c.id == row["id"]).values(values))
    return card


@cache
def _library() -> Library:
    return Library.load()
