"""Plain words for a time to the moment that is meant, or to a rule for what comes again. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import dateparser
from dateutil.relativedelta import relativedelta

from mentorbot.errors import UserError
from mentorbot.times import days, hours, repeats
from mentorbot.times.repeats import Repeat
from mentorbot.times.words import tidy

MOST_TYPED: Final = 100
MOST_YEARS: Final = 5
SOONEST: Final = timedelta(seconds=30)

EXAMPLES: Final = "“tomorrow 9am”, “next Tuesday 5pm”, “in 3 weeks”, “March 15 14:00” or “every Monday 9am”"

_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:z|[+-][0-9]{2}:?[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class When:
    """A time that was understood.

    Args:
        at: The (first) moment: aware, UTC, to come.
        repeat: The rule, if it comes again.
        assumed: What was not said and had to be assumed, as a sentence; empty if nothing.
    """

    at: datetime
    repeat: Repeat | None = None
    assumed: str = ""


def read_when(typed: str, time_zone: str, now: datetime, languages: tuple[str, ...] = ()) -> When:
    """Understand what was typed.

    Args:
        typed: In English; a day may also be in the other languages.
        time_zone: IANA name: whose clock and calendar are meant.
        now: Aware.
        languages: Other languages to try, by their two letters.

    Raises:
        UserError: It is not understood, could mean two times, is past, too far ahead, or is skipped when the
            clocks change; always with what to write instead.
    """
    if len(typed) > MOST_TYPED:
        raise UserError(
            f"That is long for a time: please use at most {MOST_TYPED} characters. Try {EXAMPLES}."
        )
    text = tidy("".join(c if unicodedata.category(c)[0] != "C" else " " for c in typed))
    if not text:
        raise UserError(f"When should I remind you? Try {EXAMPLES}.")
    if _MOMENT.fullmatch(text):
        return _checked(When(_exact(text)), time_zone, now)
    zone = ZoneInfo(time_zone)
    local = now.astimezone(zone).replace(tzinfo=None)
    if repeats.looks_so(text):
        return _checked(_again(text, time_zone, local, now), time_zone, now)
    return _checked(_once(text, zone, local, now, languages), time_zone, now)


def check_once(found: When, refusal: str) -> datetime:
    """The moment of what comes once. Raises UserError with the refusal if it comes again."""
    if found.repeat is not None:
        raise UserError(refusal)
    return found.at


def read_time(typed: str) -> time:
    """A time of day alone: "10pm", "22:00", "noon".

    Raises:
        UserError: It is not one, or could be two.
    """
    hour = hours.find_hour(tidy(typed[:MOST_TYPED]))
    if hour.at is None or hour.rest:
        raise UserError("I could not read that time of day. Write it as “10pm” or “22:00”.")
    return hour.at


def on_the_wall(day: date, at: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment at which a clock in the zone shows this; of two, the first that is to come.

    Raises:
        UserError: The clocks skip it.
    """
    wall = datetime.combine(day, at)
    moments = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if moments[0].astimezone(zone).replace(tzinfo=None) != wall:
        later = moments[0].astimezone(zone)
        raise UserError(
            f"On {days.describe_day(day)} the clocks in {zone.key} skip {at:%H:%M}: "
            f"there is no such time that day. Try {later:%H:%M}, or another day."
        )
    return moments[0] if moments[0] > now or moments[1] == moments[0] else moments[1]


def _again(text: str, time_zone: str, local: datetime, now: datetime) -> When:
    hour = hours.find_hour(text)
    # "every evening" is every day, once its hour is taken out.
    rest = "every day" if hour.at and hour.rest in {"every", "each"} else hour.rest
    rule = repeats.find_rule(rest, local.date())
    if rule is None:
        raise UserError(
            "I could not read how often. Try “every Monday 9am”, “every weekday 8:30”, "
            "“every 2 weeks on Friday”, “the 15th of every month” or “every first Friday of October”."
        )
    repeat = Repeat(rule, time_zone, hour.at or hours.DEFAULT, local.date())
    try:
        first = repeats.next_after(repeat, now + SOONEST)
    except (ValueError, OverflowError):
        raise UserError("That never comes. Try “every Monday 9am” or “the 15th of every month”.") from None
    return When(first, repeat, _assumed(hour.at))


def _once(text: str, zone: ZoneInfo, local: datetime, now: datetime, languages: tuple[str, ...]) -> When:
    if span := days.find_after(text, local):
        return _after(span, zone, now)
    hour = hours.find_hour(text)
    if span := days.find_after(hour.rest, local):
        return When(on_the_wall(span[0].date(), hour.at or local.time(), zone, now))
    day = days.find_day(hour.rest, local.date())
    if day is None:
        day = _elsewhere(hour.rest, local, languages)
    if day is None:
        raise UserError(f"I could not read that time. Try {EXAMPLES}.")
    at = hour.at or hours.DEFAULT
    moment = on_the_wall(day, at, zone, now)
    if moment < now + SOONEST and day == local.date():
        again = _next_turn(hour.rest, day)
        if again is None:
            raise UserError(f"That time has passed today. Try “tomorrow”, or {EXAMPLES}.")
        moment = on_the_wall(again, at, zone, now)
    return When(moment, assumed=_assumed(hour.at))


def _next_turn(text: str, day: date) -> date | None:
    """When it comes next, if it is over today: "9am" tomorrow, "Friday" in a week. Not so with "today"."""
    if not text:
        return day + timedelta(days=1)
    if text.startswith(("today", "this")) or re.search(r"[0-9]{4}|month|week|next", text):
        return None
    if re.fullmatch(r"(?:on )?[a-z]+", text):
        return day + timedelta(days=7)
    return day + relativedelta(years=1) if re.search(r"[a-z]{3}", text) else None


def _after(span: tuple[datetime, bool], zone: ZoneInfo, now: datetime) -> When:
    wall, exact = span
    try:
        if exact:
            start = now.astimezone(zone).replace(tzinfo=None)
            return When(now + (wall - start))
        return When(wall.replace(tzinfo=zone).astimezone(UTC))
    except OverflowError:
        raise UserError(f"That is too far ahead. Try {EXAMPLES}.") from None


def _elsewhere(text: str, local: datetime, languages: tuple[str, ...]) -> date | None:
    """A day in words that are not ours, such as another language's."""
    # In English it would guess, and pass over what it does not know: "5 days before tomorrow".
    others = [{"no": "nb"}.get(one, one) for one in languages if one != "en"]
    if not others or not any(c.isalpha() for c in text):
        return None
    # Half a second and 20 MB that nobody should pay for who writes "tomorrow".
    try:
        found = dateparser.parse(
            text,
            languages=others,
            settings={
                "PREFER_DATES_FROM": "future",
                "RELATIVE_BASE": local,
                "REQUIRE_PARTS": ["day"],
                "PARSERS": ["relative-time", "absolute-time"],
                "RETURN_AS_TIMEZONE_AWARE": False,
            },
        )
    except Exception:
        return None
    return found.date() if found else None


def _exact(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UserError(f"There is no such moment. Try {EXAMPLES}.") from None


def _assumed(at: time | None) -> str:
    return "" if at else f"You named no time of day, so I took {hours.DEFAULT.hour}:00."


def _checked(when: When, time_zone: str, now: datetime) -> When:
    if when.at < now + SOONEST:
        raise UserError(f"That time is already past. Try {EXAMPLES}.")
    if when.at > now + relativedelta(years=MOST_YEARS):
        year = when.at.astimezone(ZoneInfo(time_zone)).year
        raise UserError(
            f"That would be in {year}. I keep reminders for at most {MOST_YEARS} years: "
            "please pick an earlier time."
        )
    return when
