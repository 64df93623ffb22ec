"""What goes into working a round out: who takes part and is not settled yet, and what is laid down."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, NotNullable, exists, func, or_, select, union

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session
from mentorbot.members import service as members
from mentorbot.mentoring import candidates
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts
from mentorbot.mentoring.matching.facts import Turn
from mentorbot.mentoring.matching.outcome import Rules, Task
from mentorbot.mentoring.matching.places import Group, Place
from mentorbot.mentoring.mentorships import limits
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds.inside import Inside
from mentorbot.mentoring.rounds.marks.store import read_marks
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND, MATCH_RULE, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import MOST_SILENCES, ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.terms import Ending, Format, MentorState
from mentorbot.mentoring.vocabulary import split_ids

SETTLED: Final = (ResultState.ASKED, ResultState.FORMED)
"""What is not worked out again."""
AS_AGREED: Final = (Ending.GRADUATED, Ending.TIME)
"""How a mentorship ends that went on for as long as was agreed."""
Pairs = set[tuple[int, int]]
"""Ids of a mentee and a mentor each."""
Settled = list[tuple[int, int, ResultState]]
"""Ids of a mentee and a mentor each, and whether they are asked or are a pair."""


NOBODY: Final[Inside] = {}


@dataclass(frozen=True, slots=True)
class _LaidDown:
    """What organizers and those who were asked have said of pairs; the pins in the order they were made."""

    forbidden: Pairs
    declined: Pairs
    pinned: list[tuple[int, int]]


async def read_task(
    connection: AsyncConnection | Session, found: RoundView, inside: Inside = NOBODY, *, last: bool = False
) -> Task:
    """All that working a round out goes by: those who take part and are not settled, and the rules.

    Args:
        inside: Who is in the groups for which places are kept.
        last: Whether nobody is asked any more, so that it is only worked out why who is left has nobody.
    """
    now = clock.now()
    mentees = await _mentees(connection, found, inside, now)
    settled = await _settled(connection, found)
    mentors, otherwise = await _mentors(connection, found, now, settled)
    here, room = {one.id for one in mentees}, {one.id: one.room for one in mentors}
    silent = await _silent(connection, found)
    apart = await blocks.find_kept_apart(connection, found.community_id)
    said = await _laid_down(connection, found)
    together = await pairing.find_couples(connection, found.community_id)
    refused = await find_refused(connection, found)
    pinned: Pairs = set()
    for pair in said.pinned:
        # Whoever has left since they were pinned is no reason not to work out the others; and a block wins.
        mentee, mentor = pair
        if mentee in here and room.get(mentor, 0) > 0 and frozenset(pair) not in apart | together:
            room[mentor] -= 1
            pinned.add(pair)
    met = await _met(connection, found)
    forbidden = (said.forbidden | _both_ways(met, here, room)) - pinned
    forbidden |= _both_ways(apart, here, room) | _beside_settled(found, settled, apart)
    rules = Rules(
        found.method,
        frozenset(forbidden),
        frozenset(said.declined | _with_silent(silent, here, room)),
        frozenset(pinned),
        refused=frozenset(_both_ways(refused, here, room) - pinned),
        employers_apart=found.employers_apart,
        peers=found.peers,
        weights=found.weighing,
        places=await _places_left(connection, found, inside),
        memory=found.memory,
        marks=await read_marks(connection, found.id),
        least_score=found.least_score,
        circles=found.format is Format.CIRCLE,
        apart=frozenset(two for two in apart if two <= here),
        seated=frozenset(mentor for _, mentor, _ in settled),
        otherwise=otherwise,
        last=last,
    )
    return Task(tuple(mentees), tuple(mentors), rules)


async def find_refused(connection: AsyncConnection | Session, found: RoundView) -> set[frozenset[int]]:
    """Every two of whom one said no to the other in an earlier round; nobody if this one forgets."""
    if not found.memory:
        return set()
    earlier = (MATCH_ROUND.c.community_id == found.community_id) & (MATCH_ROUND.c.id != found.id)
    said = select(MATCH_RULE.c.mentee_id, MATCH_RULE.c.mentor_id).join(
        MATCH_ROUND, MATCH_ROUND.c.id == MATCH_RULE.c.round_id
    )
    rows = await connection.execute(said.where(earlier, MATCH_RULE.c.refused))
    return {frozenset(row) for row in rows}


async def find_everybody(connection: AsyncConnection | Session, found: RoundView) -> list[int]:
    """Everybody whom working a round out may bring together, mentors and mentees."""
    signed = select(MATCH_SIGNUP.c.member_id).where(MATCH_SIGNUP.c.round_id == found.id)
    mentors = select(MENTOR.c.member_id).where(select_taking_part(found), MENTOR.c.taken < MENTOR.c.capacity)
    return list((await connection.execute(union(signed, mentors))).scalars())


async def find_seeking(connection: AsyncConnection | Session, found: RoundView) -> list[str]:
    """The ids on the platform of those who signed up to find a mentor."""
    signed = select(MATCH_SIGNUP.c.member_id).where(select_signed_up(found))
    users = select(members.USER_ID).select_from(members.SOURCE).where(members.ID.in_(signed))
    return list((await connection.execute(users)).scalars())


async def find_closing(connection: AsyncConnection | Session, until: datetime) -> list[int]:
    """Everybody who signed up for a round to which one can sign up no longer after a moment."""
    closing = (MATCH_ROUND.c.state == RoundState.OPEN) & (MATCH_ROUND.c.closes_at <= until)
    closing &= MATCH_ROUND.c.closes_at > clock.now()
    signed = select(MATCH_SIGNUP.c.member_id).where(MATCH_SIGNUP.c.round_id == MATCH_ROUND.c.id, closing)
    return list((await connection.execute(signed)).scalars())


def select_taking_part(found: RoundView) -> ColumnElement[bool]:
    """A condition: the mentor takes part in the round."""
    taking = (MENTOR.c.community_id == found.community_id) & (MENTOR.c.state == MentorState.LISTED)
    taking &= MENTOR.c.member_id.in_(select(members.ID).where(members.PRESENT))
    if found.all_mentors:
        return taking
    here = (MATCH_SIGNUP.c.round_id == found.id) & (MATCH_SIGNUP.c.side == Side.MENTOR)
    return taking & MENTOR.c.member_id.in_(select(MATCH_SIGNUP.c.member_id).where(here))


def select_looking(found: RoundView) -> ColumnElement[bool]:
    """A condition on a statement with MENTEE: they take part in the round, and can have a mentor more."""
    looking = MENTEE.c.member_id.in_(select(MATCH_SIGNUP.c.member_id).where(select_signed_up(found)))
    return looking & MENTEE.c.member_id.in_(select(members.ID).where(members.PRESENT)) & limits.has_room()


def select_signed_up(found: RoundView) -> ColumnElement[bool]:
    """A condition on a statement with MATCH_SIGNUP: somebody signed up for the round to find a mentor."""
    return (MATCH_SIGNUP.c.round_id == found.id) & (MATCH_SIGNUP.c.side == Side.MENTEE)


async def _silent(connection: AsyncConnection | Session, found: RoundView) -> dict[Side, set[int]]:
    """Who has left unanswered too often what they were asked in this round, on each side."""
    statement = select(MATCH_SIGNUP.c.member_id, MATCH_SIGNUP.c.side)
    here = (MATCH_SIGNUP.c.round_id == found.id) & (MATCH_SIGNUP.c.silences >= MOST_SILENCES)
    kept: dict[Side, set[int]] = {side: set() for side in Side}
    for member, side in await connection.execute(statement.where(here)):
        kept[side].add(member)
    return kept


def _with_silent(silent: dict[Side, set[int]], here: set[int], room: dict[int, int]) -> Pairs:
    """All pairs of those who were asked and did not answer: nobody is asked about them again."""
    pairs = {(mentee, mentor) for mentee in silent[Side.MENTEE] & here for mentor in room}
    return pairs | {(mentee, mentor) for mentor in silent[Side.MENTOR] & room.keys() for mentee in here}


def _both_ways(twos: set[frozenset[int]], here: set[int], room: dict[int, int]) -> Pairs:
    """The pairs that these could be, whoever of each two mentors the other."""
    ways = ((one, other) for two in twos for one, other in (tuple(two), tuple(two)[::-1]))
    return {pair for pair in ways if pair[0] in here and pair[1] in room}


def _beside_settled(found: RoundView, settled: Settled, apart: set[frozenset[int]]) -> Pairs:
    """Pairs that cannot be any more because of those that are made or asked about."""
    # Who is to mentor somebody is not mentored by them at the same time.
    beside = {(mentor, mentee) for mentee, mentor, _ in settled}
    if found.format is Format.CIRCLE:
        for mentee, mentor, _ in settled:
            beside |= {(other, mentor) for two in apart if mentee in two for other in two - {mentee}}
    return beside


async def _laid_down(connection: AsyncConnection | Session, found: RoundView) -> _LaidDown:
    statement = select(MATCH_RULE.c.mentee_id, MATCH_RULE.c.mentor_id, MATCH_RULE.c.kind)
    statement = statement.where(MATCH_RULE.c.round_id == found.id)
    rows = await connection.execute(statement.order_by(MATCH_RULE.c.at, MATCH_RULE.c.mentee_id))
    said = _LaidDown(set(), set(), [])
    for mentee, mentor, kind in rows:
        match kind:
            case RuleKind.PIN:
                said.pinned.append((mentee, mentor))
            case RuleKind.FORBID:
                said.forbidden.add((mentee, mentor))
            case RuleKind.DECLINED:
                said.declined.add((mentee, mentor))
    return said


async def _met(connection: AsyncConnection | Session, found: RoundView) -> set[frozenset[int]]:
    """Every two of the community who are or were mentor and mentee."""
    earlier = select(MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id)
    rows = await connection.execute(earlier.where(MENTORSHIP.c.community_id == found.community_id))
    return {frozenset(row) for row in rows}


async def _settled(connection: AsyncConnection | Session, found: RoundView) -> Settled:
    """The pairs of this round that are made or asked about."""
    here = (MATCH_RESULT.c.round_id == found.id) & MATCH_RESULT.c.state.in_(SETTLED)
    rows = await connection.execute(
        select(MATCH_RESULT.c.mentee_id, NotNullable(MATCH_RESULT.c.mentor_id), MATCH_RESULT.c.state).where(
            here, MATCH_RESULT.c.mentor_id.is_not(None)
        )
    )
    return [(mentee, mentor, state) for mentee, mentor, state in rows]


async def _places_left(
    connection: AsyncConnection | Session, found: RoundView, inside: Inside
) -> tuple[Place, ...]:
    """What is left of the places that are kept, after the pairs that are made or asked about."""
    if not found.places:
        return ()
    settled = (MATCH_RESULT.c.round_id == found.id) & MATCH_RESULT.c.state.in_(SETTLED)
    whose = select(members.CAREER_STAGE, members.USER_ID, MATCH_SIGNUP.c.named).select_from(
        members.SOURCE.join(MATCH_RESULT, MATCH_RESULT.c.mentee_id == members.ID).outerjoin(
            MATCH_SIGNUP, select_signed_up(found) & (MATCH_SIGNUP.c.member_id == members.ID)
        )
    )
    rows = await connection.execute(whose.where(settled, MATCH_RESULT.c.mentor_id.is_not(None)))
    places, many = found.kept_places, Counter[str]()
    for stage, user, named in rows:
        # As where they are brought together: whoever is in several counts for the first.
        groups = _groups(inside.get(user, ()), named=bool(named))
        many.update([one.key for one in places if one.holds(stage, groups)][:1])
    return tuple(one.without(many[one.key]) for one in places)


async def _mentees(
    connection: AsyncConnection | Session, found: RoundView, inside: Inside, now: datetime
) -> list[MenteeFacts]:
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
    ran = exists().where(
        MENTORSHIP.c.mentee_id == MENTEE.c.member_id,
        or_(MENTORSHIP.c.ended_at.is_(None), MENTORSHIP.c.ending.in_(AS_AGREED)),
    )
    statement = (
        candidates.MENTEES.add_columns(
            since.c.at.label("since"), ran.label("had_one"), members.USER_ID, MATCH_SIGNUP.c.named
        )
        .outerjoin(since, since.c.member_id == MENTEE.c.member_id)
        .join(MATCH_SIGNUP, select_signed_up(found) & (MATCH_SIGNUP.c.member_id == MENTEE.c.member_id))
        .where(select_looking(found), MENTEE.c.member_id.not_in(settled))
    )
    kept = {one.own for one in found.kept_places if one.own}
    rows = (await connection.execute(statement)).all()
    return [
        _remembered(found, row, _groups(kept & inside.get(row.user_id, frozenset()), named=row.named), now)
        for row in rows
    ]


def _groups(inside: Collection[str], *, named: bool) -> frozenset[str]:
    """What of a round's groups somebody is in, besides those at a stage."""
    return frozenset((*inside, Group.NAMED)) if named else frozenset(inside)


def _remembered(found: RoundView, row: Any, groups: Collection[str], now: datetime) -> MenteeFacts:
    """A mentee, the groups they are in, and how soon it is their turn after what was before this round."""
    facts = replace(candidates.mentee_facts(row, now, row.since), groups=tuple(sorted(groups)))
    if row.since is not None and row.since < found.created_at:
        return replace(facts, turn=Turn.WAITED)
    return replace(facts, turn=Turn.HAD_ONE if row.had_one else Turn.FIRST_TIME)


async def _mentors(
    connection: AsyncConnection | Session, found: RoundView, now: datetime, settled: Settled
) -> tuple[list[MentorFacts], int]:
    """Every mentor who takes part, and how many more would if the round were for another way to meet."""
    held = Counter(mentor for _, mentor, state in settled if state is ResultState.ASKED)
    offers = candidates.MENTORS.add_columns(MENTOR.c.formats).where(select_taking_part(found))
    result, otherwise = [], 0
    for row in await connection.execute(offers):
        facts = candidates.mentor_facts(row, now)
        if found.format in split_ids(row.formats):
            result.append(replace(facts, room=max(0, facts.room - held[facts.id])))
        else:
            otherwise += 1
    return result, otherwise
