"""Reminders as they are stored: reading, changing and scheduling one row. What may be done is in service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import quiet
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.members import quiet_hours
from mentorbot.members import service as members
from mentorbot.reminders.models import MOST_WHAT, REMINDER, ReminderState
from mentorbot.times.repeats import Repeat
from mentorbot.times.when import When

__all__ = ["GONE", "KIND", "MOST_WHAT", "Asked", "ReminderState", "ReminderView"]

KIND: Final = "reminder"
MOST_DRAFTS: Final = 10
FORGOTTEN_AFTER: Final = timedelta(days=90)
"""How long one that came, or is done, is remembered, so that its buttons still work."""

GONE: Final = (
    "That reminder is not there any more: it was cancelled, or is long over. `/remind list` shows the rest."
)

TABLE: Final = REMINDER
OPEN: Final = (ReminderState.WAITING, ReminderState.ARRIVED)

_THEIRS: Final = TABLE.c.member_id == bindparam("member")
_DRAFTS: Final = (
    select(TABLE.c.id)
    .where(_THEIRS, TABLE.c.state == ReminderState.DRAFT)
    .order_by(TABLE.c.id.desc())
    .offset(MOST_DRAFTS - 1)
    .limit(1000)
)
_OVER: Final = TABLE.c.state.in_((ReminderState.ARRIVED, ReminderState.DONE)) & (
    TABLE.c.due_at < bindparam("before")
)
_FORGET: Final = delete(TABLE).where(_THEIRS, TABLE.c.id.in_(_DRAFTS) | _OVER)
_COUNT_WAITING: Final = (
    select(func.count()).select_from(TABLE).where(_THEIRS, TABLE.c.state == ReminderState.WAITING)
)

Row = Mapping[str, Any]


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
        arrives_at: When the member gets it. What comes again waits for the end of their quiet hours; a time
            that they named themself is kept.
        in_quiet: Whether it comes in their quiet hours, since they named the time.
        time_zone: On whose clock it comes again: the member's, another that they named, or where they lived.
        repeat: If it comes again.
        member_zone: Where the member lives.
    """

    id: int
    what: str
    typed: str
    state: ReminderState
    due_at: datetime
    snoozed_until: datetime | None
    arrives_at: datetime
    in_quiet: bool
    time_zone: str
    repeat: Repeat | None
    item: str | None
    created_at: datetime
    member_zone: str

    @property
    def next_at(self) -> datetime:
        """When it comes next: at the time it was put off to, if it was."""
        return self.snoozed_until or self.due_at


@dataclass(frozen=True, slots=True)
class Reminding(Payload):
    """A reminder, and for which of its times it comes."""

    reminder: int
    due: datetime


NEXT = func.coalesce(TABLE.c.snoozed_until, TABLE.c.due_at, type_=TABLE.c.due_at.type)
WITH_OWNER = select(
    *TABLE.c, members.COMMUNITY_ID.label("community_id"), *members.ADDRESS, members.TIME_ZONE.label("zone")
).select_from(members.SOURCE.join(TABLE, TABLE.c.member_id == members.ID))
_ONE_HERE = WITH_OWNER.where(members.HERE, TABLE.c.id == bindparam("reminder"))
_ONE_THEIRS = WITH_OWNER.where(members.THEIRS, TABLE.c.id == bindparam("reminder"))


async def find_theirs(connection: AsyncConnection | Session, caller: Caller, reminder_id: int) -> Row:
    """The row, if it is the caller's; in a direct message, whichever of their communities it belongs to."""
    statement = _ONE_THEIRS if caller.community is None else _ONE_HERE
    bound = {**members.bind_caller(caller), "reminder": reminder_id}
    row = (await connection.execute(statement, bound)).mappings().first()
    if row is None:
        raise UserError(GONE)
    return dict(row)


async def make_wait(
    session: Session,
    row: Row,
    until: datetime,
    values: dict[str, Any],
    *,
    again: bool = False,
) -> Row:
    """Let it come at a moment, beside what waits already."""
    turn = row["turn"] + 1
    changed = await update_row(session, row, {**values, "turn": turn})
    await _schedule(session, changed, until, again=again)
    return changed


async def _schedule(session: Session, row: Row, due: datetime, *, again: bool = False) -> None:
    """Schedule the message of a reminder, with the address that its row was read with."""
    await delivery.schedule(
        session,
        kind=KIND,
        payload=Reminding(row["id"], due),
        to=Address(row["platform"], row["community"], row["user_id"]),
        due_at=due,
        dedupe_key=f"{prefix(row['id'])}{'again:' if again else ''}{row['turn']}",
        community_id=row["community_id"],
        member_id=row["member_id"],
        respect_quiet=not _is_named(row, again=again),
    )


def _is_named(row: Row, *, again: bool) -> bool:
    """Whether the member named this very time: once, or when they put it off."""
    return again or row["rule"] is None


async def update_row(session: Session, row: Row, values: dict[str, Any]) -> Row:
    """Change these columns, and return the row as it is now."""
    await session.execute(TABLE.update().where(TABLE.c.id == row["id"]).values(values))
    return {**row, **values}


async def forget_old(session: Session, member_id: int) -> None:
    """Leave no more than a few drafts, and nothing that is long over."""
    await session.execute(_FORGET, {"member": member_id, "before": clock.now() - FORGOTTEN_AFTER})


async def count_waiting(session: Session, member_id: int) -> int:
    """How many reminders of a member wait."""
    return (await session.execute(_COUNT_WAITING, {"member": member_id})).scalar_one()


async def find_quiet_hours(session: Session, member_id: int) -> quiet.Quiet | None:
    """A member's quiet hours, if they have any."""
    return (await quiet_hours.load_quiet_hours(session, (member_id,))).get(member_id)


def list_times(row: Row) -> tuple[datetime | None, ...]:
    """When its messages are due, and when the last of them was, which may have to be sent again."""
    return row["due_at"], row["last_at"], row["snoozed_until"]


def prefix(reminder_id: int) -> str:
    """What the keys of all of a reminder's messages begin with."""
    return f"reminder:{reminder_id}:"


def values_of(asked: Asked, zone: str) -> dict[str, Any]:
    """The columns that what was asked for fills."""
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


def make_view(row: Row, calm: quiet.Quiet | None) -> ReminderView:
    """A stored reminder as the rest of the program sees it.

    Args:
        calm: The member's quiet hours, where it matters when it arrives.
    """
    due = row["snoozed_until"] or row["due_at"]
    over = quiet.ends_at(calm, due) if calm else None
    named = _is_named(row, again=row["snoozed_until"] is not None)
    return ReminderView(
        id=row["id"],
        what=row["what"],
        typed=row["typed"],
        state=row["state"],
        due_at=row["due_at"],
        snoozed_until=row["snoozed_until"],
        arrives_at=due if named else (over or due),
        in_quiet=named and over is not None,
        time_zone=row["time_zone"],
        repeat=repeat_of(row),
        item=row["item"],
        created_at=row["created_at"],
        member_zone=row["zone"],
    )


def repeat_of(row: Row) -> Repeat | None:
    """How a stored reminder comes again."""
    if row["rule"] is None:
        return None
    return Repeat(row["rule"], row["time_zone"], row["local_time"], row["since"])
