"""A member's reminders, and the days of their plans, in the calendar that they follow."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection
from mentorbot.events.calendar import Entry
from mentorbot.events.followed import make_day_entry
from mentorbot.events.hooks import Follower
from mentorbot.guide.load import Library
from mentorbot.progress import service as progress
from mentorbot.progress.path import SETTLED, state_of
from mentorbot.reminders import plans, rows
from mentorbot.reminders.rows import Row

FORESEEN: Final = timedelta(days=2 * 366)
"""For how long it is said how the clocks go, beside what comes again without an end."""


async def find_entries(
    connection: AsyncConnection, _: Program, follower: Follower, since: datetime
) -> list[Entry]:
    """The reminders of a member, from a moment on; what is done is in none."""
    statement = rows.WITH_OWNER.where(
        rows.TABLE.c.member_id == follower.member.id,
        rows.TABLE.c.state.in_(rows.OPEN),
        since < rows.NEXT,
    )
    found = (await connection.execute(statement.order_by(rows.TABLE.c.id))).mappings().all()
    return [entry for row in found for entry in _make_entries(dict(row), follower)]


async def find_plans(
    connection: AsyncConnection, program: Program, follower: Follower, since: datetime
) -> list[Entry]:
    """The days by which a member wants milestones done that are open."""
    planned = await plans.find_planned(connection, follower.member.id, since.date())
    if not planned:
        return []
    standing = await progress.load_standing(connection, follower.caller)
    milestones = program.part(Library).guide().milestones
    found = []
    for item, due_on, planned_at in planned:
        milestone = milestones.get(item)
        if milestone is not None and state_of(milestone, standing.marks) not in SETTLED:
            title, uid = f"To be done by today: {milestone.title}", follower.uid("plan", item)
            found.append(make_day_entry(follower, due_on, title, uid=uid, since=planned_at))
    return found


def _make_entries(row: Row, follower: Follower) -> list[Entry]:
    """A reminder; one that comes again, and was put off, is there twice."""
    due, again = row["due_at"], row["rule"] is not None
    # Words are changed without another time, so they count too.
    changed = max(filter(None, (row["created_at"], row["last_at"])))
    once = Entry(
        follower.uid("reminder", row["id"]),
        row["turn"],
        changed,
        due,
        due,
        due,
        row["what"],
        time_zone=row["time_zone"],
        free=True,
    )
    put_off = row["snoozed_until"]
    if not again:
        at = put_off or due
        return [replace(once, starts_at=at, ends_at=at, until=at)]
    # On the clock on the wall: a change of clocks may have moved this one, and moves no other.
    zone = ZoneInfo(row["time_zone"])
    begins = datetime.combine(due.astimezone(zone).date(), row["local_time"], zone)
    series = replace(once, starts_at=begins, ends_at=begins, until=due + FORESEEN, rule=row["rule"])
    if put_off is None:
        return [series]
    uid = follower.uid("reminder_again", row["id"])
    return [series, replace(once, uid=uid, starts_at=put_off, ends_at=put_off, until=put_off)]
