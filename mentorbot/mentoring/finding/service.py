"""The mentors that fit the caller best and can be asked now, with the reasons."""

from dataclasses import dataclass
from typing import Any, Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Database, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import candidates, people, settings, words
from mentorbot.mentoring.finding.shelf import Shelves, Wanted
from mentorbot.mentoring.matching import explain
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.models import MENTEE
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.requests import store as request_store

SHOWN: Final = 5
ANYBODY: Final = Wanted()
_LOOKS: Final = (30, 400, 10_000, 1_000_000)
"""How many of the best are looked at until enough of them can be asked."""
_AT_ONCE: Final = 300


@dataclass(frozen=True, slots=True)
class Match:
    """A mentor who can be asked, and why the two fit."""

    mentor: MentorView
    reasons: tuple[str, ...]


async def find(
    database: Database,
    shelves: Shelves,
    caller: Caller,
    wanted: Wanted = ANYBODY,
    most: int = SHOWN,
) -> list[Match]:
    """The best mentors for the caller, best first: never one who is full, paused, kept apart or asked lately.

    Args:
        wanted: Which are wanted at all.
        most: How many.

    Raises:
        UserError: The caller is not enrolled, or has not said what they look for.
    """
    async with database.read_scope() as connection:
        person = await people.me(connection, caller)
        found = await connection.execute(candidates.MENTEES.where(MENTEE.c.member_id == person.id))
        rules = await settings.of(connection, person.community_id)
    row: Any = found.first()
    if row is None:
        raise UserError(profiles.NOT_A_MENTEE)
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
                    connection, person.id, some, asks_a_week=rules.asks_a_week
                )
                if len(able) >= most:
                    break
        if len(able) >= most or len(best) < look:
            break
    chosen = [one for one, _ in best if one.id in able][:most]
    async with database.read_scope() as connection:
        views = await profiles.mentors(connection, [one.id for one in chosen])
    return [
        Match(views[one.id], tuple(words.reasons(explain(mentee, one), one.years, to_mentee=True)))
        for one in chosen
        if one.id in views
    ]


async def chosen(
    connection: AsyncConnection | Session, caller: Caller, mentor_ids: list[int]
) -> list[MentorView]:
    """Those of these mentors whom the caller can ask now, in this order.

    Raises:
        UserError: The caller is not enrolled, has not said what they look for, or can ask none of them.
    """
    person = await people.me(connection, caller)
    await profiles.must_mentee(connection, person.id)
    rules = await settings.of(connection, person.community_id)
    able = await request_store.can_ask(connection, person.id, mentor_ids, asks_a_week=rules.asks_a_week)
    views = await profiles.mentors(connection, sorted(able))
    if not views:
        raise UserError("They cannot be asked at the moment. `/mentor find` shows who can.")
    return [views[one] for one in dict.fromkeys(mentor_ids) if one in views]
