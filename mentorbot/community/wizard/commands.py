"""/setup start and /setup check: setting a community up question by question, and what is lacking."""

from collections.abc import Awaitable, Callable
from typing import Final

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import Channel, Group, Person
from mentorbot.chat.platform import CannotPostError, NotNowError
from mentorbot.chat.posting import check_post
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.community.commands import set_notices, set_organizers
from mentorbot.community.managing import require_manager
from mentorbot.community.wizard import cards
from mentorbot.community.wizard.cards import Look
from mentorbot.community.wizard.service import Setup, Slot, find_setup, set_clock
from mentorbot.errors import UserError
from mentorbot.events.commands.organizing import set_channel as set_events
from mentorbot.mentoring.profiles.commands.settings import set_up as set_mentoring
from mentorbot.networking.intros.commands.organizing import set_up as set_intros
from mentorbot.networking.opportunities.commands.organizing import choose_channel as set_opportunities
from mentorbot.times import zones

_LONGEST_ID: Final = 64
UNKNOWN: Final = "I do not know that. Please choose one of the lines in the list."


async def _set_intros(turn: Turn, chosen: Channel) -> Card:
    """Whoever went on without saying where they live was told that it is UTC then."""
    setup = await _read(turn)
    by_utc = not setup.told and Slot.INTROS not in setup.channels
    return await set_intros(turn, channel=chosen, zone=setup.zone if by_utc else None)


SET: Final[dict[Slot, Callable[[Turn, Channel], Awaitable[Card]]]] = {
    Slot.EVENTS: set_events,
    Slot.MENTORING: lambda turn, chosen: set_mentoring(turn, channel=chosen),
    Slot.ORGANIZERS: lambda turn, chosen: set_mentoring(turn, organizers=chosen),
    Slot.INTROS: _set_intros,
    Slot.OPPORTUNITIES: set_opportunities,
    Slot.NOTICES: set_notices,
}
"""The command that keeps each choice, so that it is the same however it is made."""


@command(
    "setup start",
    "Set this community up: five short questions, each kept at once.",
    audience=Audience.ORGANIZERS,
)
async def start(turn: Turn) -> Card:
    """The first question, with what is set up already."""
    return cards.parts_card(await _read(turn))


@command(
    "setup check",
    "See whether anything is missing here: channels, and what I may do.",
    audience=Audience.ORGANIZERS,
)
async def check(turn: Turn) -> Card:
    """What is lacking, and how to give it."""
    setup = await _read(turn)
    return cards.check_card(setup, await _look(turn, setup))


@press("setup:parts")
async def choose_parts(press: Press) -> Card:
    """What is used here; the next question."""
    setup = await _read(press)
    return cards.clock_card(setup, cards.write_parts(slot for slot in Slot if slot in press.values))


@press("setup:go")
async def go(press: Press) -> Card:
    """One of the questions."""
    step, _, parts = press.argument.partition(".")
    return await _show(press, number(step), cards.write_parts(cards.read_parts(parts)))


@press("setup:clock")
async def ask_for_clock(press: Press) -> Form:
    """The form of where the organizer lives."""
    return cards.clock_form(press.argument)


@sent("setup:live")
async def keep_clock(press: Press) -> Card:
    """Keep where the organizer lives."""
    require_manager(press)
    zone = zones.find_zone(press.typed.get("city", ""), zones.home_of(press.caller))
    async with press.change() as session:
        await set_clock(session, press, zone)
    return await _show(press, 2, press.argument)


@press("setup:channel")
async def choose_channel(press: Press) -> Card:
    """Keep where something goes, as its own command does."""
    community = require_manager(press)
    name, _, parts = press.argument.partition(".")
    slot = next((one for one in Slot if one == name), None)
    if slot is None:
        raise UserError(UNKNOWN)
    chosen = _read_id(press)
    check_post(await press.platform.find_access(community, chosen), chosen)
    await SET[slot](press, Channel(chosen, ""))
    return cards.channels_card(await _read(press), parts, cards.kept_sentence(slot, chosen))


@press("setup:role", "setup:person")
async def name_organizer(press: Press) -> Card:
    """Say which role organizes, or who, as `/setup organizers` does."""
    community, chosen = require_manager(press), _read_id(press)
    if press.verb == "role":
        await set_organizers(press, role=Group(chosen, "", everybody=chosen == community))
    else:
        program = await press.platform.is_program(community, chosen)
        await set_organizers(press, person=Person(chosen, "", program))
    return cards.organizers_card(await _read(press), press.argument)


@press("setup:test")
async def send_tests(press: Press) -> Card:
    """Post a test message in each channel that was chosen."""
    community, setup = require_manager(press), await _read(press)
    look = await _look(press, setup)
    posted: list[str] = []
    failed: list[str] = []
    for channel, may in look.access.items():
        if may.titled:
            continue
        slots = [slot for slot, chosen in setup.channels.items() if chosen == channel]
        try:
            await press.platform.post(community, channel, cards.trial_card(slots))
            posted.append(channel)
        except CannotPostError:
            failed.append(channel)
    titled = [channel for channel, may in look.access.items() if may.titled]
    told = cards.tested_sentence(posted, failed, titled)
    return cards.check_card(setup, look, press.argument or None, told)


@press("setup:done")
async def finish(press: Press) -> Card:
    """What is set up now, and what comes next."""
    return cards.done_card(await _read(press))


async def _show(turn: Turn, step: int, parts: str) -> Card:
    setup = await _read(turn)
    match step:
        case 2:
            return cards.clock_card(setup, parts)
        case 3:
            return cards.channels_card(setup, parts)
        case 4:
            return cards.organizers_card(setup, parts)
        case cards.LAST:
            return cards.check_card(setup, await _look(turn, setup), parts)
    return cards.parts_card(setup)


async def _read(turn: Turn) -> Setup:
    require_manager(turn)
    closes = turn.platform.closes_directs()
    async with turn.read() as connection:
        return await find_setup(connection, turn, closes_directs=closes)


async def _look(turn: Turn, setup: Setup) -> Look:
    """What the platform says of the channels that were chosen, and of what the bot may do."""
    community = require_manager(turn)
    access = {
        channel: await turn.platform.find_access(community, channel)
        for channel in dict.fromkeys(setup.channels.values())
    }
    try:
        return Look(access, await turn.platform.find_permissions(community))
    except NotNowError:
        return Look(access, None)


def _read_id(press: Press) -> str:
    """What was picked. Raises UserError: it is none of what can be."""
    chosen = press.value
    if not (chosen.isascii() and chosen.isalnum() and len(chosen) <= _LONGEST_ID):
        raise UserError(UNKNOWN)
    return chosen
