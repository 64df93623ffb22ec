"""What people are sent about events: reminders, changes, seats. All of it goes through delivery.

A reminder to all who come is one row until it is due. Then it turns into messages, some hundred at a time,
each batch in the transaction that also schedules the next; so it can be stopped anywhere and goes on there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.events.dates import DateChange
from mentorbot.events.models import EVENT_RSVP
from mentorbot.events.terms import EventAnswer, EventKind, What
from mentorbot.events.view import EventView
from mentorbot.members import service as members
from mentorbot.members.service import Recipient
from mentorbot.times.days import days_before

BATCH: Final = delivery.CHUNK
LEADS: Final = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
DEADLINE_LEADS: Final = (timedelta(days=14), timedelta(days=3), timedelta(days=1))
ALL_DAY_LEADS: Final = (timedelta(days=7), timedelta(days=1), timedelta())
"""Of days one is reminded in the morning, on that day too; of deadlines that are days as well."""
MORNING: Final = time(9)
_EARLIEST: Final = timedelta(hours=14)
"""How much before the clock of UTC it is morning somewhere."""

MESSAGE, FAN, NOTE, NEXT = "event_message", "event_fan", "event_note", "event_next"
ENOUGH: Final = "event_enough"
DECIDED: Final = timedelta(days=1)
"""How long before an event it is decided whether enough come, where sign-up does not close earlier."""


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
        sequence: Of the event as it was; of a seat the turn of whoever got it; of being taken off the list
            when that was, in seconds since 1970.
        was: When it was to begin before it was moved, in seconds since 1970; None if it was not.
        planned: Of single dates that changed: when each is planned.
        were: When each of these was to begin; 0 for what had been called off.
    """

    what: What
    start: int
    lead: int
    sequence: int
    was: int | None = None
    planned: tuple[int, ...] = ()
    were: tuple[int, ...] = ()

    @property
    def starts_at(self) -> datetime:
        """When what it is about begins."""
        return datetime.fromtimestamp(self.start, UTC)

    @property
    def was_at(self) -> datetime | None:
        """When that was to begin before it was moved, if it was."""
        return None if self.was is None else datetime.fromtimestamp(self.was, UTC)


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
    What.DATES: _ALL,
    What.CANCELLED: _ALL,
    What.SEAT: (EventAnswer.GOING,),
    What.WAITS: (EventAnswer.WAITING,),
    What.REMOVED: (),
    What.ATTENDED: (EventAnswer.GOING,),
}
_STAYING: Final = {What.ATTENDED, What.DATES, What.CHANGED, What.CANCELLED}
_REMINDERS: Final = {What.START, What.FEE}
MUTED: Final = _REMINDERS | {What.ATTENDED}
ASKED_FOR: Final = timedelta(days=14)
"""How long after it whoever went is asked, and can say with one press, that they attended."""


async def post_message(session: Session, event: EventView) -> str:
    """Have the message for all posted now; returns the key to find it by."""
    key = f"event:{event.id}:message:{event.version}"
    if f"{event.message_key}+".startswith(f"{key}+"):
        # What shows this version is gone.
        key = f"{event.message_key}+"
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
    date = event.next_date(now)
    if date is None:
        return
    start, end = date.starts_at, date.ends_at
    rows = [_fan(event, What.START, _due_at(event, start, lead), start, lead) for lead in leads_of(event)]
    if event.fee_deadline is not None:
        rows += [
            _fan(event, What.FEE, _before(event, event.fee_deadline, lead), event.fee_deadline, lead)
            for lead in DEADLINE_LEADS
        ]
    if event.least is not None:
        # Once that has passed it stays decided, whoever leaves after that.
        decided = decided_at(event, start)
        key = f"enough:{_stamp(decided)}:{event.least}:{event.version}"
        rows.append(_own_row(event, ENOUGH, About(event.id), decided, _prefix(event.id) + key))
    rows = [row for row in rows if row.due_at > now]
    if event.kind is not EventKind.DEADLINE:
        rows.append(_fan(event, What.ATTENDED, end, start, timedelta()))
    key = f"next:{_stamp(start)}:{event.sequence}"
    rows.append(_own_row(event, NEXT, About(event.id), end, _prefix(event.id) + key))
    await delivery.schedule_many(session, rows)


def decided_at(event: EventView, start: datetime) -> datetime:
    """When it is decided whether enough come to a date that starts then."""
    return min(event.closes_at or start, start - DECIDED)


async def cancel_reminders(session: Session, event_id: int) -> None:
    """Take back the reminders of an event that have not become messages yet."""
    await delivery.cancel(session, prefix=_prefix(event_id))


async def tell_all(session: Session, event: EventView, what: What, was: datetime | None = None) -> None:
    """Tell everybody who comes, or would like to, of a change or the end of an event.

    Args:
        was: When the date that is next was to begin before.
    """
    now = clock.now()
    # Of two changes in a row the later stands for both.
    await delivery.cancel(session, prefix=f"event:{event.id}:{what}:")
    notice = _payload(event, what, event.near(now).starts_at, timedelta())
    notice = replace(notice, was=None if was is None else _stamp(was))
    await delivery.schedule_many(session, [_fan_row(event, notice, now)])


async def tell_dates(session: Session, event: EventView, changes: Sequence[DateChange]) -> None:
    """Tell everybody who comes, or would like to, what became of single dates."""
    notice = _payload(event, What.DATES, changes[0].was or changes[0].planned, timedelta())
    notice = replace(
        notice,
        planned=tuple(_stamp(one.planned) for one in changes),
        were=tuple(_stamp(one.was) if one.was else 0 for one in changes),
    )
    await delivery.schedule_many(session, [_fan_row(event, notice, clock.now())])


def list_changes(event: EventView, notice: Notice) -> tuple[DateChange, ...]:
    """What of single dates has changed and still is so, as the event is by now."""
    now, planned = clock.now(), frozenset(event.when.planned)
    dates = {one.planned: one for one in event.dates}
    found = []
    for stamp, were in zip(notice.planned, notice.were, strict=True):
        key = datetime.fromtimestamp(stamp, UTC)
        was = datetime.fromtimestamp(were, UTC) if were else None
        date = dates.get(key)
        ahead = date.ends_at if date else was
        if key in planned and ahead and ahead > now:
            found.append(DateChange(key, was, date))
    return tuple(found)


async def tell_seated(session: Session, event: EventView, member_ids: Iterable[int]) -> None:
    """Tell these members that they have got a seat."""
    await tell_standing(session, event, What.SEAT, member_ids)


async def tell_standing(
    session: Session, event: EventView, what: What, member_ids: Iterable[int], *, back: bool = False
) -> None:
    """Tell these members how it stands with their seat: they have one, wait for one, or it was cancelled.

    Args:
        back: They are back in the community, and are told whatever they had been told before they left.
    """
    notice = _payload(event, what, event.near(clock.now()).starts_at, timedelta())
    joined = members.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.member_id == members.ID)
    found = select(*members.RECIPIENT, EVENT_RSVP.c.turn).select_from(joined)
    found = found.where(EVENT_RSVP.c.event_id == event.id)
    wanted, at = tuple(member_ids), _stamp(clock.now()) if back else None
    for start in range(0, len(wanted), BATCH):
        rows = await session.execute(found.where(members.ID.in_(wanted[start : start + BATCH])))
        # Whoever gave a seat up, waited again and got another has another turn, and is told again.
        notes = [
            make_note(event, replace(notice, sequence=at or row.turn), members.to_recipient(row))
            for row in rows
        ]
        await delivery.schedule_many(session, notes)


def leads_of(event: EventView) -> tuple[timedelta, ...]:
    """How long before an event one is reminded of it, the longest first."""
    leads = DEADLINE_LEADS if event.kind is EventKind.DEADLINE else LEADS
    if event.all_day:
        return (*DEADLINE_LEADS, timedelta()) if leads is DEADLINE_LEADS else ALL_DAY_LEADS
    return leads


def holds_until(event: EventView, notice: Notice) -> datetime:
    """Until when a reminder is worth sending: after a long outage the nearer stands for those before it."""
    leads = leads_of(event) if notice.what is What.START else DEADLINE_LEADS
    shorter = [lead for lead in leads if lead < timedelta(seconds=notice.lead)]
    start = notice.starts_at
    if notice.what is not What.START or not event.all_day:
        return start - (shorter[0] if shorter else timedelta())
    if shorter:
        return _morning(event, start, shorter[0], ZoneInfo(event.time_zone))
    date = event.date_at(start)
    return date.ends_at if date else start


def _morning(event: EventView, start: datetime, lead: timedelta, zone: ZoneInfo) -> datetime:
    """The morning, in that zone, of the day so long before the first day of an event."""
    day = start.astimezone(ZoneInfo(event.time_zone)).date() - lead
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


async def tell_removed(session: Session, event: EventView, member_id: int) -> None:
    """Tell a member that an organizer has taken them off the list."""
    statement = select(*members.RECIPIENT).select_from(members.SOURCE).where(members.ID.in_([member_id]))
    row = (await session.execute(statement)).one()
    now = clock.now()
    notice = _payload(event, What.REMOVED, event.near(now).starts_at, timedelta())
    # Whoever is added and taken off once more is told again.
    notice = replace(notice, sequence=_stamp(now))
    await delivery.schedule_many(session, [make_note(event, notice, members.to_recipient(row))])


def _channel(event: EventView) -> Address:
    return Address(event.platform, event.community, channel_id=event.channel_id)


def _prefix(event_id: int) -> str:
    return f"event:{event_id}:plan:"


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def _payload(event: EventView, what: What, start: datetime, lead: timedelta) -> Notice:
    return Notice(event.id, what, _stamp(start), int(lead.total_seconds()), event.sequence)


def _due_at(event: EventView, start: datetime, lead: timedelta) -> datetime:
    """When a reminder is turned into messages; of days, before it is morning anywhere."""
    if not event.all_day:
        return _before(event, start, lead)
    now = clock.now()
    first = _morning(event, start, lead, ZoneInfo("UTC")) - _EARLIEST
    # Of what is announced when it is morning somewhere already, others are still reminded.
    soon = now + timedelta(minutes=1)
    return soon if first <= now < _morning(event, start, lead, ZoneInfo(event.time_zone)) else first


def _before(event: EventView, moment: datetime, lead: timedelta) -> datetime:
    """A week before something at 9:00 is at 9:00 where it is, whatever the clocks did meanwhile."""
    return days_before(moment, lead.days, ZoneInfo(event.time_zone)) if lead.days else moment - lead


def _fan(event: EventView, what: What, due_at: datetime, start: datetime, lead: timedelta) -> Row:
    return _fan_row(event, _payload(event, what, start, lead), due_at)


def _fan_row(event: EventView, notice: Notice, due_at: datetime) -> Row:
    # What is asked afterwards is not taken back with the reminders when the next of a series is planned.
    prefix = f"event:{event.id}:" if notice.what in _STAYING else _prefix(event.id)
    key = f"{prefix}{notice.what}:{notice.start}:{notice.lead}:{event.sequence}"
    return _own_row(event, FAN, notice, due_at, key)


def _own_row(event: EventView, kind: str, payload: Payload, due_at: datetime, key: str) -> Row:
    """What is due of the event itself: no quiet hours hold it up."""
    return Row(
        kind,
        payload,
        _channel(event),
        due_at,
        dedupe_key=key,
        community_id=event.community_id,
        respect_quiet=False,
    )


def make_note(event: EventView, notice: Notice, to: Recipient, time_zone: str = "UTC") -> Row:
    """A notice as a message to one member.

    Args:
        time_zone: Theirs: of days they are reminded in the morning.
    """
    lead = timedelta(seconds=notice.lead)
    days = event.all_day and notice.what is What.START
    # Of a reminder an hour before, the morning after is too late.
    urgent = notice.what in _REMINDERS and lead < timedelta(days=1) and not days
    due_at = clock.now()
    if days:
        due_at = max(due_at, _morning(event, notice.starts_at, lead, ZoneInfo(time_zone)))
    sequence = notice.sequence if notice.what not in MUTED else 0
    key = f"event:{event.id}:{notice.what}:{notice.start}:{notice.lead}:{sequence}:{to.member_id}"
    return Row(
        NOTE,
        notice,
        to.address,
        due_at,
        dedupe_key=key,
        community_id=event.community_id,
        member_id=to.member_id,
        respect_quiet=not urgent,
        late_after=lead / 2 if lead and notice.what in _REMINDERS and not urgent else None,
    )
