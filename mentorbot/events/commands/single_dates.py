"""One date of a series: moved, called off, or on again."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import press, sent
from mentorbot.chat.turn import Press, number
from mentorbot.events import date_cards, readings, single_dates
from mentorbot.events.commands.organizing import changed_card, find_named, seen_of
from mentorbot.events.single_dates import SingleDate, Which
from mentorbot.forms.asking import ask_back


@press("events:dates")
async def list_dates(press: Press) -> Card:
    """The dates of a series to come."""
    return date_cards.list_dates_card(await find_named(press))


@press("events:date")
async def show_date(press: Press) -> Card:
    """One date, as chosen in the drop-down."""
    stamp = number(press.values[0]) if press.values else 0
    return date_cards.date_card(single_dates.find_coming(await find_named(press), stamp))


@press("events:date_time")
async def ask_for_time_of_date(press: Press) -> Form:
    """The form of time and place of one date."""
    return date_cards.date_form(await _date(press))


@sent("events:date_write")
async def move_date(press: Press) -> Card:
    """Take in time and place of one date."""
    async with press.read() as connection:
        read = await readings.read_back_date(
            connection, press.caller, press.rights, _which(press), press.typed
        )
    if asked := await ask_back(press, "events:date_write", read):
        return asked
    async with press.change() as session:
        done = await single_dates.move_date(session, press.caller, press.rights, _which(press), press.typed)
    return changed_card(press, done)


@press("events:date_off")
async def ask_to_call_off(press: Press) -> Card:
    """The question before one date is called off."""
    return date_cards.confirm_off_card(await _date(press))


@press("events:date_off_confirm")
async def call_off_date(press: Press) -> Card:
    """Call one date off."""
    async with press.change() as session:
        done = await single_dates.call_off_date(session, press.caller, press.rights, _which(press))
    return changed_card(press, done)


@press("events:date_on")
async def restore_date(press: Press) -> Card:
    """Have one date take place as planned."""
    async with press.change() as session:
        done = await single_dates.restore_date(session, press.caller, press.rights, _which(press))
    return changed_card(press, done)


async def _date(press: Press) -> SingleDate:
    return single_dates.find_coming(await find_named(press), _which(press).stamp)


def _which(press: Press) -> Which:
    """The event and version that a button names, and when the date is planned."""
    return Which(seen_of(press), number(press.argument.rpartition(":")[2]))
