"""What goes into working a round out, and what has come of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, NotNullable, delete, func, or_, select, union, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.mentoring import candidates, words
from mentorbot.mentoring.matching import MentorFacts, explain
from mentorbot.mentoring.matching.outcome import Left, Outcome, Rules, Task
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND, MATCH_RULE, MATCH_SIGNUP
from mentorbot.mentoring.rounds.service import RoundView
from mentorbot.mentoring.rounds.terms import ResultState, RuleKind, Side
from mentorbot.mentoring.terms import MentorState
from mentorbot.mentoring.vocabulary import split

PAGE: Final = 8
SETTLED: Final = (ResultState.ASKED, ResultState.FORMED)
"""What is not worked out again."""
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What was worked out for one mentee.

    Args:
        reasons: Why the two fit, in words; only where they were asked for.
    """

    mentee_id: int
    mentee: str
    mentor_id: int | None
    mentor: str
    score: int | None
    pinned: bool
    circle: int | None
    reason: Left | None
    many: int
    best: int | None
    state: ResultState
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """How many mentees a mentor gets, of those they take."""

    mentor: str
    got: int
    room: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A round as it was worked out last.

    Args:
        scores: Of the pairs that have one.
        pairs: How many mentees get a mentor.
        alone: How many get neither mentor nor circle, by reason.
        peers: How many are in circles of peers.
        loads: Every mentor who takes part, the fullest first.
    """

    scores: tuple[int, ...]
    pairs: int
    alone: dict[Left, int]
    peers: int
    circles: int
    loads: tuple[Load, ...]

    @property
    def lone(self) -> int:
        """How many get no mentor."""
        return sum(self.alone.values()) + self.peers


async def read_task(connection: AsyncConnection | Session, found: RoundView) -> Task:
    """All that working a round out goes by: those who take part and are not settled, and the rules."""
    now = clock.now()
    mentees = await _mentees(connection, found, now)
    mentors = await _mentors(connection, found, now)
    here, others = {one.id for one in mentees}, {one.id: one.room for one in mentors}
    forbidden, pinned = set(), set()
    laid_down = select(MATCH_RULE.c.mentee_id, MATCH_RULE.c.mentor_id, MATCH_RULE.c.kind).where(
        MATCH_RULE.c.round_id == found.id
    )
    for mentee, mentor, kind in await connection.execute(
        laid_down.order_by(MATCH_RULE.c.at, MATCH_RULE.c.mentee_id)
    ):
        if kind is not RuleKind.PIN:
            forbidden.add((mentee, mentor))
        elif mentee in here and others.get(mentor, 0) > 0:
            # Whoever has left since they were pinned is no reason not to work out the others.
            others[mentor] -= 1
            pinned.add((mentee, mentor))
    apart = await blocks.find_kept_apart(connection, found.community_id)
    earlier = select(MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id).where(
        MENTORSHIP.c.community_id == found.community_id
    )
    met = {frozenset(row) for row in await connection.execute(earlier)}
    for two in apart | met:
        one, other = tuple(two)
        forbidden.update(
            pair for pair in ((one, other), (other, one)) if pair[0] in here and pair[1] in others
        )
    rules = Rules(
        found.method,
        frozenset(forbidden - pinned),
        frozenset(pinned),
        employers_apart=found.employers_apart,
        peers=found.peers,
        apart=frozenset(two for two in apart if two <= here),
    )
    return Task(tuple(mentees), tuple(mentors), rules)


async def store_outcome(session: Session, seen: RoundView, outcome: Outcome) -> None:
    """Keep what was worked out, in the place of what was worked out before.

    Whoever is gone since is left out; if people or rules have changed since ``seen``, it counts as stale.
    """
    known = await _known(session, seen)
    same = MATCH_ROUND.c.updated_at == seen.updated_at
    await session.execute(
        update(MATCH_ROUND)
        .where(MATCH_ROUND.c.id == seen.id)
        .values(solved=MATCH_ROUND.c.solved + 1, stale=~same, updated_at=clock.now())
    )
    old = (MATCH_RESULT.c.round_id == seen.id) & MATCH_RESULT.c.state.not_in(SETTLED)
    await session.execute(delete(MATCH_RESULT).where(old))
    empty = {
        "round_id": seen.id,
        "mentor_id": None,
        "score": None,
        "pinned": False,
        "circle": None,
        "reason": None,
        "many": 0,
        "best": None,
        "state": ResultState.PROPOSED,
        "mentee_yes": False,
        "mentor_yes": False,
        "turn": 0,
    }
    rows: list[dict[str, Any]] = [
        {"mentee_id": one.mentee, "mentor_id": one.mentor, "score": one.score, "pinned": one.pinned}
        for one in outcome.pairs
        if one.mentor in known
    ]
    rows += [
        {"mentee_id": one.mentee, "reason": one.reason, "many": one.many, "best": one.best}
        for one in outcome.lone
    ]
    rows += [
        {"mentee_id": member, "circle": number}
        for number, circle in enumerate(outcome.circles, 1)
        for member in circle
    ]
    rows = [{**empty, **row} for row in rows if row["mentee_id"] in known]
    for first in range(0, len(rows), _CHUNK):
        await session.execute(insert(MATCH_RESULT).on_conflict_do_nothing(), rows[first : first + _CHUNK])


async def read_overview(connection: AsyncConnection | Session, found: RoundView) -> Overview:
    """How a round has come out."""
    rows = (
        await connection.execute(
            select(
                MATCH_RESULT.c.mentor_id, MATCH_RESULT.c.score, MATCH_RESULT.c.circle, MATCH_RESULT.c.reason
            ).where(MATCH_RESULT.c.round_id == found.id)
        )
    ).all()
    alone: dict[Left, int] = {}
    got: dict[int, int] = {}
    for mentor, _, _, reason in rows:
        if mentor is not None:
            got[mentor] = got.get(mentor, 0) + 1
        elif reason is not None:
            alone[reason] = alone.get(reason, 0) + 1
    room = MENTOR.c.capacity - MENTOR.c.taken
    offers = select(MENTOR.c.member_id, MENTOR.c.name, room, MENTOR.c.formats)
    paired = select(MATCH_RESULT.c.mentor_id).where(MATCH_RESULT.c.round_id == found.id)
    taking = await connection.execute(offers.where(or_(_takes_part(found), MENTOR.c.member_id.in_(paired))))
    loads = [
        Load(name, got.get(id_, 0), max(room, got.get(id_, 0)))
        for id_, name, room, formats in taking
        if found.format in split(formats) or id_ in got
    ]
    circles = {row[2] for row in rows if row[2] is not None}
    return Overview(
        tuple(score for mentor, score, _, _ in rows if mentor is not None and score is not None),
        sum(got.values()),
        alone,
        sum(row[2] is not None for row in rows),
        len(circles),
        tuple(sorted(loads, key=lambda load: (-load.got, -load.room, load.mentor))),
    )


async def read_lines(
    connection: AsyncConnection | Session,
    found: RoundView,
    *,
    matched: bool,
    page: int | None = None,
) -> list[Line]:
    """What was worked out, by mentor and name; a page of it with the reasons, or all without.

    Args:
        matched: Those with a mentor, or those without.
        page: From 1.
    """
    mentor, result = MENTOR.alias(), MATCH_RESULT.c
    statement = (
        select(
            result.mentee_id, MENTEE.c.name, result.mentor_id, func.coalesce(mentor.c.name, ""),
            result.score, result.pinned, result.circle, result.reason, result.many, result.best, result.state,
        )
        .join(MENTEE, MENTEE.c.member_id == result.mentee_id)
        .outerjoin(mentor, mentor.c.member_id == result.mentor_id)
        .where(result.round_id == found.id, result.mentor_id.is_not(None) == matched)
        .order_by(mentor.c.name, result.mentor_id, result.circle, MENTEE.c.name, result.mentee_id)
    )  # fmt: skip
    if page is not None:
        statement = statement.offset(PAGE * (page - 1)).limit(PAGE)
    rows = [Line(*row) for row in await connection.execute(statement)]
    if page is None or not matched:
        return rows
    said = await explain_pairs(connection, [(row.mentee_id, row.mentor_id or 0) for row in rows])
    return [replace(row, reasons=tuple(reasons)) for row, reasons in zip(rows, said, strict=True)]


async def explain_pairs(
    connection: AsyncConnection | Session, two: Sequence[tuple[int, int]]
) -> list[list[str]]:
    """Why these fit, in words: for each the ids of mentee and mentor."""
    now = clock.now()
    looking = candidates.MENTEES.where(MENTEE.c.member_id.in_([mentee for mentee, _ in two]))
    offering = candidates.MENTORS.where(MENTOR.c.member_id.in_([mentor for _, mentor in two]))
    mentees = {row[0]: candidates.mentee_facts(row, now) for row in await connection.execute(looking)}
    mentors = {row[0]: candidates.mentor_facts(row, now) for row in await connection.execute(offering)}
    return [
        words.reasons(explain(mentees[one], mentors[other]), mentors[other].years)
        if one in mentees and other in mentors
        else []
        for one, other in two
    ]


async def _mentees(connection: AsyncConnection | Session, found: RoundView, now: datetime) -> list[Any]:
    last = (
        select(MENTORSHIP.c.mentee_id, func.max(MENTORSHIP.c.formed_at).label("at"))
        .group_by(MENTORSHIP.c.mentee_id)
        .subquery()
    )
    # Whoever went away without a mentor last time has waited since then.
    since = (
        select(MATCH_SIGNUP.c.member_id, func.min(MATCH_SIGNUP.c.at).label("at"))
        .outerjoin(last, last.c.mentee_id == MATCH_SIGNUP.c.member_id)
        .where(MATCH_SIGNUP.c.side == Side.MENTEE, or_(last.c.at.is_(None), MATCH_SIGNUP.c.at > last.c.at))
        .group_by(MATCH_SIGNUP.c.member_id)
        .subquery()
    )
    settled = select(MATCH_RESULT.c.mentee_id).where(
        MATCH_RESULT.c.round_id == found.id, MATCH_RESULT.c.state.in_(SETTLED)
    )
    statement = (
        candidates.MENTEES.add_columns(since.c.at)
        .join(MATCH_SIGNUP, MATCH_SIGNUP.c.member_id == MENTEE.c.member_id)
        .outerjoin(since, since.c.member_id == MENTEE.c.member_id)
        .where(
            MATCH_SIGNUP.c.round_id == found.id,
            MATCH_SIGNUP.c.side == Side.MENTEE,
            MENTEE.c.member_id.not_in(settled),
        )
    )
    rows = await connection.execute(statement)
    return [candidates.mentee_facts(row, now, row[-1]) for row in rows]


async def _mentors(
    connection: AsyncConnection | Session, found: RoundView, now: datetime
) -> list[MentorFacts]:
    asked = (
        select(NotNullable(MATCH_RESULT.c.mentor_id), func.count())
        .where(MATCH_RESULT.c.round_id == found.id, MATCH_RESULT.c.state == ResultState.ASKED)
        .group_by(MATCH_RESULT.c.mentor_id)
    )
    held: dict[int, int] = {row[0]: row[1] for row in await connection.execute(asked)}
    offers = candidates.MENTORS.add_columns(MENTOR.c.formats).where(_takes_part(found))
    rows = await connection.execute(offers)
    result = []
    for row in rows:
        facts = candidates.mentor_facts(row, now)
        room = facts.room - held.get(facts.id, 0)
        if room > 0 and found.format in split(row[-1]):
            result.append(replace(facts, room=room))
    return result


def _takes_part(found: RoundView) -> ColumnElement[bool]:
    """A condition: the mentor takes part in the round."""
    taking = (MENTOR.c.community_id == found.community_id) & (MENTOR.c.state == MentorState.LISTED)
    if found.all_mentors:
        return taking
    here = (MATCH_SIGNUP.c.round_id == found.id) & (MATCH_SIGNUP.c.side == Side.MENTOR)
    return taking & MENTOR.c.member_id.in_(select(MATCH_SIGNUP.c.member_id).where(here))


async def _known(session: Session, found: RoundView) -> set[int]:
    signed = select(MATCH_SIGNUP.c.member_id).where(MATCH_SIGNUP.c.round_id == found.id)
    offering = select(MENTOR.c.member_id).where(MENTOR.c.community_id == found.community_id)
    return set((await session.execute(union(signed, offering))).scalars())
