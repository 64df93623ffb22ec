"""Letting an open round go by something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select, update

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, in_parts
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.matching.outcome import Method
from mentorbot.mentoring.matching.places import Place, write_places
from mentorbot.mentoring.matching.weights import Part, Weight
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds import service
from mentorbot.mentoring.rounds.models import MATCH_ROUND, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import MOST_PLACES, RoundState, Side
from mentorbot.mentoring.rounds.view import RoundView

NOTHING_COUNTS: Final = (
    "Then nothing would count, and I could not tell who fits whom. Let at least one of them count."
)
SAME_PEOPLE: Final = (
    "Some of them are in another group already, for which you keep places or set a limit. Take that back "
    "first, with `/match reserve` and neither `least` nor `most`."
)
TOO_MANY: Final = (
    "A round cannot keep places for so many groups. Take them back for one of the others first, with "
    "`/match reserve` and neither `least` nor `most`."
)
NOT_SEEKING: Final = (
    "They have not signed up for this round to find a mentor, so there is no place to keep for them. "
    "Name them once they have."
)
_ASKED: Final = {
    Side.MENTEE: {
        Part.TOPICS: MENTEE.c.topics,
        Part.TIME: MENTEE.c.day_parts,
        Part.SETTING: MENTEE.c.settings,
        Part.HELP: MENTEE.c.helps,
        Part.CREDENTIALS: MENTEE.c.credentials,
    },
    Side.MENTOR: {
        Part.TOPICS: MENTOR.c.topics,
        Part.TIME: MENTOR.c.day_parts,
        Part.HELP: MENTOR.c.helps,
        Part.CREDENTIALS: MENTOR.c.credentials,
    },
}
"""Where it stands what somebody has said; empty if they have not."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an organizer changes of an open round; what is None, or not named, stays as it is."""

    weights: Mapping[Part, Weight] = field(default_factory=dict)
    least_score: int | None = None
    employers_apart: bool | None = None
    method: Method | None = None
    memory: bool | None = None


@dataclass(frozen=True, slots=True)
class ManyNamed:
    """What became of many who were named, by their ids on the platform.

    Args:
        changed: Who is named now, or no longer.
        before: With whom it was so already.
        strangers: Who did not sign up to find a mentor.
    """

    round: RoundView
    changed: tuple[str, ...]
    before: tuple[str, ...]
    strangers: tuple[str, ...]


async def change_round(
    session: Session, caller: Caller, rights: Rights, changes: Changes, round_id: int | None = None
) -> RoundView:
    """Let an open round go by something else from now on; what was worked out before is not published.

    Args:
        round_id: Which round; None for the one that is under way.

    Raises:
        UserError: The caller may not, there is no open round, or nothing would count in it any more.
    """
    found = await find_open(session, caller, rights, round_id)
    memory = found.memory if changes.memory is None else changes.memory
    service.require_memory(changes.method or found.method, memory=memory)
    weights = replace(found.weighing, **{part.value: weight for part, weight in changes.weights.items()})
    if not weights.most:
        raise UserError(NOTHING_COUNTS)
    row = {
        "weights": weights.code(),
        **{
            name: value
            for name in ("least_score", "employers_apart", "method", "memory")
            if (value := getattr(changes, name)) is not None
        },
    }
    return await _change(session, found, row)


async def keep_places(session: Session, caller: Caller, rights: Rights, place: Place) -> RoundView:
    """Keep places for a group in the open round, or let no more of it in; neither takes it back.

    Raises:
        UserError: The caller may not, there is no open round, or it contradicts itself or what holds for
            others.
    """
    found = await find_open(session, caller, rights)
    if place.most is not None and place.least > place.most:
        raise UserError(f"You would keep {place.least:,} places for them and let at most {place.most:,} in.")
    places = tuple(one for one in found.kept_places if one.key != place.key)
    if place.least or place.most is not None:
        if any(one.meets(place) for one in places):
            raise UserError(SAME_PEOPLE)
        # A group of one's own is mostly the smaller one: whoever is in it too counts for it.
        places = tuple(sorted((*places, place), key=lambda one: one.by_stage))
    if len(write_places(places)) > MOST_PLACES:
        raise UserError(TOO_MANY)
    return await _change(session, found, {"places": write_places(places)})


async def name_mentee(session: Session, caller: Caller, rights: Rights, user: str) -> tuple[RoundView, bool]:
    """Name somebody for whom places can be kept in the open round; said once more, it is taken back.

    Args:
        user: Their id on the platform.

    Returns:
        The round, and whether they are named now.

    Raises:
        UserError: The caller may not, there is no open round, or they did not sign up to find a mentor.
    """
    found = await find_open(session, caller, rights)
    person = await people.find_user(session, found.community_id, user)
    theirs = (
        (MATCH_SIGNUP.c.round_id == found.id)
        & (MATCH_SIGNUP.c.side == Side.MENTEE)
        & (MATCH_SIGNUP.c.member_id == (person.id if person else None))
    )
    named = update(MATCH_SIGNUP).where(theirs).values(named=~MATCH_SIGNUP.c.named)
    holds = (await session.execute(named.returning(MATCH_SIGNUP.c.named))).scalar()
    if holds is None:
        raise UserError(NOT_SEEKING)
    await service.touch_round(session, found.id)
    return await service.read_again(session, found.id), holds


async def name_mentees(
    session: Session,
    caller: Caller,
    rights: Rights,
    users: Sequence[str],
    *,
    holds: bool,
    round_id: int | None = None,
) -> ManyNamed:
    """Name many for whom places can be kept, or take it back from them; who did not sign up is left out.

    Args:
        users: Their ids on the platform.
        holds: Whether they are named; else it is taken back.
        round_id: Which round; None for the one that is under way.

    Raises:
        UserError: The caller may not, or there is no open round.
    """
    found = await find_open(session, caller, rights, round_id)
    before: dict[str, tuple[int, bool]] = {}
    async for some in in_parts(users):
        signed = (
            select(members.USER_ID, members.ID, MATCH_SIGNUP.c.named)
            .join(MATCH_SIGNUP, MATCH_SIGNUP.c.member_id == members.ID)
            .where(MATCH_SIGNUP.c.round_id == found.id, MATCH_SIGNUP.c.side == Side.MENTEE)
            .where(members.USER_ID.in_(some))
        )
        before |= {user: (id_, named) for user, id_, named in await session.execute(signed)}
    changed = [user for user in users if user in before and before[user][1] is not holds]
    if changed:
        ids = [before[user][0] for user in changed]
        theirs = (MATCH_SIGNUP.c.round_id == found.id) & MATCH_SIGNUP.c.member_id.in_(ids)
        await session.execute(
            update(MATCH_SIGNUP).where(theirs, MATCH_SIGNUP.c.side == Side.MENTEE).values(named=holds)
        )
        await service.touch_round(session, found.id)
    return ManyNamed(
        await service.read_again(session, found.id),
        tuple(changed),
        tuple(user for user in users if user in before and user not in changed),
        tuple(user for user in users if user not in before),
    )


async def find_open(
    session: AsyncConnection | Session, caller: Caller, rights: Rights, round_id: int | None = None
) -> RoundView:
    """The round that organizers can still change.

    Args:
        round_id: Which; None for the one that is under way.

    Raises:
        UserError: The caller may not, there is none, or it is worked out for good.
    """
    if round_id is None:
        found = await service.find_current(session, caller, rights)
    else:
        found = await service.find_own(session, caller, rights, round_id)
    if found.state is not RoundState.OPEN:
        raise UserError(service.SET_IN_STONE)
    return found


async def _change(session: Session, found: RoundView, row: dict[str, Any]) -> RoundView:
    """Keep what a round goes by from now on, if anything of it is new."""
    if any(getattr(found, name) != value for name, value in row.items()):
        await session.execute(update(MATCH_ROUND).where(MATCH_ROUND.c.id == found.id).values(row))
        await service.touch_round(session, found.id)
    return await service.read_again(session, found.id)


async def find_unsaid(
    connection: AsyncConnection | Session, caller: Caller, found: RoundView, side: Side
) -> tuple[Part, ...]:
    """Of what a pair of this round must have in common, that about which the caller has said nothing yet."""
    asked = _ASKED[side]
    if not asked.keys() & set(found.weighing.musts):
        return ()
    person = await people.find_caller(connection, caller)
    columns = [asked[part].label(part.value) for part in asked]
    whose = asked[Part.TIME].table.c.member_id
    row: Any = (await connection.execute(select(*columns).where(whose == person.id))).first()
    return tuple(part for part in found.weighing.musts if part in asked and not getattr(row, part.value))
