"""What an organizer says of a new round, and a round as the rest of the program sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.members import service as members
from mentorbot.mentoring.matching.outcome import Method
from mentorbot.mentoring.matching.places import Place, read_places
from mentorbot.mentoring.matching.weights import USUAL, Weights
from mentorbot.mentoring.rounds.models import MATCH_ROUND, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import LIVE, RoundState, Side
from mentorbot.mentoring.terms import Format


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organizer says of a new round.

    Args:
        name: What people call it.
        closes_at: Until when people sign up.
        all_mentors: Whether every listed mentor takes part without signing up.
        months: How long its mentorships are meant to last; None: as the community has set.
        weights: How much each part of a score counts, and in which a pair must have something in common.
        least_score: The fewest points, of 100, that a pair must have.
        memory: Whether those come first who went without before, and those last who had what they wanted.
    """

    name: str
    closes_at: datetime
    all_mentors: bool = False
    format: Format = Format.PAIR
    method: Method = Method.BEST
    employers_apart: bool = False
    peers: bool = False
    confirm: bool = False
    months: int | None = None
    weights: Weights = USUAL
    least_score: int = 0
    memory: bool = False


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as the rest of the program sees it. ``mentees`` and ``mentors``: so many signed up."""

    id: int
    community_id: int
    state: RoundState
    name: str
    closes_at: datetime
    all_mentors: bool
    format: Format
    method: Method
    employers_apart: bool
    peers: bool
    confirm: bool
    months: int
    channel_id: str
    turn: int
    solved: int
    stale: bool
    answer_by: datetime | None
    created_at: datetime
    updated_at: datetime
    least_score: int
    shows: str
    weights: str
    places: str
    memory: bool
    platform: str
    community: str
    mentees: int
    mentors: int

    @property
    def weighing(self) -> Weights:
        """How much each part of a score counts."""
        return Weights.read(self.weights)

    @property
    def kept_places(self) -> tuple[Place, ...]:
        """For whom places are kept."""
        return read_places(self.places)

    @property
    def closed(self) -> bool:
        """Whether nobody can sign up any more."""
        return self.state is not RoundState.OPEN or self.closes_at <= clock.now()

    @property
    def live(self) -> bool:
        """Whether it is not over."""
        return self.state in LIVE


def _signed(side: Side) -> Any:
    count = select(func.count()).select_from(MATCH_SIGNUP)
    return (
        count.where(MATCH_SIGNUP.c.round_id == MATCH_ROUND.c.id, MATCH_SIGNUP.c.side == side)
        .correlate(MATCH_ROUND)
        .scalar_subquery()
    )


_OWN: Final = tuple(column for column in MATCH_ROUND.c)
VIEW: Final = select(
    *_OWN,
    *members.PLACE,
    _signed(Side.MENTEE).label("mentees"),
    _signed(Side.MENTOR).label("mentors"),
).select_from(MATCH_ROUND.join(members.COMMUNITY, MATCH_ROUND.c.community_id == members.COMMUNITY_ID))
"""Selects a :class:`RoundView`."""
