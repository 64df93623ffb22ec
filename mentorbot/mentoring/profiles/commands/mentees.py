"""/mentee profile: saying what one looks for in a mentor."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.turn import Press, Turn
from mentorbot.credits.rules import Rules
from mentorbot.mentoring.profiles import answers, cards, forms, question_cards, questions, seeking
from mentorbot.mentoring.profiles.seeking import Seeking
from mentorbot.mentoring.profiles.service import MenteeView
from mentorbot.mentoring.terms import Role
from mentorbot.times import zones


@command("mentee profile", "Say what you look for in a mentor, or change it.")
async def show_sought(turn: Turn) -> Card | Form:
    """The form, until something was said; then what was."""
    async with turn.read() as connection:
        found = await seeking.find_seeking(connection, turn.caller, turn.part(Rules).names)
        asked = await questions.find_asked(connection, turn.caller, Role.MENTEE) if found.view else []
    if found.view is None:
        return forms.wish_form(found.wish)
    if asked:
        turn.also(question_cards.more_card(asked, Role.MENTEE))
    return _mentee_card(turn, found.view, found.time_zone)


@press("mentee:wish")
async def ask_wish(press: Press) -> Form:
    """The form of what somebody looks for."""
    return forms.wish_form((await _find_seeking(press)).wish)


@press("mentee:reach")
async def ask_reach(press: Press) -> Form:
    """The form of how somebody can be met."""
    found = await _find_seeking(press)
    return forms.reach_form(found.reach, found.time_zone, press.part(Rules).names)


@sent("mentee:save_wish")
async def save_wish(press: Press) -> Card:
    """Keep what somebody looks for."""
    said = answers.read_wish(press.answers)
    async with press.change() as session:
        kept = await seeking.save_wish(session, press.caller, press.name, said, press.part(Rules).names)
        asked = await questions.find_asked(session, press.caller, Role.MENTEE)
    if asked:
        press.also(question_cards.more_card(asked, Role.MENTEE))
    return _mentee_card(press, kept.view, kept.time_zone, cards.WISH_KEPT)


@sent("mentee:save_reach")
async def save_reach(press: Press) -> Card:
    """Keep how somebody can be met."""
    said = answers.read_reach(press.answers, press.part(Rules).names)
    typed = answers.read_line(press.answers, "zone", 100, "the time zone")
    zone = zones.find_zone(typed, zones.home_of(press.caller)) if typed else ""
    async with press.change() as session:
        kept = await seeking.save_reach(session, press.caller, said, zone)
    return _mentee_card(press, kept.view, kept.time_zone, cards.KEPT)


async def _find_seeking(turn: Turn) -> Seeking:
    async with turn.read() as connection:
        return await seeking.find_seeking(connection, turn.caller, turn.part(Rules).names)


def _mentee_card(turn: Turn, view: MenteeView, zone: str, said: str = "") -> Card:
    return cards.mentee_card(view, zone, turn.part(Rules).names, said)
