"""Days that have a name: holidays of the United States, and those that many keep. Pure.

The federal ones are those of 5 U.S.C. 6103; what moves with Easter goes by the western one.
"""

import calendar
import re
from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

from mentorbot.errors import UserError
from mentorbot.times.words import CODES, describe_day

_FIXED: Final[dict[str, tuple[int, int]]] = {
    "new years day": (1, 1), "new years": (1, 1), "new year": (1, 1), "epiphany": (1, 6),
    "groundhog day": (2, 2), "valentines day": (2, 14), "valentines": (2, 14), "st patricks day": (3, 17),
    "saint patricks day": (3, 17), "april fools day": (4, 1), "april fools": (4, 1), "earth day": (4, 22),
    "may day": (5, 1), "cinco de mayo": (5, 5), "juneteenth": (6, 19), "independence day": (7, 4),
    "bastille day": (7, 14), "halloween": (10, 31), "all saints day": (11, 1), "all souls day": (11, 2),
    "guy fawkes": (11, 5), "bonfire night": (11, 5), "veterans day": (11, 11), "christmas eve": (12, 24),
    "xmas eve": (12, 24), "christmas day": (12, 25), "xmas day": (12, 25), "christmas": (12, 25),
    "xmas": (12, 25), "boxing day": (12, 26), "new years eve": (12, 31), "new year eve": (12, 31),
    "nye": (12, 31), "assumption day": (8, 15),
}  # fmt: skip
_OF_MONTH: Final[dict[str, tuple[int, int, int]]] = {
    "mlk day": (1, 3, 0), "martin luther king day": (1, 3, 0), "martin luther king jr day": (1, 3, 0),
    "presidents day": (2, 3, 0), "washingtons birthday": (2, 3, 0), "mothers day": (5, 2, 6),
    "memorial day": (5, -1, 0), "fathers day": (6, 3, 6), "labor day": (9, 1, 0), "labour day": (9, 1, 0),
    "columbus day": (10, 2, 0), "indigenous peoples day": (10, 2, 0), "thanksgiving day": (11, 4, 3),
    "thanksgiving": (11, 4, 3),
}  # fmt: skip
"""By month, which one in it, and the weekday from Monday, 0."""
_BESIDE: Final[dict[str, tuple[int, int, int, int]]] = {
    "black friday": (11, 4, 3, 1), "cyber monday": (11, 4, 3, 4), "giving tuesday": (11, 4, 3, 5),
    "thanksgiving eve": (11, 4, 3, -1), "election day": (11, 1, 0, 1),
}  # fmt: skip
"""As :data:`_OF_MONTH`, and how many days after that."""
_FROM_EASTER: Final[dict[str, int]] = {
    "mardi gras": -47, "fat tuesday": -47, "shrove tuesday": -47, "ash wednesday": -46, "palm sunday": -7,
    "maundy thursday": -3, "good friday": -2, "easter sunday": 0, "easter day": 0, "easter monday": 1,
    "easter": 0, "ascension day": 39, "ascension": 39, "pentecost": 49, "whit sunday": 49, "whit monday": 50,
    "pentecost monday": 50, "corpus christi": 60,
}  # fmt: skip
_ELSEWHERE: Final = frozenset((
    "independence day", "veterans day", "mothers day", "fathers day", "labor day", "labour day",
    "thanksgiving", "thanksgiving day", "thanksgiving eve", "election day", "memorial day",
))  # fmt: skip
"""Which other countries keep on another day, under the same name."""
_OTHER_EASTER: Final = frozenset((
    "AL", "BA", "BG", "BY", "CY", "ET", "GE", "GR", "LB", "MD", "ME", "MK", "RO", "RS", "RU", "UA", "XK",
))  # fmt: skip
"""Countries in which many keep the eastern Easter."""

NAMED_RE: Final = "|".join(
    sorted((*_FIXED, *_OF_MONTH, *_BESIDE, *_FROM_EASTER), key=lambda name: (-len(name), name))
)
PATTERN: Final = re.compile(
    rf"(?:(this|next|last|coming|comingnext) )?({NAMED_RE})(?: (?:in |of )?([0-9]{{4}}))?"
)
_ANYWHERE: Final = re.compile(rf"\b(?:{NAMED_RE})\b")


def find_named_day(found: re.Match[str], today: date) -> date:
    """The day of what :data:`PATTERN` found: the next one, that of a year, or the last.

    Raises:
        UserError: "Next" may be this year's or next year's, or there is no such year.
    """
    which, name = found[1], found[2]
    if found[3]:
        return _in_year(name, int(found[3]))
    this = _in_year(name, today.year)
    if which == "this":
        return this
    if which == "last":
        return this if this < today else _in_year(name, today.year - 1)
    coming = this if this >= today else _in_year(name, today.year + 1)
    if which in {"next", "comingnext"} and coming.year == today.year:
        later = _in_year(name, today.year + 1)
        raise UserError(
            f"Is that {describe_day(coming)}, or a year later, {describe_day(later)}? Write the date."
        )
    return coming


def make_rule(name: str) -> str:
    """The rule (RFC 5545) by which a named day comes every year.

    Raises:
        UserError: It is on another date each year, so that no such rule has it.
    """
    if name in _FIXED:
        month, day = _FIXED[name]
        return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"
    if name in _OF_MONTH:
        month, place, weekday = _OF_MONTH[name]
        return f"FREQ=YEARLY;BYMONTH={month};BYDAY={place}{CODES[weekday]}"
    raise UserError("I cannot count on that day for every year. Please give one year's, as in “Easter 2028”.")


def check_country(text: str, country: str) -> None:
    """Whether a name means the same day in a country; by its two letters.

    Raises:
        UserError: It is kept on other days there than in the United States.
    """
    found = _ANYWHERE.search(text)
    if not found or country == "US":
        return
    if found[0] in _ELSEWHERE or (found[0] in _FROM_EASTER and country in _OTHER_EASTER):
        raise UserError("That day is on different dates in different countries. Please write the date.")


def _in_year(name: str, year: int) -> date:
    if not 1900 <= year < 2200:
        raise UserError(f"I know no holidays of the year {year}. Please write the date.")
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return easter(year) + timedelta(days=_FROM_EASTER[name])
    month, place, weekday, *after = _OF_MONTH.get(name) or _BESIDE[name]
    last = calendar.monthrange(year, month)[1]
    days = [day for day in range(1, last + 1) if date(year, month, day).weekday() == weekday]
    return date(year, month, days[place if place < 0 else place - 1]) + timedelta(days=sum(after))
