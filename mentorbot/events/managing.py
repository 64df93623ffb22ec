"""What an organizer does with one event at a time: how it is found for them, and how it looks afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, native, pictures, service
from mentorbot.events.announce import Changed
from mentorbot.events.answers import Frame
from mentorbot.events.dates import When
from mentorbot.events.pictures import Picture
from mentorbot.events.rights import NOT_ORGANIZER, find_named, find_settings, require_organizer_of
from mentorbot.events.service import Seen
from mentorbot.events.terms import EventKind, EventState
from mentorbot.events.view import EventView
from mentorbot.members.clocks import Clock, find_clock
from mentorbot.members.rights import is_organizer
from mentorbot.times import zones


@dataclass(frozen=True, slots=True)
class Basis:
    """What new events begin from: the channel where they are announced, and the clock of their times."""

    channel_id: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Preview:
    """An event as organizers look at it. ``picture``: its bytes, if it has one."""

    event: EventView
    picture: bytes | None


@dataclass(frozen=True, slots=True)
class Announcement:
    """Where an event is about to be posted. ``picture``: whether one goes with it."""

    channel_id: str
    picture: bool


@dataclass(frozen=True, slots=True)
class Managed:
    """What came of a change. ``picture``: as of a :class:`Preview`."""

    changed: Changed
    picture: bytes | None = None


async def find_basis(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, zone: str
) -> Basis:
    """What an organizer's new events begin from.

    Args:
        zone: A city or time zone as it was typed; if it is blank, the organizer's own clock is taken, or
            the community's.

    Raises:
        UserError: The caller may not, no channel was chosen yet, or there is no such zone.
    """
    _, channel_id = await service.find_channel(connection, caller, rights)
    return Basis(channel_id, await find_clock(connection, caller, zone))


async def find_event(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> EventView:
    """An event for one who organizes it. Raises UserError: the caller does not, or it is gone."""
    await require_organizer_of(connection, caller, rights, event_id)
    return await service.find_event(connection, caller, event_id)


async def find_preview(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> Preview:
    """An event with its picture. Raises UserError as :func:`find_event` does."""
    event = await find_event(connection, caller, rights, event_id)
    return Preview(event, await _load_picture(connection, event))


async def find_editable(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> list[EventView]:
    """Every event to come that they may change, drafts too. Raises UserError: there can be none."""
    settings = await find_settings(connection, caller)
    if is_organizer(rights, settings.organizers, permitted=rights.manages_events):
        return await service.find_upcoming(connection, caller, drafts=True)
    named = await find_named(connection, caller)
    if not named:
        raise UserError(NOT_ORGANIZER)
    found = await service.find_upcoming(connection, caller, drafts=True)
    return [event for event in found if event.id in named]


async def find_announcement(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> Announcement:
    """Where an event would be posted now. Raises UserError as :func:`find_event` does."""
    found = await require_organizer_of(connection, caller, rights, event_id)
    event = await service.find_event(connection, caller, event_id)
    return Announcement(found.channel_id, bool(event.picture))


async def draft_event(
    session: Session, caller: Caller, rights: Rights, frame: Frame, when: When
) -> EventView:
    """Begin an event. Raises UserError as :func:`service.draft_event` does."""
    return await service.draft_event(session, caller, rights, frame, when)


async def illustrate_draft(
    session: Session, caller: Caller, rights: Rights, event_id: int, picture: Picture
) -> Managed:
    """Give an event the picture that was sent when it was begun, while its words are being written.

    Raises:
        UserError: As :func:`find_event`; or it has another picture, or was cancelled meanwhile.
    """
    event = await find_event(session, caller, rights, event_id)
    if event.picture:
        raise UserError("It has been given another picture meanwhile, which it keeps.")
    if event.state is not EventState.DRAFT:
        return await add_picture(session, await announce.illustrate(session, event, picture))
    # It is the draft that was begun: whoever has its form open has seen no older one.
    await pictures.keep_picture(session, event.id, picture)
    return await add_picture(
        session, Changed(await service.find_event(session, caller, event_id), changed=True)
    )


async def write_event(
    session: Session, caller: Caller, rights: Rights, seen: Seen, typed: Mapping[str, str]
) -> Managed:
    """Change what is written about an event.

    Args:
        typed: By field of forms.words_form.

    Raises:
        UserError: Something was not understood; or as :func:`announce.write`.
    """
    found = await find_event(session, caller, rights, seen.event_id)
    texts = answers.read_texts(typed, found)
    service.check_seen(found, seen)
    return await add_picture(session, await announce.write(session, found, texts))


async def move_event(
    session: Session, caller: Caller, rights: Rights, seen: Seen, typed: Mapping[str, str]
) -> Managed:
    """Change time, place and room of an event.

    Args:
        typed: By field of forms.time_form.

    Raises:
        UserError: Something was not understood; or as :func:`announce.move`.
    """
    found = await find_event(session, caller, rights, seen.event_id)
    when = read_moved(found, caller, typed)
    seats = answers.read_capacity(typed.get("capacity", ""))
    service.check_seen(found, seen)
    if found.fee_deadline is not None and clock.now() < found.fee_deadline > max(when.starts):
        raise UserError(
            "Then the event would begin before its fee ends. Change when that ends first, "
            "with **Change the words**."
        )
    return await add_picture(session, await announce.move(session, found, when, capacity=seats))


def read_moved(found: EventView, caller: Caller, typed: Mapping[str, str]) -> When:
    """Time and place as they were filled into forms.time_form. Raises UserError as :func:`move_event`."""
    zone = zones.find_zone(typed.get("zone", ""), zones.home_of(caller))
    starts, ends, place = (typed.get(name, "") for name in ("starts", "ends", "place"))
    deadline = found.kind is EventKind.DEADLINE
    return answers.read_moved(found.when, starts, ends, zone, place, deadline=deadline)


async def publish_event(
    session: Session, caller: Caller, rights: Rights, seen: Seen, channel_id: str
) -> Managed:
    """Publish a draft, or leave what is published as it is, though somebody changed it meanwhile.

    Raises:
        UserError: As :func:`service.find_seen` or :func:`announce.publish`.
    """
    found = await find_event(session, caller, rights, seen.event_id)
    if found.state is not EventState.PUBLISHED:
        service.check_seen(found, seen)
    return await add_picture(session, await announce.publish(session, found, channel_id))


async def cancel_event(session: Session, caller: Caller, rights: Rights, seen: Seen) -> Managed:
    """Call an event off. Raises UserError as :func:`service.find_seen` or :func:`announce.cancel` does."""
    found = await service.find_seen(session, caller, rights, seen)
    return await add_picture(session, await announce.cancel(session, found))


async def show_again(session: Session, caller: Caller, rights: Rights, seen: Seen) -> Managed:
    """Have the platform show an event as one of its own again, after somebody took that away.

    Raises:
        UserError: As :func:`service.find_seen`.
    """
    found = await service.find_seen(session, caller, rights, seen)
    await native.make_again(session, found)
    return await add_picture(session, Changed(replace(found, native_gone=False), changed=found.native_gone))


async def give_picture(
    session: Session, caller: Caller, rights: Rights, seen: Seen, picture: Picture
) -> Managed:
    """Give an event a picture, or take it away with NONE.

    Raises:
        UserError: As :func:`service.find_seen` or :func:`service.change_event`.
    """
    found = await service.find_seen(session, caller, rights, seen)
    return await add_picture(session, await announce.illustrate(session, found, picture))


async def add_picture(session: Session, changed: Changed) -> Managed:
    """What came of a change, with the picture of the event."""
    return Managed(changed, await _load_picture(session, changed.event))


async def _load_picture(connection: AsyncConnection | Session, event: EventView) -> bytes | None:
    return await pictures.load_picture(connection, event.id) if event.picture else None
