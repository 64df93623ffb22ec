"""Scheduling messages, and taking that back.

All of it is idempotent, so whatever was interrupted is simply done again. To reach tens of thousands, do not
schedule them all in one transaction: schedule one delivery whose handler schedules a few hundred and, in the
same transaction, the delivery that continues after them; and returns None.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, NotNullable, bindparam, case, delete, func, literal, select

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.delivery import bell
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.models import DELIVERY, LONGEST_KEY, NOTICE_CHANNEL, State
from mentorbot.delivery.payloads import Payload

CHUNK: Final = 250
"""How many rows are written at once; between chunks others get their turn on the event loop."""

SOON: Final = timedelta(seconds=15)
"""What is due later, other processes find by themselves before that: they look every few seconds."""

delivery: Final = DELIVERY
notice_channel: Final = NOTICE_CHANNEL

# A key that is there already: what is still to come takes the new form, what has happened stays.
_RENEWED: Final = (
    "kind",
    "payload",
    "platform",
    "community",
    "user_id",
    "channel_id",
    "due_at",
    "useful_until",
    "respect_quiet",
    "sender_id",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One message to schedule; what each part means is said at :func:`schedule`."""

    kind: str
    payload: Payload
    to: Address
    due_at: datetime
    _: KW_ONLY
    dedupe_key: str
    community_id: int
    member_id: int | None = None
    respect_quiet: bool = True
    late_after: timedelta | None = None
    sender_id: int | None = None


async def schedule(
    session: Session,
    *,
    kind: str,
    payload: Payload,
    to: Address,
    due_at: datetime,
    dedupe_key: str,
    community_id: int,
    member_id: int | None = None,
    respect_quiet: bool = True,
    late_after: timedelta | None = None,
    sender_id: int | None = None,
) -> None:
    """Have a message sent when it is due.

    With a key that was used before, it is the same row: one that waits (or was cancelled) takes the new form
    and time; one that is being sent, was sent or has failed for good stays as it is.

    Args:
        kind: Which handler will make it (see kinds).
        payload: What that handler is handed; ``NOTHING`` where the row says all.
        to: A person (who must be a member) or a channel.
        due_at: Aware; a moment in the past means now.
        dedupe_key: Names this message among all: "event:42:24h:member:7"; at most 200 characters.
        community_id: The community that it belongs to.
        member_id: Whom it concerns. It is exported and erased with them, and their quiet hours hold.
        respect_quiet: Whether it waits for the end of the member's quiet hours.
        late_after: How long after ``due_at`` it stops being of use: if the quiet hours end later than that,
            it is sent in them. None: it can always wait.
        sender_id: The member by whose act it is sent, where it is for another. Once they have left the
            community it is sent no more, and it counts for how much one may send in a day.

    Raises:
        ValueError: It is for a person without a member, for nobody, or its key is empty or too long.
    """
    row = Row(
        kind,
        payload,
        to,
        due_at,
        dedupe_key=dedupe_key,
        community_id=community_id,
        member_id=member_id,
        respect_quiet=respect_quiet,
        late_after=late_after,
        sender_id=sender_id,
    )
    await schedule_many(session, (row,))


async def schedule_many(session: Session, rows: Iterable[Row]) -> None:
    """Schedule each of these as :func:`schedule` does; all or, if the transaction fails, none."""
    remaining = iter(rows)
    soon = clock.now() + SOON
    while chunk := [_values(row) for row in islice(remaining, CHUNK)]:
        await session.execute(_SCHEDULE, chunk)
        bell.ring(session, everywhere=any(values["due_at"] <= soon for values in chunk))


async def cancel(session: Session, *, dedupe_key: str | None = None, prefix: str | None = None) -> int:
    """Take back what has not been sent: the one with this key, or all whose key begins like this.

    Returns:
        How many were taken back. One that is just being sent may still arrive.

    Raises:
        ValueError: Neither a key nor a prefix was given, or both.
    """
    if (dedupe_key is None) == (prefix is None) or not (dedupe_key or prefix):
        raise ValueError("name a key or a prefix")
    key = delivery.c.dedupe_key
    which = key == dedupe_key if prefix is None else (key >= prefix) & (key < prefix + "\U0010ffff")
    changed = await session.execute(
        delivery.update()
        .where(which, delivery.c.settled_at.is_(None))
        .values(state=State.CANCELLED, settled_at=clock.now())
    )
    return changed.rowcount


async def reschedule(session: Session, dedupe_key: str, due_at: datetime) -> None:
    """Let a message that waits be sent at another time; nothing happens if there is none, or it was sent."""
    waiting = (delivery.c.dedupe_key == dedupe_key) & (delivery.c.state == State.PENDING)
    known = (await session.execute(select(delivery.c.due_at, delivery.c.useful_until).where(waiting))).first()
    if known is None:
        return
    useful = None if known.useful_until is None else due_at + (known.useful_until - known.due_at)
    try_at = _not_from_hand(literal(due_at, delivery.c.try_at.type))
    moved = {"due_at": due_at, "try_at": try_at, "useful_until": useful, "attempts": 0}
    await session.execute(delivery.update().where(waiting).values(moved))
    bell.ring(session)


async def find_sent_message(connection: AsyncConnection | Session, dedupe_key: str) -> str | None:
    """The platform's id of the message that this was sent as; None if it was not sent (yet)."""
    found = select(delivery.c.message_id).where(delivery.c.dedupe_key == dedupe_key)
    return (await connection.execute(found)).scalar()


async def was_any_sent(connection: AsyncConnection | Session, dedupe_keys: Sequence[str]) -> bool:
    """Whether at least one of these messages was sent."""
    sent = select(delivery.c.id).where(
        delivery.c.dedupe_key.in_(dedupe_keys), delivery.c.message_id.is_not(None)
    )
    return (await connection.execute(sent.limit(1))).first() is not None


async def count_sent(connection: AsyncConnection | Session, prefix: str, since: datetime) -> int:
    """How many messages were sent since then whose keys begin like this."""
    key = delivery.c.dedupe_key
    which = (key >= prefix) & (key < prefix + "\U0010ffff") & (delivery.c.state == State.SENT)
    found = select(func.count()).select_from(delivery).where(which, delivery.c.settled_at > since)
    return (await connection.execute(found)).scalar_one()


async def find_told(
    connection: AsyncConnection | Session, member_ids: Sequence[int], since: datetime
) -> list[tuple[int, datetime]]:
    """What was sent to a channel about these members since then: about whom, and when."""
    about, at = NotNullable(delivery.c.member_id), NotNullable(delivery.c.settled_at)
    told = delivery.c.channel_id.is_not(None) & delivery.c.user_id.is_(None)
    statement = select(about, at).where(
        delivery.c.member_id.in_(member_ids), told, delivery.c.state == State.SENT, at > since
    )
    return [(row[0], row[1]) for row in await connection.execute(statement)]


async def hand_over(session: Session, member_id: int) -> None:
    """A member is back: what came for them meanwhile, and is of use still, is sent now."""
    now = clock.now()
    waiting = (delivery.c.member_id == member_id) & (delivery.c.state == State.PENDING)
    try_at = _not_from_hand(literal(now, delivery.c.try_at.type))
    await session.execute(delivery.update().where(waiting, delivery.c.due_at <= now).values(try_at=try_at))
    bell.ring(session)


async def find_due_members(connection: AsyncConnection | Session, kind: str, until: datetime) -> list[int]:
    """The members to whom something of a kind is due before a moment."""
    due = (delivery.c.kind == kind) & (delivery.c.try_at <= until) & delivery.c.settled_at.is_(None)
    found = await connection.execute(select(NotNullable(delivery.c.member_id)).where(due).distinct())
    return list(found.scalars())


async def find_sent(
    connection: AsyncConnection | Session, sender_ids: Sequence[int], since: datetime
) -> list[tuple[int, int, datetime]]:
    """What these members had sent to others since then, or is still to be: by whom, to whom, and when."""
    columns = NotNullable(delivery.c.sender_id), NotNullable(delivery.c.member_id), delivery.c.due_at
    counted = delivery.c.state.in_((State.PENDING, State.LEASED, State.SENT))
    statement = select(*columns).where(
        delivery.c.sender_id.in_(sender_ids),
        delivery.c.member_id.is_not(None),
        delivery.c.due_at > since,
        counted,
    )
    return [(row[0], row[1], row[2]) for row in await connection.execute(statement)]


async def set_notice_channel(session: Session, community_id: int, channel_id: str) -> None:
    """Say where the community's members are told what could not reach them directly."""
    await session.execute(
        insert(notice_channel)
        .values(community_id=community_id, channel_id=channel_id)
        .on_conflict_do_update(index_elements=["community_id"], set_={"channel_id": channel_id})
    )


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Every delivery that concerns these members, by member."""
    columns = [delivery.c[name] for name in ("kind", "payload", "due_at", "state", "settled_at")]
    statement = select(*columns).order_by(delivery.c.due_at)
    return await rows_of(session, member_ids, delivery.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete every delivery that concerns these members."""
    await session.execute(delete(delivery).where(delivery.c.member_id.in_(member_ids)))
    theirs = delivery.c.sender_id.in_(member_ids)
    await session.execute(delivery.update().where(theirs).values(sender_id=None))


def make_nonce() -> str:
    """What a platform knows a message by that is not to be shown twice."""
    return secrets.token_hex(12)


def _values(row: Row) -> dict[str, Any]:
    if not 0 < len(row.dedupe_key) <= LONGEST_KEY:
        raise ValueError(f"a key has 1 to {LONGEST_KEY} characters, unlike {row.dedupe_key!r}")
    if row.to.user_id is not None and row.member_id is None:
        raise ValueError("a message to a person needs their member, so that it can be exported and erased")
    if (row.to.user_id is None) == (row.to.channel_id is None):
        raise ValueError("a message goes either to a person or to a channel")
    return {
        "dedupe_key": row.dedupe_key,
        "community_id": row.community_id,
        "member_id": row.member_id,
        "kind": row.kind,
        "payload": row.payload.as_json(),
        "platform": row.to.platform,
        "community": row.to.community,
        "user_id": row.to.user_id,
        "channel_id": row.to.channel_id,
        "due_at": row.due_at,
        "useful_until": None if row.late_after is None else row.due_at + row.late_after,
        "respect_quiet": row.respect_quiet,
        "sender_id": row.sender_id,
        "nonce": make_nonce(),
        "try_at": row.due_at,
    }


def _not_from_hand(moment: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """This moment; or, of what was taken back when a dispatcher had it, not before that has let go of it."""
    later = delivery.c.leased_by.is_not(None) & (delivery.c.try_at > moment)
    return case((later, delivery.c.try_at), else_=moment)


_NEW = insert(delivery).values(
    {
        **{name: bindparam(name) for name in _RENEWED},
        "dedupe_key": bindparam("dedupe_key"),
        "community_id": bindparam("community_id"),
        "member_id": bindparam("member_id"),
        "nonce": bindparam("nonce"),
        "state": State.PENDING,
        "try_at": bindparam("try_at"),
        "attempts": 0,
    }
)
_SCHEDULE: Final = _NEW.on_conflict_do_update(
    index_elements=["dedupe_key"],
    set_={
        **{name: _NEW.excluded[name] for name in _RENEWED},
        "state": State.PENDING,
        "try_at": _not_from_hand(_NEW.excluded.try_at),
        "attempts": 0,
        "error": None,
        "settled_at": None,
    },
    # Neither another community's row nor another member's is ever taken over.
    # Not IN, which cannot be sent for many rows at once.
    where=((delivery.c.state == State.PENDING) | (delivery.c.state == State.CANCELLED))
    & (delivery.c.community_id == _NEW.excluded.community_id)
    & delivery.c.member_id.is_not_distinct_from(_NEW.excluded.member_id),
)
