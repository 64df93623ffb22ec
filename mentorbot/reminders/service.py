"""Keeping reminders: asked for, kept, listed, changed, cancelled; done or put off when they have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.lists import pages
from mentorbot.db import AsyncConnection, Session, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.errors import UserError
from mentorbot.members import answers
from mentorbot.members import service as members
from mentorbot.members.service import MemberView
from mentorbot.reminders import rows
from mentorbot.reminders.models import MOST_WHAT, ReminderState
from mentorbot.reminders.rows import Asked, ReminderView, Row
from mentorbot.times import repeats

__all__ = ["Asked", "ReminderView"]

MOST: Final = 50
"""How many reminders a member may have waiting."""
NO_WORDS: Final = "What should I remind you of? A few words are enough, such as “send the application”."
ONLY_ONCE: Final = "Something can only be put off to one time. Try “tomorrow 9am” or “in 3 hours”."
LATE: Final = "That time has passed meanwhile. Press Change, and give another."


_ADD: Final = insert(rows.TABLE).returning(*rows.TABLE.c)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a member's reminders, the next first; how many there are, and which page it is, from 1."""

    reminders: tuple[ReminderView, ...]
    total: int
    number: int


def read_words(typed: str) -> str:
    """What to be reminded of, on one line, without what cannot be seen or stored.

    Raises:
        UserError: Nothing is left, or it is longer than MOST_WHAT characters.
    """
    tidy = answers.one_line(typed)
    if not tidy:
        raise UserError(NO_WORDS)
    if len(tidy) > MOST_WHAT:
        raise UserError(
            f"That is {len(tidy):,} characters long. Please say what it is about in at most {MOST_WHAT}."
        )
    return tidy


async def find_member(connection: AsyncConnection | Session, caller: Caller) -> MemberView:
    """The caller as a member: one statement.

    Raises:
        UserError: They are not enrolled.
    """
    member = await members.find_profile(connection, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    return member


async def draft_reminder(session: Session, caller: Caller, asked: Asked) -> ReminderView:
    """Note what was asked for, until the member has said whether it was understood as meant.

    Raises:
        UserError: They are not enrolled, or have as many reminders as one may have.
    """
    member = await find_member(session, caller)
    await rows.forget_old(session, member.id)
    if await rows.count_waiting(session, member.id) >= MOST:
        raise _full()
    values = {
        "member_id": member.id,
        "state": ReminderState.DRAFT,
        "turn": 0,
        "created_at": clock.now(),
        "item": asked.item,
        **rows.values_of(asked, member.time_zone),
    }
    added = await session.execute(_ADD, values)
    row = {**added.mappings().one(), "zone": member.time_zone}
    return rows.make_view(row, await rows.find_quiet_hours(session, member.id))


async def keep_reminder(session: Session, caller: Caller, reminder_id: int) -> ReminderView:
    """Keep a draft: from now on it waits. Keeping it twice changes nothing.

    Raises:
        UserError: It is not the caller's or not there, its time has passed, or they have too many.
    """
    row = await rows.find_theirs(session, caller, reminder_id)
    calm = await rows.find_quiet_hours(session, row["member_id"])
    if row["state"] is not ReminderState.DRAFT:
        return rows.make_view(row, calm)
    if row["due_at"] <= clock.now():
        raise UserError(LATE)
    if await rows.count_waiting(session, row["member_id"]) >= MOST:
        raise _full()
    row = await rows.make_wait(session, row, row["due_at"], {"state": ReminderState.WAITING})
    return rows.make_view(row, calm)


async def change_reminder(session: Session, caller: Caller, reminder_id: int, asked: Asked) -> ReminderView:
    """Give a reminder other words and another time; a draft stays a draft, any other waits again.

    Raises:
        UserError: It is not the caller's or not there, or they have too many.
    """
    row = await rows.find_theirs(session, caller, reminder_id)
    calm = await rows.find_quiet_hours(session, row["member_id"])
    values = rows.values_of(asked, row["zone"])
    if row["state"] is ReminderState.DRAFT:
        return rows.make_view(await rows.update_row(session, row, values), calm)
    if (
        row["state"] is not ReminderState.WAITING
        and await rows.count_waiting(session, row["member_id"]) >= MOST
    ):
        raise _full()
    await delivery.cancel(session, prefix=rows.prefix(reminder_id))
    values |= {"state": ReminderState.WAITING, "last_at": None, "snoozed_until": None}
    return rows.make_view(await rows.make_wait(session, row, asked.when.at, values), calm)


async def reword_reminder(session: Session, caller: Caller, reminder_id: int, what: str) -> ReminderView:
    """Give a reminder other words, and leave its times as they are.

    Args:
        what: As :func:`read_words` makes it.

    Raises:
        UserError: It is not the caller's or not there.
    """
    row = await rows.find_theirs(session, caller, reminder_id)
    calm = await rows.find_quiet_hours(session, row["member_id"])
    values = {"what": what, "turn": row["turn"] + 1}
    return rows.make_view(await rows.update_row(session, row, values), calm)


async def finish_reminder(session: Session, caller: Caller, reminder_id: int) -> ReminderView:
    """Say that what has come is done; one that comes again does so. Saying it twice changes nothing.

    Raises:
        UserError: It is not the caller's or not there.
    """
    row = await rows.find_theirs(session, caller, reminder_id)
    calm = await rows.find_quiet_hours(session, row["member_id"])
    if row["state"] in rows.OPEN and (row["rule"] is None or row["snoozed_until"]):
        values: dict[str, Any] = {"snoozed_until": None}
        if row["rule"] is None:
            values["state"] = ReminderState.DONE
            await delivery.cancel(session, prefix=rows.prefix(reminder_id))
        elif row["snoozed_until"]:
            await delivery.cancel(session, prefix=f"{rows.prefix(reminder_id)}again:")
        row = await rows.update_row(session, row, values)
    return rows.make_view(row, calm)


async def put_off(session: Session, caller: Caller, reminder_id: int, until: datetime) -> ReminderView:
    """Let what has come come once more; what comes again keeps its own times beside it.

    Args:
        until: Aware, to come.

    Raises:
        UserError: It is not the caller's or not there, or they have too many.
    """
    row = await rows.find_theirs(session, caller, reminder_id)
    calm = await rows.find_quiet_hours(session, row["member_id"])
    if row["state"] is ReminderState.DRAFT:
        raise UserError("That reminder was not kept yet. Press Keep first.")
    if (
        row["state"] is not ReminderState.WAITING
        and await rows.count_waiting(session, row["member_id"]) >= MOST
    ):
        raise _full()
    await delivery.cancel(session, prefix=f"{rows.prefix(reminder_id)}again:")
    values = {"state": ReminderState.WAITING, "snoozed_until": until}
    return rows.make_view(await rows.make_wait(session, row, until, values, again=True), calm)


async def put_off_to_tomorrow(session: Session, caller: Caller, reminder_id: int) -> ReminderView:
    """Let it come once more tomorrow at its time of day in its zone; a skipped time is moved on.

    Raises:
        UserError: As :func:`put_off` does.
    """
    row = await rows.find_theirs(session, caller, reminder_id)
    zone = ZoneInfo(row["time_zone"])
    at = row["due_at"].astimezone(zone).time() if row["local_time"] is None else row["local_time"]
    day = clock.now().astimezone(zone).date() + timedelta(days=1)
    return await put_off(session, caller, reminder_id, datetime.combine(day, at, zone).astimezone(UTC))


async def cancel_reminder(session: Session, caller: Caller, reminder_id: int) -> ReminderView:
    """Take a reminder back, with all its times.

    Raises:
        UserError: It is not the caller's or not there (any more).
    """
    row = await rows.find_theirs(session, caller, reminder_id)
    await delivery.cancel(session, prefix=rows.prefix(reminder_id))
    await session.execute(delete(rows.TABLE).where(rows.TABLE.c.id == reminder_id))
    return rows.make_view(row, None)


async def find_reminder(
    connection: AsyncConnection | Session, caller: Caller, reminder_id: int
) -> ReminderView:
    """One of the caller's reminders: one statement.

    Raises:
        UserError: It is not theirs or not there.
    """
    return rows.make_view(await rows.find_theirs(connection, caller, reminder_id), None)


async def find_page(connection: AsyncConnection | Session, caller: Caller, page: int, size: int) -> Page:
    """The caller's reminders that wait: one statement. In a direct message, of all their communities.

    Args:
        page: From 1; one that is not there (any more) means the last.
    """
    found = await _read_page(connection, caller, page, size)
    if not found and page > 1:
        found, page = await _read_page(connection, caller, 1, size), 1
        last = pages(found[0]["total"], size) if found else 1
        if last > 1:
            found, page = await _read_page(connection, caller, last, size), last
    reminders = tuple(rows.make_view(dict(row), None) for row in found)
    return Page(reminders, found[0]["total"] if found else 0, page)


async def _read_page(
    connection: AsyncConnection | Session, caller: Caller, page: int, size: int
) -> Sequence[RowMapping]:
    statement = _LIST_EVERYWHERE if caller.community is None else _LIST_HERE
    bound = {**members.bind_caller(caller), "size": size, "skip": (page - 1) * size}
    return (await connection.execute(statement, bound)).mappings().all()


async def find_coming(
    session: Session, member_id: int, until: datetime, most: int
) -> tuple[ReminderView, ...]:
    """The first of a member's reminders that come until then."""
    statement = (
        rows.WITH_OWNER.where(
            rows.TABLE.c.member_id == member_id,
            rows.TABLE.c.state == ReminderState.WAITING,
            until >= rows.NEXT,
        )
        .order_by(rows.NEXT, rows.TABLE.c.id)
        .limit(most)
    )
    return tuple(rows.make_view(dict(row), None) for row in (await session.execute(statement)).mappings())


async def arrive(session: Session, member_id: int, reminder_id: int, due: datetime) -> ReminderView | None:
    """A reminder's time has come: what comes again is scheduled for its next.

    Called again for the same moment it changes nothing, and gives the same.

    Returns:
        None if it was cancelled, done, or has another time by now.
    """
    statement = rows.WITH_OWNER.where(rows.TABLE.c.id == reminder_id, rows.TABLE.c.member_id == member_id)
    found = (await session.execute(statement)).mappings().first()
    row: Row = dict(found or {})
    if found is None or row["state"] not in rows.OPEN or due not in rows.list_times(row):
        return None
    repeat = rows.repeat_of(row)
    if repeat is None:
        row = await rows.update_row(session, row, {"state": ReminderState.ARRIVED})
    elif due == row["due_at"]:
        following = repeats.next_after(repeat, max(due, clock.now()))
        row = await rows.make_wait(session, row, following, {"due_at": following, "last_at": due})
    return rows.make_view(row, None)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Every reminder of these members, by member."""
    names = ("what", "typed", "state", "due_at", "snoozed_until", "rule", "time_zone", "item", "created_at")
    statement = select(*(rows.TABLE.c[name] for name in names)).order_by(rows.TABLE.c.id)
    return await rows_of(session, member_ids, rows.TABLE.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete every reminder of these members; their messages go with what delivery erases."""
    await session.execute(delete(rows.TABLE).where(rows.TABLE.c.member_id.in_(member_ids)))


_LIST = (
    select(*rows.TABLE.c, members.TIME_ZONE.label("zone"), func.count().over().label("total"))
    .select_from(members.SOURCE.join(rows.TABLE, rows.TABLE.c.member_id == members.ID))
    .where(rows.TABLE.c.state == ReminderState.WAITING)
    .order_by(rows.NEXT, rows.TABLE.c.id)
    .limit(bindparam("size"))
    .offset(bindparam("skip"))
)
_LIST_HERE = _LIST.where(members.HERE)
_LIST_EVERYWHERE = _LIST.where(members.THEIRS)


def _full() -> UserError:
    return UserError(
        f"You have {MOST} reminders waiting, which is as many as I keep for one person. "
        "`/remind list` shows them; cancel one that you no longer need."
    )
