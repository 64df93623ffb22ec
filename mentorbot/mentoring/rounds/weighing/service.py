"""Letting an open round go by something else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select, update

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import people
from mentorbot.mentoring.matching.outcome import Method
from mentorbot.mentoring.matching.weights import Part, Weight, Weights
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds import service
from mentorbot.mentoring.rounds.models import MATCH_ROUND
from mentorbot.mentoring.rounds.service import RoundView
from mentorbot.mentoring.rounds.terms import RoundState, Side

NOTHING_COUNTS: Final = (
    "Then nothing would count, and I could not tell who fits whom. Let at least one of them count."
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


async def change_round(
    session: Session, caller: Caller, rights: Rights, changes: Changes, round_id: int | None = None
) -> RoundView:
    """Let an open round go by something else from now on; what was worked out before is not published.

    Args:
        round_id: Which round; None for the one that is under way.

    Raises:
        UserError: The caller may not, there is no open round, or nothing would count in it any more.
    """
    if round_id is None:
        found = await service.find_current(session, caller, rights)
    else:
        found = await service.find_own(session, caller, rights, round_id)
    if found.state is not RoundState.OPEN:
        raise UserError(service.SET_IN_STONE)
    weights = replace(found.weighing, **{part.value: weight for part, weight in changes.weights.items()})
    _check_weights(weights)
    row = {
        "weights": weights.code(),
        **{
            name: value
            for name in ("least_score", "employers_apart", "method")
            if (value := getattr(changes, name)) is not None
        },
    }
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


def _check_weights(weights: Weights) -> None:
    if not weights.most:
        raise UserError(NOTHING_COUNTS)
