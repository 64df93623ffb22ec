"""What is offered while somebody types, in commands of several rooms."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat import fit, limits
from mentorbot.chat.options import Suggestion
from mentorbot.chat.turn import Typing
from mentorbot.errors import UserError
from mentorbot.members.answers import read_last_day
from mentorbot.members.clocks import find_clock
from mentorbot.times import when, zones
from mentorbot.times.typed import read_day
from mentorbot.times.words import WEEKDAYS, describe_day

_LEAST_TYPED = 9
"""Room for what was typed, beside what it means."""


async def suggest_zones(typing: Typing) -> Sequence[Suggestion]:
    """Time zones and cities that fit what is being typed."""
    home = zones.home_of(typing.caller)
    return [
        Suggestion(one.label, one.key) for one in zones.find_zones(typing.typed, limits.SUGGESTIONS, home)
    ]


async def suggest_day(typing: Typing) -> Sequence[Suggestion]:
    """The day that is meant by what is being typed, before it is kept."""
    return await _suggest_day(typing, read_day)


async def suggest_past_day(typing: Typing) -> Sequence[Suggestion]:
    """The same of a day that has been: "Friday" is the last one."""
    return await _suggest_day(typing, partial(read_day, past=True))


async def suggest_last_day(typing: Typing) -> Sequence[Suggestion]:
    """The same of a day by which something is over: "October 2030" is its last."""
    return await _suggest_day(typing, read_last_day)


async def suggest_moment(typing: Typing) -> Sequence[Suggestion]:
    """The time that is meant by what is being typed, and what was assumed, before it is kept."""
    zone = await _find_zone(typing)
    try:
        found = when.understand(typing.typed, zone.key, clock.now())
    except UserError:
        return []
    if found.repeat is not None:
        return []
    local = found.at.astimezone(zone)
    means = f"{_name_day(local.date())}, {local:%H:%M}"
    return [_suggestion(typing.typed, f"{means}. {found.assumed}" if found.assumed else means)]


async def _suggest_day(typing: Typing, read: Callable[[str, date, str], date]) -> Sequence[Suggestion]:
    today = clock.now().astimezone(await _find_zone(typing)).date()
    try:
        found = read(typing.typed, today, "date")
    except UserError:
        return []
    return [_suggestion(typing.typed, _name_day(found))]


async def _find_zone(typing: Typing) -> ZoneInfo:
    async with typing.read() as connection:
        return ZoneInfo((await find_clock(connection, typing.caller)).zone)


def _name_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {describe_day(day)}"


def _suggestion(typed: str, means: str) -> Suggestion:
    room = max(limits.SUGGESTION - len(means) - 3, _LEAST_TYPED)
    return Suggestion(fit(f"{fit(typed, room)} = {means}", limits.SUGGESTION), typed)
