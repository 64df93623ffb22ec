"""Asking for the date of an event, ticking the times that suit, and choosing one."""

from contextlib import suppress
from functools import partial

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import press, sent
from mentorbot.chat.platform import CannotPostError, NotNowError
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.delivery import service as delivery
from mentorbot.events import managing, organizer_cards, poll_cards, polls, readings, service
from mentorbot.events.commands.organizing import changed_card, find_named, seen_of
from mentorbot.events.commands.posting import check_channel
from mentorbot.events.polls import Poll
from mentorbot.forms.asking import ask_back


@press("events:poll")
async def show_poll(press: Press) -> Card | Form:
    """How the question for the date stands; the form that asks it, if it was not asked yet."""
    async with press.read() as connection:
        found = await polls.find_polled(connection, press.caller, press.rights, seen_of(press).event_id)
    return poll_cards.polled_card(found) if found is not None else await ask_for_times(press)


@press("events:poll_again")
async def ask_for_times(press: Press) -> Form:
    """The form of the times that are proposed."""
    event = await find_named(press)
    polls.check_askable(event)
    return poll_cards.poll_form(event)


@sent("events:poll_write")
async def ask_for_date(press: Press) -> Card:
    """Ask in the channel of events when an event should be."""
    seen, typed = seen_of(press), press.typed.get("times", "")
    async with press.read() as connection:
        place = await managing.find_announcement(connection, press.caller, press.rights, seen.event_id)
        read = await readings.read_back_times(connection, press.caller, press.rights, seen, typed)
    await check_channel(press, place.channel_id)
    if asked := await ask_back(press, "events:poll_write", read):
        return asked
    async with press.change() as session:
        found = await polls.ask(session, press.caller, press.rights, seen, typed, channel_id=place.channel_id)
    press.afterwards(partial(_show, press, found.poll, poll_cards.poll_card(found.poll)))
    return poll_cards.polled_card(found, "Asked. Everybody who sees the channel can tick what suits them.")


@press("events:tick")
async def tick_time(press: Press) -> Card:
    """A time suits somebody, or does not any more."""
    id_, _, stamp = press.argument.partition(":")
    async with press.change() as session:
        ticked = await polls.tick(session, press.caller, press.rights, number(id_), number(stamp))
    if press.seen_by_all:
        press.renew(poll_cards.poll_card(ticked.poll))
    return poll_cards.ticked_card(ticked)


@press("events:choose")
async def choose_time(press: Press) -> Card:
    """Let the event be then, and publish it."""
    id_, _, stamp = press.argument.partition(":")
    async with press.read() as connection:
        place = await managing.find_announcement(connection, press.caller, press.rights, number(id_))
    await check_channel(press, place.channel_id, picture=place.picture)
    obstacle = await press.platform.find_obstacle("event", press.caller.community or "")
    async with press.change() as session:
        done = await polls.choose(
            session, press.caller, press.rights, number(id_), number(stamp), channel_id=place.channel_id
        )
    return changed_card(press, done, (obstacle,) if obstacle else ())


@press("events:drop")
async def drop_draft(press: Press) -> Card:
    """Delete a draft; where its date was asked for, that is looked for no more."""
    seen = seen_of(press)
    async with press.change() as session:
        poll = await polls.load_poll(session, seen.event_id)
        dropped = await service.drop_draft(session, press.caller, press.rights, seen)
    if poll is not None:
        press.afterwards(partial(_show, press, poll, poll_cards.off_card(dropped)))
    return organizer_cards.dropped_card(dropped)


async def _show(turn: Turn, poll: Poll, card: Card) -> None:
    """Turn the question into this card, if it was sent already; what is sent later is made then."""
    async with turn.read() as connection:
        message_id = await delivery.find_sent_message(connection, poll.message_key)
    if message_id:
        with suppress(CannotPostError, NotNowError):
            await turn.platform.change_post(poll.event.community, poll.channel_id, message_id, card)
