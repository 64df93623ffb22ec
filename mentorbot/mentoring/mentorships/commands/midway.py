"""What the two are asked halfway, and what organizers read of it."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.mentoring.mentorships import midway, midway_cards


@command(
    "organize mentorship midway",
    "What people say of their mentorships halfway.",
    audience=Audience.ORGANIZERS,
)
async def show_summary(turn: Turn) -> Card:
    """What people say halfway."""
    return await _summary_card(turn, 1)


@press("midway:page")
async def turn_summary(press: Press) -> Card:
    """Another page of it."""
    return await _summary_card(press, number(press.argument, 1))


@press("midway:ask")
async def ask_how_it_is(press: Press) -> Form:
    """The form of how it is so far."""
    async with press.read() as connection:
        pair, _, known = await midway.find_asked(connection, press.caller, number(press.argument))
    return midway_cards.midway_form(pair, known)


@sent("midway:said", anew=True)
async def keep_answers(press: Press) -> Card:
    """Keep how it is so far."""
    said = midway.read_answers(press.typed)
    async with press.change() as session:
        await midway.keep_answers(session, press.caller, number(press.argument), said)
    return midway_cards.kept_card(said)


async def _summary_card(turn: Turn, page: int) -> Card:
    async with turn.read() as connection:
        found = await midway.sum_up(connection, turn.caller, turn.rights)
    return midway_cards.summary_card(found, page)
