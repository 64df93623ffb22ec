"""Asking for the date of an event: the times that are proposed, whom they suit, and the one that is chosen.

It is asked of a draft, in the channel of events. The time that an organizer chooses is the draft's, which is
published with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import and_, delete, func, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, managing, rsvp, service
from mentorbot.events.dates import Occurrence, When
from mentorbot.events.managing import Managed
from mentorbot.events.models import EVENT, EVENT_POLL, EVENT_POLL_TICK, EVENT_POLL_TIME
from mentorbot.events.notices import About
from mentorbot.events.service import UNNAMED, Seen
from mentorbot.events.templates import how_long
from mentorbot.events.terms import EventKind, EventState
from mentorbot.events.view import EventView
from mentorbot.members import service as members

MESSAGE, TELL, NOTE = "event_poll", "event_poll_tell", "event_poll_note"
LEAST, MOST = 2, 5
"""Times that are proposed."""
ASKED_NO_MORE: Final = "The date of this event is not asked for any more. `/events` shows what is coming up."
NOT_ASKED: Final = "The date of this event is not asked for. `/organize event edit` shows how it stands."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A time that is proposed. ``ticks``: how many it suits."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool
    ticks: int

    def describes(self, event: EventView) -> tuple[EventView, Occurrence]:
        """The event as it would be then, and its date."""
        date = Occurrence(self.starts_at, self.starts_at, self.ends_at, event.place, event.link)
        return replace(event, all_day=self.all_day), date


@dataclass(frozen=True, slots=True)
class Poll:
    """How the question for the date of an event stands. ``chosen``: the start that was chosen."""

    event: EventView
    channel_id: str
    message_key: str
    chosen: datetime | None
    times: tuple[Proposed, ...]

    def at(self, stamp: int) -> Proposed | None:
        """What is proposed for that moment, in seconds since 1970."""
        return next((one for one in self.times if int(one.starts_at.timestamp()) == stamp), None)


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll as organizers see it. ``people``: whom each time suits, by their ids on the platform."""

    poll: Poll
    people: Mapping[datetime, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Ticked:
    """What came of a press. ``mine``: the starts that suit whoever pressed."""

    poll: Poll
    mine: frozenset[datetime]


def read_times(event: EventView, typed: str) -> list[When]:
    """Understand the times that are proposed, one a line, in order.

    Raises:
        UserError: There are too few or too many, one of them twice, or naming what was not understood.
    """
    lines = [line for line in (one.strip(" \t-*•") for one in typed.splitlines()) if line]
    if not LEAST <= len(lines) <= MOST:
        raise UserError(f"Please propose {LEAST} to {MOST} times, each on a line of its own.")
    found = [_read_line(event, line, number) for number, line in enumerate(lines, start=1)]
    if len({one.starts_at for one in found}) < len(found):
        raise UserError("One of these times is there twice. Please give each once.")
    return sorted(found, key=lambda one: one.starts_at)


async def load_poll(connection: AsyncConnection | Session, event_id: int) -> Poll | None:
    """The poll of an event by its id alone: for what was checked, or what the bot does by itself."""
    event = await service.load_event(connection, event_id)
    row = (await connection.execute(select(EVENT_POLL).where(EVENT_POLL.c.event_id == event_id))).first()
    if event is None or row is None:
        return None
    ticks = (
        select(EVENT_POLL_TICK.c.starts_at, func.count().label("ticks"))
        .select_from(EVENT_POLL_TICK.join(members.SOURCE, EVENT_POLL_TICK.c.member_id == members.ID))
        .where(EVENT_POLL_TICK.c.event_id == event_id, members.PRESENT)
        .group_by(EVENT_POLL_TICK.c.starts_at)
        .subquery()
    )
    time = EVENT_POLL_TIME.c
    statement = (
        select(time.starts_at, time.ends_at, time.all_day, func.coalesce(ticks.c.ticks, 0))
        .select_from(EVENT_POLL_TIME.outerjoin(ticks, ticks.c.starts_at == time.starts_at))
        .where(time.event_id == event_id)
        .order_by(time.starts_at)
    )
    times = tuple(Proposed(*one) for one in await connection.execute(statement))
    return Poll(event, row.channel_id, row.message_key, row.chosen, times)


async def find_polled(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> Polled | None:
    """The poll of an event, and whom each time suits; None if nothing is asked.

    Raises:
        UserError: The caller does not organize the event, or it is gone.
    """
    await managing.find_event(connection, caller, rights, event_id)
    poll = await load_poll(connection, event_id)
    if poll is None:
        return None
    statement = (
        select(EVENT_POLL_TICK.c.starts_at, members.USER_ID)
        .select_from(members.SOURCE.join(EVENT_POLL_TICK, EVENT_POLL_TICK.c.member_id == members.ID))
        .where(EVENT_POLL_TICK.c.event_id == event_id, members.PRESENT)
        .order_by(EVENT_POLL_TICK.c.at, members.ID)
    )
    people: dict[datetime, list[str]] = {}
    for starts_at, user_id in await connection.execute(statement):
        people.setdefault(starts_at, []).append(user_id)
    return Polled(poll, people)


async def ask(
    session: Session, caller: Caller, rights: Rights, seen: Seen, typed: str, *, channel_id: str
) -> Polled:
    """Ask in a channel when an event should be; asked once more, what was ticked of the same times stays.

    Raises:
        UserError: As :func:`service.find_seen` or :func:`read_times`; or it is no draft with a title, or a
            series.
    """
    event = await service.find_seen(session, caller, rights, seen)
    check_askable(event)
    times = read_times(event, typed)
    starts = [one.starts_at for one in times]
    tick, time = EVENT_POLL_TICK.c, EVENT_POLL_TIME.c
    await session.execute(
        delete(EVENT_POLL_TICK).where(tick.event_id == event.id, tick.starts_at.not_in(starts))
    )
    await session.execute(delete(EVENT_POLL_TIME).where(time.event_id == event.id))
    rows = [
        {"event_id": event.id, "starts_at": one.starts_at, "ends_at": one.ends_at, "all_day": one.all_day}
        for one in times
    ]
    await session.execute(insert(EVENT_POLL_TIME), rows)
    known = select(EVENT_POLL.c.message_key).where(EVENT_POLL.c.event_id == event.id)
    if (await session.execute(known)).scalar() is None:
        await _post(session, event, channel_id)
    found = await find_polled(session, caller, rights, event.id)
    if found is None:
        raise RuntimeError("it was asked just now")
    return found


async def tick(session: Session, caller: Caller, rights: Rights, event_id: int, stamp: int) -> Ticked:
    """Note that a time suits the caller, or if that is noted already, that it does not.

    Raises:
        UserError: The caller is not enrolled, the event is not for them, or the time is proposed no more.
    """
    event = await service.find_event(session, caller, event_id)
    member = await members.find_profile(session, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    poll = await load_poll(session, event_id)
    if poll is None:
        raise UserError(service.GONE if event.state is EventState.DRAFT else ASKED_NO_MORE)
    mine = (EVENT_POLL_TICK.c.event_id == event_id) & (EVENT_POLL_TICK.c.member_id == member.id)
    if event.state is EventState.DRAFT and poll.chosen is None:
        rsvp.check_coming(event, member, None, caller, rights)
        time = poll.at(stamp)
        if time is None:
            raise UserError("That time is proposed no more. Look at the message again for those that are.")
        gone = delete(EVENT_POLL_TICK).where(mine, EVENT_POLL_TICK.c.starts_at == time.starts_at)
        if (await session.execute(gone.returning(EVENT_POLL_TICK.c.at))).first() is None:
            row = {"event_id": event_id, "starts_at": time.starts_at, "member_id": member.id}
            await session.execute(insert(EVENT_POLL_TICK).values(row | {"at": clock.now()}))
        poll = await load_poll(session, event_id) or poll
    starts = (await session.execute(select(EVENT_POLL_TICK.c.starts_at).where(mine))).scalars()
    return Ticked(poll, frozenset(starts))


async def choose(
    session: Session, caller: Caller, rights: Rights, event_id: int, stamp: int, *, channel_id: str
) -> Managed:
    """Let an event be at one of the times, and publish it; everybody who ticked one is told.

    Raises:
        UserError: The caller does not organize it, the time is proposed no more or has passed, or the event
            was published or cancelled meanwhile.
    """
    event = await managing.find_event(session, caller, rights, event_id)
    poll = await load_poll(session, event_id)
    time = poll.at(stamp) if poll is not None else None
    if poll is None or time is None:
        raise UserError(NOT_ASKED if poll is None else "That time is proposed no more. Look at it again.")
    if event.state is not EventState.DRAFT:
        raise UserError("This event is published already. **Change time and place** moves it.")
    _check_time(event, time)
    when = replace(
        event.when, starts_at=time.starts_at, ends_at=time.ends_at, all_day=time.all_day, until=time.ends_at
    )
    event = await service.change_event(session, event, when=when.settled(), capacity=event.capacity)
    done = await announce.publish(session, event, channel_id)
    chosen = update(EVENT_POLL).where(EVENT_POLL.c.event_id == event_id)
    await session.execute(chosen.values(chosen=time.starts_at))
    await delivery.schedule(
        session,
        kind=TELL,
        payload=About(event_id),
        to=Address(event.platform, event.community, channel_id=poll.channel_id),
        due_at=clock.now(),
        dedupe_key=f"event:{event_id}:{TELL}",
        community_id=event.community_id,
        respect_quiet=False,
    )
    return await managing.add_picture(session, done)


async def find_ticking(session: Session, event_id: int, after: int, most: int) -> list[members.Recipient]:
    """Some of those who ticked a time, by their ids, beginning after that one."""
    theirs = select(EVENT_POLL_TICK.c.member_id).where(EVENT_POLL_TICK.c.event_id == event_id)
    statement = (
        select(*members.RECIPIENT)
        .select_from(members.SOURCE)
        .where(members.ID.in_(theirs), members.PRESENT, after < members.ID)
        .order_by(members.ID)
        .limit(most)
    )
    return list(map(members.to_recipient, (await session.execute(statement)).all()))


async def suits(connection: AsyncConnection | Session, poll: Poll, member_id: int) -> bool:
    """Whether a member ticked the time that was chosen."""
    tick = EVENT_POLL_TICK.c
    theirs = and_(tick.event_id == poll.event.id, tick.member_id == member_id, tick.starts_at == poll.chosen)
    return (await connection.execute(select(tick.at).where(theirs))).first() is not None


def check_askable(event: EventView) -> None:
    """Raises UserError: the date of an event like that is not asked for."""
    if event.state is not EventState.DRAFT:
        raise UserError("This event has its date, which people know. **Change time and place** moves it.")
    if event.title == UNNAMED:
        raise UserError("Give it a title first, with **Change the words**, so that people know what it is.")
    if event.rule:
        raise UserError("A date can be asked for of events that take place once. This one is a series.")


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Which times suit these members, by member."""
    statement = (
        select(EVENT.c.title, EVENT_POLL_TICK.c.starts_at, EVENT_POLL_TICK.c.at)
        .join(EVENT_POLL_TICK, EVENT_POLL_TICK.c.event_id == EVENT.c.id)
        .order_by(EVENT_POLL_TICK.c.at, EVENT_POLL_TICK.c.starts_at)
    )
    return await rows_of(session, member_ids, EVENT_POLL_TICK.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget which times suit these members."""
    await session.execute(delete(EVENT_POLL_TICK).where(EVENT_POLL_TICK.c.member_id.in_(member_ids)))


def _read_line(event: EventView, line: str, number: int) -> When:
    deadline = event.kind is EventKind.DEADLINE
    try:
        if event.all_day:
            line = f"{line} all day"
        return answers.read_when(
            line, "" if deadline else how_long(event), event.time_zone, "", deadline=deadline
        )
    except UserError as error:
        raise UserError(f"Time {number}: {error.sentence}") from None


def _check_time(event: EventView, time: Proposed) -> None:
    if time.starts_at <= clock.now():
        raise UserError("That time has passed. Choose another, or ask for other times.")
    for until, what in ((event.fee_deadline, "its fee ends"), (event.closes_at, "sign-up closes")):
        if until is not None and until > time.starts_at.astimezone(UTC):
            raise UserError(f"Then the event would begin before {what}. Change that first, in the draft.")


async def _post(session: Session, event: EventView, channel_id: str) -> None:
    key = f"event:{event.id}:{MESSAGE}"
    row = {"event_id": event.id, "channel_id": channel_id, "message_key": key, "asked_at": clock.now()}
    await session.execute(insert(EVENT_POLL).values(row))
    await delivery.schedule(
        session,
        kind=MESSAGE,
        payload=About(event.id),
        to=Address(event.platform, event.community, channel_id=channel_id),
        due_at=clock.now(),
        dedupe_key=key,
        community_id=event.community_id,
        respect_quiet=False,
    )
