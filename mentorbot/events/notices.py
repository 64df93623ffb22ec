"""What people are sent about events: reminders, changes, seats. All of it goes through delivery.

A reminder to all who come is one row until it is due. Then it turns into messages, some hundred at a time,
each batch in the transaction that also schedules the next; so it can be stopped anywhere and goes on there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.events.models import EVENT_RSVP
from mentorbot.events.service import EventView
from mentorbot.events.terms import EventAnswer, EventKind, What
from mentorbot.members import service as members
from mentorbot.members.service import Recipient
from mentorbot.times.days import days_before

BATCH: Final = delivery.CHUNK
LEADS: Final = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
DEADLINE_LEADS: Final = (timedelta(days=14), timedelta(days=3), timedelta(days=1))

MESSAGE, FAN, NOTE, NEXT = "event_message", "event_fan", "event_note", "event_next"


@dataclass(frozen=True, slots=True)
class About(Payload):
    """What is due of an event, by its id."""

    event: int


@dataclass(frozen=True, slots=True)
class Notice(About):
    """A notice to one of those who come.

    Args:
        start: Of what it is about, in seconds since 1970.
        lead: How long before that it is due, in seconds.
        sequence: Of the event as it was, or of a seat the turn of whoever got it.
    """

    what: What
    start: int
    lead: int
    sequence: int

    @property
    def starts_at(self) -> datetime:
        """When what it is about begins."""
        return datetime.fromtimestamp(self.start, UTC)


@dataclass(frozen=True, slots=True)
class Fan(Notice):
    """A notice to all who come; ``after``: those up to this member have it already."""

    after: int = 0


_COMING: Final = (EventAnswer.GOING, EventAnswer.INTERESTED)
_ALL: Final = (EventAnswer.GOING, EventAnswer.INTERESTED, EventAnswer.WAITING)
TO: Final = {
    What.START: _COMING,
    What.FEE: _COMING,
    What.CHANGED: _ALL,
    What.CANCELLED: _ALL,
    What.SEAT: (EventAnswer.GOING,),
    What.ATTENDED: (EventAnswer.GOING,),
}
_REMINDERS: Final = {What.START, What.FEE}
MUTED: Final = _REMINDERS | {What.ATTENDED}
ASKED_FOR: Final = timedelta(days=14)
"""How long after it whoever went is asked, and can say with one press, that they attended."""


async def post_message(session: Session, event: EventView) -> str:
    """Have the message for all posted now; returns the key to find it by."""
    key = f"event:{event.id}:message:{event.version}"
    await delivery.schedule(
        session,
        kind=MESSAGE,
        payload=About(event.id),
        to=_channel(event),
        due_at=clock.now(),
        dedupe_key=key,
        community_id=event.community_id,
        respect_quiet=False,
    )
    return key


async def plan_reminders(session: Session, event: EventView) -> None:
    """Schedule the reminders of what comes next of an event, in the place of those planned before."""
    await cancel_reminders(session, event.id)
    now = clock.now()
    start = event.upcoming(now)
    if start is None:
        return
    leads = DEADLINE_LEADS if event.kind is EventKind.DEADLINE else LEADS
    rows = [_fan(event, What.START, _before(event, start, lead), start, lead) for lead in leads]
    if event.fee_deadline is not None:
        rows += [
            _fan(event, What.FEE, _before(event, event.fee_deadline, lead), event.fee_deadline, lead)
            for lead in DEADLINE_LEADS
        ]
    rows = [row for row in rows if row.due_at > now]
    if event.credits:
        rows.append(_fan(event, What.ATTENDED, event.at(start)[1], start, timedelta()))
    if start != event.starts[-1]:
        end = event.at(start)[1]
        key = f"{_prefix(event.id)}next:{_stamp(start)}"
        rows.append(
            Row(
                NEXT,
                About(event.id),
                _channel(event),
                end,
                dedupe_key=key,
                community_id=event.community_id,
                respect_quiet=False,
            )
        )
    await delivery.schedule_many(session, rows)


async def cancel_reminders(session: Session, event_id: int) -> None:
    """Take back the reminders of an event that have not become messages yet."""
    await delivery.cancel(session, prefix=_prefix(event_id))


async def tell_all(session: Session, event: EventView, what: What) -> None:
    """Tell everybody who comes, or would like to, of a change or the end of an event."""
    await delivery.schedule_many(session, [_fan(event, what, clock.now(), event.starts_at, timedelta())])


async def tell_seated(session: Session, event: EventView, member_ids: Iterable[int]) -> None:
    """Tell these members that they have got a seat."""
    notice = _payload(event, What.SEAT, event.starts_at, timedelta())
    joined = members.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.member_id == members.ID)
    found = select(*members.RECIPIENT, EVENT_RSVP.c.turn).select_from(joined)
    found = found.where(EVENT_RSVP.c.event_id == event.id)
    wanted = tuple(member_ids)
    for start in range(0, len(wanted), BATCH):
        rows = await session.execute(found.where(members.ID.in_(wanted[start : start + BATCH])))
        # Whoever gave a seat up, waited again and got another has another turn, and is told again.
        notes = [
            make_note(event, replace(notice, sequence=row.turn), members.to_recipient(row)) for row in rows
        ]
        await delivery.schedule_many(session, notes)


def _channel(event: EventView) -> Address:
    return Address(event.platform, event.community, channel_id=event.channel_id)


def _prefix(event_id: int) -> str:
    return f"event:{event_id}:plan:"


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def _payload(event: EventView, what: What, start: datetime, lead: timedelta) -> Notice:
    return Notice(event.id, what, _stamp(start), int(lead.total_seconds()), event.sequence)


def _before(event: EventView, moment: datetime, lead: timedelta) -> datetime:
    """A week before something at 9:00 is at 9:00 where it is, whatever the clocks did meanwhile."""
    return days_before(moment, lead.days, ZoneInfo(event.time_zone)) if lead.days else moment - lead


def _fan(event: EventView, what: What, due_at: datetime, start: datetime, lead: timedelta) -> Row:
    notice = _payload(event, what, start, lead)
    # What is asked afterwards is not taken back with the reminders when the next of a series is planned.
    prefix = f"event:{event.id}:" if what is What.ATTENDED else _prefix(event.id)
    key = f"{prefix}{what}:{notice.start}:{notice.lead}:{event.sequence}"
    return Row(
        FAN,
        notice,
        _channel(event),
        due_at,
        dedupe_key=key,
        community_id=event.community_id,
        respect_quiet=False,
    )


def make_note(event: EventView, notice: Notice, to: Recipient) -> Row:
    """A notice as a message to one member."""
    lead = timedelta(seconds=notice.lead)
    # Of a reminder an hour before, the morning after is too late.
    urgent = notice.what in _REMINDERS and lead < timedelta(days=1)
    sequence = notice.sequence if notice.what not in MUTED else 0
    key = f"event:{event.id}:{notice.what}:{notice.start}:{notice.lead}:{sequence}:{to.member_id}"
    return Row(
        NOTE,
        notice,
        to.address,
        clock.now(),
        dedupe_key=key,
        community_id=event.community_id,
        member_id=to.member_id,
        respect_quiet=not urgent,
        late_after=lead / 2 if notice.what in _REMINDERS and not urgent else None,
    )
