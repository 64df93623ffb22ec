"""The mentors that fit the caller best and can be asked now, with the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Database, Session
from mentorbot.errors import UserError
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import candidates, people, settings, vocabulary, words
from mentorbot.mentoring.finding.shelf import Shelves, Wanted
from mentorbot.mentoring.matching import explain
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.models import MENTEE
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.requests.store import RequestView

SHOWN: Final = 5
MOST_PAGES: Final = 10
"""How many mentors one sees at a time, and how often one can turn to the next best."""
ANYBODY: Final = Wanted()
NOT_NOW: Final = "They cannot be asked at the moment. `/mentor find` shows who can."
NOT_IN_LISTS: Final = "Please choose what to look for from the lists, and a credential such as FACHE."
_LOOKS: Final = (30, 400, 10_000, 1_000_000)
"""How many of the best are looked at until enough of them can be asked."""
_AT_ONCE: Final = 300


@dataclass(frozen=True, slots=True)
class Match:
    """A mentor who can be asked, and why the two fit."""

    mentor: MentorView
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """Mentors to choose from, and what stands written to them already."""

    mentors: list[MentorView]
    note: str


async def find_mentors(  # noqa: PLR0917 - one for each condition
    database: Database,
    shelves: Shelves,
    caller: Caller,
    wanted: Wanted = ANYBODY,
    most: int = SHOWN,
    request_id: int = 0,
) -> list[Match] | None:
    """The best mentors for the caller, best first: never one who is full, paused, kept apart or asked lately.

    Args:
        wanted: Which are wanted at all.
        most: How many.
        request_id: The caller's request that is to ask others; 0: a new one.

    Returns:
        None if the caller has not said what they look for.

    Raises:
        UserError: The caller is not enrolled.
    """
    async with database.read_scope() as connection:
        person = await people.find_caller(connection, caller)
        found = await connection.execute(candidates.MENTEES.where(MENTEE.c.member_id == person.id))
        row: Any = found.first()
        if row is None:
            return None
        rules = await settings.read_settings(connection, person.community_id)
        asking = await _find_theirs(connection, person, request_id)
        once = asking.once if asking else None
    mentee = candidates.mentee_facts(row, clock.now())
    without = frozenset([person.id])
    for look in _LOOKS:
        best = await shelves.best(person.community_id, mentee, look, only=wanted or None, without=without)
        ids = [one.id for one, _ in best]
        async with database.read_scope() as connection:
            able: set[int] = set()
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                able |= await request_store.can_ask(
                    connection, person.id, some, asks_a_week=rules.asks_a_week, once=once
                )
                if len(able) >= most:
                    break
        if len(able) >= most or len(best) < look:
            break
    chosen = [one for one, _ in best if one.id in able][:most]
    async with database.read_scope() as connection:
        views = await profiles.find_mentors(connection, [one.id for one in chosen])
    return [
        Match(views[one.id], tuple(words.name_reasons(explain(mentee, one), one.years, to_mentee=True)))
        for one in chosen
        if one.id in views
    ]


async def find_one(connection: AsyncConnection | Session, caller: Caller, user_id: str) -> list[MentorView]:
    """The mentor with this id on the platform, in a list, if the caller can ask them now.

    Raises:
        UserError: The caller is not enrolled, has not said what they look for, or cannot ask them.
    """
    person = await people.find_caller(connection, caller)
    other = await people.find_user(connection, person.community_id, user_id)
    return await _askable(connection, person, [other.id] if other else [])


async def find_offered(
    connection: AsyncConnection | Session, caller: Caller, mentor_ids: list[int], request_id: int = 0
) -> Offered:
    """Those of these mentors whom the caller can ask now, in this order.

    Args:
        request_id: The caller's request that is to ask them; 0: a new one.

    Raises:
        UserError: The caller is not enrolled, has not said what they look for, or can ask none of them.
    """
    person = await people.find_caller(connection, caller)
    request = await _find_theirs(connection, person, request_id)
    mentors = await _askable(connection, person, mentor_ids, once=request.once if request else None)
    return Offered(mentors, request.note if request else "")


async def find_askable(
    connection: AsyncConnection | Session, caller: Caller, mentor_ids: list[int]
) -> list[int]:
    """Those of these mentors whom the caller can ask now. Raises UserError: the caller is not enrolled."""
    person = await people.find_caller(connection, caller)
    rules = await settings.read_settings(connection, person.community_id)
    return sorted(
        await request_store.can_ask(connection, person.id, mentor_ids, asks_a_week=rules.asks_a_week)
    )


def read_wanted(
    topic: str, setting: str, language: str, credential: str, credentials: Mapping[str, str]
) -> Wanted:
    """Which mentors are wanted.

    Args:
        credential: Its id, or its name as somebody typed it.
        credentials: The names of those there are, by id.

    Raises:
        UserError: Something is none of what there is.
    """
    named = {name.casefold(): id_ for id_, name in credentials.items()}
    typed = credential.strip().casefold()
    id_ = named.get(typed, typed)
    known = (
        not topic or topic in vocabulary.list_topics(),
        not setting or setting in SETTINGS,
        not language or language in words.LANGUAGES,
        not id_ or id_ in credentials,
    )
    if not all(known):
        raise UserError(NOT_IN_LISTS)
    return Wanted(topic, setting, language, id_)


async def _find_theirs(
    connection: AsyncConnection | Session, person: Person, request_id: int
) -> RequestView | None:
    """The request of somebody that is to ask others; None for a new one, and for another's."""
    found = await request_store.find_request(connection, request_id) if request_id else None
    return found if found is not None and found.mentee_id == person.id else None


async def _askable(
    connection: AsyncConnection | Session,
    person: Person,
    mentor_ids: list[int],
    *,
    once: bool | None = None,
) -> list[MentorView]:
    await profiles.require_mentee(connection, person.id)
    rules = await settings.read_settings(connection, person.community_id)
    able = await request_store.can_ask(
        connection, person.id, mentor_ids, asks_a_week=rules.asks_a_week, once=once
    )
    views = await profiles.find_mentors(connection, sorted(able))
    if not views:
        raise UserError(NOT_NOW)
    return [views[one] for one in dict.fromkeys(mentor_ids) if one in views]
