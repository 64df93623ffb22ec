"""Where pairs and circles talk: wanted here, and noted here again once it is there.

What is wanted or to be closed (:func:`find_waiting`) is brought up by :mod:`.talk_rooms`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, select, update

from mentorbot import clock
from mentorbot.chat.bell import Bell
from mentorbot.db import AsyncConnection, Session, insert, read_row, some_of_each
from mentorbot.delivery import service as delivery
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships import circles, pairs
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import TALK
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.terms import TalkKind, TalkState
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks

MOST_AT_ONCE: Final = 50
MOST_OF_ONE: Final = 5
"""Of one community."""
_UNDER_WAY: Final = (TalkState.WANTED, TalkState.CLOSING)

WANTED: Final = Bell("talks")
"""Rings when a place is wanted, or is to be closed."""


@dataclass(frozen=True, slots=True)
class TalkView:
    """A place to talk. ``platform`` and ``community`` are the community's own ids, as in a Caller."""

    platform: str
    community: str
    id: int
    community_id: int
    kind: TalkKind
    owner_id: int
    state: TalkState
    channel_id: str
    thread_id: str
    seen_id: str
    active_at: datetime | None


@dataclass(frozen=True, slots=True)
class Party:
    """Who talks in a place.

    Args:
        name: What it is called, with a number at its end.
        former: Who did.
        pair: The two whose place it is, where it is no circle's.
    """

    name: str
    sides: tuple[Side, ...]
    former: tuple[Person, ...] = ()
    pair: Pair | None = field(default=None, compare=False)


_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    *members.PLACE,
    *(TALK.c[name] for name in TalkView.__dataclass_fields__ if name in TALK.c),
)
_SELECT = select(*_COLUMNS).join(members.COMMUNITY, TALK.c.community_id == members.COMMUNITY_ID)


async def want_talk(session: Session, kind: TalkKind, owner_id: int, community_id: int) -> None:
    """Have a place opened; one that is open is looked at once more, for somebody new may have come."""
    row = {
        "community_id": community_id,
        "kind": kind,
        "owner_id": owner_id,
        "state": TalkState.WANTED,
        "channel_id": "",
        "thread_id": "",
        "seen_id": "",
        "created_at": clock.now(),
    }
    added = insert(TALK).values(row)
    again = added.on_conflict_do_update(index_elements=["kind", "owner_id"], set_={"state": TalkState.WANTED})
    await session.execute(again)
    WANTED.ring(session)


async def close_talk(session: Session, kind: TalkKind, owner_id: int) -> None:
    """Have a place closed, and nobody greeted there any more; what was never opened is closed already."""
    this = (TALK.c.kind == kind) & (TALK.c.owner_id == owner_id)
    after = case((TALK.c.thread_id != "", TalkState.CLOSING), else_=TalkState.CLOSED)
    closed = update(TALK).where(this).values(state=after).returning(TALK.c.id)
    for talk_id in (await session.execute(closed)).scalars().all():
        await delivery.cancel(session, prefix=make_intro_key(talk_id))
    WANTED.ring(session)


async def find_waiting(
    connection: AsyncConnection | Session,
    *,
    without: Collection[int] = (),
    without_communities: Collection[int] = (),
) -> list[TalkView]:
    """Some of those that are wanted or to be closed: a few of each community, the oldest of each first.

    Args:
        without: Leave these out, by id.
        without_communities: And all of these communities.
    """
    waiting = select(TALK.c.id, TALK.c.community_id).where(
        TALK.c.state.in_(_UNDER_WAY),
        TALK.c.id.not_in(without),
        TALK.c.community_id.not_in(without_communities),
    )
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    in_turn = _SELECT.join(some, some.c.id == TALK.c.id).order_by(some.c.turn, TALK.c.id)
    return [read_row(TalkView, row) for row in await connection.execute(in_turn)]


async def find_talk(connection: AsyncConnection | Session, talk_id: int) -> TalkView | None:
    """One by its id alone."""
    row = (await connection.execute(_SELECT.where(TALK.c.id == talk_id))).first()
    return read_row(TalkView, row) if row else None


async def find_talks(
    connection: AsyncConnection | Session, kind: TalkKind, owner_ids: Iterable[int]
) -> dict[int, TalkView]:
    """The places of these owners, by owner."""
    which = (TALK.c.kind == kind) & TALK.c.owner_id.in_(list(owner_ids))
    return {row.owner_id: read_row(TalkView, row) for row in await connection.execute(_SELECT.where(which))}


async def find_party(connection: AsyncConnection | Session, talk: TalkView) -> Party | None:
    """Who talks there; None if nobody does any more."""
    if talk.kind is TalkKind.PAIR:
        pair = await pairs.find_pair(connection, talk.owner_id)
        if pair is None or not pair.live:
            return None
        return Party(f"{pair.mentor.name} and {pair.mentee.name} · {pair.id}", pair.sides, pair=pair)
    circle = await circles.find_circle(connection, talk.owner_id)
    if circle is None or circle.ended_at is not None or len(circle.member_ids) < 2:
        return None
    sides = await pairs.find_sides(connection, circle.member_ids)
    found = [sides.get((id_, id_ == circle.mentor_id)) for id_ in circle.member_ids]
    left = {
        *await pairing.find_left_circle(connection, circle.id),
        *await circles.find_left(connection, circle.id),
    }
    left -= set(circle.member_ids)
    former = await people.find_people(connection, left) if left else {}
    name = f"{circle.name} · circle {circle.id}"
    return Party(name, tuple(side for side in found if side), tuple(former.values()))


async def find_blocked(connection: AsyncConnection | Session, talk: TalkView) -> list[Person]:
    """Those who talk there, or did, of whom one has blocked another: they are not to write there any more."""
    if talk.kind is TalkKind.PAIR:
        pair = await pairing.find_mentorship(connection, talk.owner_id)
        ids = {pair.mentor_id, pair.mentee_id} if pair else set()
    else:
        circle = await circles.find_circle(connection, talk.owner_id)
        ids = {
            *(circle.member_ids if circle else ()),
            *((circle.mentor_id,) if circle and circle.mentor_id is not None else ()),
            *await pairing.find_left_circle(connection, talk.owner_id),
            *await circles.find_left(connection, talk.owner_id),
        }
    blocked = {id_ for two in await blocks.find_blockers(connection, ids) for id_ in two}
    found = await people.find_people(connection, blocked) if blocked else {}
    return list(found.values())


async def note_talk(session: Session, talk_id: int, **values: Any) -> None:
    """Note what became of a place: its ``state``, ``channel_id`` or ``thread_id``."""
    await session.execute(update(TALK).where(TALK.c.id == talk_id).values(values))


async def note_closed(session: Session, talk_id: int) -> None:
    """Note that a place was closed; one that is wanted again meanwhile stays wanted."""
    closing = (TALK.c.id == talk_id) & (TALK.c.state == TalkState.CLOSING)
    await session.execute(update(TALK).where(closing).values(state=TalkState.CLOSED))


async def find_open(connection: AsyncConnection | Session) -> dict[tuple[str, str], dict[str, TalkView]]:
    """Every open thread, by platform and community and by its id there."""
    found: dict[tuple[str, str], dict[str, TalkView]] = {}
    for row in await connection.execute(_SELECT.where(TALK.c.state == TalkState.OPEN)):
        view = read_row(TalkView, row)
        found.setdefault((view.platform, view.community), {})[view.thread_id] = view
    return found


def make_intro_key(talk_id: int, member_id: int | None = None) -> str:
    """The key of the message that opens a place, in the thread or to one of those who talk there."""
    return f"talk:{talk_id}:intro" if member_id is None else f"talk:{talk_id}:intro:{member_id}"


def make_room_key(talk: TalkView, thread_id: str) -> str:
    """The key of the message that opens a room: of another than before a key of its own."""
    key = make_intro_key(talk.id)
    return key if talk.thread_id in {"", thread_id} else f"{key}:{thread_id}"


async def find_at(session: Session, platform: str, community: str, thread_id: str) -> TalkView | None:
    """The place that is open in this room."""
    here = members.is_community(platform, community)
    which = (TALK.c.thread_id == thread_id) & (TALK.c.state == TalkState.OPEN) & here
    row = (await session.execute(_SELECT.where(which))).first()
    return read_row(TalkView, row) if row else None


async def note_seen(session: Session, talk: TalkView, message_id: str, at: datetime) -> bool:
    """Note the last message of a thread; whether somebody has written it after the one that opened it.

    Args:
        at: When it was written.
    """
    key = make_intro_key(talk.id)
    opening = await delivery.find_sent_message(session, f"{key}:{talk.thread_id}")
    opening = opening or await delivery.find_sent_message(session, key)
    # Before that came what the platform itself says of who was added.
    theirs = opening is not None and _read_order(message_id) > _read_order(opening)
    values: dict[str, Any] = {"seen_id": message_id}
    if theirs:
        values["active_at"] = at
    await note_talk(session, talk.id, **values)
    return theirs


def _read_order(message_id: str) -> tuple[int, ...]:
    """What a message's id says of when it came: a number, or two with a point between them."""
    return tuple(int(part) for part in message_id.split("."))


async def want_for_pair(session: Session, pair: pairing.MentorshipView) -> None:
    """Have a place opened for a mentorship, or for the circle that it is in."""
    if pair.circle_id is None:
        await want_talk(session, TalkKind.PAIR, pair.id, pair.community_id)
    else:
        await want_talk(session, TalkKind.CIRCLE, pair.circle_id, pair.community_id)


async def want_for_circle(session: Session, community_id: int, circle_id: int) -> None:
    """Have a place opened for a circle of peers."""
    await want_talk(session, TalkKind.CIRCLE, circle_id, community_id)
