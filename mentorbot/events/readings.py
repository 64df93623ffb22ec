"""How times were read that organizers typed for an event that all see, before those who come are told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mentorbot.chat import when as say
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection
from mentorbot.events import answers, dates, managing, polls, signup, single_dates
from mentorbot.events.dates import Occurrence, When
from mentorbot.events.service import Seen
from mentorbot.events.single_dates import Which
from mentorbot.events.terms import EventState
from mentorbot.events.time_words import describe_date
from mentorbot.events.view import EventView
from mentorbot.times.typed import Reading, is_exact, is_length


async def read_back_move(
    connection: AsyncConnection, caller: Caller, rights: Rights, seen: Seen, typed: Mapping[str, str]
) -> list[Reading]:
    """Time and place of an event. Raises UserError as :func:`managing.move_event`."""
    found = await managing.find_event(connection, caller, rights, seen.event_id)
    if not _is_asked(found, typed, "starts", "ends"):
        return []
    moved = managing.read_moved(found, caller, typed)
    first = answers.find_next(moved)
    return [_read(found, moved, first, dates.find_end(moved, first))]


async def read_back_date(
    connection: AsyncConnection, caller: Caller, rights: Rights, which: Which, typed: Mapping[str, str]
) -> list[Reading]:
    """Time and place of one date. Raises UserError as :func:`single_dates.move_date`."""
    found = await managing.find_event(connection, caller, rights, which.seen.event_id)
    if not _is_asked(found, typed, "starts", "ends"):
        return []
    moved = single_dates.read_moved(found, which, typed)
    date = next(one for one in moved.dates if int(one.planned.timestamp()) == which.stamp)
    return [_read(found, moved, date.starts_at, date.ends_at)]


async def read_back_words(
    connection: AsyncConnection, caller: Caller, rights: Rights, seen: Seen, typed: Mapping[str, str]
) -> list[Reading]:
    """What is written about an event. Raises UserError as :func:`managing.write_event`."""
    found = await managing.find_event(connection, caller, rights, seen.event_id)
    if not _is_asked(found, typed, "fee_deadline"):
        return []
    deadline = answers.read_texts(typed, found).fee_deadline
    return [Reading("At this fee until", say(deadline))] if deadline else []


async def read_back_signup(
    connection: AsyncConnection, caller: Caller, rights: Rights, seen: Seen, typed: Mapping[str, str]
) -> list[Reading]:
    """How one signs up. Raises UserError as :func:`signup.change_signup`."""
    found = await managing.find_event(connection, caller, rights, seen.event_id)
    if not _is_asked(found, typed, "closes"):
        return []
    closes_at = signup.read_signup(found, typed).closes_at
    return [Reading("Sign-up closes", say(closes_at))] if closes_at else []


async def read_back_times(
    connection: AsyncConnection, caller: Caller, rights: Rights, seen: Seen, typed: str
) -> list[Reading]:
    """Times that are proposed for an event, before all are asked. Raises UserError as :func:`polls.ask`."""
    found = await managing.find_event(connection, caller, rights, seen.event_id)
    polls.check_askable(found)
    times = polls.read_times(found, typed)
    if all(is_exact(line) for line in typed.splitlines()):
        return []
    return [
        _read(found, one, one.starts_at, one.ends_at, f"Time {number}")
        for number, one in enumerate(times, start=1)
    ]


def _is_asked(event: EventView, typed: Mapping[str, str], *names: str) -> bool:
    """Whether people see the event already, and one of these was typed in words."""
    said = {name: typed.get(name, "") for name in names}
    words = any(not is_exact(one) and not (name == "ends" and is_length(one)) for name, one in said.items())
    return event.state is EventState.PUBLISHED and words


def _read(event: EventView, moved: When, start: datetime, end: datetime, label: str = "When") -> Reading:
    as_moved = replace(event, time_zone=moved.time_zone, all_day=moved.all_day)
    return Reading(label, describe_date(as_moved, Occurrence(start, start, end, moved.place, moved.link)))
