"""Plain words for a time to the moment that is meant, or to a rule for what comes again. Pure."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from mentorbot import clock
from mentorbot.chat.spoken import spoken
from mentorbot.chat.text import MOMENT
from mentorbot.errors import UserError
from mentorbot.times import (
    abbreviations,
    days,
    hours,
    named_days,
    repeats,
    spans,
    translation,
    vague,
    zones,
)
from mentorbot.times.repeats import Repeat
from mentorbot.times.tidying import tidy
from mentorbot.times.words import WEEKDAY_RE, describe_day, ordinal

MOST_TYPED: Final = 100
MOST_YEARS: Final = 5
SOONEST: Final = timedelta(seconds=30)
_NIGHT_ENDS: Final = time(6)

EXAMPLES: Final = "“tomorrow 9am”, “next Tuesday 5pm”, “in 3 weeks”, “March 15 14:00” or “every Monday 9am”"

UNREAD: Final = f"I could not read that time. I read English: try {EXAMPLES}."

_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:z|[+-][0-9]{2}:?[0-9]{2})"
)

# A day "10:00-12:00" is rather from when to when than as far from UTC; with a T it is as a standard has it.
_RANGE: Final = re.compile(r"[0-9] +[0-9]{2}:[0-9]{2}-[0-9]{2}:")


class UnreadError(UserError):
    """These are no words for a time."""


_SAME_TIME: Final = re.compile(r"(?:at )?(?:this|same) time (.+)|(.+?)(?: at)? (?:this|same) time")
_WEEKDAY_AND_HOUR: Final = re.compile(rf"(?:on )?(?:{WEEKDAY_RE}) [0-9]{{1,2}}")
_YEAR: Final = re.compile(r"\b[0-9]{4}\b")


@dataclass(frozen=True, slots=True)
class When:
    """A time that was understood.

    Args:
        at: The (first) moment: aware, UTC, to come.
        repeat: The rule, if it comes again.
        assumed: What was not said and had to be assumed, in sentences; empty if nothing.
        hour_assumed: No time of day was said, nor a span.
    """

    at: datetime
    repeat: Repeat | None = None
    assumed: str = ""
    hour_assumed: bool = False


def read_when(typed: str, time_zone: str, now: datetime, languages: tuple[str, ...] | None = None) -> When:
    """Understand what was typed of a time to come.

    Args:
        typed: In English; days, dates and spans may also be in the other languages.
        time_zone: IANA name: whose clock and calendar are meant.
        now: Aware.
        languages: Other languages to try, by their two letters; that of whoever's turn it is if not given.

    Raises:
        UserError: It is not understood, could mean two times, is past, too far ahead, or is skipped when the
            clocks change; always with what to write instead.
    """
    return _checked(understand(typed, time_zone, now, languages), time_zone, now)


def understand(
    typed: str,
    time_zone: str,
    now: datetime,
    languages: tuple[str, ...] | None = None,
    usual: time = hours.DEFAULT,
) -> When:
    """Understand what was typed of a time, however far away; if its date is complete it may be past.

    Args:
        usual: The time of day where none was said. The others as for :func:`read_when`.

    Raises:
        UserError: As :func:`read_when` does.
    """
    if len(typed) > MOST_TYPED:
        raise UserError(
            f"That is long for a time: please use at most {MOST_TYPED} characters. Try {EXAMPLES}."
        )
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in typed)
    text = tidy(plain)
    if not text:
        raise UserError(f"When should that be? Try {EXAMPLES}.")
    if stamp := MOMENT.fullmatch(typed.strip()):
        return When(datetime.fromtimestamp(int(stamp[1]), UTC))
    if _MOMENT.fullmatch(text) and not _RANGE.search(plain):
        return When(_exact(text))
    named = abbreviations.find_named(text, time_zone)
    abbreviations.check_day(text, named, time_zone, now)
    try:
        found = _in_english(named.rest, named.time_zone, now, usual)
    except UserError:
        other = _in_others(plain, time_zone, now, usual, languages)
        if other is None:
            raise
        found = other
    if not named.note:
        return found
    return replace(found, assumed=f"{found.assumed} {named.note}".strip())


def can_be_read(typed: str) -> bool:
    """Whether all that was typed is a time, somewhere; "Tom at 5pm" begins with a person."""
    if typed.startswith("Tom "):
        return False
    try:
        understand(typed, zones.DEFAULT, clock.now())
    except UserError:
        return False
    return True


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
    for english in translation.find_translations(typed[:MOST_TYPED], (spoken(),)):
        if hour.at is None or hour.rest:
            hour = hours.find_hour(tidy(english))
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
            f"On {describe_day(day)} the clocks in {zone.key} skip {at:%H:%M}: "
            f"there is no such time that day. Try {later:%H:%M}, or another day."
        )
    return moments[0] if moments[0] > now or moments[1] == moments[0] else moments[1]


def _in_english(text: str, time_zone: str, now: datetime, usual: time) -> When:
    local = now.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    if repeats.looks_so(text):
        return _again(text, time_zone, local, now)
    if same := _SAME_TIME.fullmatch(text):
        # "This time tomorrow".
        text = f"{same[1] or same[2]} at {local:%H:%M}"
    try:
        return _once(text, ZoneInfo(time_zone), local, now, usual)
    except OverflowError:
        raise UserError(f"That is too far ahead. Try {EXAMPLES}.") from None


def _in_others(
    plain: str, time_zone: str, now: datetime, usual: time, languages: tuple[str, ...] | None
) -> When | None:
    """As it is read in one of these languages; None where it is in none."""
    for english in translation.find_translations(plain, (spoken(),) if languages is None else languages):
        with suppress(UnreadError):
            named = abbreviations.find_named(tidy(english), time_zone)
            abbreviations.check_day(english, named, time_zone, now)
            found = _in_english(named.rest, named.time_zone, now, usual)
            return replace(found, assumed=f"{found.assumed} {named.note}".strip())
    return None


def _again(text: str, time_zone: str, local: datetime, now: datetime) -> When:
    hour = hours.find_hour(text)
    # "every evening" is every day, once its hour is taken out.
    rest = "every day" if hour.at and hour.rest in {"every", "each"} else hour.rest
    rule = repeats.find_rule(rest, local.date())
    named_days.check_country(rest, zones.country_of(time_zone))
    if rule is None:
        vague.check_said_again(rest)
        raise UserError(
            "I could not read how often. Try “every Monday 9am”, “every weekday 8:30”, "
            "“every 2 weeks on Friday”, “the 15th of every month” or “every first Friday of October”."
        )
    if hour.after_midnight and rule != "FREQ=DAILY":
        raise UserError(
            "Is that the night before that day, or after it? Name the day on which that hour is, "
            "as in “every Saturday 2am”."
        )
    since = repeats.first_day(rule, local.date())
    repeat = Repeat(rule, time_zone, hour.at or hours.DEFAULT, since)
    try:
        first = repeats.next_after(repeat, now + SOONEST)
    except (ValueError, OverflowError):
        raise UserError("That never comes. Try “every Monday 9am” or “the 15th of every month”.") from None
    return When(first, repeat, hour.note or _assumed(hour.at, hours.DEFAULT), hour.at is None)


def _once(text: str, zone: ZoneInfo, local: datetime, now: datetime, usual: time) -> When:
    if span := spans.find_after(text, local):
        return _after(span, zone, now)
    hour = hours.find_hour(text)
    if span := spans.find_after(hour.rest, local):
        if span[1]:
            raise UserError("I found two times in that. Please give one, as in “in 2 hours” or “today 5pm”.")
        return When(on_the_wall(span[0].date(), hour.at or local.time(), zone, now), assumed=hour.note)
    if text.endswith(" ago") and spans.find_after(text.removesuffix(" ago"), local):
        raise UserError(f"That time is already past. Try {EXAMPLES}.")
    day = days.find_day(hour.rest, local.date())
    if day is None:
        vague.check_said(text, hour.rest)
        raise UnreadError(UNREAD)
    named_days.check_country(hour.rest, zones.country_of(zone.key))
    if _WEEKDAY_AND_HOUR.fullmatch(text) and hour.at and (dated := days.find_dated(text, local.date())):
        raise UserError(
            f"Is that {hour.at:%H:%M}, or {describe_day(dated)}? "
            f"Write “{hour.at:%H:%M}” or “{ordinal(dated.day)}” behind the day."
        )
    at = hour.at or usual
    notes = [hour.note or _assumed(hour.at, usual)]
    if days.names_no_day(hour.rest):
        notes.append("You named no day, so I took the first of the month.")
    if hour.after_midnight:
        day = _after_midnight(day, at, hour.rest, local)
        notes.append(f"I took the night that ends on {describe_day(day)}.")
    moment = on_the_wall(day, at, zone, now)
    if moment < now + SOONEST and day == local.date() and not hour.after_midnight:
        again = _next_turn(hour.rest, day)
        if again is not None:
            moment = on_the_wall(again, at, zone, now)
        elif not _YEAR.search(hour.rest):
            raise UserError(f"That time has passed today. Try “tomorrow”, or {EXAMPLES}.")
    return When(moment, assumed=" ".join(filter(None, notes)), hour_assumed=hour.at is None)


def _after_midnight(day: date, at: time, words: str, local: datetime) -> date:
    """An hour of the night is on the day after, unless that night is not over yet."""
    this_night = words in {"", "today"} and local.time() < at < _NIGHT_ENDS
    return day if this_night else day + timedelta(days=1)


def _next_turn(text: str, day: date) -> date | None:
    """When it comes next, if it is over today: "9am" tomorrow, "Friday" in a week. Not so with "today"."""
    if not text:
        return day + timedelta(days=1)
    again = days.find_day(text, day + timedelta(days=1)) if days.comes_again(text) else None
    return again if again is not None and again > day else None


def _after(span: tuple[datetime, bool], zone: ZoneInfo, now: datetime) -> When:
    wall, exact = span
    if exact:
        start = now.astimezone(zone).replace(tzinfo=None)
        return When(now + (wall - start))
    return When(wall.replace(tzinfo=zone).astimezone(UTC))


def _exact(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UserError(f"There is no such moment. Try {EXAMPLES}.") from None


def _assumed(at: time | None, usual: time) -> str:
    return "" if at else f"You named no time of day, so I took {usual.hour}:{usual.minute:02d}."


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
