"""Looking at somebody, keeping away from them, and /mentee blocks, which shows and undoes that."""

from mentorbot.chat import Card
from mentorbot.chat.declare import MenuOn, command, menu, press
from mentorbot.chat.options import Person
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.credits.rules import Rules
from mentorbot.mentoring.profiles import blocking, cards
from mentorbot.mentoring.terms import BlockKind


@menu(
    "Mentoring: view profile",
    "See what somebody says of themselves as a mentor; or keep away from them.",
    MenuOn.PERSON,
)
async def view_profile(turn: Turn, person: Person) -> Card:
    """Somebody as others see them."""
    async with turn.read() as connection:
        found = await blocking.look_at(connection, turn.caller, person.id)
    return cards.viewed_card(found.whom, found.mentor, found.mentee, turn.part(Rules).names, kept=found.kept)


@command("mentee blocks", "Whom you keep away from in mentoring; undo it.")
async def show_kept_away(turn: Turn) -> Card:
    """Whom somebody keeps away from."""
    return await _kept_card(turn)


@press("apart:list", anew=True)
async def show_kept_away_beside(press: Press) -> Card:
    """Whom somebody keeps away from, beside their profile."""
    return await _kept_card(press)


@press("apart:page")
async def turn_kept_away(press: Press) -> Card:
    """Another page of whom somebody keeps away from."""
    return await _kept_card(press, number(press.argument, 1))


@press("apart:block")
async def ask_to_block(press: Press) -> Card:
    """What a block ends, before it does."""
    async with press.read() as connection:
        found = await blocking.look_before_block(connection, press.caller, press.argument)
    return cards.confirm_block_card(found)


@press("apart:not_match", "apart:block_confirm")
async def keep_away(press: Press) -> Card:
    """Keep away from somebody."""
    kind = BlockKind.BLOCK if press.verb == "block_confirm" else BlockKind.NOT_MATCH
    async with press.change() as session:
        found = await blocking.keep_away(session, press.caller, press.argument, kind)
    return cards.apart_card(found, cards.KEPT_AWAY[kind])


@press("apart:undo")
async def undo_block(press: Press) -> Card:
    """Keep away from somebody no longer."""
    async with press.change() as session:
        found = await blocking.stop_keeping_away(session, press.caller, press.argument)
    return cards.apart_card(found, cards.UNDONE)


async def _kept_card(turn: Turn, page: int = 1) -> Card:
    async with turn.read() as connection:
        found = await blocking.find_kept(connection, turn.caller)
    return cards.apart_card(found, page=page)
