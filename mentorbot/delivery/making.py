"""Having a message made when it falls due, and what becomes of one that cannot be."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from mentorbot import logs
from mentorbot.chat import Card
from mentorbot.chat.placing import name_community
from mentorbot.chat.program import Program
from mentorbot.db import Session
from mentorbot.delivery import kinds, outbox, quiet, retry
from mentorbot.delivery.models import State
from mentorbot.delivery.outbox import Note, Taken

Away = Callable[[Session, Sequence[int]], Awaitable[Collection[int]]]
"""Those of some members, by their ids, who have left their community."""
Several = Callable[[Session, Sequence[int]], Awaitable[Mapping[int, str]]]
"""What the community of some members is called, by their ids, of those who are in several."""
Gone = Callable[[Program, Sequence[int]], Awaitable[Collection[int]]]
"""The same, with the platform asked; no scope is open."""
KEPT_FOR: Final = timedelta(days=30)
"""So long what is for somebody who has left waits for them to come back."""
LOOKED_AFTER: Final = timedelta(days=1)

QuietHours = Callable[[Session, Sequence[int]], Awaitable[Mapping[int, quiet.Quiet]]]

Outcome = Literal["sent", "noticed", "unneeded", "retried", "dead"]
"""What became of one try; noticed: sent to the notice channel instead."""

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """A row with its message."""

    row: Taken
    card: Card


async def find_wanted(
    session: Session, rows: list[Taken], now: datetime, away: Away, quiet_hours: QuietHours
) -> tuple[list[Taken], list[Note]]:
    """Give back what waits for somebody, or for the end of the night.

    Returns:
        The others, whose messages are to be made now; and what is noted of those that nobody needs any more.
    """
    present, dropped = await respect_absence(session, rows, now, away)
    return await respect_quiet(session, present, now, quiet_hours), dropped


async def make_messages(
    session: Session, rows: Sequence[Taken], now: datetime, enough: Callable[[], bool]
) -> tuple[list[Made], list[Note]]:
    """Have the messages of rows made, of one at least.

    Args:
        enough: Whether this has taken so long that the others are to wait for another transaction.

    Returns:
        The messages; and what is noted of rows that have none. The rows that neither tells of wait.
    """
    made: list[Made] = []
    dropped: list[Note] = []
    for row in rows:
        outcome = await make_message(session, row, now)
        if isinstance(outcome, Note):
            dropped.append(outcome)
        else:
            made.append(Made(row, outcome))
        if enough():
            break
    return made, dropped


async def name_places(session: Session, made: Sequence[Made], several: Several) -> list[Made]:
    """The messages; those that go directly to somebody who is in several communities say which it is."""
    direct = {one.row.due.member_id for one in made if one.row.due.to.user_id is not None} - {None}
    names = await several(session, sorted(id_ for id_ in direct if id_ is not None)) if direct else {}
    return [
        replace(one, card=name_community(one.card, names.get(one.row.due.member_id or 0, "")))
        if one.row.due.to.user_id is not None
        else one
        for one in made
    ]


async def make_message(session: Session, row: Taken, now: datetime) -> Card | Note:
    """The message of a row, or what is noted of it because there is none."""
    make = kinds.find_handler(row.due.kind)
    if make is None:
        # A newer version scheduled it, which may run beside this one, or will: it waits for that.
        return Note(row, State.PENDING, row.due.due_at, doubt=row.doubtful, tried=False)
    try:
        async with session.begin_nested():
            card = await make(session, row.due)
    except Exception:
        log.exception("could not make a message", kind=row.due.kind, delivery=row.due.id)
        return note_later(row, now, "I could not make this message.", most=retry.MOST_TRIES_OF_A_BUG)
    return card if card is not None else Note(row, State.CANCELLED, now, doubt=False)


async def respect_quiet(
    session: Session, rows: list[Taken], now: datetime, quiet_hours: QuietHours
) -> list[Taken]:
    """Put off what would come in somebody's quiet hours; returns the others."""
    # One that may have been sent already is cleared up now: later the nonce would be forgotten.
    wanting = {
        row.due.id: row.due.member_id
        for row in rows
        if row.respect_quiet and row.due.member_id is not None and not row.doubtful
    }
    if not wanting:
        return rows
    hours = await quiet_hours(session, sorted(set(wanting.values())))
    later = list(quiet.later([row for row in rows if row.due.id in wanting], hours, now))
    await outbox.put_off(session, later)
    gone = {row.due.id for row, _ in later}
    return [row for row in rows if row.due.id not in gone]


async def respect_absence(
    session: Session, rows: list[Taken], now: datetime, away: Away
) -> tuple[list[Taken], list[Note]]:
    """Keep what is for somebody who has left until they are back, for as long as it is of use.

    Returns:
        The others; and what is noted of those that are of no use any more.
    """
    wanting = {
        row.due.id: row.due.member_id
        for row in rows
        if row.due.member_id is not None
        and row.due.to.user_id is not None
        and not row.doubtful
        and not kinds.only_works(row.due.kind)
    }
    gone = await away(session, sorted(set(wanting.values()))) if wanting else frozenset()
    held = [row for row in rows if wanting.get(row.due.id) in gone]
    dropped = [
        Note(row, State.CANCELLED, now, "They had left the community.", doubt=False)
        for row in held
        if now > (row.useful_until or row.due.due_at + KEPT_FOR)
    ]
    over = {one.row.due.id for one in dropped}
    await outbox.release(session, [row for row in held if row.due.id not in over], now + LOOKED_AFTER)
    ids = {row.due.id for row in held}
    return [row for row in rows if row.due.id not in ids], dropped


def name_outcome(one: Note) -> Outcome:
    """What became of a row, in the word by which it is counted."""
    outcomes: dict[State, Outcome] = {
        State.SENT: "noticed" if one.error else "sent",
        State.CANCELLED: "unneeded",
        State.PENDING: "retried",
        State.DEAD: "dead",
    }
    return outcomes[one.state]


async def tell_refused(session: Session, one: Note) -> None:
    """Let the room know that a message could not be sent for good."""
    act = kinds.find_refused(one.row.due.kind) if one.state is State.DEAD else None
    if act is None:
        return
    try:
        async with session.begin_nested():
            await act(session, one.row.due)
    except Exception:
        log.exception("could not deal with a dead message", kind=one.row.due.kind, delivery=one.row.due.id)


def note_later(
    row: Taken,
    now: datetime,
    why: str,
    asked: float | None = None,
    *,
    doubt: bool = False,
    most: int = retry.MOST_TRIES,
) -> Note:
    """That a row is tried again, or given up.

    Args:
        why: What went wrong, in a sentence.
        asked: Seconds that the platform wants waited at least.
        doubt: It may have been sent nevertheless.
        most: After so many tries it is given up.
    """
    doubt = doubt or row.doubtful
    if row.due.attempts >= most:
        log.error("gave a delivery up", kind=row.due.kind, delivery=row.due.id, why=why)
        return Note(row, State.DEAD, now, why, doubt=doubt)
    return Note(row, State.PENDING, now + retry.find_wait(row.due.attempts, asked), why, doubt=doubt)
