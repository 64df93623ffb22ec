"""What has come of working a round out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import delete, false, func, or_, select, true, union, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.mentoring import candidates, words
from mentorbot.mentoring.matching import explain
from mentorbot.mentoring.matching.explain import Explained
from mentorbot.mentoring.matching.outcome import Left, Outcome
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds.gathering import SETTLED, select_signed_up, select_taking_part
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import ResultState
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.vocabulary import split_ids

PAGE: Final = 8
GONE: Final = (ResultState.DECLINED, ResultState.FAILED)
"""Pairs that were worked out and came to nothing."""
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What was worked out for one mentee.

    Args:
        reasons: Why the two fit, in words; only where they were asked for.
        objections: What counts against them, likewise.
        named: Whether organizers have named the mentee, for whom places can be kept.
        mentee_user: Their id on the platform, and ``mentor_user`` that of the mentor; empty of nobody.
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
    mentee_user: str = ""
    mentor_user: str = ""
    reasons: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    named: bool = False


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
        gone: How many were to get one, and it came to nothing.
        alone: How many get neither mentor nor circle, by reason.
        peers: How many are in circles of peers.
        loads: Every mentor who takes part, the fullest first.
    """

    scores: tuple[int, ...]
    pairs: int
    gone: int
    alone: dict[Left, int]
    peers: int
    circles: int
    loads: tuple[Load, ...]

    @property
    def lone(self) -> int:
        """How many get no mentor."""
        return sum(self.alone.values()) + self.peers


async def store_outcome(session: Session, seen: RoundView, outcome: Outcome) -> None:
    """Keep what was worked out, in the place of what was worked out before.

    Whoever is gone since is left out, and two who are kept apart since are no pair; if people or rules have
    changed since ``seen``, it counts as stale. Where another process has worked it out meanwhile, of the same
    people and by the same rules, its outcome stays: somebody may be looking at it.
    """
    same = MATCH_ROUND.c.updated_at == seen.updated_at
    known_by_now = select(MATCH_ROUND.c.id).where(
        MATCH_ROUND.c.id == seen.id, same, MATCH_ROUND.c.solved > seen.solved, ~MATCH_ROUND.c.stale
    )
    if (await session.execute(known_by_now)).first() is not None:
        return
    known = await _known(session, seen)
    apart = await blocks.find_kept_apart(session, seen.community_id)
    parted = [one for one in outcome.pairs if frozenset((one.mentee, one.mentor)) in apart]
    await session.execute(
        update(MATCH_ROUND)
        .where(MATCH_ROUND.c.id == seen.id)
        .values(solved=MATCH_ROUND.c.solved + 1, stale=~same if not parted else true())
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
        {
            "mentee_id": one.mentee,
            "mentor_id": one.mentor,
            "score": one.score,
            "pinned": one.pinned,
            "state": ResultState.FAILED if one in parted else ResultState.PROPOSED,
        }
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
    columns = [MATCH_RESULT.c[name] for name in ("mentor_id", "score", "circle", "reason", "state")]
    rows = (await connection.execute(select(*columns).where(MATCH_RESULT.c.round_id == found.id))).all()
    paired = [row for row in rows if row.mentor_id is not None and row.state not in GONE]
    got = Counter(row.mentor_id for row in paired)
    formed = Counter(row.mentor_id for row in paired if row.state is ResultState.FORMED)
    free = MENTOR.c.capacity - MENTOR.c.taken
    offers = select(MENTOR.c.member_id, MENTOR.c.name, free, MENTOR.c.formats)
    taking = await connection.execute(
        offers.where(or_(select_taking_part(found), MENTOR.c.member_id.in_(got)))
    )
    loads = [
        Load(name, got[id_], max(room + formed[id_], got[id_]))
        for id_, name, room, formats in taking
        if found.format in split_ids(formats) or id_ in got
    ]
    return Overview(
        tuple(row.score for row in paired if row.score is not None),
        len(paired),
        sum(row.mentor_id is not None and row.state in GONE for row in rows),
        dict(Counter(row.reason for row in rows if row.mentor_id is None and row.reason is not None)),
        sum(row.circle is not None for row in rows),
        len({row.circle for row in rows if row.circle is not None}),
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
            result.mentee_id, MENTEE.c.name.label("mentee"), result.mentor_id,
            func.coalesce(mentor.c.name, "").label("mentor"),
            result.score, result.pinned, result.circle, result.reason, result.many, result.best, result.state,
            func.coalesce(MATCH_SIGNUP.c.named, false()).label("named"),
        )
        .join(MENTEE, MENTEE.c.member_id == result.mentee_id)
        .outerjoin(MATCH_SIGNUP, select_signed_up(found) & (MATCH_SIGNUP.c.member_id == result.mentee_id))
        .outerjoin(mentor, mentor.c.member_id == result.mentor_id)
        .where(result.round_id == found.id, result.mentor_id.is_not(None) == matched)
        .order_by(mentor.c.name, result.mentor_id, result.circle, MENTEE.c.name, result.mentee_id)
    )  # fmt: skip
    if page is not None:
        statement = statement.offset(PAGE * (page - 1)).limit(PAGE)
    rows = [Line(**row) for row in (await connection.execute(statement)).mappings()]
    if page is None or not matched:
        return rows
    pairs = [(row.mentee_id, row.mentor_id or 0) for row in rows]
    known = await _explained(connection, found, pairs)
    return [_with_words(row, *one) if one else row for row, one in zip(rows, known, strict=True)]


def _with_words(line: Line, explained: Explained, years: int) -> Line:
    said, against = words.name_reasons(explained, years), words.name_objections(explained, years)
    return replace(line, reasons=tuple(said), objections=tuple(against))


async def find_reason(connection: AsyncConnection | Session, found: RoundView, mentee_id: int) -> Left | None:
    """Why a mentee has no mentor; None if it is not known."""
    theirs = (MATCH_RESULT.c.round_id == found.id) & (MATCH_RESULT.c.mentee_id == mentee_id)
    return (await connection.execute(select(MATCH_RESULT.c.reason).where(theirs))).scalar()


async def find_lone(connection: AsyncConnection | Session, found: RoundView) -> set[int]:
    """The ids of the mentees who have no mentor, as the round was worked out last."""
    theirs = (MATCH_RESULT.c.round_id == found.id) & MATCH_RESULT.c.mentor_id.is_(None)
    return set((await connection.execute(select(MATCH_RESULT.c.mentee_id).where(theirs))).scalars())


async def explain_pairs(
    connection: AsyncConnection | Session, found: RoundView, two: Sequence[tuple[int, int]]
) -> list[list[str]]:
    """Why these fit in a round, in words: for each the ids of mentee and mentor."""
    return [words.name_reasons(*one) if one else [] for one in await _explained(connection, found, two)]


async def _explained(
    connection: AsyncConnection | Session, found: RoundView, two: Sequence[tuple[int, int]]
) -> list[tuple[Explained, int] | None]:
    """What each two have in common, and the mentor's years of experience; None for who is gone."""
    now, weights = clock.now(), found.weighing
    looking = candidates.MENTEES.where(MENTEE.c.member_id.in_([mentee for mentee, _ in two]))
    offering = candidates.MENTORS.where(MENTOR.c.member_id.in_([mentor for _, mentor in two]))
    mentees = {row.member_id: candidates.mentee_facts(row, now) for row in await connection.execute(looking)}
    mentors = {row.member_id: candidates.mentor_facts(row, now) for row in await connection.execute(offering)}
    return [
        (explain(mentees[one], mentors[other], weights=weights), mentors[other].years)
        if one in mentees and other in mentors
        else None
        for one, other in two
    ]


async def _known(session: Session, found: RoundView) -> set[int]:
    signed = select(MATCH_SIGNUP.c.member_id).where(MATCH_SIGNUP.c.round_id == found.id)
    offering = select(MENTOR.c.member_id).where(MENTOR.c.community_id == found.community_id)
    return set((await session.execute(union(signed, offering))).scalars())
