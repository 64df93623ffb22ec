"""Whom people of a round would love to be with, or rather not: who is suggested, what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, or_, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Database, Session, insert
from mentorbot.errors import UserError
from mentorbot.mentoring import candidates
from mentorbot.mentoring.finding.shelf import Shelves
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, explain
from mentorbot.mentoring.matching.explain import have_in_common
from mentorbot.mentoring.matching.outcome import Mark
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds import service
from mentorbot.mentoring.rounds.gathering import find_refused, select_looking, select_taking_part
from mentorbot.mentoring.rounds.marks.models import MATCH_MARK
from mentorbot.mentoring.rounds.models import MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import Side
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.vocabulary import split_ids

SUGGESTED: Final = 12
MOST: Final = {Mark.LOVE: 3, Mark.RATHER_NOT: 3}
"""How many somebody can mark so."""
_LOOKS: Final = (60, 1_000, 100_000)
"""How many of the best are looked at until enough of them take part."""
_COMPARED: Final = 500
"""Of so many the best are suggested: the mentees who signed up last, the mentors who fit as usual."""
NOBODY_YET: Final = (
    "Nobody who fits you has signed up so far. Press the button again when sign-up is about to close: "
    "what you say counts until then."
)
NOT_IN: Final = "You do not take part in this round, so there is nobody to choose from. Sign up first."
BOTH: Final = "You have marked the same person as somebody you would love and would rather not be with."
NOT_OFFERED: Final = "Please choose from what the form offers, then send it again."


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody of the other side.

    Args:
        about: A mentor's role and place of work, or the topics that a mentee wants.
        mark: What was said of them so far.
    """

    member_id: int
    name: str
    about: str
    mark: Mark | None = None


async def find_suggestions(
    database: Database, shelves: Shelves, caller: Caller, round_id: int, side: Side
) -> tuple[RoundView, list[Suggested]]:
    """Those of the other side who fit the caller best, and those they have marked already.

    Args:
        side: As what the caller takes part.

    Raises:
        UserError: It is no round of this community or sign-up is over, the caller does not take part on that
            side, or nobody can be suggested.
    """
    async with database.read_scope() as connection:
        found, person = await service.find_open_to(connection, caller, round_id)
        await _require_taking_part(connection, found, person, side)
        marks = await _read_own(connection, found, person, side)
        away = await _keep_away(connection, found, person)
        mentee, mentor = await _read_facts(connection, person, side)
    if mentee is not None:
        ids = await _find_mentors(database, shelves, found, mentee, away)
    else:
        async with database.read_scope() as connection:
            ids = await _find_mentees(connection, found, mentor, away)
    ids += [id_ for id_ in marks if id_ not in ids and id_ not in away]
    async with database.read_scope() as connection:
        told = await _tell_of(connection, found, ids, side)
    suggested = [Suggested(id_, *told[id_], marks.get(id_)) for id_ in ids if id_ in told]
    if not suggested:
        raise UserError(NOBODY_YET)
    return found, suggested


async def keep_marks(
    session: Session, caller: Caller, round_id: int, side: Side, picked: Mapping[Mark, Sequence[int]]
) -> RoundView:
    """Keep what the caller says of others, in the place of what they said before.

    Args:
        picked: The member ids of those who are marked so; whoever is in neither is fine.

    Raises:
        UserError: As :func:`find_suggestions`; or somebody is marked both ways, too many are, or one of them
            does not take part.
    """
    found, person = await service.find_open_to(session, caller, round_id)
    await _require_taking_part(session, found, person, side)
    marked = {id_: mark for mark, ids in picked.items() for id_ in ids}
    if len(marked) < sum(len(set(ids)) for ids in picked.values()):
        raise UserError(BOTH)
    known = await _tell_of(session, found, marked, side)
    too_many = any(len(set(ids)) > MOST[mark] for mark, ids in picked.items())
    if too_many or marked.keys() - known.keys() or person.id in marked:
        raise UserError(NOT_OFFERED)
    await session.execute(delete(MATCH_MARK).where(_own(found, person, side)))
    about = {"round_id": found.id, "member_id": person.id, "side": side, "at": clock.now()}
    if marked:
        rows = [{**about, "other_id": id_, "mark": mark} for id_, mark in sorted(marked.items())]
        await session.execute(insert(MATCH_MARK), rows)
    await service.touch_round(session, found.id)
    return found


def _own(found: RoundView, person: Person, side: Side) -> Any:
    whose = (MATCH_MARK.c.round_id == found.id) & (MATCH_MARK.c.member_id == person.id)
    return whose & (MATCH_MARK.c.side == side)


async def _read_own(
    connection: AsyncConnection | Session, found: RoundView, person: Person, side: Side
) -> dict[int, Mark]:
    said = select(MATCH_MARK.c.other_id, MATCH_MARK.c.mark).where(_own(found, person, side))
    return {row.other_id: row.mark for row in await connection.execute(said.order_by(MATCH_MARK.c.other_id))}


async def _require_taking_part(
    connection: AsyncConnection | Session, found: RoundView, person: Person, side: Side
) -> None:
    """Raises UserError: they do not take part on that side."""
    if side in await service.find_signed_up(connection, found.id, person.id):
        return
    if side is Side.MENTEE or not found.all_mentors:
        raise UserError(NOT_IN)
    listed = select(MENTOR.c.member_id).where(select_taking_part(found), MENTOR.c.member_id == person.id)
    if (await connection.execute(listed)).first() is None:
        raise UserError(NOT_IN)


async def _keep_away(connection: AsyncConnection | Session, found: RoundView, person: Person) -> set[int]:
    """Whom they are kept apart from, were a pair with, or parted with in a round that is remembered."""
    kept = await blocks.find_kept_from(connection, person.id)
    two = MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id
    met = select(*two).where(or_(*(column == person.id for column in two)))
    kept |= {id_ for two in await find_refused(connection, found) if person.id in two for id_ in two}
    return kept | {id_ for row in await connection.execute(met) for id_ in row} | {person.id}


async def _read_facts(
    connection: AsyncConnection | Session, person: Person, side: Side
) -> tuple[MenteeFacts | None, Any]:
    if side is Side.MENTEE:
        row: Any = (
            await connection.execute(candidates.MENTEES.where(MENTEE.c.member_id == person.id))
        ).first()
        return candidates.mentee_facts(row, clock.now()), None
    row = (await connection.execute(candidates.MENTORS.where(MENTOR.c.member_id == person.id))).first()
    return None, candidates.mentor_facts(row, clock.now())


async def _find_mentors(
    database: Database, shelves: Shelves, found: RoundView, mentee: MenteeFacts, away: set[int]
) -> list[int]:
    for look in _LOOKS:
        best = await shelves.best(found.community_id, mentee, look, without=frozenset(away))
        async with database.read_scope() as connection:
            taking = await _tell_of(connection, found, [one.id for one, _ in best], Side.MENTEE)
        there = [one for one, _ in best if one.id in taking][:_COMPARED]
        able = _choose_best(found, ((mentee, one, one.id) for one in there))
        if len(able) >= SUGGESTED or len(best) < look or len(there) == _COMPARED:
            break
    return able


async def _find_mentees(
    connection: AsyncConnection | Session, found: RoundView, mentor: MentorFacts, away: set[int]
) -> list[int]:
    signed = (MATCH_SIGNUP.c.member_id == MENTEE.c.member_id) & (MATCH_SIGNUP.c.round_id == found.id)
    statement = candidates.MENTEES.join(MATCH_SIGNUP, signed & (MATCH_SIGNUP.c.side == Side.MENTEE)).where(
        select_looking(found), MENTEE.c.member_id.not_in(away)
    )
    newest = statement.order_by(MATCH_SIGNUP.c.at.desc(), MENTEE.c.member_id).limit(_COMPARED)
    rows, now = await connection.execute(newest), clock.now()
    in_order = sorted((candidates.mentee_facts(row, now) for row in rows), key=lambda one: one.id)
    return _choose_best(found, ((one, mentor, one.id) for one in in_order))


def _choose_best(found: RoundView, twos: Iterable[tuple[MenteeFacts, MentorFacts, int]]) -> list[int]:
    """Of those whom the round can bring together the ones that fit best by what it goes by.

    Args:
        twos: A mentee, a mentor, and the id of whichever of them is to be suggested; of those who fit as well
            the first are taken.
    """
    weights = found.weighing
    fitting = []
    for mentee, mentor, id_ in twos:
        explained = explain(mentee, mentor, employers_apart=found.employers_apart, weights=weights)
        able = explained.obstacle is None and explained.score >= found.least_score
        if able and all(have_in_common(mentee, mentor, part) for part in weights.musts):
            fitting.append((explained.score, id_))
    fitting.sort(key=lambda one: -one[0])
    return [id_ for _, id_ in fitting[:SUGGESTED]]


async def _tell_of(
    connection: AsyncConnection | Session, found: RoundView, ids: Iterable[int], side: Side
) -> dict[int, tuple[str, str]]:
    """The names of those of these who take part on the other side, and something about each."""
    if side is Side.MENTEE:
        told = select(
            MENTOR.c.member_id, MENTOR.c.name, MENTOR.c.role, MENTOR.c.organization, MENTOR.c.formats
        )
        taking = select_taking_part(found) & (MENTOR.c.taken < MENTOR.c.capacity)
        rows = await connection.execute(told.where(taking, MENTOR.c.member_id.in_(ids)))
        return {
            row.member_id: (row.name, ", ".join(filter(None, (row.role, row.organization))))
            for row in rows
            if found.format in split_ids(row.formats)
        }
    wanted = select(MENTEE.c.member_id, MENTEE.c.name, MENTEE.c.topics)
    rows = await connection.execute(wanted.where(select_looking(found), MENTEE.c.member_id.in_(ids)))
    return {row.member_id: (row.name, row.topics) for row in rows}
