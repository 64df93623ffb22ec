"""The weekly digest: what is next, what is due, what is near. Only for who asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Due
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.service import MemberView
from mentorbot.reminders import contact
from mentorbot.reminders.contact import Contact
from mentorbot.reminders.models import DIGEST
from mentorbot.times import repeats, when
from mentorbot.times.repeats import Repeat
from mentorbot.times.words import CODES

KIND: Final = "digest"
USUAL_WEEKDAY: Final = 0
USUAL_HOUR: Final = 8
AHEAD: Final = timedelta(days=14)
"""How far a digest looks ahead."""
MOST_LISTED: Final = 5
USEFUL: Final = timedelta(days=2)
"""A digest that could not be sent for longer is left for the next."""


@dataclass(frozen=True, slots=True)
class DigestView:
    """When somebody gets their digest: a weekday (0 is Monday) and an hour in their zone."""

    member: MemberView
    weekday: int
    hour: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Weekly(Payload):
    """For which moment a digest comes."""

    due: datetime


def read_time(weekday: str, hour: str) -> tuple[int, int]:
    """The weekday and the hour that somebody chose and typed.

    Raises:
        UserError: There is no such day, or it is no whole hour.
    """
    if weekday not in set(map(str, range(7))):
        raise UserError("Please choose a day from the list.")
    at = when.read_time(hour)
    if at.minute:
        raise UserError("The digest comes on the hour. Give a whole one, such as “8am” or “18:00”.")
    return int(weekday), at.hour


async def find_setting(
    connection: AsyncConnection | Session, caller: Caller
) -> tuple[MemberView, DigestView | None]:
    """The caller, and when they get their digest, if they do: one statement.

    Raises:
        UserError: They are not enrolled.
    """
    statement = _HERE if members.has_place(caller) else _LAST_USED
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    if row is None:
        raise members.refuse_stranger(caller)
    member = members.read_member(row)
    return member, None if row.weekday is None else DigestView(member, row.weekday, row.hour, row.due_at)


async def turn_on(session: Session, caller: Caller, weekday: int | None, hour: int | None) -> DigestView:
    """Send the caller a digest every week.

    Args:
        weekday: 0 is Monday; None leaves it as it is, or as it usually is.
        hour: 0 to 23, on their clock; None likewise.

    Raises:
        UserError: They are not enrolled.
        ValueError: There is no such weekday or hour.
    """
    member, before = await find_setting(session, caller)
    if weekday is None:
        weekday = before.weekday if before else USUAL_WEEKDAY
    if hour is None:
        hour = before.hour if before else USUAL_HOUR
    if not (0 <= weekday <= 6 and 0 <= hour <= 23):
        raise ValueError(f"there is no hour {hour} or weekday {weekday}")
    due = _next(member.time_zone, weekday, hour, clock.now())
    row = {"member_id": member.id, "weekday": weekday, "hour": hour, "due_at": due, "last_at": None}
    statement = insert(DIGEST).values(row)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["member_id"],
            set_={name: statement.excluded[name] for name in row if name != "member_id"},
        )
    )
    where = await contact.find_contact(session, member.id)
    await delivery.cancel(session, prefix=_prefix(member.id))
    await _schedule(session, member.id, where, due)
    return DigestView(member, weekday, hour, due)


async def move(session: Session, member_id: int, time_zone: str) -> None:
    """Let a digest come at its hour on the clock of another zone."""
    row = (await session.execute(select(DIGEST).where(DIGEST.c.member_id == member_id))).first()
    if row is None:
        return
    due = _next(time_zone, row.weekday, row.hour, clock.now())
    await session.execute(DIGEST.update().where(DIGEST.c.member_id == member_id).values(due_at=due))
    await delivery.cancel(session, prefix=_prefix(member_id))
    await _schedule(session, member_id, await contact.find_contact(session, member_id), due)


async def turn_off(session: Session, caller: Caller, member_id: int | None = None) -> bool:
    """Send the caller no digest any more.

    Args:
        member_id: Which of their members, from a button; None: the one here.

    Returns:
        False if it was off already.

    Raises:
        UserError: They are not enrolled, or the member is not theirs.
    """
    if member_id is None:
        member, _ = await find_setting(session, caller)
        member_id = member.id
    elif await contact.find_owner(session, caller, member_id) is None:
        raise members.refuse_stranger(caller)
    await delivery.cancel(session, prefix=_prefix(member_id))
    gone = await session.execute(
        delete(DIGEST).where(DIGEST.c.member_id == member_id).returning(DIGEST.c.member_id)
    )
    return gone.first() is not None


async def arrive(session: Session, due: Due, member: MemberView, moment: datetime) -> bool:
    """A digest's time has come: the next is scheduled. Called again for the same moment it changes nothing.

    Returns:
        False if it was turned off, or has another time by now.
    """
    row = (await session.execute(select(DIGEST).where(DIGEST.c.member_id == member.id))).first()
    if row is None or moment not in {row.due_at, row.last_at}:
        return False
    if moment == row.due_at:
        await _advance(session, due, DigestView(member, row.weekday, row.hour, moment))
    return True


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """When these members get a digest, by member."""
    statement = select(DIGEST.c.weekday, DIGEST.c.hour, DIGEST.c.due_at)
    return await rows_of(session, member_ids, DIGEST.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Send these members no digest any more."""
    await session.execute(delete(DIGEST).where(DIGEST.c.member_id.in_(member_ids)))


_SETTING = select(*members.COLUMNS, DIGEST.c.weekday, DIGEST.c.hour, DIGEST.c.due_at).select_from(
    members.SOURCE.outerjoin(DIGEST, DIGEST.c.member_id == members.ID)
)
_HERE = _SETTING.where(members.HERE)
_LAST_USED = _SETTING.where(members.LAST_USED)


async def _advance(session: Session, due: Due, view: DigestView) -> None:
    member = view.member
    following = _next(member.time_zone, view.weekday, view.hour, max(view.due_at, clock.now()))
    await session.execute(
        DIGEST.update().where(DIGEST.c.member_id == member.id).values(due_at=following, last_at=view.due_at)
    )
    await _schedule(session, member.id, Contact(due.community_id, due.to), following)


async def _schedule(session: Session, member_id: int, where: Contact, due: datetime) -> None:
    await delivery.schedule(
        session,
        kind=KIND,
        payload=Weekly(due),
        to=where.to,
        due_at=due,
        dedupe_key=f"{_prefix(member_id)}{due:%Y-%m-%dT%H:%M}",
        community_id=where.community_id,
        member_id=member_id,
    )


def _next(time_zone: str, weekday: int, hour: int, moment: datetime) -> datetime:
    repeat = Repeat(f"FREQ=WEEKLY;BYDAY={CODES[weekday]}", time_zone, time(hour), moment.date())
    return repeats.next_after(repeat, moment)


def _prefix(member_id: int) -> str:
    return f"digest:{member_id}:"
