"""How long before something begins, as people type it: "2 days before", "the evening before". Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.chat.spoken import spoken
from mentorbot.errors import UserError
from mentorbot.times import hours, spans, translation, weekdays, when
from mentorbot.times.abroad_beside import LATER, THE_DAY
from mentorbot.times.tidying import tidy
from mentorbot.times.typed import read_moment
from mentorbot.times.words import WEEKDAY

_START: Final = r"(?:it|event|session|meeting|deadline)?(?: ?(?:begins|starts|start|beginning))?(?: time)?"
_BEFORE: Final = re.compile(
    r"(?:(?:by|until|till|up to|at least|latest) )*(?P<lead>.*?) ?\b"
    rf"(?:before(?:hand)?|ahead|earlier|prior|in advance|(?<=day )previous)(?: (?:of|to))?(?: {_START})?"
)
_AT_START: Final = re.compile(
    r"(?:until |till |when |at |by )*(?:(?:1st of )?(?:it |event |session |meeting )?"
    r"(?:starts?|begins|beginning)(?: time)?|1st of (?:it|event|session|meeting))"
)
_WORKING_DAYS: Final = re.compile(r"([0-9]{1,3}) (?:working|business|work) ?days?")
_ABROAD: Final[Mapping[str, str]] = {
    "de": r"(.+?) (?:vorher|davor|zuvor|vor (?:dem )?(?:beginn|start|event|termin))",
    "es": r"(.+?) (?:antes|anterior)(?: del? (?:evento|inicio|comienzo))?",
    "fr": r"(.+?) (?:avant|auparavant)(?: (?:l'événement|le début))?",
    "pt": r"(.+?) (?:antes|anterior)(?: do (?:evento|início))?",
    "it": r"(.+?) prima(?: dell'(?:evento|inizio))?",
    "nl": r"(.+?) (?:van tevoren|ervoor|vooraf|voor aanvang)",
    "sv": r"(.+?) (?:innan|före)(?: start)?", "da": r"(.+?) (?:før|inden)(?: start)?",
    "no": r"(.+?) (?:før|i forveien)(?: start)?", "pl": r"(.+?) (?:wcześniej|przed(?: rozpoczęciem)?)",
    "ru": r"за (.+?)(?: до(?: начала)?)?", "uk": r"за (.+?)(?: до(?: початку)?)?",
    "zh": r"(?:提前)?(.+?)(?:之前|以前|前)?", "ja": r"(.+?)前", "ko": r"(.+?) ?전",
}  # fmt: skip


def read_until(
    typed: str, start: datetime, zone: ZoneInfo, what: str, *, usual: time, all_day: bool = False
) -> datetime:
    """A moment until which something goes: a time, or how long before ``start``, in UTC.

    Args:
        typed: "2 days before", "the evening before", "24 h before it starts", "March 3 5pm" …
        start: What "before" is before; aware.
        zone: On whose clock. Days are those of the calendar: the clock shows then what it shows at the start.
        what: What it is the time of, for the sentence if it is not understood.
        usual: The time of day of a day alone.
        all_day: Whether the start is a day; a day before it ends at ``usual`` too.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    wall = start.astimezone(zone).replace(tzinfo=None)
    try:
        for text in _texts(typed[: when.MOST_TYPED]):
            if _AT_START.fullmatch(text):
                return start
            if (moment := _find_before(text, wall, usual if all_day else None)) is not None:
                passed, exact = wall - moment[0], moment[1]
                return start - passed if exact else moment[0].replace(tzinfo=zone).astimezone(UTC)
    except UserError as error:
        raise UserError(f"The {what}: {error.sentence}") from None
    return read_moment(
        re.sub(r"^(?:until|till?|up to)\s+", "", typed.strip(), flags=re.IGNORECASE), zone, what, usual
    )


def _texts(typed: str) -> Iterator[str]:
    """What was typed, tidied; and in English, if it is of the language of whoever types."""
    text = " ".join(typed.lower().replace("’", "'").split())
    if re.search(r"\b(?:before|ahead|earlier|prior|advance|previous|start|begin)", text):
        # "The Friday before 5pm" is at 5pm on the Friday before.
        yield tidy(re.sub(r"\bthe ([a-z]+day) before (?=[0-9])", r"\1 before at ", text))
    if found := re.fullmatch(_ABROAD.get(spoken(), "(?!)"), text):
        if found[1] in THE_DAY:
            yield "day before"
        for english in translation.find_translations(LATER[spoken()].format(found[1]), (spoken(),)):
            yield f"{tidy(english).removeprefix('in ')} before"


def _find_before(text: str, start: datetime, usual: time | None) -> tuple[datetime, bool] | None:
    """The naive moment, and whether it is counted in hours; None where the text says no such thing.

    Args:
        usual: The time of day of a day alone; that of the start without.
    """
    if found := _BEFORE.fullmatch(text):
        if day := _find_day(found["lead"], start.date()):
            return datetime.combine(day, usual or start.time()), False
        if span := _find_span(found["lead"], start):
            if span[1] or usual is None or span[0].time() != start.time():
                return span
            return datetime.combine(span[0], usual), False
    if not re.search(r"\b(?:before|previous|ahead|prior|earlier)\b", text):
        return None
    hour = hours.find_hour(text)
    found = _BEFORE.fullmatch(hour.rest)
    if found is None or hour.at is None:
        return None
    day = start.date() - timedelta(days=1) if not found["lead"] else _find_day(found["lead"], start.date())
    if day is None and (span := _find_span(found["lead"], start)):
        if span[1]:
            raise UserError("I found two times in that. Please give one, as in “2 hours before”.")
        day = span[0].date()
    return (datetime.combine(day, hour.at), False) if day else None


def _find_span(lead: str, start: datetime) -> tuple[datetime, bool] | None:
    return spans.find_after(f"in {lead.removeprefix('in ')}", start, back=True)


def _find_day(lead: str, start: date) -> date | None:
    lead = lead.removeprefix("on ")
    if lead in {"day", "a day"}:
        return start - timedelta(days=1)
    if lead in WEEKDAY:
        return weekdays.beside_day(WEEKDAY[lead], "before", start)
    if found := _WORKING_DAYS.fullmatch(lead):
        return weekdays.working_days_before(int(found[1]), start)
    return None
