"""What people are sent about events: reminders, changes, seats. All of it goes through delivery.

A reminder to all who come is one row until it is due. Then it turns into messages, some hundred at a time,
each batch in the transaction that also schedules the next; so it can be stopped anywhere and goes on there.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.service import Row
from mentorbot.events import cards, pictures, service
from mentorbot.events.models import EVENT_RSVP
from mentorbot.events.service import EventView
from mentorbot.events.terms import EventAnswer, EventKind, EventState
from mentorbot.members import service as members

BATCH: Final = delivery.CHUNK
LEADS: Final = (timedelta(days=7), timedelta(days=1), timedelta(hours=1))
DEADLINE_LEADS: Final = (timedelta(days=14), timedelta(days=3), timedelta(days=1))

MESSAGE, FAN, NOTE, NEXT = "event_message", "event_fan", "event_note", "event_next"


class What(StrEnum):
    """What a notice is about."""

    START = "start"
    FEE = "fee"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SEAT = "seat"
    ATTENDED = "attended"


_COMING: Final = (EventAnswer.GOING, EventAnswer.INTERESTED)
_ALL: Final = (EventAnswer.GOING, EventAnswer.INTERESTED, EventAnswer.WAITING)
_TO: Final = {
    What.START: _COMING,
    What.FEE: _COMING,
    What.CHANGED: _ALL,
    What.CANCELLED: _ALL,
    What.SEAT: (EventAnswer.GOING,),
    What.ATTENDED: (EventAnswer.GOING,),
}
_REMINDERS: Final = {What.START, What.FEE}
_MUTED: Final = _REMINDERS | {What.ATTENDED}
ASKED_FOR: Final = timedelta(days=14)
"""How long after it whoever went is asked, and can say with one press, that they attended."""


async def post(session: Session, event: EventView) -> str:
    """Have the message for all posted now; returns the key to find it by."""
    key = f"event:{event.id}:message:{event.version}"
    await delivery.schedule(
        session,
        kind=MESSAGE,
        payload={"event": event.id},
        to=_channel(event),
        due_at=clock.now(),
        dedupe_key=key,
        community_id=event.community_id,
        respect_quiet=False,
    )
    return key


async def plan(session: Session, event: EventView) -> None:
    """Schedule the reminders of what comes next of an event, in the place of those planned before."""
    await unplan(session, event.id)
    now = clock.now()
    start = event.upcoming(now)
    if start is None:
        return
    leads = DEADLINE_LEADS if event.kind is EventKind.DEADLINE else LEADS
    rows = [_fan(event, What.START, start - lead, start, lead) for lead in leads]
    if event.fee_deadline is not None:
        rows += [
            _fan(event, What.FEE, event.fee_deadline - lead, event.fee_deadline, lead)
            for lead in DEADLINE_LEADS
        ]
    rows = [row for row in rows if row.due_at > now]
    if event.credits:
        rows.append(_fan(event, What.ATTENDED, event.at(start)[1], start, timedelta()))
    if start != event.starts[-1]:
        end = event.at(start)[1]
        key = f"{_prefix(event.id)}next:{_stamp(start)}"
        rows.append(
            Row(NEXT, {"event": event.id}, _channel(event), end, key, event.community_id, respect_quiet=False)
        )
    await delivery.schedule_many(session, rows)


async def unplan(session: Session, event_id: int) -> None:
    """Take back the reminders of an event that have not become messages yet."""
    await delivery.cancel(session, prefix=_prefix(event_id))


async def tell_all(session: Session, event: EventView, what: What) -> None:
    """Tell everybody who comes, or would like to, of a change or the end of an event."""
    await delivery.schedule_many(session, [_fan(event, what, clock.now(), event.starts_at, timedelta())])


async def tell_seated(session: Session, event: EventView, member_ids: Iterable[int]) -> None:
    """Tell these members that they have got a seat."""
    payload = _payload(event, What.SEAT, event.starts_at, timedelta())
    joined = members.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.member_id == members.ID)
    found = select(members.ID, *members.ADDRESS, EVENT_RSVP.c.turn).select_from(joined)
    found = found.where(EVENT_RSVP.c.event_id == event.id)
    wanted = tuple(member_ids)
    for start in range(0, len(wanted), BATCH):
        rows = await session.execute(found.where(members.ID.in_(wanted[start : start + BATCH])))
        # Whoever gave a seat up, waited again and got another has another turn, and is told again.
        notes = [_note(event, {**payload, "sequence": row[-1]}, row[:-1]) for row in rows]
        await delivery.schedule_many(session, notes)


@handler(MESSAGE)
async def message(session: Session, due: Due) -> Card | None:
    """The message for all, as the event is by now."""
    event = await service.find(session, int(due.payload["event"]))
    if event is None or event.state is not EventState.PUBLISHED:
        return None
    return cards.public_card(event, clock.now(), await pictures.load(session, event.id))


@handler(NEXT)
async def go_on(session: Session, due: Due) -> Card | None:
    """One of a series is over: plan the reminders of the next."""
    event = await service.find(session, int(due.payload["event"]))
    if event is not None and event.state is EventState.PUBLISHED:
        await plan(session, event)
    return None


@handler(FAN)
async def fan_out(session: Session, due: Due) -> Card | None:
    """Turn a notice to all into messages to some of them, and go on with the others after that."""
    event = await service.find(session, int(due.payload["event"]))
    if event is None or not _stands(event, due.payload):
        return None
    what, after = What(due.payload["what"]), int(due.payload.get("after", 0))
    some = (
        select(members.ID, *members.ADDRESS)
        .select_from(members.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.member_id == members.ID))
        .where(EVENT_RSVP.c.event_id == event.id, EVENT_RSVP.c.answer.in_(_TO[what]), after < members.ID)
        .order_by(members.ID)
        .limit(BATCH)
    )
    if what in _MUTED:
        some = some.where(EVENT_RSVP.c.muted.is_(False))
    rows = (await session.execute(some)).all()
    await delivery.schedule_many(session, [_note(event, due.payload, row) for row in rows])
    if len(rows) == BATCH:
        last = rows[-1][0]
        key = f"{due.dedupe_key.partition('>')[0]}>{last}"
        payload = {**due.payload, "after": last}
        more = Row(FAN, payload, due.to, clock.now(), key, event.community_id, respect_quiet=False)
        await delivery.schedule_many(session, [more])
    return None


@handler(NOTE)
async def note(session: Session, due: Due) -> Card | None:
    """A notice to one member, if it still holds and they still want it."""
    event = await service.find(session, int(due.payload["event"]))
    if event is None or due.member_id is None or not _stands(event, due.payload):
        return None
    what = What(due.payload["what"])
    theirs = select(EVENT_RSVP.c.answer, EVENT_RSVP.c.muted).where(
        EVENT_RSVP.c.event_id == event.id, EVENT_RSVP.c.member_id == due.member_id
    )
    row = (await session.execute(theirs)).first()
    if row is None or row.answer not in _TO[what] or (row.muted and what in _MUTED):
        return None
    start = datetime.fromtimestamp(int(due.payload["start"]), UTC)
    return cards.notice_card(event, what, start, row.answer)


def _stands(event: EventView, payload: dict[str, Any]) -> bool:
    """Whether a notice is still true, and not overtaken by a later one."""
    what, now = What(payload["what"]), clock.now()
    start = datetime.fromtimestamp(int(payload["start"]), UTC)
    if what is What.CANCELLED:
        return event.state is EventState.CANCELLED
    if event.state is not EventState.PUBLISHED:
        return False
    if what is What.ATTENDED:
        return bool(event.credits) and start in event.starts and now <= event.at(start)[1] + ASKED_FOR
    if what in {What.CHANGED, What.SEAT}:
        return now < event.until and (what is What.SEAT or event.sequence == payload["sequence"])
    there = start in event.starts if what is What.START else start == event.fee_deadline
    leads = LEADS if what is What.START and event.kind is not EventKind.DEADLINE else DEADLINE_LEADS
    shorter = [lead for lead in leads if lead < timedelta(seconds=payload["lead"])]
    # After a long outage the nearer reminder stands for those before it.
    return there and now < start - (shorter[0] if shorter else timedelta())


def _channel(event: EventView) -> Address:
    return Address(event.platform, event.community, channel_id=event.channel_id)


def _prefix(event_id: int) -> str:
    return f"event:{event_id}:plan:"


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def _payload(event: EventView, what: What, start: datetime, lead: timedelta) -> dict[str, Any]:
    return {
        "event": event.id,
        "what": what.value,
        "start": _stamp(start),
        "lead": int(lead.total_seconds()),
        "sequence": event.sequence,
    }


def _fan(event: EventView, what: What, due_at: datetime, start: datetime, lead: timedelta) -> Row:
    payload = _payload(event, what, start, lead)
    # What is asked afterwards is not taken back with the reminders when the next of a series is planned.
    prefix = f"event:{event.id}:" if what is What.ATTENDED else _prefix(event.id)
    key = f"{prefix}{what}:{payload['start']}:{payload['lead']}:{event.sequence}"
    return Row(FAN, payload, _channel(event), due_at, key, event.community_id, respect_quiet=False)


def _note(event: EventView, payload: dict[str, Any], to: Sequence[Any]) -> Row:
    member_id, platform, community, user_id = to
    what, lead = What(payload["what"]), timedelta(seconds=payload["lead"])
    # Of a reminder an hour before, the morning after is too late.
    urgent = what in _REMINDERS and lead < timedelta(days=1)
    sequence = payload["sequence"] if what not in _MUTED else 0
    key = f"event:{event.id}:{what}:{payload['start']}:{payload['lead']}:{sequence}:{member_id}"
    return Row(
        NOTE,
        {name: payload[name] for name in ("event", "what", "start", "lead", "sequence")},
        Address(platform, community, user_id=user_id),
        clock.now(),
        key,
        event.community_id,
        member_id,
        respect_quiet=not urgent,
        late_after=lead / 2 if what in _REMINDERS and not urgent else None,
    )
