"""What organizers and operators see of deliveries, and what they can do about those that failed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, NotNullable, func, literal, select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.delivery import bell, direct, kinds, outbox
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.errors import UserError

MOST_COUNTED: Final = 10_000
REASONS: Final = 5
NOT_THEIRS: Final = "There is nothing behind this button for you, or not any more."
UNNEEDED: Final = "This is no longer needed, so there is nothing to see."


@dataclass(frozen=True, slots=True)
class Reason:
    """Why messages of one kind could not be sent, and how many."""

    kind: str
    why: str
    count: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """How a community's deliveries are doing.

    Args:
        waiting: How many are still to come, counted up to MOST_COUNTED.
        next_at: When the next of them is due.
        overdue_since: Since when the oldest that should have been sent by now waits.
        dead: How many could not be sent.
        reasons: Why, the most frequent first.
    """

    waiting: int
    next_at: datetime | None
    overdue_since: datetime | None
    dead: int
    reasons: tuple[Reason, ...]
    notice_channel: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery as the command line lists it."""

    id: int
    state: str
    kind: str
    due_at: datetime
    attempts: int
    error: str | None


async def find_health(connection: AsyncConnection | Session, community_id: int) -> Health:
    """How this community's deliveries are doing."""
    here = delivery.c.community_id == community_id
    active = here & delivery.c.settled_at.is_(None)
    some = select(delivery.c.id).where(active).limit(MOST_COUNTED).subquery()
    waiting = (await connection.execute(select(func.count()).select_from(some))).scalar_one()
    first = (
        await connection.execute(select(delivery.c.due_at).where(active).order_by(delivery.c.due_at).limit(1))
    ).scalar()
    newest = func.max(NotNullable(delivery.c.settled_at), type_=delivery.c.settled_at.type)
    grouped = await connection.execute(
        select(delivery.c.kind, delivery.c.error, func.count(), newest)
        .where(here, delivery.c.state == State.DEAD)
        .group_by(delivery.c.kind, delivery.c.error)
        .order_by(func.count().desc())
    )
    reasons = [Reason(kind, why or "It is not known why.", count, at) for kind, why, count, at in grouped]
    now = clock.now()
    return Health(
        waiting=waiting,
        next_at=first if first is not None and first > now else None,
        overdue_since=first if first is not None and first <= now else None,
        dead=sum(reason.count for reason in reasons),
        reasons=tuple(reasons[:REASONS]),
        notice_channel=await direct.find_notice_channel(connection, community_id),
    )


async def find_lines(connection: AsyncConnection, state: State | None, most: int) -> list[Line]:
    """Deliveries in a state (or any), the latest due first, of all communities; nobody is named."""
    columns = [delivery.c[name] for name in ("id", "state", "kind", "due_at", "attempts", "error")]
    statement = select(*columns).order_by(delivery.c.due_at.desc()).limit(most)
    if state is not None:
        statement = statement.where(delivery.c.state == state)
    return [read_row(Line, row) for row in await connection.execute(statement)]


async def count_states(connection: AsyncConnection) -> dict[str, int]:
    """How many there are in each state; a state without any is left out."""
    found = await connection.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    return {str(state): count for state, count in found}


async def retry_dead(
    session: Session,
    *,
    community_id: int | None = None,
    ids: Sequence[int] | None = None,
    errors: Sequence[str] | None = None,
    channel_id: str | None = None,
) -> int:
    """Try again at once what could not be sent.

    Args:
        community_id: Only those of this community.
        ids: Only these.
        errors: Only those that failed for one of these reasons.
        channel_id: Only those to this channel.

    Returns:
        How many.
    """
    which: ColumnElement[bool] = delivery.c.state == State.DEAD
    if community_id is not None:
        which &= delivery.c.community_id == community_id
    if ids is not None:
        which &= delivery.c.id.in_(ids)
    if errors is not None:
        which &= delivery.c.error.in_(errors)
    if channel_id is not None:
        which &= delivery.c.channel_id == channel_id
    try_at = outbox.not_before_due(literal(clock.now(), delivery.c.try_at.type))
    anew = {"state": State.PENDING, "try_at": try_at, "attempts": 0, "error": None, "settled_at": None}
    changed = await session.execute(delivery.update().where(which).values(anew))
    bell.ring(session)
    return changed.rowcount


async def open_letter(session: Session, program: Program, caller: Caller, argument: str) -> Card:
    """What could not be sent to this person directly, for them alone.

    Args:
        argument: From the button on the notice: the delivery's id, or whatever somebody made of it.

    Raises:
        UserError: There is none of theirs with this id, or it is no longer needed.
    """
    id_ = int(argument) if argument.isdecimal() and len(argument) < 19 else 0
    to_them = (delivery.c.user_id == caller.user_id) & (delivery.c.platform == caller.platform)
    found = await session.execute(
        select(delivery).where(delivery.c.id == id_, to_them, delivery.c.state == State.SENT)
    )
    row = found.mappings().first()
    if row is None:
        raise UserError(NOT_THEIRS)
    due = outbox.due_of(row, program)
    make = kinds.find_handler(due.kind)
    card = await make(session, due) if make is not None else None
    if card is None:
        raise UserError(UNNEEDED)
    return replace(card, public=False)
