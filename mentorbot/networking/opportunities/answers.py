"""Reading what somebody typed about an opportunity: each is understood, or refused with a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat.lists import fold
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.members.answers import check_length, one_line, paragraph, read_link
from mentorbot.members.words import SETTINGS
from mentorbot.networking.opportunities import terms
from mentorbot.networking.opportunities.terms import Cadence, Level, OpportunityKind, WorkMode
from mentorbot.times.typed import read_moment

FARTHEST: Final = timedelta(days=2 * 365)
"""How far ahead a deadline may be."""
_DAY_ENDS: Final = time(23, 59)
_Value = TypeVar("_Value", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Frame:
    """What an opportunity is, beside what is written about it. ``deadline``: None for none."""

    kind: OpportunityKind
    mode: WorkMode | None = None
    setting: Setting | None = None
    level: Level | None = None
    pay: str = ""
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """What is written about an opportunity. ``link`` may be empty."""

    title: str
    organization: str
    place: str = ""
    link: str = ""
    about: str = ""


def read_cadence(values: Sequence[str]) -> Cadence:
    """How often somebody wants to be told, as chosen from the list. Raises UserError: nothing of it was."""
    try:
        return Cadence(values[0] if values else "")
    except ValueError:
        raise UserError("Please choose from the list how often I should tell you.") from None


def read_frame(values: Mapping[str, str], zone: str) -> Frame:
    """Understand what was chosen and typed: kind, mode, setting, level, pay and deadline, by name.

    Args:
        zone: The IANA key of the zone the deadline is in.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    kind = read_choice(OpportunityKind, values.get("kind", ""), "kind")
    if kind is None:
        raise UserError(f"Please say what kind it is: {_listed(OpportunityKind)}.")
    return Frame(
        kind,
        read_choice(WorkMode, values.get("mode", ""), "mode"),
        read_choice(Setting, values.get("setting", ""), "setting"),
        read_choice(Level, values.get("level", ""), "level"),
        check_length(one_line(values.get("pay", "")), terms.MOST_PAY, "pay"),
        read_deadline(values.get("deadline", ""), zone),
    )


def read_texts(values: Mapping[str, str]) -> Texts:
    """Understand what was written: title, organization, place, link and about, by name.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    title, organization = one_line(values.get("title", "")), one_line(values.get("organization", ""))
    if not title:
        raise UserError("Please give it a title, such as “Administrative intern, outpatient clinics”.")
    if not organization:
        raise UserError("Please name the organization that offers it.")
    return Texts(
        check_length(title, terms.MOST_TITLE, "title"),
        check_length(organization, terms.MOST_ORGANIZATION, "name of the organization"),
        check_length(one_line(values.get("place", "")), terms.MOST_PLACE, "place"),
        read_link(values.get("link", "")),
        check_length(paragraph(values.get("about", "")), terms.MOST_ABOUT, "description"),
    )


def read_choice(choices: type[_Value], typed: str, what: str) -> _Value | None:
    """The value that was chosen or typed; None if nothing was.

    Raises:
        UserError: There is no such value.
    """
    name = fold(typed)
    if not name:
        return None
    called: Mapping[str, str] = {one.value: label for one, label in SETTINGS.items()}
    for one in choices:
        if name in {fold(one.value), fold(called.get(one.value, ""))}:
            return one
    raise UserError(f"I do not know that {what}. I know: {_listed(choices)}.")


def read_deadline(typed: str, zone: str) -> datetime | None:
    """A day, which ends at midnight, or a day and time; None if nothing was typed.

    Raises:
        UserError: It cannot be read, has passed, or is more than two years away.
    """
    typed = typed.strip()
    if not typed:
        return None
    found = read_moment(typed, ZoneInfo(zone), "deadline", _DAY_ENDS)
    now = clock.now()
    if found <= now:
        raise UserError("That deadline has passed. Please give a later one, or none.")
    if found > now + FARTHEST:
        raise UserError("That deadline is more than two years away. Please post it nearer to the day.")
    return found


def _listed(choices: type[StrEnum]) -> str:
    return ", ".join(str(one.value).replace("_", " ") for one in choices)
