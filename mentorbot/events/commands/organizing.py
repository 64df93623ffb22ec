"""/event for organizers: announcing, changing, cancelling."""

from functools import partial
from typing import Final

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import Channel, File, Group, channel, choice, file, group, text, whole
from mentorbot.chat.posting import check_post
from mentorbot.chat.readers import Readers
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.events import (
    answers,
    cards,
    forms,
    managing,
    organizer_cards,
    pictures,
    readings,
    rights,
)
from mentorbot.events.answers import Frame
from mentorbot.events.commands.posting import check_channel
from mentorbot.events.managing import Managed
from mentorbot.events.pictures import Picture
from mentorbot.events.reader import read_picture
from mentorbot.events.recurrence import MOST_TIMES, Repeats
from mentorbot.events.service import Seen
from mentorbot.events.suggestions import suggest_editable, suggest_hosts, suggest_stages
from mentorbot.events.terms import MOST_ALT, MOST_CAPACITY, EventKind, EventState
from mentorbot.events.view import EventView
from mentorbot.forms.asking import ask_back
from mentorbot.members.suggestions import suggest_moment, suggest_zones

_REPEATS: Final = {
    Repeats.WEEKLY: "Every week",
    Repeats.TWO_WEEKS: "Every two weeks",
    Repeats.MONTHLY: "Every month, on the same weekday",
    Repeats.YEARLY: "Every year",
}


@command(
    "organize event announce",
    "Announce an event. You see it before anybody else does.",
    choice("kind", "What sort of event it is.", cards.KINDS),
    text(
        "starts",
        "When it begins: next Tuesday 5pm, 2027-03-01 17:30, March 1 all day; of a deadline, when it is.",
        suggest=suggest_moment,
    ),
    text("ends", "When it ends, or how long it takes: 7pm, 1h30, 90 min. An hour if you leave it out."),
    text(
        "zone",
        "The city or time zone that these times are in; yours, or the community's, if you leave it out.",
        suggest=suggest_zones,
    ),
    text("place", "Where it is, or the https link of a meeting.", most=500),
    text("host", "Who holds it.", suggest=suggest_hosts),
    whole("seats", "How many can come, if there is a limit.", 1, MOST_CAPACITY),
    group("role", "Only for people with this role, or in this group."),
    text(
        "stages",
        "Only for these career stages, with commas between them.",
        most=200,
        suggest=suggest_stages,
    ),
    choice("repeats", "If it takes place again and again.", _REPEATS),
    whole("times", "How often it takes place then, the first included.", 2, MOST_TIMES),
    file("picture", "A picture: PNG, JPEG, GIF or WebP."),
    text("alt", "What the picture shows, for those who cannot see it.", most=MOST_ALT),
    audience=Audience.ORGANIZERS,
)
async def announce_event(  # noqa: PLR0917 - one for each option
    turn: Turn,
    kind: str,
    starts: str,
    ends: str = "",
    zone: str = "",
    place: str = "",
    host: str = "",
    seats: int | None = None,
    role: Group | None = None,
    stages: str = "",
    repeats: str | None = None,
    times: int = 12,
    picture: File | None = None,
    alt: str = "",
) -> Form:
    """Draft an event; then comes the form for its words."""
    async with turn.read() as connection:
        basis = await managing.find_basis(connection, turn.caller, turn.rights, zone)
    await check_channel(turn, basis.channel_id)
    again = Repeats(repeats) if repeats else None
    sort = answers.read_kind(kind)
    when = answers.read_when(
        starts, ends, basis.clock.zone, place, repeats=again, times=times, deadline=sort is EventKind.DEADLINE
    )
    only = role.id if role and not role.everybody else ""
    frame = Frame(sort, answers.read_host(host), seats, only, answers.read_stages(stages))
    if picture is not None:
        pictures.check_size(picture.size)
    async with turn.change() as session:
        event = await managing.draft_event(session, turn.caller, turn.rights, frame, when)
    if picture is not None:
        # Reading one may take longer than a form has to be opened.
        turn.afterwards(partial(_illustrate, turn, event.id, picture, alt))
    return forms.words_form(event)


@command(
    "organize event edit",
    "Change, publish or cancel an event.",
    text("event", "Which event; drafts are in the list too.", suggest=suggest_editable),
    file("picture", "A picture for it: PNG, JPEG, GIF or WebP."),
    text("alt", "What the picture shows, for those who cannot see it.", most=MOST_ALT),
    audience=Audience.ORGANIZERS,
)
async def edit_event(turn: Turn, event: str, picture: File | None = None, alt: str = "") -> Card:
    """An event with what can be done with it; with a picture, once it has that."""
    async with turn.read() as connection:
        found = await managing.find_preview(connection, turn.caller, turn.rights, number(event.strip()))
    if picture is None:
        return organizer_cards.preview_card(found.event, clock.now(), picture=found.picture)
    if found.event.state is EventState.PUBLISHED:
        await check_channel(turn, found.event.channel_id, picture=True)
    drawn = await _read_picture(turn, picture, alt)
    seen = Seen(found.event.id, found.event.version)
    async with turn.change() as session:
        done = await managing.give_picture(session, turn.caller, turn.rights, seen, drawn)
    return changed_card(turn, done)


@command(
    "setup events",
    "Where events are announced.",
    channel("channel", "Where I show every event that is published."),
    audience=Audience.ORGANIZERS,
)
async def set_channel(turn: Turn, channel: Channel) -> Card:
    """Say where events are announced."""
    community = rights.require_manager(turn.caller, turn.rights)
    check_post(await turn.platform.find_access(community, channel.id), channel.id)
    async with turn.change() as session:
        await rights.set_up_events(session, turn.caller, turn.rights, channel.id)
    turn.platform.bring_up_soon("event")
    return organizer_cards.channel_card(channel.id)


@sent("events:write")
async def write_event(press: Press) -> Card:
    """Take in what was written about an event."""
    async with press.read() as connection:
        read = await readings.read_back_words(
            connection, press.caller, press.rights, seen_of(press), press.typed
        )
    if asked := await ask_back(press, "events:write", read):
        return asked
    async with press.change() as session:
        done = await managing.write_event(session, press.caller, press.rights, seen_of(press), press.typed)
    return changed_card(press, done)


@sent("events:move")
async def move_event(press: Press) -> Card:
    """Take in time, place and room of an event."""
    async with press.read() as connection:
        read = await readings.read_back_move(
            connection, press.caller, press.rights, seen_of(press), press.typed
        )
    if asked := await ask_back(press, "events:move", read):
        return asked
    async with press.change() as session:
        done = await managing.move_event(session, press.caller, press.rights, seen_of(press), press.typed)
    return changed_card(press, done)


@press("events:publish")
async def publish_event(press: Press) -> Card:
    """Post an event for all, where that can be done."""
    seen = seen_of(press)
    async with press.read() as connection:
        found = await managing.find_announcement(connection, press.caller, press.rights, seen.event_id)
    await check_channel(press, found.channel_id, picture=found.picture)
    obstacle = await press.platform.find_obstacle("event", press.caller.community or "")
    async with press.change() as session:
        done = await managing.publish_event(session, press.caller, press.rights, seen, found.channel_id)
    return changed_card(press, done, (obstacle,) if obstacle else ())


@press("events:words")
async def ask_for_words(press: Press) -> Form:
    """The form of what is written about an event."""
    return forms.words_form(await find_named(press))


@press("events:time")
async def ask_for_time(press: Press) -> Form:
    """The form of time, place and room."""
    return forms.time_form(await find_named(press))


@press("events:unillustrate")
async def remove_picture(press: Press) -> Card:
    """Take the picture of an event away."""
    async with press.change() as session:
        done = await managing.give_picture(session, press.caller, press.rights, seen_of(press), pictures.NONE)
    return changed_card(press, done)


@press("events:native")
async def show_again(press: Press) -> Card:
    """Have the platform show an event as one of its own again."""
    async with press.change() as session:
        done = await managing.show_again(session, press.caller, press.rights, seen_of(press))
    return changed_card(press, done)


@press("events:manage")
async def show_preview(press: Press) -> Card:
    """An event with what can be done with it."""
    return organizer_cards.preview_card(await find_named(press), clock.now())


@press("events:cancel")
async def ask_to_cancel(press: Press) -> Card:
    """The question before an event is called off."""
    return organizer_cards.confirm_cancel_card(await find_named(press))


@press("events:cancel_confirm")
async def cancel_event(press: Press) -> Card:
    """Call an event off."""
    async with press.change() as session:
        done = await managing.cancel_event(session, press.caller, press.rights, seen_of(press))
    return changed_card(press, done)


def changed_card(turn: Turn, done: Managed, notes: tuple[str, ...] = ()) -> Card:
    """What came of a change; what all see of the event follows once this is on the screen."""
    event = done.changed.event
    if event.message_key:
        turn.afterwards(partial(_bring_up, turn, event.id))
    return organizer_cards.changed_card(done.changed, clock.now(), notes, done.picture)


async def _bring_up(turn: Turn, event_id: int) -> Card | None:
    troubles = await turn.platform.bring_up("event", event_id)
    return organizer_cards.trouble_card(troubles) if troubles else None


async def _illustrate(turn: Turn, event_id: int, picture: File, alt: str) -> Card | None:
    """Give a draft the picture that came with it; what is wrong with it, if anything is."""
    try:
        drawn = await _read_picture(turn, picture, alt)
        async with turn.change() as session:
            done = await managing.illustrate_draft(session, turn.caller, turn.rights, event_id, drawn)
    except UserError as error:
        return organizer_cards.unillustrated_card(error.sentence)
    return await _bring_up(turn, event_id) if done.changed.event.message_key else None


async def find_named(press: Press) -> EventView:
    """The event that a button names, for an organizer."""
    async with press.read() as connection:
        return await managing.find_event(connection, press.caller, press.rights, seen_of(press).event_id)


def seen_of(press: Press) -> Seen:
    """The event and version that a button names, whatever else it does."""
    id_, version, *_ = (*press.argument.split(":"), "")
    return Seen(number(id_), number(version))


async def _read_picture(turn: Turn, given: File, alt: str) -> Picture:
    """What was attached, made fit to be kept."""
    pictures.check_size(given.size)
    return await read_picture(turn.part(Readers, Readers), turn.caller.place, await given.read(), alt)
