"""One's mentor and mentees on one's own page; and for organizers, mentorships that need somebody."""

from mentorbot.chat import Accent, Action, Actions, Card, Section, Style
from mentorbot.chat.declare import own_part
from mentorbot.chat.turn import Turn
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import list_cards, mine, overview
from mentorbot.mentoring.mentorships.terms import Health
from mentorbot.mentoring.profiles import service as profiles


@own_part(30)
async def show_mentorships(turn: Turn) -> Card | None:
    """The caller's mentorships and circles; for whoever has none, how to find a mentor, if they are none."""
    async with turn.read() as connection:
        ids = await members.find_memberships(connection, turn.caller)
        if not ids:
            return None
        found = await mine.find_all(connection, turn.caller)
        if found.pairs or found.circles:
            return list_cards.list_card(found.pairs, found.states, found.circles)
        offered = await profiles.find_mentors(connection, ids)
    return no_mentee_card() if offered else no_mentor_card()


@own_part(82)
async def show_at_risk(turn: Turn) -> Card | None:
    """How many mentorships are at risk, for organizers."""
    async with turn.read() as connection:
        found = await overview.read_overview(connection, turn.caller, turn.rights)
    count = found.counts.get(Health.AT_RISK, 0)
    return at_risk_card(count) if count else None


def no_mentee_card() -> Card:
    """For whoever offers to mentor, and has no mentee."""
    words = (
        "You have none yet. I write to you as soon as somebody asks; `/mentor join` changes what you offer."
    )
    return Card("Your mentees", (Section(words),))


def no_mentor_card() -> Card:
    """For whoever has no mentor and no mentee."""
    find = Action("Find a mentor", "find:open", style=Style.PRIMARY)
    return Card("Your mentor", (Section("You have none yet. See who would fit you."), Actions((find,))))


def at_risk_card(count: int) -> Card:
    """That some mentorships need an organizer."""
    what = f"{count} mentorships are" if count > 1 else "One mentorship is"
    words = f"{what} at risk. `/organize mentorship overview` shows which."
    return Card("Mentorships", (Section(words),), Accent.CARE)
