"""/session: planning the sessions of mentorships and circles; what is pressed is pressed on meetings."""

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, press
from mentorbot.chat.options import text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.meetings import cards
from mentorbot.meetings import list_cards as meeting_lists
from mentorbot.mentoring.mentorships import list_cards, sessions
from mentorbot.mentoring.mentorships.suggestions import suggest_mentorships


@command(
    "session plan",
    "Propose up to three times; the other picks one.",
    text("mentorship", "With whom; the newest if you leave it out.", suggest=suggest_mentorships),
)
async def plan_session(turn: Turn, mentorship: str = "") -> Card | Form:
    """The form to propose times; where another proposed some already, those."""
    async with turn.read() as connection:
        found = await sessions.find_planning(connection, turn.caller, mentorship)
    return cards.plan_answer(found.kind, found.owner_id, found.member, found.planned, clock.now())


@command("session list", "The sessions that you have planned.")
async def list_sessions(turn: Turn) -> Card:
    """What is planned, and buttons to plan more."""
    return await _list_card(turn, 1)


@press("session:page")
async def turn_sessions(press: Press) -> Card:
    """Another page of it."""
    return await _list_card(press, number(press.argument, 1))


async def _list_card(turn: Turn, page: int) -> Card:
    async with turn.read() as connection:
        found, mine = await sessions.find_planned(connection, turn.caller)
    return meeting_lists.list_card(found, list_cards.plan_actions(mine), sessions.WORD, page, "session:page")
