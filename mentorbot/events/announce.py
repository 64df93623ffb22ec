"""What organizers do with an event once it is drafted, with all that follows from it, in one transaction."""

from dataclasses import dataclass, replace

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.events import dates, notices, rsvp, service, showing
from mentorbot.events.answers import Texts
from mentorbot.events.dates import When
from mentorbot.events.pictures import Picture
from mentorbot.events.service import UNNAMED
from mentorbot.events.terms import EventState, What
from mentorbot.events.view import EventView


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it. ``told``: everybody who comes is told, for time or place changed."""

    event: EventView
    changed: bool
    told: bool = False


async def publish(session: Session, event: EventView, channel_id: str) -> Changed:
    """Publish a draft: post it to all, and plan its reminders. Publishing it twice posts it once.

    Args:
        event: As all that is changed here: read for an organizer in this transaction.
        channel_id: Where the caller's front end has found that it may post.

    Raises:
        UserError: It has no title, or it has passed.
    """
    if event.state is EventState.PUBLISHED:
        return Changed(event, changed=False)
    if event.title == UNNAMED:
        raise UserError("Please give the event a title first.")
    now = clock.now()
    date = event.next_date(now)
    if date is None or (date.starts_at <= now and not event.all_day):
        raise UserError("This event's start has passed. Please give it a later one first.")
    values = {"state": EventState.PUBLISHED, "channel_id": channel_id}
    event = await _post(session, await service.change_event(session, event, values=values))
    await notices.plan_reminders(session, event)
    return Changed(event, changed=True)


async def write(session: Session, before: EventView, texts: Texts) -> Changed:
    """Change what is written about an event. Raises UserError as :func:`service.change_event` does."""
    event = await service.change_event(session, before, texts=texts)
    if event.state is EventState.PUBLISHED and _plan_of(before) != _plan_of(event):
        await notices.plan_reminders(session, event)
    return Changed(event, changed=before != event)


async def illustrate(session: Session, before: EventView, picture: Picture) -> Changed:
    """Give an event a picture, or NONE. Raises UserError as :func:`service.change_event` does."""
    event = await service.change_event(session, before, picture=picture)
    return Changed(event, changed=before != event)


async def move(session: Session, before: EventView, when: When, *, capacity: int | None) -> Changed:
    """Change time, place and room; who comes is told once, and free seats go to those who wait.

    Raises:
        UserError: As :func:`service.change_event` does.
    """
    now = clock.now()
    held = dates.keep_held(before.dates, before.held, when, now)
    event = await service.change_event(session, before, when=when, capacity=capacity, values={"held": held})
    if event.state is not EventState.PUBLISHED or before == event:
        return Changed(event, changed=before != event)
    told = replace(before.when, until=event.until) != event.when
    if told:
        await notices.plan_reminders(session, event)
        changes = dates.compare(before.when, event.when, now)
        if changes is None:
            was, is_ = before.near(now).starts_at, event.near(now).starts_at
            await notices.tell_all(session, event, What.CHANGED, was if was != is_ else None)
        elif changes:
            await notices.tell_dates(session, event, changes)
        told = changes is None or bool(changes)
    if event.waiting:
        seated = await rsvp.seat_waiting(session, event)
        await notices.tell_seated(session, event, seated)
        event = replace(event, going=event.going + len(seated), waiting=event.waiting - len(seated))
    return Changed(event, changed=True, told=told)


async def cancel(session: Session, before: EventView) -> Changed:
    """Call a published event off: no reminders any more, and who comes is told.

    Raises:
        UserError: As :func:`service.change_event` does, or it is a draft.
    """
    if before.state is EventState.DRAFT:
        raise UserError("This event is a draft that nobody has seen. Drop it instead.")
    event = await service.change_event(session, before, values={"state": EventState.CANCELLED})
    await notices.cancel_reminders(session, event.id)
    if before.until > clock.now():
        await notices.tell_all(session, event, What.CANCELLED)
    return Changed(event, changed=True, told=True)


async def repost(session: Session, event: EventView, channel_id: str = "") -> None:
    """The message for all is gone: post another, there or in the channel where events go now."""
    await _post(session, replace(event, channel_id=channel_id or event.channel_id))


def _plan_of(event: EventView) -> tuple[object, ...]:
    """What of the words decides which reminders there are."""
    return event.fee_deadline, bool(event.credits)


async def _post(session: Session, event: EventView) -> EventView:
    key = await notices.post_message(session, event)
    await showing.note_shown(session, event.id, message_key=key, channel_id=event.channel_id)
    return replace(event, message_key=key)
