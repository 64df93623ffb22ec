"""Finding a mentor: /mentor find, the menu of a person, and the form in which mentors are chosen."""

from typing import Final

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import MenuOn, command, menu, press, sent
from mentorbot.chat.options import Person, choice, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.credits.rules import Rules
from mentorbot.members.looking import find_gone
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary, words
from mentorbot.mentoring.finding import cards, service
from mentorbot.mentoring.finding.shelf import Shelves, Wanted
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.requests import access
from mentorbot.mentoring.requests import cards as request_cards
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.terms import MOST_CHOICES, MOST_NOTE

_TOPICS: Final = {one.id: one.name for one in vocabulary.list_topics().values()}


@command(
    "mentor find",
    "The mentors who fit you best and can be asked now, with the reasons.",
    choice("topic", "Only mentors who help with this.", _TOPICS),
    choice("setting", "Only mentors who work there.", SETTINGS),
    choice("language", "Only mentors who speak this.", words.LANGUAGES),
    text("credential", "Only mentors who hold this.", most=60),
)
async def find_mentors(
    turn: Turn, topic: str = "", setting: str = "", language: str = "", credential: str = ""
) -> Card:
    """The mentors who fit best."""
    wanted = service.read_wanted(topic, setting, language, credential, turn.part(Rules).names)
    return await _found_card(turn, wanted)


@menu(
    "Ask to be my mentor",
    "Ask somebody whether they would mentor you. Name nobody to see first who fits you.",
    MenuOn.PERSON,
)
async def ask_one(turn: Turn, person: Person | None = None) -> Card | Form:
    """The form in which one mentor is asked; where nobody is named, those who fit best."""
    if person is None:
        return await _found_card(turn, service.ANYBODY)
    async with turn.read() as connection:
        found = await service.find_one(connection, turn.caller, person.id)
    return cards.ask_form(found, first=found[0].member_id)


@press("find:open")
async def show_mentors(press: Press) -> Card:
    """The mentors who fit best, from a button."""
    return await _found_card(press, service.ANYBODY)


@press("find:again")
async def show_others(press: Press) -> Card:
    """The mentors whom a request could ask in the place of those it names."""
    request_id = number(press.argument)
    async with press.read() as connection:
        await access.find_of_mentee(connection, press.caller, request_id)
    return await _found_card(press, service.ANYBODY, request_id)


@press("find:page")
async def turn_page(press: Press) -> Card:
    """Those who fit next best."""
    request, page, code = (*press.argument.split(":", 2), "", "")[:3]
    return await _found_card(press, cards.read_code(code), number(request), number(page, 1))


@press("find:form")
async def choose_mentors(press: Press) -> Form:
    """The form in which mentors are chosen."""
    request, first, ids = (*press.argument.split(":", 2), "", "")[:3]
    offered = [number(one) for one in ids.split(",")][: service.SHOWN]
    async with press.read() as connection:
        found = await service.find_offered(connection, press.caller, offered, number(request))
    return cards.ask_form(found.mentors, number(request), found.note, number(first))


@sent("find:send")
async def send_request(press: Press) -> Card:
    """Ask those who were chosen."""
    note = answers.read_lines(press.answers, "note", "your note", MOST_NOTE)
    picked = [number(press.typed.get(f"place{place}", "")) for place in range(1, MOST_CHOICES + 1)]
    async with press.read() as connection:
        asked_of = await service.find_askable(connection, press.caller, picked)
    await find_gone(press.program, asked_of)
    once = cards.read_once(press.chosen("kind"))
    async with press.change() as session:
        asked = await requests.send_request(
            session, press.caller, picked, note, number(press.argument), once=once
        )
    return request_cards.asked_card(asked.request, asked.mentor, asked.later, asked.left_out, asked.dropped)


async def _found_card(turn: Turn, wanted: Wanted, request_id: int = 0, page: int = 1) -> Card:
    shelves = turn.part(Shelves, lambda program: Shelves(program.database))
    page = min(page, service.MOST_PAGES)
    # One more than is shown, to know whether there are more.
    most = page * service.SHOWN + 1
    found = await service.find_mentors(turn.program.database, shelves, turn.caller, wanted, most, request_id)
    if found is None:
        return cards.no_profile_card()
    return cards.found_card(found, wanted, request_id, page, last=page == service.MOST_PAGES)
