"""Telling somebody in time that credits are missing: 12, 6, 3 and 1 month before the end of their cycle."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.credits.cycle import list_nudges
from mentorbot.credits.rule import Count
from mentorbot.credits.standing import GoalView, Standing
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row

KIND: Final = "credits"
_AT: Final = time(9)  # in the member's zone
_ANYTHING: Final = 3  # months before the end, from which on anything missing is told; before, being late is


@dataclass(frozen=True, slots=True)
class Missing(Payload):
    """A goal that may lack credits.

    Args:
        ends_on: The end of its cycle, as it was when this was planned.
        months: How many were left until then.
    """

    goal: int
    ends_on: date
    months: int


async def plan_nudges(session: Session, standing: Standing, goal: GoalView, *, complete: bool) -> None:
    """Have the member nudged about a goal, unless it is complete or they want no nudges.

    What was planned for the goal before is replaced.
    """
    await cancel_nudges(session, goal.id)
    if complete or not goal.reminded or standing.member is None:
        return
    zone = ZoneInfo(standing.member.time_zone)
    moments = {
        months: datetime.combine(day, _AT, zone).astimezone(UTC) for months, day in list_nudges(goal.ends_on)
    }
    rows = [
        Row(
            kind=KIND,
            payload=Missing(goal.id, goal.ends_on, months),
            to=standing.address,
            due_at=due,
            dedupe_key=f"{_prefix(goal.id)}{goal.ends_on}:{months}",
            community_id=standing.community_id,
            member_id=standing.member.id,
        )
        for months, due in moments.items()
        if due > clock.now()
    ]
    await delivery.schedule_many(session, rows)


async def cancel_nudges(session: Session, goal_id: int) -> None:
    """No more nudges about this goal."""
    await delivery.cancel(session, prefix=_prefix(goal_id))


def is_behind(goal: GoalView, counted: Count, months: int, today: date) -> bool:
    """Whether to speak up: early on, if more is missing than the time that is left has its share of.

    Args:
        months: How many are left; with three or fewer, anything that is missing is told.
    """
    missing = counted.missing
    if not missing or months <= _ANYTHING:
        return bool(missing)
    asked = sum(part.least for part in counted.parts)
    days = (goal.ends_on - goal.starts_on).days + 1
    left = (goal.ends_on - today).days + 1
    return missing * days > asked * left


def _prefix(goal_id: int) -> str:
    return f"credits:{goal_id}:"
