"""/directory: being found by what one ticked, finding others, and being introduced to them."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.options import choice, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.credits.rules import Rules
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring.suggestions import suggest_credentials, suggest_topics
from mentorbot.mentoring.words import LANGUAGES
from mentorbot.networking.directory import (
    cards,
    forms,
    introduction_cards,
    introductions,
    seeking,
    service,
    terms,
)
from mentorbot.networking.directory.seeking import Names, Sought
from mentorbot.networking.directory.service import Mine, Values
from mentorbot.networking.directory.terms import EntryField

# One's own entry


@command("directory show", "Your entry: what it says, and what of it others may see.")
async def show_mine(turn: Turn) -> Card:
    """The caller's entry."""
    return cards.mine_card(await _mine(turn))


@command("directory leave", "Leave the directory: nobody finds you any more. You are asked once more.")
async def ask_whether_to_leave(turn: Turn) -> Card:
    """The question before leaving."""
    return cards.leave_card()


@press("directory:mine")
async def turn_to_mine(press: Press) -> Card:
    """The caller's entry, in the place of what was there."""
    return cards.mine_card(await _mine(press))


@press("directory:who")
async def ask_who(press: Press) -> Form:
    """The form of who one is."""
    return forms.who_form(await _proposed(press))


@press("directory:what")
async def ask_what(press: Press) -> Form:
    """The form of what one does."""
    return forms.what_form(await _proposed(press), press.part(Rules).names)


@sent("directory:save_who")
async def save_who(press: Press) -> Card:
    """Store who one is."""
    return await _write(press, forms.read_who(press.answers))


@sent("directory:save_what")
async def save_what(press: Press) -> Card:
    """Store what one does."""
    return await _write(press, forms.read_what(press.answers, press.part(Rules).names))


@press("directory:tick")
async def tick_field(press: Press) -> Card:
    """Let others see what was ticked, and nothing else."""
    fields = [one for one in EntryField if one.value in press.values]
    async with press.change() as session:
        mine = await service.show_fields(session, press.caller, fields)
    return cards.mine_card(mine, cards.STORED)


@press("directory:leave")
async def ask_to_leave(press: Press) -> Card:
    """The question before leaving, from a button."""
    return cards.leave_card()


@press("directory:leave_confirm")
async def leave_directory(press: Press) -> Card:
    """Leave the directory."""
    async with press.change() as session:
        await introductions.leave_directory(session, press.caller)
    return cards.left_card()


# Others


@command(
    "directory find",
    "Find people here who want to be found, and ask to be introduced.",
    choice("setting", "Where in healthcare they work.", SETTINGS),
    text("topic", "What they know about.", suggest=suggest_topics),
    text("credential", "Which credential they hold.", suggest=suggest_credentials),
    text("place", "Their city, state or chapter."),
    choice("language", "A language they speak.", LANGUAGES),
    choice("open_to", "What they are open to.", cards.OPEN_TO),
)
async def find_people(  # noqa: PLR0917 - one for each option
    turn: Turn,
    setting: str = "",
    topic: str = "",
    credential: str = "",
    place: str = "",
    language: str = "",
    open_to: str = "",
) -> Card:
    """Those who ticked what is looked for."""
    given = {
        EntryField.SETTING: setting,
        EntryField.TOPIC: topic,
        EntryField.CREDENTIAL: credential,
        EntryField.LANGUAGE: language,
        EntryField.OPEN_TO: open_to,
    }
    return await _found(turn, seeking.read_sought(given, place, _names(turn)))


@command("directory requests", "Introductions that wait for an answer: yours, and others'.")
async def show_introductions(turn: Turn) -> Card:
    """What waits for an answer."""
    async with turn.read() as connection:
        found = await introductions.find_open(connection, turn.caller)
    return introduction_cards.open_card(*found)


@press("directory:page")
async def turn_page(press: Press) -> Card:
    """Another page of those who were found."""
    page, _, code = press.argument.partition(":")
    return await _found(press, seeking.read_code(code, _names(press)), max(number(page), 1))


@press("directory:ask")
async def ask_for_note(press: Press) -> Form:
    """The form of a note to somebody."""
    return forms.ask_form(number(press.argument))


@sent("directory:send", anew=True)
async def ask_for_introduction(press: Press) -> Card:
    """Ask somebody whether they want to be introduced."""
    note = press.typed.get("note", "")
    async with press.change() as session:
        entry = await introductions.ask_for_introduction(session, press.caller, number(press.argument), note)
    return introduction_cards.sent_card(entry, terms.ANSWER_WITHIN.days)


@press("directory:accept", "directory:decline")
async def answer_introduction(press: Press) -> Card:
    """Say yes or no to an introduction."""
    accept = press.verb == "accept"
    async with press.change() as session:
        await introductions.answer_introduction(session, press.caller, number(press.argument), accept=accept)
    return introduction_cards.answered_card(accepted=accept)


@press("directory:never")
async def refuse_for_good(press: Press) -> Card:
    """Say no, and never be asked by this person again."""
    async with press.change() as session:
        await introductions.refuse_for_good(session, press.caller, number(press.argument))
    return introduction_cards.never_card()


@press("directory:withdraw")
async def withdraw_introduction(press: Press) -> Card:
    """Take back what one asked."""
    async with press.change() as session:
        await introductions.withdraw_introduction(session, press.caller, number(press.argument))
    return introduction_cards.withdrawn_card()


def _names(turn: Turn) -> Names:
    return forms.list_offered(turn.part(Rules).names)


async def _mine(turn: Turn) -> Mine:
    async with turn.read() as connection:
        return await service.find_own(connection, turn.caller)


async def _proposed(turn: Turn) -> Mine:
    async with turn.read() as connection:
        return await service.prefill_entry(connection, turn.caller)


async def _write(press: Press, values: Values) -> Card:
    async with press.change() as session:
        mine = await service.write_entry(session, press.caller, values)
    return cards.mine_card(mine, cards.STORED)


async def _found(turn: Turn, sought: Sought, page: int = 1) -> Card:
    async with turn.read() as connection:
        found = await service.find_entries(connection, turn.caller, sought)
    return cards.found_card(found, seeking.write_code(sought, _names(turn)), page)
