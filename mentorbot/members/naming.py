"""Several people named at once: a list that was pasted, or a column of a file.

Somebody is named by a mention, an id, a username, a name that others see, or an e-mail address.
"""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from mentorbot.chat import TextField, escape, fit, mention, number_of
from mentorbot.chat.options import File
from mentorbot.chat.platform import Called, NotNowError
from mentorbot.chat.readers import Readers
from mentorbot.chat.spreadsheet import Layout
from mentorbot.chat.text import MENTIONED
from mentorbot.chat.turn import Turn
from mentorbot.db import AsyncConnection, in_parts
from mentorbot.errors import UserError
from mentorbot.members import service as members

MOST_NAMED: Final = 200
MOST_PAIRS: Final = 30
"""As many as one card shows whole."""
_AT_ONCE: Final = 5
_SHOWN: Final = 4
_MOST_LINES: Final = 10
MOST_TYPED: Final = 3_000
_LAYOUT: Final = Layout(("user",), ("user",), most_rows=MOST_NAMED, most_bytes=64 * 1024)

_MAILTO: Final = re.compile(r"<mailto:([^|>]+)(?:\|[^>]*)?>", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"[^<>]*<([^\s@<>]+@[^\s@<>]+)>")
"""As mail programs write it: a name, and the address."""
_ID: Final = re.compile(r"\d{15,20}|[UW][A-Z0-9]{6,30}")
"""What is an id and nothing else, on Discord or on Slack."""
_BETWEEN: Final = re.compile(r"[,;|\n\r\t\v\u2028\u2029、，；]+")
_AND: Final = re.compile(r"\s+(?:and|&|\+)\s+(?=[@<])", re.IGNORECASE)
_ARROW: Final = re.compile(r"\s*(?:→|=>|->)\s*|\s+[-–—]\s+")
_BULLET: Final = re.compile(r"^(?:[-*•–—]\s+|\d{1,3}[.)]\s+)")
_MAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""What comes along where a name is copied from a message, or from a file."""
_TEXT_CELL: Final = re.compile(r'="?([^"]*)"?')
"""What spreadsheets make of a long number that is to stay text."""
_GROUPED: Final = re.compile(r"\d{1,3}(?:([., \u00a0\u202f'’])\d{3})(?:\1\d{3}){4,5}")
"""An id with marks between its thousands."""
_QUOTES: Final = " \"'“”‘’`"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who was named.

    Args:
        typed: As they were named.
        user_id: Their id on the platform; empty for nobody.
        why: Why it is nobody, as a sentence.
    """

    typed: str
    user_id: str = ""
    why: str = ""


def split_names(text: str) -> list[str]:
    """Each of those who are named in a text, once, in their order.

    Names stand on lines of their own, or with commas, semicolons or tabs between them; mentions, ids, names
    with an @ and e-mail addresses with spaces, too.

    Raises:
        UserError: Nobody is named, or more than there may be.
    """
    return _check_many({one.casefold(): one for one in _split(text)})


def _check_many(found: Mapping[str, str]) -> list[str]:
    if not found:
        raise UserError("Please name somebody: by @name, id, the name that others see, or e-mail address.")
    if len(found) > MOST_NAMED:
        raise UserError(
            f"Those are {len(found):,} names; I take {MOST_NAMED} at a time. Please send it in parts."
        )
    return list(found.values())


def split_pairs(text: str) -> list[tuple[str, str]]:
    """Two who are named on each line of a text, with a comma, a tab, an arrow or a dash between them.

    Raises:
        UserError: A line does not name two, nobody is named, or more than there may be.
    """
    found: list[tuple[str, str]] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip(_QUOTES)]
    for number, line in lines:
        names = list(_split(_ARROW.sub("\n", line)))
        if len(names) != 2:
            raise UserError(
                f"Line {number} names {number_of(len(names), 'person', 'people')}; each takes two."
            )
        found.append((names[0], names[1]))
    if not found:
        raise UserError("Please name two on each line.")
    if len(found) > MOST_PAIRS:
        raise UserError(
            f"Those are {len(found)} pairs; I take {MOST_PAIRS} at a time. Please send it in parts."
        )
    return found


async def find_named(turn: Turn, typed: Iterable[str]) -> dict[str, Named]:
    """Who is meant by each of these names, in the community of the turn; no scope may be open.

    Args:
        typed: As :func:`split_names` has them, or cells of a file.

    Raises:
        UserError: The platform does not say just now who has a name, or it is asked in no community.
    """
    wanted = {one: tidy_name(one) for one in typed}
    names = {name for name in wanted.values() if name and not _ID.fullmatch(name)}
    if names and not members.has_place(turn.caller):
        raise UserError("Here I cannot tell who has which name. Please do this in the community itself.")
    known: dict[str, Named] = {}
    if names:
        async with turn.read() as connection:
            known = await _find_usernames(connection, turn, names)
    unknown = sorted(names - known.keys())
    at_once = asyncio.Semaphore(_AT_ONCE)
    platform, community = turn.platform, turn.caller.community or ""

    async def ask(name: str) -> Named:
        async with at_once:
            called = await platform.find_called(community, name.removeprefix("@"))
            last, comma, first = name.partition(",")
            if not called and comma:
                called = await platform.find_called(community, f"{first.strip()} {last.strip()}")
            return _choose(name, called)

    try:
        asked = await asyncio.gather(*map(ask, unknown))
    except NotNowError:
        raise UserError(
            "I cannot look names up just now, so nothing was changed. Please try again in a minute, or name "
            "people by their ids."
        ) from None
    found = known | dict(zip(unknown, asked, strict=True))
    return {one: found.get(name) or Named(name, name) for one, name in wanted.items()}


async def read_people(turn: Turn, given: File) -> list[str]:
    """The names in the column ``user`` of a file that somebody gave, one a row.

    Raises:
        UserError: It is no such file, or has nobody, or more than there may be.
    """
    _LAYOUT.check_size(given.size)
    readers = turn.part(Readers, Readers)
    rows = await readers.read_table(turn.caller.place, await given.read(), _LAYOUT)
    cells = (tidy_name(row["user"]) for _, row in rows)
    return _check_many({one.casefold(): one for one in cells if one})


def require_some(named: Iterable[Named]) -> list[str]:
    """The ids of those who were found, each once. Raises UserError: nobody was, and why."""
    named = list(named)
    users = list(dict.fromkeys(one.user_id for one in named if one.user_id))
    if not users:
        raise UserError(" ".join(one.why for one in named[:_SHOWN]))
    return users


def list_unknown(named: Iterable[Named]) -> str:
    """Who was not found, a line each; empty for none."""
    why = [escape(one.why) for one in named if one.why]
    more = [f"And {len(why) - _MOST_LINES} more whom I do not find."] if len(why) > _MOST_LINES else []
    return "\n".join(why[:_MOST_LINES] + more)


def mention_all(users: Sequence[str]) -> str:
    """These people, in a line; of very many, how many more."""
    more = f" and {len(users) - _MOST_LINES} more" if len(users) > _MOST_LINES else ""
    return ", ".join(map(mention, users[:_MOST_LINES])) + more


def people_field(label: str) -> TextField:
    """The field of a form in which many people are named."""
    hint = "One a line, or with commas: @name, id, the name that others see, or e-mail address"
    return TextField("people", label, hint=hint, required=True, paragraph=True, most=MOST_TYPED)


def tidy_name(typed: str) -> str:
    """A name without what stands around it; of a mention, the id."""
    typed = _UNSEEN.sub("", typed).strip(_QUOTES)
    if cell := _TEXT_CELL.fullmatch(typed):
        typed = cell[1]
    if _GROUPED.fullmatch(typed):
        typed = "".join(filter(str.isdecimal, typed))
    named = MENTIONED.fullmatch(typed) or _MAILTO.fullmatch(typed) or _ADDRESSED.fullmatch(typed)
    return " ".join((named[1] if named else typed).split())


def _split(text: str) -> Iterator[str]:
    text = _MAILTO.sub(r"\n\1\n", MENTIONED.sub(r"\n\1\n", _AND.sub("\n", text)))
    for part in _BETWEEN.split(text):
        name = tidy_name(_BULLET.sub("", part.strip(_QUOTES)))
        words = name.split()
        plain = all(one.startswith("@") or _ID.fullmatch(one) or _MAIL.fullmatch(one) for one in words)
        yield from words if plain else [name] if any(map(str.isalnum, name)) else []


def _choose(name: str, called: Sequence[Called]) -> Named:
    wanted = name.removeprefix("@")
    exact = [one for one in called if one.username.casefold() == wanted.casefold()] or list(called)
    if len(exact) == 1:
        return Named(name, exact[0].id)
    shown = fit(wanted, 60)
    if not exact:
        with_mail = _MAIL.fullmatch(wanted) is not None
        said = f"with the address “{shown}” that I can see" if with_mail else f"called “{shown}”"
        return Named(name, why=f"I find nobody here {said}. Name them by @name or id.")
    some = ", ".join(f"@{one.username} ({one.id})" for one in exact[:_SHOWN])
    more = f" and {len(exact) - _SHOWN} more" if len(exact) > _SHOWN else ""
    return Named(
        name, why=f"More than one person here is called “{shown}”: {some}{more}. Say which by @name or id."
    )


async def _find_usernames(connection: AsyncConnection, turn: Turn, names: Iterable[str]) -> dict[str, Named]:
    """Those whose usernames these are, of the members who are there."""
    by_name = {name.removeprefix("@").casefold(): name for name in names}
    found: dict[str, Named] = {}
    place = members.bind_caller(turn.caller)
    async for some in in_parts(list(by_name)):
        rows = await connection.execute(
            select(members.USER_ID, members.USERNAME)
            .select_from(members.SOURCE)
            .where(members.IN_COMMUNITY, members.PRESENT, func.lower(members.USERNAME).in_(some)),
            place,
        )
        for user_id, username in rows:
            name = by_name[username.casefold()]
            found[name] = Named(name, user_id)
    return found
