"""Telling mentors of requests that stand open and fit them: once a week at most, and off in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, false, or_, select, update

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Due
from mentorbot.delivery.payloads import NOTHING
from mentorbot.delivery.service import Row
from mentorbot.members import service as members
from mentorbot.mentoring import candidates, people
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, explain
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.profiles.service import MenteeView
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.requests.notices import About
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import Format, MentorState, RequestState

OFFERED: Final = "request_offered"
EVERY: Final = timedelta(days=7)
"""How often a mentor is told at most."""
MOST_TOLD: Final = 10
"""How many mentors are told of one request at a time."""
MOST_SHOWN: Final = 3
"""How many requests one message has."""
_LOOKED_AT: Final = 200
"""How many mentors who were not told for longest are looked at."""
_MOST_READ: Final = 12
"""How many requests are looked at for one message."""
_NO_LIMIT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Offered:
    """A request that stands open, with who asked."""

    request: RequestView
    mentee: MenteeView


async def tell_mentors(session: Session, due: Due, about: About) -> Card | None:
    """A request stands open: those whom it fits best are told, who were not told of any this week."""
    request = await store.find_request(session, about.request)
    if request is None or request.state is not RequestState.OPEN:
        return None
    found = await _find_facts(session, [request.mentee_id])
    if not found:
        return None
    fitting = await _find_mentors(session, request, found[request.mentee_id])
    now = clock.now()
    rows = [
        Row(
            OFFERED,
            NOTHING,
            person.address,
            now,
            dedupe_key=f"mentor:{person.id}:offered:{int(now.timestamp())}",
            community_id=request.community_id,
            member_id=person.id,
        )
        for person in (await people.find_people(session, fitting)).values()
    ]
    if rows:
        told = update(MENTOR).where(MENTOR.c.member_id.in_(fitting)).values(told_open_at=now)
        await session.execute(told)
        await delivery.schedule_many(session, rows)
    return None


async def find_fitting(session: Session, mentor_id: int) -> list[Offered]:
    """The requests that stand open and fit a mentor, the best first; none if they want to hear of none."""
    theirs = (MENTOR.c.member_id == mentor_id) & _can_hear()
    row: Any = (await session.execute(candidates.MENTORS.where(theirs))).first()
    view = await profiles.find_mentor(session, mentor_id) if row is not None else None
    if view is None:
        return []
    pool = await store.read_pool(session, view.community_id, mentor_id)
    facts = await _find_facts(session, [one.mentee_id for one in pool])
    mentor = candidates.mentor_facts(row, clock.now())
    scores = {one.id: _score(facts[one.mentee_id], mentor) for one in pool if one.mentee_id in facts}
    best = sorted((one for one in pool if scores.get(one.id)), key=lambda one: -scores[one.id])
    able = [
        one
        for one in best[:_MOST_READ]
        if await store.can_ask(session, one.mentee_id, [mentor_id], asks_a_week=_NO_LIMIT, once=one.once)
    ]
    mentees = await profiles.find_mentees(session, [one.mentee_id for one in able])
    return [Offered(one, mentees[one.mentee_id]) for one in able if one.mentee_id in mentees]


async def hear_of_open(session: Session, caller: Caller, *, hear: bool) -> None:
    """Say whether the caller wants to be told of requests that stand open.

    Raises:
        UserError: They are no mentor.
    """
    person = await people.find_caller(session, caller)
    await profiles.require_mentor(session, person.id)
    theirs = update(MENTOR).where(MENTOR.c.member_id == person.id)
    await session.execute(theirs.values(hears_open=hear))


async def _find_mentors(session: Session, request: RequestView, mentee: MenteeFacts) -> list[int]:
    """Those who can hear of a request, were not told of any this week, and fit it best."""
    now = clock.now()
    fresh = or_(MENTOR.c.told_open_at.is_(None), MENTOR.c.told_open_at <= now - EVERY)
    topics = or_(false(), *(MENTOR.c.topics.contains(one, autoescape=True) for one in mentee.topics))
    statement = (
        candidates.MENTORS.where(MENTOR.c.community_id == request.community_id, _can_hear(), fresh, topics)
        .order_by(MENTOR.c.told_open_at.is_not(None), MENTOR.c.told_open_at, MENTOR.c.member_id)
        .limit(_LOOKED_AT)
    )
    rows = (await session.execute(statement)).all()
    scores = {row.member_id: _score(mentee, candidates.mentor_facts(row, now)) for row in rows}
    able = await store.can_ask(
        session, request.mentee_id, [*scores], asks_a_week=_NO_LIMIT, once=request.once
    )
    fitting = [id_ for id_ in scores if id_ in able and scores[id_]]
    return sorted(fitting, key=lambda id_: -scores[id_])[:MOST_TOLD]


async def _find_facts(session: Session, mentee_ids: Sequence[int]) -> dict[int, MenteeFacts]:
    now = clock.now()
    rows = await session.execute(candidates.MENTEES.where(MENTEE.c.member_id.in_(mentee_ids)))
    return {row.member_id: candidates.mentee_facts(row, now) for row in rows}


def _score(mentee: MenteeFacts, mentor: MentorFacts) -> int:
    """How well the two fit; 0 where they have no topic or no language in common."""
    explained = explain(mentee, mentor)
    shared = set(mentee.topics) & set(mentor.topics)
    return explained.score if shared and explained.obstacle is None else 0


def _can_hear() -> ColumnElement[bool]:
    """A condition: a mentor who is here, listed, has room for a pair, and wants to hear of requests."""
    present = MENTOR.c.member_id.in_(select(members.ID).where(members.PRESENT))
    room = (MENTOR.c.taken < MENTOR.c.capacity) & (MENTOR.c.formats != Format.CIRCLE.value)
    return MENTOR.c.hears_open & (MENTOR.c.state == MentorState.LISTED) & room & present
