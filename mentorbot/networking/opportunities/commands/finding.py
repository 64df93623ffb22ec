"""/opportunity search and saved: finding what is open, and being told of what is new."""

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.options import choice, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.guide.load import guide_for
from mentorbot.members.words import SETTINGS
from mentorbot.networking.opportunities import answers, cards, forms, list_cards, marks, searches
from mentorbot.networking.opportunities.filters import Filters, read_code, read_words


@command(
    "opportunity search",
    "Find what is open: jobs, internships, fellowships, volunteer roles.",
    text("words", "Words in its title, organization, place or description."),
    choice("kind", "What is on offer.", cards.KINDS),
    choice("setting", "Where in healthcare.", SETTINGS),
    choice("mode", "On site, hybrid or remote.", cards.MODES),
    choice("level", "How far along a career.", cards.LEVELS),
)
async def search_opportunities(  # noqa: PLR0917 - one for each option
    turn: Turn, words: str = "", kind: str = "", setting: str = "", mode: str = "", level: str = ""
) -> Card:
    """What is open and fits."""
    chosen = {"kind": kind, "setting": setting, "mode": mode, "level": level}
    frame = answers.read_frame({**chosen, "kind": kind or "job"}, "UTC")
    filters = Filters(frame.kind if kind else None, frame.setting, frame.mode, frame.level, read_words(words))
    return await _found_card(turn, filters)


@command("opportunity saved", "What you are told of when it is new: the searches you saved.")
async def show_saved(turn: Turn) -> Card:
    """The caller's saved searches."""
    return await _saved_card(turn)


@press("opportunities:page")
async def turn_page(press: Press) -> Card:
    """Another page of what was found."""
    page, _, code = press.argument.partition(":")
    return await _found_card(press, read_code(code), max(number(page), 1))


@press("opportunities:save")
async def save_search(press: Press) -> Card:
    """Tell the caller of what is new and fits."""
    cadence = answers.read_cadence(press.values)
    async with press.change() as session:
        kept = await searches.save_search(session, press.caller, read_code(press.argument), cadence)
    return await _saved_card(press, list_cards.say_kept(kept))


@press("opportunities:saved")
async def turn_to_saved(press: Press) -> Card:
    """The caller's saved searches, in the place of what was there."""
    return await _saved_card(press)


@press("opportunities:remove")
async def remove_search(press: Press) -> Card:
    """Forget a saved search."""
    async with press.change() as session:
        await searches.remove_search(session, press.caller, number(press.argument))
    return await _saved_card(press, list_cards.REMOVED)


@press("opportunities:look", anew=True)
async def look_at_opportunity(press: Press) -> Card:
    """One opportunity, and what the caller can do about it."""
    async with press.read() as connection:
        looked = await searches.look_as(connection, press.caller, press.rights, number(press.argument))
    return cards.looked_card(looked.looked, clock.now(), organizer=looked.organizes)


@press("opportunities:applied", anew=True)
async def note_application(press: Press) -> Card:
    """Note that the caller applied."""
    async with press.change() as session:
        done = await marks.mark_applied(session, press.caller, guide_for(press), number(press.argument))
    return cards.applied_card(done)


@press("opportunities:remind", "opportunities:forget", anew=True)
async def set_reminder(press: Press) -> Card:
    """Remind the caller of the deadline, or not any more."""
    on = press.verb == "remind"
    async with press.change() as session:
        found, moments = await marks.switch_reminder(session, press.caller, number(press.argument), on=on)
    return cards.remind_card(found, moments)


@press("opportunities:report")
async def ask_what_is_wrong(press: Press) -> Form:
    """The form in which one says what is wrong."""
    return forms.report_form(number(press.argument))


@sent("opportunities:send_report", anew=True)
async def report_opportunity(press: Press) -> Card:
    """Tell organizers that something is wrong."""
    reason = press.typed.get("reason", "")
    async with press.change() as session:
        found = await marks.report_opportunity(session, press.caller, number(press.argument), reason)
    return cards.thanks_card(found)


async def _found_card(turn: Turn, filters: Filters, page: int = 1) -> Card:
    async with turn.read() as connection:
        found = await searches.search_opportunities(connection, turn.caller, filters)
    return list_cards.found_card(found, filters, page)


async def _saved_card(turn: Turn, note: str = "") -> Card:
    async with turn.read() as connection:
        found = await searches.find_saved(connection, turn.caller)
    return list_cards.saved_card(found, note)
