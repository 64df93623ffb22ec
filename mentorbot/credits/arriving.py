"""What makes the nudge about missing credits when it is due."""

from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.credits import cards, nudges
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import load_goal
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler


@handler(nudges.KIND, nudges.Missing)
async def nudge(session: Session, due: Due, missing: nudges.Missing) -> Card | None:
    """A nudge: nothing if the goal has changed, is complete, or not behind."""
    found = await load_goal(session, due.member_id or 0, missing.goal)
    if found is None:
        return None
    member, goal = found
    credential = due.program.part(Rules).get(goal.credential)
    today = clock.now().astimezone(ZoneInfo(member.time_zone)).date()
    over = goal.ends_on != missing.ends_on or goal.ends_on < today
    if credential is None or not goal.reminded or over:
        return None
    counted = goal.count(credential)
    if not nudges.is_behind(goal, counted, missing.months, today):
        return None
    return cards.nudge_card(member, goal, credential, counted)
