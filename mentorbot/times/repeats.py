"""What comes again: words to a recurrence rule (RFC 5545), the rule to its next moment, and back to words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from mentorbot.errors import UserError
from mentorbot.guide import anchor
from mentorbot.times import named_days
from mentorbot.times.timetables import spell_out_days
from mentorbot.times.words import (
    CODES,
    MONTH,
    MONTH_RE,
    MONTHS,
    NUMBER_RE,
    PLACE,
    PLACE_RE,
    PLACES,
    WEEKDAY,
    WEEKDAY_RE,
    WEEKDAYS,
    number,
    ordinal,
)

MOST_APART: Final = {"DAILY": 366, "WEEKLY": 104, "MONTHLY": 60, "YEARLY": 5}
"""At most so many days, weeks, months or years between two occurrences."""

_SOME_PLACES: Final = rf"(?:{PLACE_RE})(?:(?: and |\s?&\s?|\s)(?:{PLACE_RE}))*"
_UNITS: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_ADVERBS: Final = (
    (re.compile(r"\b(?:each|once an?|once every)\b"), "every"),
    (re.compile(r"\b(?:daily)\b"), "every day"),
    (re.compile(r"\b(?:fortnightly|every fortnight|bi-?weekly)\b"), "every 2 weeks"),
    (re.compile(r"\b(?:weekly)\b"), "every week"),
    (re.compile(r"\bevery ([0-9]+) fortnights\b"), lambda found: f"every {2 * int(found[1])} weeks"),
    (re.compile(r"\bevery half (?:a )?year\b"), "every 6 months"),
    (re.compile(r"\b(?:monthly)\b"), "every month"),
    (re.compile(r"\b(?:quarterly|every quarter)\b"), "every 3 months"),
    (re.compile(r"\b(?:yearly|annually)\b"), "every year"),
    (re.compile(r"(?<![0-9] )\b(?:on |all )?(?:weekdays|workdays|working days)\b"), "every weekday"),
    (re.compile(rf"^(?:on )?alternate (?={WEEKDAY_RE})"), "every 2 "),
    (re.compile(r"\b(?:on )?weekends\b(?! from)"), "every saturday and sunday"),
    (re.compile(r"\bevery (?:other|alternate)\b"), "every 2"),
    (re.compile(r"\b(?:semi-?annually|half-?yearly)\b"), "every 6 months"),
    (re.compile(r"\band every (?=[a-z]+day)"), "and "),
    (re.compile(r"\bof month every month\b"), "of every month"),
    (re.compile(r"\bmonth every month\b"), "every month"),
    (
        re.compile(
            r"\b(?:at )?(?:end of every month|every (?:end of month|month-?s? ?end)|month-?end every month)\b"
        ),
        "last day of every month",
    ),
    (re.compile(r"\b([0-9]+(?:st|nd|rd|th)) day of (?=(?:every )?month)"), r"\1 of "),
    (re.compile(rf"\btwice an? (?:month|week) (?:on )?(?=.*(?:[0-9]|{WEEKDAY_RE}))"), "every "),
    (
        re.compile(rf"\b(?:on )?({_SOME_PLACES}) ((?:mon|tues|wednes|thurs|fri|satur|sun)day)s\b(?! of)"),
        r"every \1 \2 of month",
    ),
    (re.compile(r"\bmiddle of every month\b"), "15th of every month"),
    (
        re.compile(r"\bevery ([0-9]+)(?:st|nd|rd|th) (?=(?:days?|weeks?|months?|years?)\b(?! of\b))"),
        r"every \1 ",
    ),
    (re.compile(r"\bevery ([0-9]+)\s?(?:wks?|w)\b"), r"every \1 weeks"),
    (re.compile(r"\bevery ([0-9]+)\s?d\b"), r"every \1 days"),
    (re.compile(r"\bevery ([0-9]+)\s?(?:mo|mos|mths?)\b"), r"every \1 months"),
    (re.compile(r"\bevery ([0-9]+)\s?(?:yrs?|y)\b"), r"every \1 years"),
)
_PLURAL_DAY: Final = re.compile(
    r"(?<!\bin [0-9] )\b(?:on )?((?:mon|tues|wednes|thurs|fri|satur|sun)day)s\b(?! from)"
)
_RANGE: Final = re.compile(
    rf"\b(?:from )?({WEEKDAY_RE})\s*(?:-|to|through|thru|till|until)\s*({WEEKDAY_RE})\b"
)
_DAYS: Final = rf"((?:{WEEKDAY_RE})(?:(?:\s*(?:and|&|\+|/)\s*|\s+)(?:{WEEKDAY_RE}))*)"
_ANY_DAY: Final = re.compile(WEEKDAY_RE)
_NTH_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_NTH_DAYS: Final = (
    r"((?:[0-9]{1,2}(?:st|nd|rd|th)?|last day)"
    r"(?:(?: and (?:on )?|\s?&\s?|\s)(?:[0-9]{1,2}(?:st|nd|rd|th)?|last day))+)"
)
_PLACES: Final = rf"((?:{PLACE_RE})(?:(?: and |\s?&\s?|\s)(?:{PLACE_RE}))+)"
_QUARTER: Final = "(?: of)? every 3 months"
_WORKDAY_RE: Final = "(?:weekday|working day|business day|work ?day)"
_WORKDAYS: Final = ",".join(CODES[:5])
_EVERY_MONTH: Final = r"(?:of )?(?:every )?month"


def looks_so(text: str) -> bool:
    """Whether these words are about something that comes again."""
    return " every " in f" {_normal(text)} "


def find_rule(text: str, today: date) -> str | None:
    """The rule that is meant, which names its days by itself; None if these are not words for one.

    Args:
        text: Tidied, without the time of day.
        today: On the calendar of whoever typed; "every month" goes by it.

    Raises:
        UserError: It comes too often, too seldom, or never.
    """
    text = _normal(text)
    if re.search(
        r"\bevery (?:[0-9]+ ?|few |half (?:an )?)?(?:minutes?|mins?|hours?|hrs?|h|m|secs?|seconds?|2nd$)\b",
        text,
    ):
        raise UserError("The most often I can remind you is once a day, as in “every day 9am”.")
    for pattern, read in _RULES:
        if found := re.fullmatch(pattern, text):
            return read(found, today)
    return None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule on the clock of a zone.

    Args:
        rule: RFC 5545, such as "FREQ=WEEKLY;BYDAY=MO".
        time_zone: IANA name.
        at: Wall-clock time of day there.
        since: The day that "every 2 weeks" counts from.
    """

    rule: str
    time_zone: str
    at: time
    since: date


def first_day(rule: str, today: date) -> date:
    """The day from which "every 2 weeks on Monday" counts: the Monday that comes, today included."""
    parts = dict(part.split("=") for part in rule.split(";"))
    if parts["FREQ"] != "WEEKLY":
        return today
    named = {CODES.index(code) for code in parts["BYDAY"].split(",")}
    return next(day for step in range(7) if (day := today + timedelta(days=step)).weekday() in named)


def next_after(repeat: Repeat, moment: datetime) -> datetime:
    """The first occurrence strictly after ``moment``, in UTC.

    A time that a change of clocks skips is moved on by what was skipped; of one that comes twice the first is
    meant (RFC 5545 section 3.3.5).

    Raises:
        ValueError: There is none before the year 10000.
    """
    if "INTERVAL=" not in repeat.rule:
        return anchor.next_after(repeat.rule, repeat.time_zone, repeat.at, moment)
    zone = ZoneInfo(repeat.time_zone)
    start = datetime.combine(repeat.since, repeat.at)
    for wall in rrulestr(repeat.rule, dtstart=start):
        occurrence = wall.replace(tzinfo=zone).astimezone(UTC)
        if occurrence > moment:
            return occurrence
    raise ValueError(f"The rule {repeat.rule} has no occurrence after {moment:%Y-%m-%d}.")


def describe_repeat(repeat: Repeat) -> str:
    """A rule for reading: "every Monday and Thursday at 9:00"."""
    parts = dict(part.split("=") for part in repeat.rule.split(";"))
    return f"{_often(parts)} at {repeat.at.hour}:{repeat.at.minute:02d}"


def _often(parts: dict[str, str]) -> str:
    many = int(parts.get("INTERVAL", "1"))
    unit = {code: word for word, code in _UNITS.items()}[parts["FREQ"]]
    every = f"every {unit}" if many == 1 else f"every {many} {unit}s"
    if parts["FREQ"] == "WEEKLY":
        return _weekly(parts["BYDAY"], every if many > 1 else "")
    if "," in parts.get("BYMONTH", ""):
        every = "every quarter"
    month = MONTHS[int(parts["BYMONTH"]) - 1] if parts.get("BYMONTH", ",").isdecimal() else ""
    if parts.get("BYDAY") == _WORKDAYS:
        return f"the {'last' if parts['BYSETPOS'] == '-1' else 'first'} weekday of {every}"
    if found := re.findall(r"(-?[0-9])([A-Z]{2})", parts.get("BYDAY", "")):
        places = " and ".join(PLACES[int(place)] for place, _ in found)
        nth = f"{places} {WEEKDAYS[CODES.index(found[0][1])]}"
        return f"every {nth} of {month}" if month else f"the {nth} of {every}"
    return _dated(parts, every, month) if "BYMONTHDAY" in parts else every


def _dated(parts: dict[str, str], every: str, month: str) -> str:
    days = [int(one) for one in parts["BYMONTHDAY"].split(",")]
    if len(days) > 1 and parts.get("BYSETPOS") != "-1":
        several = days if "BYSETPOS" not in parts else [*days[: parts["BYSETPOS"].count(",")], days[-1]]
        named = ["last day" if one == -1 else ordinal(one) for one in several]
        return f"the {', '.join(named[:-1])} and {named[-1]} of {every}"
    day = max(days)
    if month:
        return f"{every} on {month} {day}" if "INTERVAL" in parts else f"every {month} {day}"
    return f"the {'last day' if day == -1 else ordinal(day)} of {every}"


def _weekly(codes: str, every: str) -> str:
    names = [WEEKDAYS[CODES.index(code)] for code in codes.split(",")]
    if names == list(WEEKDAYS[:5]):
        return "every weekday"
    listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{every} on {listed}" if every else f"every {listed}"


def _normal(text: str) -> str:
    text = _RANGE.sub(_all_days, spell_out_days(text))
    for pattern, words in _ADVERBS:
        text = pattern.sub(words, text)
    if not re.search(r"\bevery\b", text):
        text = _PLURAL_DAY.sub(r"every \1", text, count=1)
    return " ".join(text.replace("every every", "every").split())


def _all_days(found: re.Match[str]) -> str:
    """ "mon-fri" as its days, one after another, in a rule."""
    first, last = WEEKDAY[found[1]], WEEKDAY[found[2]]
    days = [WEEKDAYS[(first + step) % 7].lower() for step in range((last - first) % 7 + 1)]
    every = "" if re.search(r"\bevery\b|\beach\b", found.string) else "every "
    return f"{every}{' and '.join(days)}"


def _rule(frequency: str, many: int = 1, /, **parts: str | int) -> str:
    if many < 1 or many > MOST_APART[frequency]:
        unit = {code: word for word, code in _UNITS.items()}[frequency]
        raise UserError(f"“Every {many} {unit}s” is not something I can keep. Try “every 2 {unit}s”.")
    interval = {"INTERVAL": many} if many > 1 else {}
    given: dict[str, str | int] = {"FREQ": frequency, **interval, **parts}
    return ";".join(f"{name}={value}" for name, value in given.items())


def _day_of_month(day: int, most: int = 31) -> dict[str, str | int]:
    """That day; in a month that is too short for it, the last."""
    if not 1 <= day <= most:
        raise UserError(f"No such month has a {ordinal(day)}. Try “the 15th of every month”.")
    if day == 31:
        return {"BYMONTHDAY": -1}
    if day > 28:
        return {"BYMONTHDAY": ",".join(map(str, range(28, day + 1))), "BYSETPOS": -1}
    return {"BYMONTHDAY": day}


def _codes(words: str) -> str:
    days = sorted({WEEKDAY[word] for word in _ANY_DAY.findall(words)})
    return ",".join(CODES[day] for day in days)


def _every_unit(found: re.Match[str], today: date) -> str:
    many, unit = (number(found[1]) if found[1] else 1), found[2].removesuffix("s")
    match unit:
        case "day":
            return _rule("DAILY", many)
        case "week":
            return _rule("WEEKLY", many, BYDAY=CODES[today.weekday()])
        case "month":
            return _rule("MONTHLY", many, **_day_of_month(today.day))
        case _:
            return _rule("YEARLY", many, BYMONTH=today.month, **_day_in(today.month, today.day))


def _day_in(month: int, day: int) -> dict[str, str | int]:
    most = 29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31
    if not 1 <= day <= most:
        raise UserError(f"{MONTHS[month - 1]} has no {ordinal(day)}. Which day do you mean?")
    return _day_of_month(day) if (month, day) == (2, 29) else {"BYMONTHDAY": day}


def _on_days(found: re.Match[str], today: date) -> str:
    return _rule("WEEKLY", number(found[1]) if found[1] else 1, BYDAY=_codes(found[2]))


def _workdays(found: re.Match[str], today: date) -> str:
    return _rule("WEEKLY", BYDAY=_WORKDAYS)


def _workday_of_month(found: re.Match[str], today: date) -> str:
    return _rule("MONTHLY", BYDAY=_WORKDAYS, BYSETPOS=-1 if found[1] == "last" else 1)


def _of_quarter(found: re.Match[str], today: date) -> str:
    """A day of the first or last month of every quarter: "the last Friday of each quarter"."""
    months = "3,6,9,12" if found["place"] in {"last", "end"} else "1,4,7,10"
    if found["weekday"]:
        return _rule(
            "YEARLY", BYMONTH=months, BYDAY=f"{PLACE[found['place']]}{CODES[WEEKDAY[found['weekday']]]}"
        )
    return _rule("YEARLY", BYMONTH=months, BYMONTHDAY=1 if found["place"] == "1st" else -1)


def _named(found: re.Match[str], today: date) -> str:
    return named_days.make_rule(found[1] or found[2])


def _weekend(found: re.Match[str], today: date) -> str:
    return _rule("WEEKLY", BYDAY="SA")


def _nth(found: re.Match[str], today: date) -> str:
    day = CODES[WEEKDAY[found[2]]]
    return _rule("MONTHLY", BYDAY=f"{PLACE[found[1]]}{day}")


def _nths(found: re.Match[str], today: date) -> str:
    """ "The 2nd and 4th Tuesday"."""
    day = CODES[WEEKDAY[found[2]]]
    places = sorted({PLACE[word] for word in re.findall(PLACE_RE, found[1])}, key=lambda place: place % 7)
    return _rule("MONTHLY", BYDAY=",".join(f"{place}{day}" for place in places))


def _nth_of(found: re.Match[str], today: date) -> str:
    day = CODES[WEEKDAY[found[2]]]
    if PLACE[found[1]] == 5:
        raise UserError(f"{MONTHS[MONTH[found[3]] - 1]} does not have five of every day. Try “last” instead.")
    return _rule("YEARLY", BYMONTH=MONTH[found[3]], BYDAY=f"{PLACE[found[1]]}{day}")


def _monthly(found: re.Match[str], today: date) -> str:
    return _rule("MONTHLY", **_day_of_month(int(found[1])))


def _several(found: re.Match[str], today: date) -> str:
    """The 1st and 15th: at most one of them in a part of the month that some months do not have."""
    words = re.findall(r"[0-9]+|last", found[1])
    days = sorted({31 if word == "last" else int(word) for word in words})
    short, late = [day for day in days if day <= 28], [day for day in days if day > 28]
    if len(late) > 1 or days[0] < 1 or days[-1] > 31:
        raise UserError(
            "Of several days a month only one can be after the 28th. Try “the 1st and 15th of every month”."
        )
    if not late or late == [31]:
        return _rule("MONTHLY", BYMONTHDAY=",".join(map(str, [*short, *([-1] if late else [])])))
    ends = range(29 if 28 in short else 28, late[0] + 1)
    places = ",".join(str(place) for place in (*range(1, len(short) + 1), -1))
    return _rule("MONTHLY", BYMONTHDAY=",".join(map(str, [*short, *ends])), BYSETPOS=places)


def _months_on(found: re.Match[str], today: date) -> str:
    return _rule("MONTHLY", int(found[1]), **_day_of_month(int(found[2])))


def _last_day(found: re.Match[str], today: date) -> str:
    return _rule("MONTHLY", BYMONTHDAY=-1)


def _yearly(found: re.Match[str], today: date) -> str:
    month = MONTH[found["month"]]
    return _rule("YEARLY", BYMONTH=month, **_day_in(month, int(found["day"])))


_RULES: Final[tuple[tuple[str, Callable[[re.Match[str], date], str]], ...]] = (
    (rf"every (?:({NUMBER_RE}) )?(days?|weeks?|months?|years?)", _every_unit),
    (r"every (?:weekday|work ?day|working day|business day)s?", _workdays),
    (r"every weekend", _weekend),
    (rf"every ({named_days.NAMED_RE})|({named_days.NAMED_RE}) every year", _named),
    (
        rf"(?:on )?(?:every )?(1st|last) {_WORKDAY_RE} (?:of )?(?:every )?month",
        _workday_of_month,
    ),
    (rf"every (1st|last) {_WORKDAY_RE}", _workday_of_month),
    (
        rf"(?:on |at )?(?:every )?(?P<place>1st|last|end)(?: day| (?P<weekday>{WEEKDAY_RE}))?{_QUARTER}",
        _of_quarter,
    ),
    (rf"every (?:([0-9]+) )?(?:weeks? )?(?:on )?{_DAYS}", _on_days),
    (
        rf"(?:on )?{_DAYS} every (?:([0-9]+) )?weeks?",
        lambda found, today: _rule("WEEKLY", number(found[2] or "1"), BYDAY=_codes(found[1])),
    ),
    (rf"(?:on )?(?:every )?({PLACE_RE}) ({WEEKDAY_RE}) {_EVERY_MONTH}", _nth),
    (rf"every month (?:on )?({PLACE_RE}) ({WEEKDAY_RE})", _nth),
    (rf"every {_PLACES} ({WEEKDAY_RE})(?: {_EVERY_MONTH})?", _nths),
    (rf"(?:on )?{_PLACES} ({WEEKDAY_RE}) {_EVERY_MONTH}", _nths),
    (rf"every (?:year (?:on )?)?({PLACE_RE}) ({WEEKDAY_RE}) (?:of|in) (?:every )?({MONTH_RE})", _nth_of),
    (rf"(?:on )?({PLACE_RE}) ({WEEKDAY_RE}) (?:of|in) ({MONTH_RE}) every year", _nth_of),
    (rf"every (?!2nd\b)({PLACE_RE}) ({WEEKDAY_RE})", _nth),
    (rf"every 2nd {_DAYS}", lambda found, today: _rule("WEEKLY", 2, BYDAY=_codes(found[1]))),
    (r"(?:on )?(?:every )?last day (?:of )?(?:every )?month|every month (?:on )?last day", _last_day),
    (rf"every month (?:on )?{_NTH_DAY}", _monthly),
    (rf"every ([0-9]+) months? (?:on )?{_NTH_DAY}", _months_on),
    (rf"(?:on )?(?:every )?{_NTH_DAYS} (?:of )?{_EVERY_MONTH}", _several),
    (rf"every (?:month (?:on )?)?{_NTH_DAYS}", _several),
    (rf"every {_NTH_DAY}(?: (?:of )?month)?", _monthly),
    (rf"(?:on )?{_NTH_DAY} (?:of )?every month", _monthly),
    (rf"every (?:year (?:on )?)?(?P<month>{MONTH_RE}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?", _yearly),
    (
        rf"every (?:year (?:on )?)?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{MONTH_RE})",
        _yearly,
    ),
    (rf"(?:on )?(?P<month>{MONTH_RE}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? every year", _yearly),
    (rf"(?:on )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{MONTH_RE}) every year", _yearly),
)
