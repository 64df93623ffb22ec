"""What people are sent about meetings: proposals, invitations, reminders, changes; all through delivery."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.meetings import planning
from mentorbot.meetings.planning import MeetingView, Part
from mentorbot.meetings.terms import LEADS, MeetingState, What
from mentorbot.times.days import days_before

NOTE: Final = "meeting_note"


@dataclass(frozen=True, slots=True)
class Note(Payload):
    """What one who takes part is told.

    Args:
        count: The turn of the proposal it is about, or the sequence of what was agreed.
        lead: How long before it a reminder is due, in seconds.
    """

    meeting: int
    what: What
    count: int
    lead: int = 0


async def tell_proposed(session: Session, meeting: MeetingView) -> None:
    """Ask the others which of the times on offer suits them; nobody is asked about older ones any more."""
    if meeting.turn > 1:
        for earlier in (What.PROPOSED, What.LAPSED):
            await delivery.cancel(session, prefix=f"{_prefix(meeting.id)}{earlier}:{meeting.turn - 1}:")
    by = meeting.proposer_id
    rows = [_row(meeting, What.PROPOSED, meeting.turn, one, by=by) for one in meeting.others(by)]
    proposer = meeting.part_of(meeting.proposer_id or 0)
    if proposer is not None and meeting.state is MeetingState.PROPOSED:
        rows.append(_row(meeting, What.LAPSED, meeting.turn, proposer, due_at=meeting.offered[-1]))
    await delivery.schedule_many(session, rows)


async def tell_agreed(session: Session, meeting: MeetingView, what: What, by: int) -> None:
    """Send the invitation to all, and plan the reminders, in the place of all that was planned before.

    Args:
        what: AGREED, or MOVED if another time was agreed before.
        by: The member who picked the time.
    """
    await withdraw_notices(session, meeting.id)
    start, end = meeting.starts_at, meeting.ends_at
    if start is None or end is None:
        return
    now, rows = clock.now(), []
    for one in meeting.parts:
        sender = None if one.member_id == by else by
        rows.append(_row(meeting, what, meeting.sequence, one, late_after=(start - now) / 2, by=sender))
        rows += [
            _reminder(meeting, lead, one, due_at)
            for lead in LEADS
            if (due_at := _ahead(start, lead, one)) > now
        ]
        rows.append(_row(meeting, What.ASKED, meeting.sequence, one, due_at=end))
    await delivery.schedule_many(session, rows)


async def was_invited(session: Session, meeting: MeetingView, to: Part) -> bool:
    """Whether somebody has got an invitation to a meeting, to whatever time."""
    keys = [
        _key(meeting, what, count, to)
        for what in (What.AGREED, What.MOVED)
        for count in range(meeting.sequence)
    ]
    return await delivery.was_any_sent(session, keys)


async def tell_cancelled(
    session: Session, before: MeetingView, meeting: MeetingView, told: Iterable[Part]
) -> None:
    """Take back all that was planned, and tell these that it is off, if they had heard of it."""
    heard = []
    for one in told:
        key = _key(before, What.PROPOSED, before.turn, one)
        if before.starts_at is not None or await delivery.find_sent_message(session, key) is not None:
            heard.append(one)
    await withdraw_notices(session, meeting.id)
    rows = [_row(meeting, What.CANCELLED, meeting.sequence, one) for one in heard]
    await delivery.schedule_many(session, rows)


async def withdraw_notices(session: Session, meeting_id: int) -> None:
    """Take back whatever is not sent yet of a meeting."""
    await delivery.cancel(session, prefix=_prefix(meeting_id))


async def close_question(session: Session, meeting_id: int, member_id: int) -> None:
    """Somebody has said whether they met: they are not asked any more."""
    found = await planning.find_meeting(session, meeting_id)
    one = found.part_of(member_id) if found else None
    if found is not None and one is not None:
        await delivery.cancel(session, dedupe_key=_key(found, What.ASKED, found.sequence, one))


async def forget_member(session: Session, meeting: MeetingView, member_id: int) -> None:
    """Somebody takes no part any more: take back what was still to be sent to them."""
    one = meeting.part_of(member_id)
    for what in What if one else ():
        for count in {meeting.turn, meeting.sequence}:
            key = _key(meeting, what, count, one) if one else ""
            keys = [key, *(f"{key}:{int(lead.total_seconds())}" for lead in LEADS)]
            for each in keys if what is What.START else keys[:1]:
                await delivery.cancel(session, dedupe_key=each)


def _prefix(meeting_id: int) -> str:
    return f"meeting:{meeting_id}:"


def _key(meeting: MeetingView, what: What, count: int, to: Part) -> str:
    return f"{_prefix(meeting.id)}{what}:{count}:{to.member_id}"


def _ahead(start: datetime, lead: timedelta, to: Part) -> datetime:
    """So long before: days are those of the calendar of whoever is reminded."""
    return days_before(start, lead.days, ZoneInfo(to.time_zone)) if lead.days else start - lead


def _reminder(meeting: MeetingView, lead: timedelta, to: Part, due_at: datetime) -> Row:
    urgent = lead < timedelta(days=1)
    seconds = int(lead.total_seconds())
    return Row(
        NOTE,
        Note(meeting.id, What.START, meeting.sequence, seconds),
        to.to,
        due_at,
        dedupe_key=f"{_key(meeting, What.START, meeting.sequence, to)}:{seconds}",
        community_id=meeting.community_id,
        member_id=to.member_id,
        respect_quiet=not urgent,
        late_after=None if urgent else lead / 2,
    )


def _row(
    meeting: MeetingView,
    what: What,
    count: int,
    to: Part,
    *,
    due_at: datetime | None = None,
    late_after: timedelta | None = None,
    by: int | None = None,
) -> Row:
    return Row(
        NOTE,
        Note(meeting.id, what, count),
        to.to,
        due_at or clock.now(),
        dedupe_key=_key(meeting, what, count, to),
        community_id=meeting.community_id,
        member_id=to.member_id,
        late_after=late_after,
        sender_id=by,
    )
