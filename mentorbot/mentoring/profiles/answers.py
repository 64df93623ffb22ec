"""Understanding what was filled into the forms of mentors and mentees."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from mentorbot.chat.numbers import read_whole
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.members.answers import one_line, paragraph
from mentorbot.mentoring import vocabulary, words
from mentorbot.mentoring.profiles.service import About, Offer, Reach, Room, Wish
from mentorbot.mentoring.terms import (
    MOST_ABOUT,
    MOST_CAPACITY,
    MOST_HOURS,
    MOST_LANGUAGES,
    MOST_NAME,
    MOST_ORGANIZATION,
    MOST_ROLE,
    MOST_TOPICS,
    MOST_YEARS,
    DayPart,
    Format,
    Help,
)
from mentorbot.times.typed import read_day, said_at

Values = Mapping[str, str | Sequence[str]]
"""By field of a form: the text that was typed, or the values that were chosen."""

NOT_OFFERED: Final = "Please choose from what the form offers, then send it again."
LONGEST_PAUSE: Final = timedelta(days=366)
RESUMES_AT: Final = time(9)


def read_name(shown: str) -> str:
    """What somebody is called, as it is kept."""
    return one_line(shown)[:MOST_NAME] or "Somebody"


def read_about(values: Values) -> About:
    """The first step of a mentor. Raises UserError for an answer that is missing or makes no sense."""
    return About(
        role=read_line(values, "role", MOST_ROLE, "your role") or _missing("your role"),
        organization=read_line(values, "organization", MOST_ORGANIZATION, "your organization"),
        setting=Setting(_one(values, "setting", list(Setting))),
        years=read_number(values, "years", 0, MOST_YEARS, "Years of experience"),
        about=read_lines(values, "about", "what you say of yourself"),
    )


def read_offer(values: Values, credentials: Collection[str]) -> Offer:
    """The second step of a mentor. Raises UserError as :func:`read_about` does.

    Args:
        credentials: The ids of those there are.
    """
    topics = read_chosen(values, "topics", vocabulary.list_topics(), MOST_TOPICS)
    return Offer(
        topics=topics or _missing("at least one topic"),
        credentials=read_chosen(values, "credentials", credentials, MOST_TOPICS),
        formats=read_chosen(values, "formats", list(Format)) or (Format.PAIR,),
        languages=read_chosen(values, "languages", words.LANGUAGES, MOST_LANGUAGES) or ("en",),
        day_parts=read_chosen(values, "day_parts", list(DayPart)),
    )


def read_room(values: Values) -> Room:
    """The third step of a mentor. Raises UserError as :func:`read_about` does."""
    return Room(
        read_number(values, "hours", 1, MOST_HOURS, "Hours a month"),
        read_number(values, "capacity", 1, MOST_CAPACITY, "The number of mentees"),
        read_chosen(values, "helps", list(Help)),
    )


def read_wish(values: Values) -> Wish:
    """The first step of a mentee. Raises UserError as :func:`read_about` does."""
    return Wish(
        goals=read_lines(values, "goals", "your goals") or _missing("your goals"),
        organization=read_line(values, "organization", MOST_ORGANIZATION, "your organization"),
        topics=read_chosen(values, "topics", vocabulary.list_topics(), MOST_TOPICS)
        or _missing("at least one topic"),
        settings=read_chosen(values, "settings", list(Setting)),
        helps=read_chosen(values, "helps", list(Help)),
    )


def read_reach(values: Values, credentials: Collection[str]) -> Reach:
    """The second step of a mentee. Raises UserError as :func:`read_about` does."""
    return Reach(
        languages=read_chosen(values, "languages", words.LANGUAGES, MOST_LANGUAGES) or ("en",),
        day_parts=read_chosen(values, "day_parts", list(DayPart)),
        credentials=read_chosen(values, "credentials", credentials, MOST_TOPICS),
    )


def pause_end(typed: str, zone: str, now: datetime) -> datetime | None:
    """When a pause ends: in the morning of the day that was typed; None if none was.

    Raises:
        UserError: It cannot be read, is not after today, or more than a year away.
    """
    if not typed.strip():
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    day = read_day(typed, said_at().astimezone(ZoneInfo(zone)).date(), "date")
    if not today < day <= today + LONGEST_PAUSE:
        raise UserError("A pause ends on a day after today, within a year. Leave it out to end it yourself.")
    return datetime.combine(day, RESUMES_AT, ZoneInfo(zone)).astimezone(now.tzinfo)


def read_line(values: Values, field: str, most: int, what: str) -> str:
    """A line that was typed; empty for none. Raises UserError if it is too long."""
    typed = values.get(field, "")
    return _short(one_line(typed if isinstance(typed, str) else ""), most, what)


def read_lines(values: Values, field: str, what: str, most: int = MOST_ABOUT) -> str:
    """Several lines that were typed; empty for none. Raises UserError if they are too long."""
    typed = values.get(field, "")
    return _short(paragraph(typed if isinstance(typed, str) else ""), most, what)


def read_number(values: Values, field: str, least: int, most: int, what: str) -> int:
    """A number that was typed. Raises UserError if it is none, or out of bounds."""
    found = read_whole(read_line(values, field, 100, what))
    if found is None or not least <= found <= most:
        raise UserError(f"{what} must be a whole number from {least} to {most}.")
    return found


def read_chosen(
    values: Values, field: str, offered: Collection[str], most: int | None = None
) -> tuple[str, ...]:
    """What was chosen, each once. Raises UserError for what is not offered, or too much."""
    found = values.get(field, ())
    picked = dict.fromkeys([found] if isinstance(found, str) and found else found)
    if not set(picked) <= set(offered) or (most is not None and len(picked) > most):
        raise UserError(NOT_OFFERED)
    return tuple(str(one) for one in picked)


def _one(values: Values, field: str, offered: Collection[str]) -> str:
    found = read_chosen(values, field, offered, 1)
    if not found:
        raise UserError(NOT_OFFERED)
    return found[0]


def _short(tidy: str, most: int, what: str) -> str:
    if len(tidy) > most:
        raise UserError(f"Please shorten {what}: it has {len(tidy):,} characters, and {most:,} are kept.")
    return tidy


def _missing(what: str) -> NoReturn:
    raise UserError(f"Please fill in {what}; nothing was kept.")
