"""What is made when something about events falls due.

A reminder to all who come turns into messages, some hundred at a time, each batch in the transaction that
also schedules the next.
"""

from contextlib import suppress
from dataclasses import fields, replace
from functools import partial
from typing import Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.chat.platform import CannotPostError
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Due, handler
from mentorbot.delivery.service import Row
from mentorbot.events import (
    cards,
    feeds,
    guest_cards,
    guests,
    import_cards,
    native,
    notice_cards,
    notices,
    organizer_cards,
    organizers,
    pictures,
    poll_cards,
    polls,
    rsvp,
    service,
    signup,
    team,
    team_cards,
    vanished,
)
from mentorbot.events.models import EVENT_RSVP
from mentorbot.events.notices import ASKED_FOR, BATCH, MUTED, TO, About, Fan, Notice
from mentorbot.events.terms import EventState, What
from mentorbot.events.view import EventView
from mentorbot.guide.load import Library
from mentorbot.guide.model import Milestone, Way
from mentorbot.members import service as members
from mentorbot.progress import service as progress
from mentorbot.progress.path import Path
from mentorbot.progress.ways import is_at

TOO_FEW: Final = "event_too_few"


@handler(notices.MESSAGE, About)
async def make_message(session: Session, due: Due, about: About) -> Card | None:
    """The message for all, as the event is by now."""
    event = await service.load_event(session, about.event)
    if event is None or event.state is not EventState.PUBLISHED:
        return None
    return cards.public_card(event, clock.now(), await pictures.load_picture(session, event.id))


@handler(notices.NEXT, About)
async def plan_next(session: Session, due: Due, about: About) -> Card | None:
    """A date is over: plan the reminders of the next, and let what is shown of the event follow."""
    event = await service.load_event(session, about.event)
    if event is not None and event.state is EventState.PUBLISHED:
        await notices.plan_reminders(session, event)
        _bring_up_afterwards(session, due, event)
    return None


@handler(notices.ENOUGH, About)
async def decide(session: Session, due: Due, about: About) -> Card | None:
    """Call an event off for which too few have said that they come."""
    event = await service.load_event(session, about.event)
    if event is not None and await signup.decide(session, event):
        key = f"event:{event.id}:{notices.ENOUGH}:{event.version}"
        await organizers.tell_organizers(session, event, TOO_FEW, About(event.id), key)
        _bring_up_afterwards(session, due, event)
    return None


@handler(TOO_FEW, About)
async def tell_too_few(session: Session, due: Due, about: About) -> Card | None:
    """That an event was called off, for too few came."""
    event = await service.load_event(session, about.event)
    return organizer_cards.too_few_card(event) if event is not None else None


@handler(polls.MESSAGE, About)
async def make_poll(session: Session, due: Due, about: About) -> Card | None:
    """The question for a date, as it stands by now."""
    poll = await polls.load_poll(session, about.event)
    return poll_cards.poll_card(poll) if poll is not None and poll.chosen is None else None


async def _settle_poll(due: Due, about: About) -> None:
    """Let the question say that a time was chosen, before those who ticked one are told."""
    async with due.program.database.read_scope() as connection:
        poll = await polls.load_poll(connection, about.event)
        sent = await delivery.find_sent_message(connection, poll.message_key) if poll else None
    if poll is not None and sent:
        platform = due.program.find_platform(poll.event.platform)
        with suppress(CannotPostError):
            await platform.change_post(
                poll.event.community, poll.channel_id, sent, poll_cards.poll_card(poll)
            )


@handler(polls.TELL, About, works=True, before=_settle_poll)
async def tell_ticking(session: Session, due: Due, about: About) -> Card | None:
    """Turn the news of a date into messages to some of those who ticked one, and go on with the others."""
    poll = await polls.load_poll(session, about.event)
    if poll is None or poll.chosen is None:
        return None
    base, _, after = due.dedupe_key.partition(">")
    some = await polls.find_ticking(session, about.event, int(after or 0), BATCH)
    row = partial(Row, payload=about, due_at=clock.now(), community_id=poll.event.community_id)
    rows = [
        row(polls.NOTE, to=one.address, dedupe_key=f"{base}:{one.member_id}", member_id=one.member_id)
        for one in some
    ]
    if len(some) == BATCH:
        more = f"{base}>{some[-1].member_id}"
        rows.append(row(polls.TELL, to=due.to, dedupe_key=more, respect_quiet=False))
    await delivery.schedule_many(session, rows)
    return None


@handler(polls.NOTE, About)
async def tell_date(session: Session, due: Due, about: About) -> Card | None:
    """That the date is set which somebody was asked for, while it still is to come."""
    poll = await polls.load_poll(session, about.event)
    if poll is None or poll.chosen is None or due.member_id is None:
        return None
    if poll.event.state is not EventState.PUBLISHED or poll.event.until <= clock.now():
        return None
    return poll_cards.told_card(poll, suits=await polls.suits(session, poll, due.member_id))


@handler(guests.LOST, guests.Lost)
async def tell_group_lost(session: Session, due: Due, lost: guests.Lost) -> Card | None:
    """Whoever organizes an event hears that the group of those who come is gone."""
    event = await guests.find_lost(session, lost)
    return guest_cards.lost_card(event, lost.loss) if event is not None else None


@handler(guests.TROUBLE, guests.Trouble)
async def tell_group_trouble(session: Session, due: Due, trouble: guests.Trouble) -> Card | None:
    """What keeps the group of those who come from being as it should."""
    event = await service.load_event(session, trouble.event)
    return guest_cards.trouble_card(event, trouble.why) if event is not None else None


@handler(team.NAMED, About)
async def tell_named(session: Session, due: Due, about: About) -> Card | None:
    """That somebody was named to organize an event, if they still are."""
    event = await service.load_event(session, about.event)
    if event is None or event.state is EventState.CANCELLED or due.member_id is None:
        return None
    return team_cards.named_card(event) if await team.is_named(session, event.id, due.member_id) else None


@handler(notices.FAN, Fan)
async def fan_out(session: Session, due: Due, fan: Fan) -> Card | None:
    """Turn a notice to all into messages to some of them, and go on with the others after that."""
    event = await service.load_event(session, fan.event)
    if event is None or not _stands(event, fan):
        return None
    some = (
        select(*members.RECIPIENT, members.TIME_ZONE)
        .select_from(members.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.member_id == members.ID))
        .where(
            EVENT_RSVP.c.event_id == event.id, EVENT_RSVP.c.answer.in_(TO[fan.what]), fan.after < members.ID
        )
        .order_by(members.ID)
        .limit(BATCH)
    )
    if fan.what in MUTED:
        some = some.where(EVENT_RSVP.c.muted.is_(False))
    if fan.what is What.ATTENDED and not event.credits:
        some = some.where(is_at(members.ID, Way.SEE_EVENTS))
    rows = (await session.execute(some)).all()
    notice = Notice(*(getattr(fan, one.name) for one in fields(Notice)))
    notes = [notices.make_note(event, notice, members.to_recipient(row), row.time_zone) for row in rows]
    await delivery.schedule_many(session, notes)
    if len(rows) == BATCH:
        last = rows[-1].member_id
        key = f"{due.dedupe_key.partition('>')[0]}>{last}"
        payload = replace(fan, after=last)
        more = Row(
            notices.FAN,
            payload,
            due.to,
            clock.now(),
            dedupe_key=key,
            community_id=event.community_id,
            respect_quiet=False,
        )
        await delivery.schedule_many(session, [more])
    return None


@handler(notices.NOTE, Notice)
async def make_note(session: Session, due: Due, notice: Notice) -> Card | None:
    """A notice to one member, if it still holds and they still want it."""
    event = await service.load_event(session, notice.event)
    if event is None or due.member_id is None or not _stands(event, notice):
        return None
    theirs = select(EVENT_RSVP.c.answer, EVENT_RSVP.c.muted).where(rsvp.said_by(event.id, due.member_id))
    row = (await session.execute(theirs)).first()
    if notice.what is What.REMOVED:
        # Whoever is on the list again by now is not told that they are off it.
        return notice_cards.removed_card(event) if row is None else None
    if row is None or row.answer not in TO[notice.what] or (row.muted and notice.what in MUTED):
        return None
    if notice.what is What.DATES:
        return notice_cards.dates_card(event, notices.list_changes(event, notice))
    if notice.what is What.ATTENDED:
        at = await _find_milestone(session, due)
        return notice_cards.attended_card(event, notice, at) if at or event.credits else None
    return notice_cards.notice_card(event, notice, row.answer)


@handler(native.GONE, native.Lost)
async def tell_native_gone(session: Session, due: Due, lost: native.Lost) -> Card | None:
    """That the platform's own event was taken away, if that still is so."""
    event = await service.load_event(session, lost.event)
    if event is None or not event.native_gone or event.until <= clock.now():
        return None
    return organizer_cards.native_gone_card(event) if event.state is EventState.PUBLISHED else None


@handler(feeds.FAILING, feeds.Trouble)
async def tell_failing(session: Session, due: Due, trouble: feeds.Trouble) -> Card | None:
    """That a calendar cannot be read, if it still is so."""
    feed = await feeds.load_feed(session, trouble.feed)
    return import_cards.failing_card(feed) if feed is not None and feed.failures else None


@handler(vanished.VANISHED, feeds.Trouble)
async def tell_vanished(session: Session, due: Due, trouble: feeds.Trouble) -> Card | None:
    """Which events have lost their listing, if they still have."""
    feed = await feeds.load_feed(session, trouble.feed)
    if feed is None:
        return None
    origins = await vanished.find_origins(session, feed.id)
    lost = [origin for origin in origins if origin.missing_since == trouble.at]
    return import_cards.vanished_card(feed, lost) if lost else None


async def _find_milestone(session: Session, due: Due) -> Milestone | None:
    """What of the guide is done, for the one who is written to, by going to an event."""
    caller = Caller(due.to.platform, due.to.community, due.to.user_id or "")
    standing = await progress.load_standing(session, caller)
    path = Path(due.program.part(Library).guide(), standing, clock.now())
    return next(iter(path.under_way_by(Way.SEE_EVENTS)), None)


def _bring_up_afterwards(session: Session, due: Due, event: EventView) -> None:
    """Let what is shown of an event follow once this is stored."""
    if platform := due.program.platforms.get(event.platform):
        session.after_commit(partial(platform.bring_up_soon, "event"))


def _stands(event: EventView, notice: Notice) -> bool:
    """Whether a notice is still true, and not overtaken by a later one."""
    what, start, now = notice.what, notice.starts_at, clock.now()
    if what is What.CANCELLED or event.state is not EventState.PUBLISHED:
        return what is What.CANCELLED and event.state is EventState.CANCELLED
    if what is What.ATTENDED:
        held = event.date_at(start)
        return held is not None and now <= held.ends_at + ASKED_FOR
    if what is What.REMOVED:
        return now < event.until
    if what is What.DATES:
        return bool(notices.list_changes(event, notice))
    if what in {What.CHANGED, What.SEAT, What.WAITS}:
        return now < event.until
    there = start in event.starts if what is What.START else start == event.fee_deadline
    return there and now < notices.holds_until(event, notice)
