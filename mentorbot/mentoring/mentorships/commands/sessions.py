"""/session: planning the sessions of mentorships and circles; what is pressed is pressed on meetings."""

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command
from mentorbot.chat.options import text
from mentorbot.chat.turn import Turn
from mentorbot.meetings import cards
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
    async with turn.read() as connection:
        found, mine = await sessions.find_planned(connection, turn.caller)
    return cards.list_card(found, list_cards.plan_actions(mine), sessions.WORD)
