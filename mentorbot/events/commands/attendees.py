"""Who comes to an event, for its organizers."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import Person, person, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.events import attendee_cards, attendees, managing
from mentorbot.events.suggestions import suggest_editable
from mentorbot.members.naming import find_named, list_unknown, require_some, split_names


@command(
    "organize event people",
    "See who comes to an event; add or remove somebody, who is told.",
    text("event", "Which event.", suggest=suggest_editable),
    person("add", "Somebody who comes as well."),
    person("remove", "Somebody who does not come any more."),
    audience=Audience.ORGANIZERS,
)
async def list_people(
    turn: Turn, event: str, add: Person | None = None, remove: Person | None = None
) -> Card:
    """Who comes, after somebody was added or removed."""
    id_ = number(event.strip())
    if add is None and remove is None:
        async with turn.read() as connection:
            return attendee_cards.who_card(
                await attendees.find_attendees(connection, turn.caller, turn.rights, id_)
            )
    async with turn.change() as session:
        if remove is not None:
            found = await attendees.remove_attendee(session, turn.caller, turn.rights, id_, remove.id)
        if add is not None:
            found = await attendees.add_attendee(session, turn.caller, turn.rights, id_, add.id)
    turn.platform.bring_up_soon("event")
    return attendee_cards.who_card(found, said="Done. Whoever was added or taken off is told.")


@press("events:who")
async def show_people(press: Press) -> Card:
    """Who comes, a page of it."""
    id_, _, page = press.argument.partition(":")
    async with press.read() as connection:
        found = await attendees.find_attendees(connection, press.caller, press.rights, number(id_))
    return attendee_cards.who_card(found, number(page, 1))


@press("events:add_several")
async def ask_whom_to_add(press: Press) -> Form:
    """The form in which many are added at once."""
    async with press.read() as connection:
        event = await managing.find_event(connection, press.caller, press.rights, number(press.argument))
    return attendee_cards.add_form(event)


@sent("events:add_many")
async def add_many(press: Press) -> Card:
    """Let all those in a list come."""
    id_ = number(press.argument)
    async with press.read() as connection:
        await managing.find_event(connection, press.caller, press.rights, id_)
    named = await find_named(press, split_names(press.typed.get("people", "")))
    users = require_some(named.values())
    async with press.change() as session:
        found, refused = await attendees.add_attendees(session, press.caller, press.rights, id_, users)
    press.platform.bring_up_soon("event")
    return attendee_cards.added_card(found, refused, list_unknown(named.values()))


@press("events:who_file", anew=True)
async def export_people(press: Press) -> Card:
    """Who comes, as a file."""
    async with press.read() as connection:
        found = await attendees.find_attendees(connection, press.caller, press.rights, number(press.argument))
    return await press.draw(attendee_cards.file_card, found)
