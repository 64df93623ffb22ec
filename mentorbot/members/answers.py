"""Reading what people typed, in /start and everywhere: it is understood, or refused with a sentence."""

import re
import unicodedata
from calendar import month_name
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.errors import UserError
from mentorbot.guide.aims import list_credentials
from mentorbot.guide.model import Guide, Setting, Stage
from mentorbot.members.models import FIRST_YEAR, LAST_YEAR, MOST_GOAL
from mentorbot.members.service import Aims, MemberView, Profile
from mentorbot.times import zones
from mentorbot.times.typed import read_day

MOST_YEARS_AHEAD: Final = 30
MOST_LINK: Final = 500
MOST_PLACE: Final = 100
_MONTHS: Final = tuple(map(str.casefold, month_name[1:]))
_NAMED: Final = (*_MONTHS, "sept", "spring", "summer", "fall", "autumn", "winter")
_ALONE: Final = frozenset({*_NAMED, *(month[:3] for month in _MONTHS)})
"""What is a month or a season where nothing else is said."""
_NO_DATE: Final = re.compile(
    r"[-–—?]|n/?a|none|no|nothing|never|idk|tbd|unsure|unknown|not sure|no (?:idea|date|hurry|rush)"
    r"|(?:i )?don'?t know"
)
"""What is typed for having no date."""
_HEDGES: Final = re.compile(
    r"(?:(?:by|in|around|about|circa|ca\.?|roughly|maybe|probably|sometime|late|(?:the )?end of|the year) )+"
)
_EARLY: Final = re.compile(r"(?:early|(?:the )?(?:beginning|start) of)[ -](?=\d{4}$)")
_MIDDLE: Final = re.compile(r"(?:mid|(?:the )?middle of|class of)[ -](?=\d{4}$)")
_SEASONS: Final = {"spr": 5, "sum": 8, "fal": 11, "aut": 11, "win": 12, "": 12}
_LAST_MONTHS: Final = {one[:3].casefold(): at for at, one in enumerate(month_name) if one} | _SEASONS
"""In which month a month, a season or ("") a year ends, by its first three letters."""
_QUARTER: Final = re.compile(
    r"((?:the )?(?:\w+ )?quarter(?: (?:of )?\d{4})?|q[1-4](?:[ '’/-]*(?:of )?\d{2,4})?"
    r"|(?:\d{4}[ /-]?)q[1-4]|[1-4]q(?:\d{2})?)",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
"""A day that is no other."""
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that look like a space: fillers, and Braille without a dot."""
NOT_CHOSEN: Final = "Please choose one of those that are offered."
_Choice = TypeVar("_Choice", bound=StrEnum)

Values = Mapping[str, str | Sequence[str]]
"""What came back from the form, by field: the text that was typed, or the values that were chosen."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The form, understood: who they are, and the ids of the steps they finished or are in.

    Args:
        unread: The target date as it was typed, if it could not be taken; all else is.
        why: What was wrong with it, in a sentence.
        read: The target date as it was typed, if it was taken and could have meant another day.
    """

    profile: Profile
    finished: frozenset[str] = frozenset()
    under_way: frozenset[str] = frozenset()
    unread: str = ""
    why: str = ""
    read: str = ""


def read_answers(
    values: Values, time_zone: str | None, steps: Collection[str], known_zone: str = zones.DEFAULT
) -> Answers:
    """Understand what was filled in.

    Args:
        values: By field of :func:`mentorbot.members.cards.start_form`.
        time_zone: What was typed or picked beside the form; nothing keeps the stored zone.
        steps: The ids of the guide's steps.
        known_zone: By whose clock today is, where none is given beside the form: an IANA name.

    Raises:
        UserError: Naming the answer that was not understood, and what would be.
    """
    zone = zones.find_zone(time_zone) if time_zone and time_zone.strip() else None
    finished = _steps(values.get("finished", ()), steps)
    typed = _one(values.get("target_date", ""))
    day, why = None, ""
    try:
        day = read_target_date(typed, today_in(zone or known_zone))
    except UserError as error:
        why = error.sentence
    return Answers(
        Profile(
            stage=read_stage(_one(values.get("stage", ""))),
            goal=read_goal(_one(values.get("goal", ""))),
            time_zone=zone,
            target_date=day,
            keeps_date=bool(why),
        ),
        finished=finished,
        under_way=_steps(values.get("under_way", ()), steps) - finished,
        unread=one_line(typed) if why else "",
        why=why,
        read="" if day is None or _WHOLE.fullmatch(typed.strip()) else one_line(typed),
    )


def read_aims(values: Values, member: MemberView, guide: Guide) -> Aims:
    """Understand what was chosen; what was not asked stays as it is.

    Args:
        values: By field of :func:`mentorbot.members.cards.aims_form`.

    Raises:
        UserError: Something is none of what was offered.
    """
    setting, credential = _one(values.get("setting", "")), _one(values.get("credential", ""))
    year = _one(values["graduation"]) if "graduation" in values else str(member.graduation or "")
    known = {one.id for one in list_credentials()}.intersection(guide.pages)
    sound = (not year or year.isdecimal()) and FIRST_YEAR <= int(year or FIRST_YEAR) <= LAST_YEAR
    if not sound or (credential and credential not in known):
        raise UserError(NOT_CHOSEN)
    return Aims(
        read_choice(Setting, setting) if setting else None, credential or None, int(year) if year else None
    )


def read_choice(choices: type[_Choice], value: str) -> _Choice:
    """What was chosen of a few.

    Raises:
        UserError: It is none of them.
    """
    try:
        return choices(value)
    except ValueError:
        raise UserError(NOT_CHOSEN) from None


def read_stage(value: str) -> Stage:
    """The career stage that was chosen.

    Raises:
        UserError: It is none of them.
    """
    try:
        return Stage(value)
    except ValueError:
        raise UserError("Please pick your career stage from the list in `/start`.") from None


def read_goal(text: str) -> str:
    """The goal on one line, without characters that cannot be seen or stored.

    Raises:
        UserError: It is longer than MOST_GOAL characters.
    """
    tidy = one_line(text)
    if len(tidy) > MOST_GOAL:
        raise UserError(
            f"Your goal is {len(tidy):,} characters long. "
            f"Please put it in at most {MOST_GOAL}: one or two sentences."
        )
    return tidy


def read_target_date(text: str, today: date) -> date | None:
    """The day to be ready by; None if there is none. Of a month, a season or a year it is the last day.

    Raises:
        UserError: It cannot be read, is not after today, or more than MOST_YEARS_AHEAD years away.
    """
    text = text.strip()
    if not text or _NO_DATE.fullmatch(text.casefold().replace("’", "'").rstrip(".!")):
        return None
    day = read_last_day(text, today, "target date")
    if day <= today:
        raise UserError("That target date is not in the future. Pick a later one, or leave it empty.")
    if day > today + timedelta(days=MOST_YEARS_AHEAD * 365.25):
        raise UserError(
            f"That target date is more than {MOST_YEARS_AHEAD} years away. "
            "Pick one to plan towards, or leave it empty."
        )
    return day


def read_last_day(text: str, today: date, what: str) -> date:
    """A day by which something is over: of a month, a quarter, a season or a year the last one.

    Args:
        what: What it is called where it cannot be read.

    Raises:
        UserError: It cannot be read.
    """
    quarter = _QUARTER.fullmatch(_simplify(text))
    return _end_of(text, today) or read_day(f"end of {quarter[1]}" if quarter else text, today, what)


def _end_of(text: str, today: date) -> date | None:
    """The last day of a month ("June 2030", "June", "6/2030"), a season or a year; None: it is none.

    Args:
        today: Without a year the next such month or season is meant, this one included.
    """
    words = _simplify(text)
    if found := re.fullmatch(r"(next|this) year", words):
        words = str(today.year + (found[1] == "next"))
    elif (found := re.fullmatch(r"(?:(next|this|coming|this coming) )?([a-z]+)", words)) and found[
        2
    ] in _ALONE:
        month = _LAST_MONTHS[found[2][:3]]
        long = 1 if any(one.startswith(found[2]) for one in _MONTHS) else 3
        running = month - long < today.month <= month
        words = f"{found[2]} {today.year + (month < today.month or (found[1] == 'next' and running))}"
    if found := re.fullmatch(r"(?:([a-z]+)\.? )?(\d{4})", words):
        named, month = found[1], _LAST_MONTHS.get(found[1][:3] if found[1] else "", 0)
        if named and not any(one.startswith(named) for one in _NAMED):
            return None
        year = int(found[2])
    elif found := re.fullmatch(r"(\d{4})[-/](\d{1,2})|(\d{1,2})/(\d{4})", words):
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
    else:
        return None
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _simplify(text: str) -> str:
    """What was typed of a month, a quarter, a season or a year, without what changes not which is meant."""
    words = " ".join(text.casefold().replace(",", " ").replace("’", "'").split()).strip(".?!~ ")
    words = re.sub(r"(?<=\d)-?ish$| (?:semester|term)\b", "", words)
    words = re.sub(r"(?:^|(?<=[a-z]) )'(\d{2})$", r" 20\1", words).strip()
    words = _HEDGES.sub("", words) if _HEDGES.match(words) else words
    return _MIDDLE.sub("june ", _EARLY.sub("march ", words))


def one_line(text: str) -> str:
    """What was typed on one line, without what cannot be seen or stored; empty if nothing of it is seen."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or _can_be_kept(c))
    return " ".join(kept.split()) if any(map(_is_seen, kept)) else ""


def paragraph(text: str) -> str:
    """What was typed, each line as :func:`one_line`; of several empty lines one is kept."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(one_line(line) for line in text.splitlines())).strip()


def read_link(text: str) -> str:
    """A link that opens in a browser; empty for none.

    Raises:
        UserError: It is not an https link, or too long.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and parts.username is None
    except ValueError:
        sound = False
    if not sound or not text.isascii() or re.search(r"[\s<>\"()\[\]`\\|]", text) or not text.isprintable():
        raise UserError("That is not a link I can show. It should begin with https:// and have no spaces.")
    return check_length(text, MOST_LINK, "link")


def read_place_or_link(text: str) -> tuple[str, str]:
    """What was typed as where: a place, or a link."""
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        return "", read_link(text)
    return check_length(one_line(text), MOST_PLACE, "place"), ""


def check_length(text: str, most: int, what: str) -> str:
    """The text, if it is short enough. Raises UserError if not."""
    if len(text) > most:
        raise UserError(f"The {what} is {len(text):,} characters long. Please use at most {most}.")
    return text


def today_in(zone: str) -> date:
    """Today by the clock of a zone, an IANA name."""
    return clock.now().astimezone(ZoneInfo(zone)).date()


def _one(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return value
    return value[0] if value else ""


def _steps(value: str | Sequence[str], steps: Collection[str]) -> frozenset[str]:
    chosen = frozenset([value] if isinstance(value, str) else value) - {""}
    if not chosen.issubset(steps):
        raise UserError("The guide has changed since this form was opened. Please run `/start` once more.")
    return chosen


def _can_be_kept(character: str) -> bool:
    # Cc: control, Cs: half a character. Cf stays: it joins emoji and right-to-left words.
    return unicodedata.category(character) not in {"Cc", "Cs"}


def _is_seen(character: str) -> bool:
    # Marks (M) and what joins or turns (Cf) show on something alone; _BLANK are letters that look empty.
    category = unicodedata.category(character)
    return category[0] not in {"M", "Z"} and category != "Cf" and character not in _BLANK
