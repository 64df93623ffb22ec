"""/mentor hours and /mentor book: office hours, and booking a time in them."""

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import Person, person
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.forms.asking import ask_back
from mentorbot.meetings import cards as meeting_cards
from mentorbot.members.looking import find_gone
from mentorbot.mentoring.hours import cards, service
from mentorbot.mentoring.hours.reading import read_back, read_opening
from mentorbot.times.typed import said_at


@command(
    "mentor book",
    "Book a time in the office hours of a mentor, on your own clock.",
    person("mentor", "Only times of this mentor."),
)
async def show_free(turn: Turn, mentor: Person | None = None) -> Card:
    """What can be booked."""
    return await _free_card(turn, mentor.id if mentor else "", 1)


@press("hours:page")
async def turn_free(press: Press) -> Card:
    """Another page of it."""
    user, _, page = press.argument.partition(":")
    return await _free_card(press, user, number(page, 1))


@press("hours:pick")
async def pick_slot(press: Press) -> Card:
    """A time before it is booked."""
    hours, _, stamp = press.value.partition(":")
    async with press.read() as connection:
        slot = await service.find_slot(connection, press.caller, number(hours), number(stamp))
    return cards.confirm_card(slot)


@press("hours:book")
async def book_slot(press: Press) -> Card:
    """Book a time."""
    hours, _, stamp = press.argument.partition(":")
    async with press.read() as connection:
        slot = await service.find_slot(connection, press.caller, number(hours), number(stamp))
    if await find_gone(press.program, [slot.hours.mentor_id]):
        raise UserError(service.TAKEN)
    async with press.change() as session:
        done = await service.book_slot(session, press.caller, number(hours), number(stamp))
    return meeting_cards.picked_card(done.meeting, done.me, clock.now(), changed=done.changed)


@command(
    "mentor hours",
    "Your office hours: open times that people here can book.",
    audience=Audience.MENTORS,
)
async def show_mine(turn: Turn) -> Card:
    """A mentor's own office hours."""
    return await _mine_card(turn)


@press("hours:mine")
async def turn_to_mine(press: Press) -> Card:
    """The same, in the place of what was there."""
    return await _mine_card(press)


@press("hours:new")
async def ask_when(press: Press) -> Form:
    """The form of office hours."""
    async with press.read() as connection:
        found = await service.find_mine(connection, press.caller)
    return cards.open_form(found.time_zone)


@sent("hours:open")
async def open_hours(press: Press) -> Card:
    """Open office hours."""
    async with press.read() as connection:
        zone = (await service.find_mine(connection, press.caller)).time_zone
    opening = read_opening(press.typed, zone, said_at())
    if back := await ask_back(press, "hours:open", read_back(press.typed, opening, said_at())):
        return back
    if opening.starts_at is not None and opening.starts_at <= clock.now():
        raise UserError("That time has passed meanwhile. Please give a later one.")
    async with press.change() as session:
        found = await service.open_hours(session, press.caller, opening)
    return cards.mine_card(found, "They are open: people find them with `/mentor book`.")


@press("hours:close")
async def ask_to_close(press: Press) -> Card:
    """Close office hours; where somebody has booked, one is asked once more."""
    async with press.read() as connection:
        found, booked = await service.find_own(connection, press.caller, number(press.argument))
    return cards.confirm_close_card(found, booked) if booked else await _close(press)


@press("hours:close_confirm")
async def close_hours(press: Press) -> Card:
    """Close them although somebody has booked."""
    return await _close(press)


async def _close(press: Press) -> Card:
    async with press.change() as session:
        found, told = await service.close_hours(session, press.caller, number(press.argument))
    said = "They are closed, and whoever had booked is told." if told else "They are closed."
    return cards.mine_card(found, said)


async def _free_card(turn: Turn, mentor_user: str, page: int) -> Card:
    async with turn.read() as connection:
        found = await service.find_free(connection, turn.caller, mentor_user or None)
    return cards.free_card(found, page, mentor_user)


async def _mine_card(turn: Turn) -> Card:
    async with turn.read() as connection:
        found = await service.find_mine(connection, turn.caller)
    return cards.mine_card(found)
