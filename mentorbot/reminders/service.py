"""Keeping reminders: asked for, kept, listed, changed, cancelled; done or put off when they have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from mentorbot import clock
from mentorbot.delivery import quiet
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.errors import UserError
from mentorbot.members import answers
from mentorbot.members import service as members
from mentorbot.members.service import Caller
from mentorbot.reminders import repeats
from mentorbot.reminders.models import MOST_WHAT, Reminder, ReminderState
from mentorbot.reminders.repeats import Repeat
from mentorbot.reminders.when import When

KIND: Final = "reminder"
MOST: Final = 50
"""How many reminders a member may have waiting."""
MOST_DRAFTS: Final = 10
FORGOTTEN_AFTER: Final = timedelta(days=90)
"""How long one that came, or is done, is remembered, so that its buttons still work."""

GONE: Final = (
    "That reminder is not there any more: it was cancelled, or is long over. `/remind list` shows the rest."
)
NO_WORDS: Final = "What should I remind you of? A few words are enough, such as “send the application”."
LATE: Final = "That time has passed meanwhile. Press Change, and give another."

_reminder = cast("Table", Reminder.__table__)
_OPEN: Final = (ReminderState.WAITING, ReminderState.ARRIVED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to be reminded of, and when, both understood.

    Args:
        typed: The time in their words, to be shown again when they change it.
        item: The id of the milestone it is about, if it is about one.
    """

    what: str
    typed: str
    when: When
    item: str | None = None


@dataclass(frozen=True, slots=True)
class ReminderView:
    """A reminder as the rest of the program sees one.

    Args:
        due_at: Its next time; of one that has come, when it came.
        arrives_at: When the member gets it: later than due if that is within their quiet hours.
        repeat: If it comes again.
    """

    id: int
    what: str
    typed: str
    state: ReminderState
    due_at: datetime
    snoozed_until: datetime | None
    arrives_at: datetime
    time_zone: str
    repeat: Repeat | None
    item: str | None
    created_at: datetime

    @property
    def next_at(self) -> datetime:
        """When it comes next: at the time it was put off to, if it was."""
        return self.snoozed_until or self.due_at


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a member's reminders, the next first; and how many there are."""

    reminders: tuple[ReminderView, ...]
    total: int


def words(typed: str) -> str:
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


async def draft(session: AsyncSession, caller: Caller, asked: Asked) -> ReminderView:
    """Note what was asked for, until the member has said whether it was understood as meant.

    Raises:
        UserError: They are not enrolled, or have as many reminders as one may have.
    """
    member = await members.profile(session, caller)
    if member is None:
        raise members.not_enrolled(caller)
    await _forget(session, member.id)
    if await _waiting(session, member.id) >= MOST:
        raise _full()
    values = {
        "member_id": member.id,
        "state": ReminderState.DRAFT,
        "turn": 0,
        "created_at": clock.now(),
        "item": asked.item,
        **_values(asked, member.time_zone),
    }
    added = await session.execute(insert(_reminder).values(values).returning(*_reminder.c))
    return _view(dict(added.mappings().one()), await _quiet(session, member.id))


async def keep(session: AsyncSession, caller: Caller, reminder_id: int) -> ReminderView:
    """Keep a draft: from now on it waits. Keeping it twice changes nothing.

    Raises:
        UserError: It is not the caller's or not there, its time has passed, or they have too many.
    """
    row = await _theirs(session, caller, reminder_id)
    calm = await _quiet(session, row["member_id"])
    if row["state"] is not ReminderState.DRAFT:
        return _view(row, calm)
    if row["due_at"] <= clock.now():
        raise UserError(LATE)
    if await _waiting(session, row["member_id"]) >= MOST:
        raise _full()
    row = await _wait(session, row, row["due_at"], {"state": ReminderState.WAITING})
    return _view(row, calm)


async def change(session: AsyncSession, caller: Caller, reminder_id: int, asked: Asked) -> ReminderView:
    """Give a reminder other words and another time; a draft stays a draft, any other waits again.

    Raises:
        UserError: It is not the caller's or not there, or they have too many.
    """
    row = await _theirs(session, caller, reminder_id)
    calm = await _quiet(session, row["member_id"])
    values = _values(asked, row["zone"])
    if row["state"] is ReminderState.DRAFT:
        return _view(await _update(session, row, values), calm)
    if row["state"] is not ReminderState.WAITING and await _waiting(session, row["member_id"]) >= MOST:
        raise _full()
    await delivery.cancel(session, prefix=_prefix(reminder_id))
    values |= {"state": ReminderState.WAITING, "last_at": None, "snoozed_until": None}
    return _view(await _wait(session, row, asked.when.at, values), calm)


async def done(session: AsyncSession, caller: Caller, reminder_id: int) -> ReminderView:
    """Say that what has come is done; one that comes again does so. Saying it twice changes nothing.

    Raises:
        UserError: It is not the caller's or not there.
    """
    row = await _theirs(session, caller, reminder_id)
    calm = await _quiet(session, row["member_id"])
    if row["state"] in _OPEN and (row["rule"] is None or row["snoozed_until"]):
        values: dict[str, Any] = {"snoozed_until": None}
        if row["rule"] is None:
            values["state"] = ReminderState.DONE
            await delivery.cancel(session, prefix=_prefix(reminder_id))
        elif row["snoozed_until"]:
            await delivery.cancel(session, prefix=f"{_prefix(reminder_id)}again:")
        row = await _update(session, row, values)
    return _view(row, calm)


async def put_off(session: AsyncSession, caller: Caller, reminder_id: int, until: datetime) -> ReminderView:
    """Let what has come come once more; what comes again keeps its own times beside it.

    Args:
        until: Aware, to come.

    Raises:
        UserError: It is not the caller's or not there, or they have too many.
    """
    row = await _theirs(session, caller, reminder_id)
    calm = await _quiet(session, row["member_id"])
    if row["state"] is ReminderState.DRAFT:
        raise UserError("That reminder was not kept yet. Press Keep first.")
    if row["state"] is not ReminderState.WAITING and await _waiting(session, row["member_id"]) >= MOST:
        raise _full()
    await delivery.cancel(session, prefix=f"{_prefix(reminder_id)}again:")
    values = {"state": ReminderState.WAITING, "snoozed_until": until}
    return _view(await _wait(session, row, until, values, again=True), calm)


async def tomorrow(connection: AsyncConnection | AsyncSession, caller: Caller, reminder_id: int) -> datetime:
    """Tomorrow at the reminder's time of day, on the clock of its zone; a skipped time is moved on.

    Raises:
        UserError: It is not the caller's or not there.
    """
    row = await _theirs(connection, caller, reminder_id)
    zone = ZoneInfo(row["time_zone"])
    at = row["due_at"].astimezone(zone).time() if row["local_time"] is None else row["local_time"]
    day = clock.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, at, zone).astimezone(UTC)


async def cancel(session: AsyncSession, caller: Caller, reminder_id: int) -> ReminderView:
    """Take a reminder back, with all its times.

    Raises:
        UserError: It is not the caller's or not there (any more).
    """
    row = await _theirs(session, caller, reminder_id)
    await delivery.cancel(session, prefix=_prefix(reminder_id))
    await session.execute(delete(_reminder).where(_reminder.c.id == reminder_id))
    return _view(row, None)


async def one(connection: AsyncConnection | AsyncSession, caller: Caller, reminder_id: int) -> ReminderView:
    """One of the caller's reminders: one statement.

    Raises:
        UserError: It is not theirs or not there.
    """
    return _view(await _theirs(connection, caller, reminder_id), None)


async def listing(connection: AsyncConnection | AsyncSession, caller: Caller, page: int, size: int) -> Page:
    """The caller's reminders that wait: one statement. In a direct message, of all their communities.

    Args:
        page: From 1; beyond the last there is nothing.
    """
    statement = _LIST_EVERYWHERE if caller.community is None else _LIST_HERE
    bound = {**members.parameters(caller), "size": size, "skip": (page - 1) * size}
    rows = (await connection.execute(statement, bound)).mappings().all()
    return Page(tuple(_view(dict(row), None) for row in rows), rows[0]["total"] if rows else 0)


async def coming(
    session: AsyncSession, member_id: int, until: datetime, most: int
) -> tuple[ReminderView, ...]:
    """The first of a member's reminders that come until then."""
    statement = (
        select(_reminder)
        .where(
            _reminder.c.member_id == member_id,
            _reminder.c.state == ReminderState.WAITING,
            _next <= until,
        )
        .order_by(_next, _reminder.c.id)
        .limit(most)
    )
    return tuple(_view(dict(row), None) for row in (await session.execute(statement)).mappings())


async def arrive(
    session: AsyncSession, member_id: int, reminder_id: int, due: datetime
) -> ReminderView | None:
    """A reminder's time has come: what comes again is scheduled for its next.

    Called again for the same moment it changes nothing, and gives the same.

    Returns:
        None if it was cancelled, done, or has another time by now.
    """
    statement = _WITH_OWNER.where(_reminder.c.id == reminder_id, _reminder.c.member_id == member_id)
    found = (await session.execute(statement)).mappings().first()
    row: Mapping[str, Any] = dict(found or {})
    if found is None or row["state"] not in _OPEN or due not in _times(row):
        return None
    repeat = repeat_of(row)
    if repeat is None:
        row = await _update(session, row, {"state": ReminderState.ARRIVED})
    elif due == row["due_at"]:
        following = repeats.next_after(repeat, max(due, clock.now()))
        row = await _wait(session, row, following, {"due_at": following, "last_at": due})
    return _view(row, None)


async def export(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Every reminder of these members, by member."""
    found: dict[int, list[dict[str, Any]]] = {member: [] for member in member_ids}
    names = ("what", "typed", "state", "due_at", "snoozed_until", "rule", "time_zone", "item", "created_at")
    statement = select(_reminder).where(_reminder.c.member_id.in_(member_ids)).order_by(_reminder.c.id)
    for row in (await session.execute(statement)).mappings():
        found[row["member_id"]].append({name: row[name] for name in names})
    return found


async def erase(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Delete every reminder of these members; their messages go with what delivery erases."""
    await session.execute(delete(_reminder).where(_reminder.c.member_id.in_(member_ids)))


_zone = next(column for column in members.COLUMNS if column.name == "time_zone")
_next = func.coalesce(_reminder.c.snoozed_until, _reminder.c.due_at, type_=_reminder.c.due_at.type)
_WITH_OWNER = select(
    *_reminder.c, members.COMMUNITY_ID.label("community_id"), *members.ADDRESS, _zone.label("zone")
).select_from(members.SOURCE.join(_reminder, _reminder.c.member_id == members.ID))
_ONE_HERE = _WITH_OWNER.where(members.HERE, _reminder.c.id == bindparam("reminder"))
_ONE_THEIRS = _WITH_OWNER.where(members.THEIRS, _reminder.c.id == bindparam("reminder"))
_LIST = (
    select(*_reminder.c, func.count().over().label("total"))
    .select_from(members.SOURCE.join(_reminder, _reminder.c.member_id == members.ID))
    .where(_reminder.c.state == ReminderState.WAITING)
    .order_by(_next, _reminder.c.id)
    .limit(bindparam("size"))
    .offset(bindparam("skip"))
)
_LIST_HERE = _LIST.where(members.HERE)
_LIST_EVERYWHERE = _LIST.where(members.THEIRS)


async def _theirs(
    connection: AsyncConnection | AsyncSession, caller: Caller, reminder_id: int
) -> Mapping[str, Any]:
    """The row, if it is the caller's; in a direct message, whichever of their communities it belongs to."""
    statement = _ONE_THEIRS if caller.community is None else _ONE_HERE
    bound = {**members.parameters(caller), "reminder": reminder_id}
    row = (await connection.execute(statement, bound)).mappings().first()
    if row is None:
        raise UserError(GONE)
    return dict(row)


async def _wait(
    session: AsyncSession,
    row: Mapping[str, Any],
    until: datetime,
    values: dict[str, Any],
    *,
    again: bool = False,
) -> Mapping[str, Any]:
    """Let it come at a moment, beside what waits already."""
    turn = row["turn"] + 1
    changed = await _update(session, row, {**values, "turn": turn})
    await schedule(session, changed, until, again=again)
    return changed


async def schedule(
    session: AsyncSession, row: Mapping[str, Any], due: datetime, *, again: bool = False
) -> None:
    """Schedule the message of a reminder, with the address that its row was read with."""
    await delivery.schedule(
        session,
        kind=KIND,
        payload={"reminder": row["id"], "due": due.isoformat()},
        to=Address(row["platform"], row["external_id"], row["user_id"]),
        due_at=due,
        dedupe_key=f"{_prefix(row['id'])}{'again:' if again else ''}{row['turn']}",
        community_id=row["community_id"],
        member_id=row["member_id"],
    )


async def _update(session: AsyncSession, row: Mapping[str, Any], values: dict[str, Any]) -> Mapping[str, Any]:
    await session.execute(_reminder.update().where(_reminder.c.id == row["id"]).values(values))
    return {**row, **values}


async def _forget(session: AsyncSession, member_id: int) -> None:
    """Leave no more than a few drafts, and nothing that is long over."""
    drafts = (
        select(_reminder.c.id)
        .where(_reminder.c.member_id == member_id, _reminder.c.state == ReminderState.DRAFT)
        .order_by(_reminder.c.id.desc())
        .offset(MOST_DRAFTS - 1)
        .limit(1000)
    )
    over = _reminder.c.state.in_((ReminderState.ARRIVED, ReminderState.DONE)) & (
        _reminder.c.due_at < clock.now() - FORGOTTEN_AFTER
    )
    await session.execute(
        delete(_reminder).where(_reminder.c.member_id == member_id, _reminder.c.id.in_(drafts) | over)
    )


async def _waiting(session: AsyncSession, member_id: int) -> int:
    statement = (
        select(func.count())
        .select_from(_reminder)
        .where(_reminder.c.member_id == member_id, _reminder.c.state == ReminderState.WAITING)
    )
    return (await session.execute(statement)).scalar_one()


async def _quiet(session: AsyncSession, member_id: int) -> quiet.Quiet | None:
    return (await members.quiet_hours(session, (member_id,))).get(member_id)


def _times(row: Mapping[str, Any]) -> tuple[datetime | None, ...]:
    """When its messages are due, and when the last of them was, which may have to be sent again."""
    return row["due_at"], row["last_at"], row["snoozed_until"]


def _full() -> UserError:
    return UserError(
        f"You have {MOST} reminders waiting, which is as many as I keep for one person. "
        "`/remind list` shows them; cancel one that you no longer need."
    )


def _prefix(reminder_id: int) -> str:
    return f"reminder:{reminder_id}:"


def _values(asked: Asked, zone: str) -> dict[str, Any]:
    repeat = asked.when.repeat
    return {
        "what": asked.what,
        "typed": asked.typed,
        "due_at": asked.when.at,
        "rule": repeat.rule if repeat else None,
        "time_zone": repeat.time_zone if repeat else zone,
        "local_time": repeat.at if repeat else None,
        "since": repeat.since if repeat else None,
    }


def _view(row: Mapping[str, Any], calm: quiet.Quiet | None) -> ReminderView:
    due = row["snoozed_until"] or row["due_at"]
    return ReminderView(
        id=row["id"],
        what=row["what"],
        typed=row["typed"],
        state=row["state"],
        due_at=row["due_at"],
        snoozed_until=row["snoozed_until"],
        arrives_at=(quiet.ends_at(calm, due) if calm else None) or due,
        time_zone=row["time_zone"],
        repeat=repeat_of(row),
        item=row["item"],
        created_at=row["created_at"],
    )


def repeat_of(row: Mapping[str, Any]) -> Repeat | None:
    """How a stored reminder comes again."""
    if row["rule"] is None:
        return None
    return Repeat(row["rule"], row["time_zone"], row["local_time"], row["since"])
