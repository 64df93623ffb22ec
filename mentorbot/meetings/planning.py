"""Meetings as the rest of the program sees them, and how they are found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, select, true

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.delivery.kinds import Address
from mentorbot.errors import UserError
from mentorbot.meetings import offers
from mentorbot.meetings.models import MEETING, MEETING_MEMBER
from mentorbot.meetings.terms import LIVE, MeetingState
from mentorbot.members import service as members

GONE: Final = "There is no such meeting of yours any more."

meeting: Final = MEETING
part: Final = MEETING_MEMBER


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who takes part.

    Args:
        to: Where they are reached.
        met: What they said afterwards; None for nothing yet.
        note: Theirs alone; shown to nobody else.
    """

    member_id: int
    to: Address
    time_zone: str
    met: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting with who takes part. ``offered`` are the times to choose from, if any."""

    id: int
    community_id: int
    kind: str
    owner_id: int
    uid: str
    state: MeetingState
    turn: int
    sequence: int
    proposer_id: int | None
    offered: tuple[datetime, ...]
    offered_minutes: int
    offered_place: str
    starts_at: datetime | None
    minutes: int
    place: str
    created_at: datetime
    updated_at: datetime
    parts: tuple[Part, ...]

    @property
    def live(self) -> bool:
        """Whether it is planned, or being planned."""
        return self.state in LIVE

    @property
    def ends_at(self) -> datetime | None:
        """When what was agreed ends."""
        return offers.find_end(self.starts_at, self.minutes) if self.starts_at else None

    @property
    def choosing(self) -> bool:
        """Whether times wait for somebody to pick one."""
        return self.live and bool(self.offered)

    def part_of(self, member_id: int) -> Part | None:
        """What is known of somebody in it; None if they take no part."""
        return next((one for one in self.parts if one.member_id == member_id), None)

    def others(self, member_id: int | None) -> tuple[Part, ...]:
        """Everybody else in it."""
        return tuple(one for one in self.parts if one.member_id != member_id)


_VIEWED: Final = tuple(meeting.c[name] for name in MeetingView.__dataclass_fields__ if name != "parts")
_SELECT = (
    select(*_VIEWED, *members.RECIPIENT, members.TIME_ZONE, part.c.met, part.c.note)
    .select_from(
        meeting.join(part, part.c.meeting_id == meeting.c.id).join(
            members.SOURCE, part.c.member_id == members.ID
        )
    )
    .order_by(meeting.c.id, members.ID)
)


async def find_where(
    connection: AsyncConnection | Session,
    condition: ColumnElement[bool],
    bound: dict[str, Any] | None = None,
) -> list[MeetingView]:
    """The meetings for which a condition holds, each with all who take part: one statement."""
    rows = (await connection.execute(_SELECT.where(condition), bound or {})).all()
    parts: dict[int, list[Part]] = {}
    for row in rows:
        to = members.to_recipient(row)
        parts.setdefault(row.id, []).append(Part(to.member_id, to.address, row.time_zone, row.met, row.note))
    rows_by_id = {row.id: row for row in rows}
    return [_view(rows_by_id[id_], parts[id_]) for id_ in parts]


async def find_meeting(connection: AsyncConnection | Session, meeting_id: int) -> MeetingView | None:
    """A meeting by its id alone: for what the bot does by itself, never for a caller."""
    return next(iter(await find_where(connection, meeting.c.id == meeting_id)), None)


async def find_of_owner(
    connection: AsyncConnection | Session,
    kind: str,
    owner_ids: Sequence[int] | Select[Any],
    *,
    live: bool = False,
) -> list[MeetingView]:
    """Every meeting about these owners, the oldest first.

    Args:
        owner_ids: Where they may be many, a statement that finds them.
        live: Only what is planned or being planned.
    """
    which = (meeting.c.kind == kind) & meeting.c.owner_id.in_(owner_ids)
    return await find_where(connection, which & meeting.c.state.in_(LIVE) if live else which)


async def find_off(
    connection: AsyncConnection | Session, kind: str, owner_id: int, member_id: int
) -> list[MeetingView]:
    """What a member had agreed to about it, is still to come by the calendar, and was cancelled."""
    found = await find_of_owner(connection, kind, [owner_id])
    return [
        one
        for one in found
        if one.state is MeetingState.CANCELLED
        and one.ends_at is not None
        and one.ends_at > clock.now()
        and one.part_of(member_id) is not None
    ]


async def find_own(
    connection: AsyncConnection | Session, caller: Caller, meeting_id: int
) -> tuple[MeetingView, Part]:
    """A meeting of the caller's, and their part in it: one statement.

    Raises:
        UserError: They take no part in one with this id, or are not enrolled.
    """
    which = (meeting.c.id == bindparam("wanted")) & meeting.c.id.in_(_theirs(caller))
    found = await find_where(connection, which, {**members.bind_caller(caller), "wanted": meeting_id})
    for one in found:
        for theirs in one.parts:
            if theirs.to.user_id == caller.user_id:
                return one, theirs
    if await members.find_profile(connection, caller) is None:
        raise members.refuse_stranger(caller)
    raise UserError(GONE)


async def find_planned(
    connection: AsyncConnection | Session, caller: Caller, kind: str | None = None
) -> list[MeetingView]:
    """What the caller has planned, or is planning, of one kind or all: first what was agreed, by its time."""
    which = meeting.c.state.in_(LIVE) & (true() if kind is None else meeting.c.kind == kind)
    bound = members.bind_caller(caller)
    found = await find_where(connection, which & meeting.c.id.in_(_theirs(caller)), bound)
    now = clock.now()
    return sorted(
        (one for one in found if one.ends_at is None or one.ends_at > now),
        key=lambda one: (one.starts_at is None, one.starts_at or one.created_at),
    )


async def find_agreed(
    connection: AsyncConnection | Session, member_id: int, since: datetime
) -> list[MeetingView]:
    """Every meeting of a member for which a time was agreed, from a moment on, the oldest first."""
    mine = select(part.c.meeting_id).where(part.c.member_id == member_id)
    agreed = meeting.c.starts_at.is_not(None) & (meeting.c.starts_at > since)
    return await find_where(connection, agreed & meeting.c.id.in_(mine.correlate(None)))


async def find_held(connection: AsyncConnection | Session, member_id: int) -> list[MeetingView]:
    """Every meeting that took place with this member, of any kind, the oldest first."""
    mine = select(part.c.meeting_id).where(part.c.member_id == member_id, part.c.met.is_not(False))
    taken = (meeting.c.state == MeetingState.MET) & meeting.c.id.in_(mine.correlate(None))
    return await find_where(connection, taken)


def select_met_since(community_id: int, since: datetime) -> Select[int]:
    """The members of a community who took part in a meeting of any kind since a moment."""
    return (
        select(part.c.member_id)
        .join(meeting, meeting.c.id == part.c.meeting_id)
        .where(
            meeting.c.community_id == community_id,
            meeting.c.state == MeetingState.MET,
            meeting.c.starts_at >= since,
            part.c.met.is_not(False),
        )
    )


def _theirs(caller: Caller) -> Any:
    """The ids of the meetings in which the caller takes part; in a direct message, of all communities."""
    whose = members.THEIRS if caller.community is None else members.HERE
    inner = members.SOURCE.join(part, part.c.member_id == members.ID)
    # Not correlated: the outer statement reads the same tables for everybody who takes part.
    return select(part.c.meeting_id).select_from(inner).where(whose).correlate(None)


def _view(row: Any, parts: list[Part]) -> MeetingView:
    times = (part for part in row.offered.split(",") if part)
    offered = tuple(datetime.fromtimestamp(int(one), UTC) for one in times)
    return read_row(MeetingView, row, offered=offered, parts=tuple(parts))
