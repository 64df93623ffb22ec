"""What follows when somebody lives by another clock: some moves by itself, the rest is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.reminders import contact, digest, plans, rows
from mentorbot.reminders.rows import ReminderState, ReminderView, Row
from mentorbot.times import repeats

KIND: Final = "reminders_moved"
_MONTHS: Final = tuple(timedelta(days=30 * month) for month in range(13))


@dataclass(frozen=True, slots=True)
class Moved(Payload):
    """From which zone to which somebody moved: IANA names."""

    before: str
    after: str


async def follow_move(session: Session, member_id: int, before: str, after: str) -> None:
    """Let a member's digest and nudges go by another clock, and ask what comes again by which.

    Args:
        before: The zone that they lived in, an IANA name.
        after: The zone that they live in.
    """
    await digest.move(session, member_id, after)
    await plans.move_nudges(session, member_id, after)
    found = await _find_repeating(session, member_id, before)
    if not found:
        return
    if not _differ(before, after):
        await _set_clock(session, found, after)
        return
    where = await contact.find_contact(session, member_id)
    await delivery.schedule(
        session,
        kind=KIND,
        payload=Moved(before, after),
        to=where.to,
        due_at=clock.now(),
        dedupe_key=f"{KIND}:{member_id}:{clock.now():%Y-%m-%dT%H:%M:%S.%f}",
        community_id=where.community_id,
        member_id=member_id,
    )


async def find_asked(session: Session, member_id: int, moved: Moved) -> tuple[ReminderView, ...]:
    """What comes again by the clock of where a member lived; nothing if they live elsewhere by now."""
    found = await _find_repeating(session, member_id, moved.before)
    return tuple(rows.make_view(row, None) for row in found if row["zone"] == moved.after)


async def move_clock(
    session: Session, caller: Caller, member_id: int, before: str
) -> tuple[ReminderView, ...]:
    """Let what comes again by the clock of where the caller lived come by the clock of where they live.

    Args:
        member_id: Which of the caller's members; from a button, so it is checked.
        before: The zone that they lived in; from a button as well.

    Returns:
        What has moved; nothing the second time.

    Raises:
        UserError: The member is not the caller's.
    """
    if await contact.find_owner(session, caller, member_id) is None:
        raise UserError(plans.NOT_YOURS)
    found = await _find_repeating(session, member_id, before)
    return await _set_clock(session, found, found[0]["zone"]) if found else ()


async def _set_clock(session: Session, found: Sequence[Row], after: str) -> tuple[ReminderView, ...]:
    moved = []
    for row in found:
        repeat = rows.repeat_of(row)
        if repeat is None:
            continue
        following = repeats.next_after(replace(repeat, time_zone=after), clock.now())
        await delivery.cancel(session, prefix=rows.prefix(row["id"]))
        changed = await rows.make_wait(session, row, following, {"time_zone": after, "due_at": following})
        if changed["snoozed_until"]:
            changed = await rows.make_wait(session, changed, changed["snoozed_until"], {}, again=True)
        moved.append(rows.make_view(changed, None))
    return tuple(moved)


async def _find_repeating(session: Session, member_id: int, zone: str) -> list[Row]:
    statement = rows.WITH_OWNER.where(
        rows.TABLE.c.member_id == member_id,
        rows.TABLE.c.state == ReminderState.WAITING,
        rows.TABLE.c.rule.is_not(None),
        rows.TABLE.c.time_zone == zone,
    ).order_by(rows.NEXT, rows.TABLE.c.id)
    return [dict(row) for row in (await session.execute(statement)).mappings()]


def _differ(before: str, after: str) -> bool:
    """Whether the clocks of two zones show different times within a year."""
    moments = [clock.now() + one for one in _MONTHS]
    return any(
        moment.astimezone(ZoneInfo(before)).utcoffset() != moment.astimezone(ZoneInfo(after)).utcoffset()
        for moment in moments
    )
