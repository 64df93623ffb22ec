"""How a scheduled event comes again, checked as Discord does.

Source: https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object
"""

from typing import Any

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.world import payloads
from mentorbot.sandbox.wire import Json

FREQUENCIES = YEARLY, MONTHLY, WEEKLY, DAILY = (0, 1, 2, 3)
WEEKDAYS, MONTHS = tuple(range(7)), tuple(range(1, 13))
LARGEST = (1 << 31) - 1
_FITTING = {
    ("by_weekday",): (WEEKLY, DAILY),
    ("by_n_weekday",): (MONTHLY,),
    ("by_month", "by_month_day"): (YEARLY,),
}
"""What can be given with which frequency."""
_DAYS_TOGETHER = [set(days) for days in ("01234", "12345", "60123", "45", "56", "60")]
_WRONG = "GUILD_SCHEDULED_EVENT_RECURRENCE_RULE_INVALID"


def recurrence(problems: Problems, path: Path, value: object) -> Json | None:
    """Check a rule, and make it what is shown."""
    given = checks.mapping(problems, path, value)
    if given is None:
        return None
    _check_limits(problems, path, given)
    start = checks.moment(problems, (*path, "start"), given.get("start"), optional=False)
    end = checks.moment(problems, (*path, "end"), given.get("end"))
    return {
        "start": payloads.moment(start) if start else None,
        "end": payloads.moment(end) if end else None,
        "frequency": checks.one_of(problems, (*path, "frequency"), given.get("frequency"), FREQUENCIES),
        "interval": checks.whole(problems, (*path, "interval"), given.get("interval"), 1, LARGEST, default=1),
        "by_weekday": checks.each_of(problems, (*path, "by_weekday"), given.get("by_weekday"), WEEKDAYS),
        "by_n_weekday": _weekdays_of_a_month(problems, (*path, "by_n_weekday"), given.get("by_n_weekday")),
        "by_month": checks.each_of(problems, (*path, "by_month"), given.get("by_month"), MONTHS),
        "by_month_day": _days(problems, (*path, "by_month_day"), given.get("by_month_day"), 33, 31),
        "by_year_day": _days(problems, (*path, "by_year_day"), given.get("by_year_day"), 367, 365),
        "count": checks.whole(problems, (*path, "count"), given.get("count"), 1, LARGEST),
    }


def _check_limits(problems: Problems, path: Path, given: Json) -> None:
    """What goes with how often; which words Discord has for it, it does not say.

    Source: https://docs.discord.com/developers/resources/guild-scheduled-event#system-limitations
    """
    often = given.get("frequency")
    if often not in FREQUENCIES:
        return
    for names, fitting in _FITTING.items():
        for name in names:
            listed = given.get(name)
            if not isinstance(listed, list):
                continue
            at = (*path, name)
            if often not in fitting:
                problems.add(at, _WRONG, f"{name} does not go with a frequency of {often}.")
            elif often != DAILY and len(listed) != 1:
                problems.add(at, _WRONG, "Must be 1 in length.")
            elif often == DAILY and set(map(str, listed)) not in _DAYS_TOGETHER:
                problems.add(at, _WRONG, "Is none of the sets of days on which an event can be held.")
    if often == YEARLY and (given.get("by_month") is None) != (given.get("by_month_day") is None):
        problems.add(path, _WRONG, "by_month and by_month_day go together.")
    if given.get("interval") not in ((1, 2, None) if often == WEEKLY else (1, None)):
        problems.add((*path, "interval"), _WRONG, "Only every second week can be left out.")


def _weekdays_of_a_month(problems: Problems, path: Path, value: object) -> list[Json] | None:
    """Such as the second Tuesday: `n` and `day`."""
    if value is None:
        return None
    kept: list[Json] = []
    for index, raw in enumerate(checks.several(problems, path, value, 0, 7)):
        here = (*path, index)
        one = checks.mapping(problems, here, raw)
        if one is not None:
            number = checks.whole(problems, (*here, "n"), one.get("n"), 1, 5, optional=False)
            kept.append(
                {"n": number, "day": checks.one_of(problems, (*here, "day"), one.get("day"), WEEKDAYS)}
            )
    return kept


def _days(problems: Problems, path: Path, value: object, most: int, last: int) -> list[Any] | None:
    """Days of a month or year; -1 is the last."""
    if value is None:
        return None
    listed = checks.several(problems, path, value, 0, most, unique=True)
    return [
        checks.whole(problems, (*path, index), one, -1, last, optional=False)
        for index, one in enumerate(listed)
    ]
