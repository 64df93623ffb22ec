"""What stands in a calendar that is followed: a member's own, or that of a community for everybody."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.credits import standing as credits_
from mentorbot.credits.rules import Rules
from mentorbot.db import AsyncConnection
from mentorbot.events import view
from mentorbot.events.calendar import Entry, make_entry, make_held_entries, make_public_entries
from mentorbot.events.hooks import CalendarHooks, Follower
from mentorbot.events.models import EVENT, EVENT_RSVP
from mentorbot.events.subscriptions import KEPT, Opened
from mentorbot.events.terms import EventAnswer, EventState
from mentorbot.events.view import EventView

_SEEN = (EventState.PUBLISHED, EventState.CANCELLED)


async def find_entries(connection: AsyncConnection, program: Program, opened: Opened) -> list[Entry]:
    """All of a calendar, in an order that stays."""
    since = clock.now() - KEPT
    follower = opened.follower
    if follower is None:
        events = await _find_open(connection, opened, since)
        return [entry for event in events for entry in make_public_entries(event, since)]
    found = await _find_events(connection, follower, since)
    found += await _find_ends(connection, program, follower)
    for find in program.part(CalendarHooks, lambda _: CalendarHooks()).find_entries:
        found += await find(connection, program, follower, since)
    return found


def make_day_entry(follower: Follower, day: date, title: str, *, uid: str, since: datetime) -> Entry:
    """A day by which a member wants, or has, to have done something.

    Args:
        uid: See :meth:`Follower.uid`.
        since: When it was said that it is this day.
    """
    zone = follower.member.time_zone
    begins = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    # It rises with every change, which is all that is asked of it.
    sequence = int(since.timestamp()) // 60
    return Entry(uid, sequence, since, begins, begins, begins, title, time_zone=zone, all_day=True, free=True)


async def _find_events(connection: AsyncConnection, follower: Follower, since: datetime) -> list[Entry]:
    """What a member said they come to, or would like to."""
    statement = (
        select(*view.VIEW, EVENT_RSVP.c.answer)
        .select_from(view.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.event_id == EVENT.c.id))
        .where(
            EVENT_RSVP.c.member_id == follower.member.id,
            EVENT_RSVP.c.answer != EventAnswer.CANNOT,
            EVENT.c.state.in_(_SEEN),
            EVENT.c.until > since,
        )
        .order_by(EVENT.c.id)
    )
    found = []
    for row in await connection.execute(statement):
        event = view.read_event(row)
        entry = make_entry(event, row.answer)
        found += [entry, *make_held_entries(entry, event, since)]
    return found


async def _find_open(connection: AsyncConnection, opened: Opened, since: datetime) -> list[EventView]:
    """What a community announces to all; what is for some alone is left out."""
    statement = (
        select(*view.VIEW)
        .select_from(view.SOURCE)
        .where(
            EVENT.c.community_id == opened.community_id,
            EVENT.c.state.in_(_SEEN),
            EVENT.c.audience_role == "",
            EVENT.c.audience_stages == "",
            EVENT.c.until > since,
        )
        .order_by(EVENT.c.id)
    )
    return list(map(view.read_event, (await connection.execute(statement)).all()))


async def _find_ends(connection: AsyncConnection, program: Program, follower: Follower) -> list[Entry]:
    """By when a member wants to be there, and when the cycles of what they keep end."""
    member = follower.member
    found = []
    if (day := member.target_date) is not None:
        # Another day is another thing: nothing says when it was chosen.
        found.append(
            make_day_entry(
                follower,
                day,
                "Your target date",
                uid=follower.uid("target", day),
                since=member.enrolled_at,
            )
        )
    rules = program.part(Rules)
    for goal in await credits_.find_ends(connection, member.id):
        credential = rules.get(goal.credential)
        if credential is not None:
            title = f"{credential.name}: the credits are due"
            uid = follower.uid("credits", f"{goal.id}:{goal.ends_on}")
            found.append(make_day_entry(follower, goal.ends_on, title, uid=uid, since=goal.created_at))
    return found
