"""What a row of an organizer's file says of a mentor or a mentee, and who is meant by it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mentorbot.chat import fit
from mentorbot.chat.lists import fold, name_nearest
from mentorbot.chat.spreadsheet import Layout, Problem, TableRow, check_row
from mentorbot.errors import UserError
from mentorbot.members.naming import Named
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import people, vocabulary, words
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.terms import DayPart, Format, Help, Role

_COLUMNS: Final = {
    Role.MENTOR: (
        "user", "role", "organization", "setting", "years", "about", "topics", "formats", "languages",
        "day_parts", "credentials", "hours", "capacity", "helps",
    ),
    Role.MENTEE: (
        "user", "goals", "topics", "settings", "helps", "organization", "languages", "day_parts",
        "credentials",
    ),
}  # fmt: skip
_NEEDED: Final = {
    Role.MENTOR: ("user", "role", "setting", "topics"),
    Role.MENTEE: ("user", "goals", "topics"),
}
LAYOUTS: Final = {
    role: Layout(_COLUMNS[role], _NEEDED[role], most_rows=200, most_bytes=256 * 1024) for role in _COLUMNS
}
_ROUNDED: Final = re.compile(r"\d[.,]\d+E\+?\d+|\d{15,}[.,]0+", re.IGNORECASE)
"""A long number as spreadsheets write it where it is not text."""
_BETWEEN: Final = {True: re.compile(r"[;|\r\n]"), False: re.compile(r"[,|/\r\n]")}
"""What stands between several in a cell: if there is a semicolon in it, a comma is part of a name."""
_LEFT_OUT: Final = {"years": "0", "hours": "2", "capacity": "1"}
"""What stands for a cell that is empty."""


@dataclass(frozen=True, slots=True)
class Good:
    """A row that can. ``said``: what it says of them, by field of the forms."""

    row: int
    user_id: str
    said: Mapping[str, Any]


def list_names(rows: Iterable[TableRow]) -> list[str]:
    """What stands for people in a file, to be looked up."""
    return [
        row["user"] for _, row in rows if row["user"].strip() and not _ROUNDED.fullmatch(row["user"].strip())
    ]


def read_rows(
    rows: Iterable[TableRow],
    role: Role,
    credentials: Mapping[str, str],
    named: Mapping[str, Named],
    known: Collection[str] = (),
) -> tuple[list[Good], list[Problem]]:
    """Make sense of every row of a file.

    Args:
        credentials: The names of those there are, by id.
        named: Who is meant by what :func:`list_names` has.
        known: The ids on the platform of who is listed as that already.
    """
    good: list[Good] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            check_row(row)
            user_id = _read_user(row["user"], role, seen, known, named)
            said = _read_said(row, role, credentials)
        except UserError as error:
            problems.append(Problem(number, error.sentence))
            continue
        seen[user_id] = number
        good.append(Good(number, user_id, said))
    return good, problems


def describe(said: Mapping[str, Any], role: Role, credentials: Collection[str]) -> tuple[Any, ...]:
    """What is said of somebody, as the forms have it: for a mentor About, Offer and Room; Wish and Reach."""
    if role is Role.MENTEE:
        return answers.read_wish(said), answers.read_reach(said, credentials)
    return answers.read_about(said), answers.read_offer(said, credentials), answers.read_room(said)


def _read_user(
    typed: str, role: Role, seen: Mapping[str, int], known: Collection[str], named: Mapping[str, Named]
) -> str:
    """Whom a row is about. Raises UserError: nobody, or somebody of an earlier row, or who is here already.

    Args:
        seen: The rows of those before, by their ids.
    """
    if _ROUNDED.fullmatch(typed.strip()):
        raise UserError(
            "The spreadsheet has rounded this id. Make the column user one of text, and fill it anew."
        )
    if not typed.strip():
        raise UserError("It does not say who: the column user needs their @name, id, name or e-mail address.")
    found = named[typed]
    if not found.user_id:
        raise UserError(found.why)
    if not people.may_be_user(found.user_id):
        raise UserError(f"“{fit(typed.strip(), 40)}” is nobody's id. Name them by @name or id.")
    if found.user_id in seen:
        raise UserError(f"This person is in row {seen[found.user_id]} already.")
    if found.user_id in known:
        raise UserError(f"This person is a {role} here already.")
    return found.user_id


def _read_said(row: Mapping[str, str], role: Role, credentials: Mapping[str, str]) -> dict[str, Any]:
    """A row as the forms would have it. Raises UserError: a cell makes no sense."""
    named: dict[str, Mapping[str, str]] = {
        "topics": {one.id: one.name for one in vocabulary.list_topics().values()},
        "formats": {one.value: words.FORMATS[one] for one in Format},
        "languages": words.LANGUAGES,
        "day_parts": {one.value: words.DAY_PARTS[one] for one in DayPart},
        "credentials": credentials,
        "helps": {one.value: words.HELPS_OFFERED[one] for one in Help},
        "settings": {one.value: SETTINGS[one] for one in SETTINGS},
        "setting": {one.value: SETTINGS[one] for one in SETTINGS},
    }
    said: dict[str, Any] = {}
    for name in _COLUMNS[role]:
        cell = row[name].strip()
        if name in named:
            said[name] = _find_ids(cell, named[name], name)
            if name == "setting" and len(said[name]) > 1:
                raise UserError("The column setting takes one: where they work most. It has several.")
        elif name != "user":
            said[name] = cell or _LEFT_OUT.get(name, "")
    describe(said, role, credentials)
    return said


def _find_ids(cell: str, named: Mapping[str, str], column: str) -> list[str]:
    """The ids of what a cell names, each once. Raises UserError: one is not known."""
    known = {fold(word): id_ for id_, name in named.items() for word in (name, id_)}
    if column == "topics":
        known = {fold(word): one.id for one in vocabulary.list_topics().values() for word in one.also} | known
    parts = [cell] if fold(cell) in known else _BETWEEN[";" in cell].split(cell)
    found: dict[str, None] = {}
    for part in filter(None, map(str.strip, parts)):
        if fold(part) not in known:
            near = name_nearest(part, list(named.values()))
            raise UserError(
                f"I do not know “{fit(part, 40)}” in the column {column}. Those nearest to it: {near}."
            )
        found[known[fold(part)]] = None
    return list(found)
