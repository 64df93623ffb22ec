"""The dispatcher's statements: finding what is due, taking it for a while, and noting what became of it.

A row that was taken carries who took it. Whatever is noted later counts only if the row is still theirs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    String,
    Update,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session
from mentorbot.db.engine import BACKGROUND
from mentorbot.delivery.kinds import Address, Due
from mentorbot.delivery.models import DIRECT_CHANNEL, LONGEST_ERROR, State
from mentorbot.delivery.service import delivery, make_nonce


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that a dispatcher holds.

    Args:
        since: When it was first taken without it being certain afterwards that nothing was sent.
        doubtful: Whether that was before now, so that it may have arrived already.
    """

    due: Due
    token: str
    nonce: str
    respect_quiet: bool
    useful_until: datetime | None
    since: datetime
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What became of a row that was taken.

    Args:
        at: When it was settled; or, if it is pending again, when it is next tried.
        doubt: It may have been sent nevertheless.
        tried: Whether it counts as a try.
        opened: The channel that was opened for the person's direct messages.
    """

    row: Taken
    state: State
    at: datetime
    error: str | None = None
    message_id: str | None = None
    doubt: bool = False
    tried: bool = True
    opened: str | None = None


_waiting = delivery.alias("waiting")


def not_before_due(moment: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """This moment, or when the row is due if that is later, as it can be once the clock was set back."""
    return case((delivery.c.due_at > moment, delivery.c.due_at), else_=moment)


_unsettled = _waiting.c.settled_at.is_(None)
_open = _unsettled & (_waiting.c.try_at <= bindparam("now"))
# What this dispatcher holds itself is in its memory, even when the clock has jumped past the lease.
_foreign = or_(_waiting.c.leased_by.is_(None), _waiting.c.leased_by != bindparam("me")) & (
    # What goes to a platform that this dispatcher is not connected to is left to one that is.
    _waiting.c.platform.in_(bindparam("platforms", expanding=True))
)

# First messages to people pass a narrow door; of a community with enough of them in memory, only others are
# taken, so that what waits for the door does not keep its other messages waiting.
# What a newer version scheduled, which may run beside this one, is left to that.
_known = _waiting.c.kind.not_in(bindparam("unknown", expanding=True))
_wanted = (
    _known
    & _waiting.c.community_id.not_in(bindparam("full", expanding=True))
    & or_(
        _waiting.c.community_id.not_in(bindparam("doors", expanding=True)),
        _waiting.c.user_id.is_(None),
        exists().where(DIRECT_CHANNEL.c.member_id == _waiting.c.member_id),
    )
)

_NEXT = (
    select(_waiting.c.try_at)
    .where(_unsettled, _foreign, _wanted)
    .order_by(_waiting.c.try_at)
    .limit(1)
    .execution_options(**BACKGROUND)
)
_SOME_DUE = select(_waiting.c.id).where(_open, _foreign, _wanted).limit(bindparam("most")).subquery()
_DUE = select(func.count()).select_from(_SOME_DUE).execution_options(**BACKGROUND)

_OLDEST: Final = (
    select(_waiting.c.id)
    .where(_open, _foreign, _wanted)
    .order_by(_waiting.c.try_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # SQLite has no such thing, and needs none: one writes at a time
)


def _in_turn() -> Select[Any]:
    """The oldest few of each community, beginning with the one after the last that was served.

    The communities are found one after the other by index, so it costs what is taken, not what is waiting.
    """
    first = select(func.min(_waiting.c.community_id).label("community")).where(
        _unsettled, _waiting.c.community_id > bindparam("after")
    )
    lane = first.cte("lane", recursive=True)
    before = lane.alias("before")
    following = (
        select(func.min(_waiting.c.community_id))
        .where(_unsettled, _waiting.c.community_id > before.c.community)
        .scalar_subquery()
    )
    lane = lane.union_all(select(following).where(before.c.community.is_not(None)))
    mine = (
        select(_waiting.c.id)
        # None is tried before it is due, so the second says nothing new: it is what the index has.
        .where(_open, _waiting.c.due_at <= bindparam("now"))
        .where(_foreign, _wanted, _waiting.c.community_id == lane.c.community)
        .order_by(_waiting.c.due_at)
        .limit(bindparam("share"))
        .correlate(lane)
    )
    row = delivery.alias("row")
    return (
        select(row.c.id)
        .select_from(lane.join(row, row.c.id.in_(mine)))
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, of=row)
    )


def _take(which: Select[Any]) -> Any:
    return (
        delivery.update()
        .where(delivery.c.id.in_(which))
        .values(
            state=State.LEASED,
            leased_by=bindparam("me"),
            try_at=bindparam("until"),
            in_doubt_since=func.coalesce(delivery.c.in_doubt_since, bindparam("now")),
            attempts=delivery.c.attempts + 1,
        )
        .returning(delivery)
        .execution_options(**BACKGROUND)
    )


_TAKE_OLDEST: Final = _take(_OLDEST)
_TAKE_IN_TURN: Final = _take(_in_turn())


async def count_due(
    connection: AsyncConnection,
    me: str,
    platforms: Sequence[str],
    now: datetime,
    most: int,
    *,
    full: Sequence[int] = (),
    doors: Sequence[int] = (),
    unknown: Collection[str] = (),
) -> int:
    """How many are due on these platforms, counted up to ``most``; see :func:`take_due` for the others."""
    bound = {"now": now, "most": most, "me": me, "platforms": platforms}
    left_out = {"full": full, "doors": doors, "unknown": sorted(unknown)}
    return (await connection.execute(_DUE, {**bound, **left_out})).scalar_one()


async def find_next_at(
    connection: AsyncConnection,
    me: str,
    platforms: Sequence[str],
    *,
    full: Sequence[int] = (),
    doors: Sequence[int] = (),
    unknown: Collection[str] = (),
) -> datetime | None:
    """When the next that would be taken is due, or the next lease of another dispatcher runs out."""
    left_out = {"full": full, "doors": doors, "unknown": sorted(unknown)}
    return (await connection.execute(_NEXT, {"me": me, "platforms": platforms, **left_out})).scalar()


async def take_due(
    session: Session,
    program: Program,
    *,
    me: str,
    platforms: Sequence[str],
    now: datetime,
    lease: timedelta,
    most: int,
    full: Sequence[int],
    doors: Sequence[int] = (),
    unknown: Collection[str] = (),
    after: int | None = None,
) -> list[Taken]:
    """Take what is due, in one statement.

    Args:
        program: What the messages are made with.
        me: Whoever takes.
        platforms: Those that it can send on.
        most: How many at most.
        full: Communities that are passed over.
        doors: Communities of which no first messages to people are taken, for enough of them wait.
        unknown: Kinds that are left alone.
        after: None takes the oldest; otherwise communities take turns, beginning after this one.

    Returns:
        The rows in the order they were due.
    """
    values: dict[str, Any] = {
        "me": me,
        "platforms": platforms,
        "now": now,
        "until": now + lease,
        "most": most,
        "full": full,
        "doors": doors,
        "unknown": sorted(unknown),
    }
    if after is None:
        found = await session.execute(_TAKE_OLDEST, values)
    else:
        turn = {"after": after, "share": max(1, most // 4)}
        found = await session.execute(_TAKE_IN_TURN, {**values, **turn})
    rows = [_taken(row, program, me, now) for row in found.mappings()]
    return sorted(rows, key=lambda row: (row.due.due_at, row.due.id))


async def note_outcomes(session: Session, notes: Sequence[Note]) -> None:
    """Write down what became of rows."""
    if notes:
        await session.execute(_NOTE, [_noted(one) for one in notes])


async def put_off(session: Session, rows: Sequence[tuple[Taken, datetime]]) -> None:
    """Give rows back untried, to be due at another time."""
    if rows:
        values = [{"row": row.due.id, "me": row.token, "at": at} for row, at in rows]
        await session.execute(_PUT_OFF, values)


async def extend(session: Session, rows: Sequence[Taken], until: datetime) -> None:
    """Hold rows for longer."""
    if rows:
        values = [{"row": row.due.id, "me": row.token, "at": until} for row in rows]
        await session.execute(_EXTEND, values)


async def bring_forward(session: Session, now: datetime, lease: timedelta) -> None:
    """The clock was set back: let nothing wait until it has come as far again.

    Args:
        now: As the clock is now. What is due by it and waits for another try is tried at once.
        lease: How long a row stays with whoever took it, counted from now.
    """
    for held, moment in (
        (delivery.c.leased_by.is_(None), now),
        (delivery.c.leased_by.is_not(None), now + lease),
    ):
        earliest = not_before_due(literal(moment, delivery.c.try_at.type))
        waits = delivery.c.settled_at.is_(None) & held & (delivery.c.try_at > earliest)
        await session.execute(
            delivery.update().where(waits).values(try_at=earliest).execution_options(**BACKGROUND)
        )


async def release(session: Session, rows: Sequence[Taken], at: datetime | None = None) -> None:
    """Give rows back that were not tried, or that were taken back; when they are due stays as it is.

    Args:
        at: When they may be tried next, by any dispatcher; None: at once.
    """
    gone = [Note(row, State.PENDING, at or row.due.due_at, doubt=row.doubtful, tried=False) for row in rows]
    await note_outcomes(session, gone)


async def prune(session: Session, before: datetime, most: int) -> int:
    """Delete what was settled before this moment, and is not dead; returns how many, up to ``most``."""
    old = (
        select(delivery.c.id)
        .where(delivery.c.settled_at < before, delivery.c.state.in_((State.SENT, State.CANCELLED)))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    gone = await session.execute(
        delivery.delete().where(delivery.c.id.in_(old)).execution_options(**BACKGROUND)
    )
    return gone.rowcount


def _held() -> Update:
    mine = (delivery.c.id == bindparam("row")) & (delivery.c.leased_by == bindparam("me"))
    return delivery.update().where(mine).execution_options(**BACKGROUND)


_AT = not_before_due(bindparam("at", type_=delivery.c.try_at.type))

_PUT_OFF = _held().values(
    state=State.PENDING,
    due_at=bindparam("at"),
    try_at=bindparam("at"),
    leased_by=None,
    in_doubt_since=None,
    attempts=delivery.c.attempts - 1,
)
_EXTEND = _held().values(try_at=_AT)
_SENT: Final = bindparam("sent", type_=Boolean)
# What was taken back while it was on its way stays cancelled, unless it arrived; what was scheduled anew
# since waits as it was told to, unless it arrived and is not for later than now.
_COUNTS: Final = or_(
    delivery.c.state == State.LEASED,
    _SENT & or_(delivery.c.state == State.CANCELLED, delivery.c.due_at <= bindparam("now")),
)


def _if_it_counts(name: str, param: str) -> ColumnElement[Any]:
    column = delivery.c[name]
    return case((_COUNTS, bindparam(param, type_=column.type)), else_=column)


_NOTE: Final = _held().values(
    state=_if_it_counts("state", "to_state"),
    try_at=case((_COUNTS, _AT), else_=delivery.c.due_at),
    settled_at=_if_it_counts("settled_at", "settled"),
    leased_by=None,
    in_doubt_since=bindparam("doubt"),
    error=_if_it_counts("error", "why"),
    message_id=_if_it_counts("message_id", "message"),
    attempts=_if_it_counts("attempts", "tries"),
    # What arrived, and comes again later, is another message to the platform.
    nonce=case((_SENT & not_(_COUNTS), bindparam("another_nonce", type_=String)), else_=delivery.c.nonce),
)


def _noted(one: Note) -> dict[str, Any]:
    pending = one.state is State.PENDING
    return {
        "row": one.row.due.id,
        "me": one.row.token,
        "sent": one.state is State.SENT,
        "to_state": one.state,
        "now": clock.now(),
        "at": one.at,
        "settled": None if pending else one.at,
        "doubt": one.row.since if one.doubt else None,
        "why": one.error[:LONGEST_ERROR] if one.error else None,
        "message": one.message_id,
        "tries": one.row.due.attempts - (not one.tried),
        "another_nonce": make_nonce(),
    }


def due_of(row: Any, program: Program) -> Due:
    """What a handler is given of a row."""
    to = Address(row["platform"], row["community"], row["user_id"], row["channel_id"])
    return Due(
        id=row["id"],
        dedupe_key=row["dedupe_key"],
        kind=row["kind"],
        payload=row["payload"],
        to=to,
        due_at=row["due_at"],
        community_id=row["community_id"],
        member_id=row["member_id"],
        attempts=row["attempts"],
        program=program,
        sender_id=row["sender_id"],
    )


def _taken(row: Any, program: Program, me: str, now: datetime) -> Taken:
    since = row["in_doubt_since"]
    due = due_of(row, program)
    return Taken(due, me, row["nonce"], row["respect_quiet"], row["useful_until"], since, since < now)
