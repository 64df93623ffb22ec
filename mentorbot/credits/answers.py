"""Reading what somebody typed of a credit: each answer is either understood or refused with a sentence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote, urlsplit

from mentorbot.chat.lists import fold, name_nearest
from mentorbot.chat.numbers import read_decimal
from mentorbot.credits.credential import (
    MOST_PROOF,
    MOST_QUARTERS,
    MOST_TITLE,
    QUARTERS,
    Credential,
    Group,
    hours,
)
from mentorbot.errors import UserError
from mentorbot.members.answers import one_line, read_last_day
from mentorbot.times.typed import Reading, read_back_day, read_day

_LEAST_OF_A_NAME: Final = 4
"""Letters of a part of a type's name, so that it says which is meant."""
_UNIT: Final = re.compile(r"\s*(?:h|hrs?|hours?|credits?|units?|ceus?|ces?|points?)\.?\s*$", re.IGNORECASE)
# What may stand in a web address as it is; whatever else was typed is written as %XX.
_ADDRESS: Final = "/?#&=+,;:@!$'*~%-._"


@dataclass(frozen=True, slots=True)
class Draft:
    """Something earned, understood but for its ``day``, which depends on what day it is there."""

    title: str
    quarters: int
    type: str
    day: str = ""
    proof: str | None = None


def read_draft(name: str, amount: str | float, type_: str, on: str, link: str) -> Draft:
    """All that was typed of something earned.

    Args:
        name: Its title.
        amount: Hours, credits or units.
        on: The day.
        link: To the proof.

    Raises:
        UserError: One of them is not understood.
    """
    return Draft(read_title(name), read_quarters(amount), type_, on, read_proof(link))


def read_form(given: Mapping[str, str]) -> Draft:
    """The same, from the form of :func:`mentorbot.credits.entry_cards.entry_form`."""
    return read_draft(*(given.get(name, "") for name in ("title", "hours", "type", "day", "proof")))


def read_title(typed: str) -> str:
    """What it was called, on one line.

    Raises:
        UserError: It is empty or longer than MOST_TITLE characters.
    """
    tidy = one_line(typed)
    if not any(character.isprintable() and character != " " for character in tidy):
        raise UserError("Please give it a title, such as the name of the course or event.")
    if len(tidy) > MOST_TITLE:
        raise UserError(f"That title has {len(tidy):,} characters. Please keep it to {MOST_TITLE}.")
    return tidy


def read_quarters(typed: str | float) -> int:
    """Hours (or credits, or units) as whole quarters.

    Raises:
        UserError: They are no number, not in quarters, or too few or too many.
    """
    amount = read_decimal(_UNIT.sub("", str(typed)))
    found = (amount or 0) * QUARTERS
    if not 1 <= found <= MOST_QUARTERS or found != int(found):
        raise UserError(
            f"Hours go from 0.25 to {hours(MOST_QUARTERS)} in quarters: 1, 1.5 or 0.75, for example. "
            "Round down if it was less."
        )
    return int(found)


def read_date(typed: str, today: date) -> date | None:
    """A day that is over, so that without a year the last one is meant; None if nothing was typed.

    Args:
        typed: "yesterday", "March 3", "2027-03-03" …
        today: Where the member is.

    Raises:
        UserError: It is none.
    """
    return read_day(typed, today, "date", past=True) if typed.strip() else None


def read_back(draft: Draft, today: date) -> list[Reading]:
    """How the day of a form was read, before it is kept; nothing where it was written out."""
    day = read_date(draft.day, today)
    return read_back_day("Day", draft.day, day) if day else []


def read_back_cycle(started: str, expires: str, today: date) -> list[Reading]:
    """How the days of a cycle were read, likewise. Raises UserError as :func:`read_date`."""
    first = read_date(started, today)
    last = read_last_day(expires, today, "date") if expires.strip() else None
    return [
        *(read_back_day("Certified or renewed", started, first) if first else []),
        *(read_back_day("Ends", expires, last) if last else []),
    ]


def read_proof(typed: str) -> str | None:
    """A web address, made safe to be shown as a link; None if nothing was typed.

    Raises:
        UserError: It is no https address, has a name or password in it, or is too long.
    """
    typed = one_line(typed)
    if not typed:
        return None
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
        proper = parts.scheme == "https" and "." in host.strip(".") and parts.username is None
        _ = parts.port  # raises ValueError if it is no number
    except ValueError:
        proper = False
    if not proper or not re.fullmatch(r"[\w.\-]+", host):
        raise UserError(
            "The proof must be a link that starts with https://, such as the one to your certificate."
        )
    link = quote(typed, safe=_ADDRESS)
    if len(link) > MOST_PROOF:
        raise UserError(
            f"That link is longer than the {MOST_PROOF} characters I can keep. Is there a shorter one?"
        )
    return link


def pick_group(offered: Iterable[tuple[Credential, Group]], typed: str) -> tuple[Credential, Group]:
    """Which type was chosen ("fache/in-person"), or typed by its name.

    Args:
        offered: Every type of every goal.

    Raises:
        UserError: It is none of them, or could be several.
    """
    known = {key(credential, group): (credential, group) for credential, group in offered}
    if typed.strip().casefold() in known:
        return known[typed.strip().casefold()]
    wanted = fold(typed)
    by_name = [pair for pair in known.values() if wanted in _names(*pair)]
    if not by_name and len(wanted) >= _LEAST_OF_A_NAME:
        by_name = [pair for pair in known.values() if any(wanted in name for name in _names(*pair))]
    if len(by_name) == 1:
        return by_name[0]
    if by_name:
        which = " or ".join(name_of(*pair) for pair in by_name)
        raise UserError(f"That could be {which}. Please say which.")
    names = [name_of(*pair) for pair in known.values()]
    near = name_nearest(one_line(typed), names)
    raise UserError(f"I do not know that type of credit. Those nearest to it: {near}.")


def key(credential: Credential, group: Group) -> str:
    """What stands for a type in a choice."""
    return f"{credential.id}/{group.id}"


def name_of(credential: Credential, group: Group) -> str:
    """What a type is called in a choice."""
    return f"{credential.name} · {group.name}"


def _names(credential: Credential, group: Group) -> set[str]:
    alone = (group.id, group.name, group.label)
    return {fold(name) for one in alone for name in (one, f"{credential.name} {one}")}
