"""The goals of a mentorship: what the two want to reach, and what of it is done."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import press, sent
from mentorbot.chat.turn import Press, number
from mentorbot.guide.load import guide_for
from mentorbot.mentoring.mentorships import goals, list_cards
from mentorbot.mentoring.mentorships.goals import Goals


@press("goals:show")
async def turn_to_goals(press: Press) -> Card:
    """All of them."""
    return list_cards.goals_card(await _find_goals(press))


@press("goals:drops")
async def ask_which_to_drop(press: Press) -> Card:
    """Which to let go."""
    return list_cards.drop_card(await _find_goals(press))


@press("goals:new")
async def ask_for_goal(press: Press) -> Form:
    """A goal of one's own, or a milestone of the guide."""
    async with press.read() as connection:
        pair, near = await goals.find_near(connection, press.caller, guide_for(press), number(press.argument))
    return list_cards.goal_form(pair, near)


@sent("goals:add")
async def add_goal(press: Press) -> Card:
    """Add what was typed or chosen."""
    async with press.change() as session:
        found = await goals.add_goal(
            session,
            press.caller,
            guide_for(press),
            number(press.argument),
            title=press.typed.get("title", ""),
            milestone=press.typed.get("milestone", ""),
        )
    return list_cards.goals_card(found)


@press("goals:tick", "goals:untick")
async def tick_goal(press: Press) -> Card:
    """Say that a goal is reached, or take that back."""
    done = press.verb == "tick"
    async with press.change() as session:
        found = await goals.tick_goal(
            session, press.caller, guide_for(press), number(press.argument), done=done
        )
    return list_cards.goals_card(found)


@press("goals:drop")
async def drop_goal(press: Press) -> Card:
    """Let a goal go."""
    async with press.change() as session:
        found = await goals.drop_goal(session, press.caller, guide_for(press), number(press.argument))
    return list_cards.goals_card(found)


async def _find_goals(press: Press) -> Goals:
    async with press.read() as connection:
        return await goals.find_goals(connection, press.caller, guide_for(press), number(press.argument))
