"""What a round is asked, and what comes of it. Loads nothing heavy, so the bot may import it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts
from mentorbot.mentoring.matching.places import Place
from mentorbot.mentoring.matching.weights import USUAL, Weights

MANY_PAIRS: Final = 4_000_000
"""Pairs of a mentee and a mentor, from which on each level of a fair round takes seconds."""
LEVELS: Final = 8
"""So many of the lowest levels are looked at in so large a round; above them the sum of scores counts."""


class Method(StrEnum):
    """What a round seeks, after as many pairs as can be."""

    BEST = "best"
    """The highest sum of scores."""
    FAIR = "fair"
    """As few as can be with the lowest score, then with the next, and so on."""
    STABLE = "stable"
    """That no two would rather have each other; this comes before the number of pairs."""


class Left(StrEnum):
    """Why a mentee is left without a mentor: the first of these that leaves no mentor over, in this order."""

    NO_MENTORS = "no_mentors"
    """Nobody else takes part as a mentor."""
    FORMAT = "format"
    """No mentor who takes part meets people in the way that the round is for."""
    LANGUAGE = "language"
    """No mentor speaks a language of theirs."""
    EMPLOYER = "employer"
    """Every mentor who does is of their employer."""
    MUST = "must"
    """No mentor who is left by now has what the organizers ask for."""
    LEAST = "least"
    """With none of them do they reach the least score that the organizers ask for."""
    KEPT_APART = "kept_apart"
    """Every mentor who fits was ruled out for them: by a block, an earlier pair or an organizer."""
    DECLINED = "declined"
    """Every mentor who may be theirs was asked about, and one of the two did not want it: in this round, or
    in an earlier one that is remembered."""
    RESERVED = "reserved"
    """As many at their stage, or in their group, have a mentor as the organizers let."""
    FULL = "full"
    """Every mentor who may be theirs has as many mentees as they take."""
    CLASH = "clash"
    """A seat is free, but only in exchange for another pair; or somebody there is kept apart from them."""
    LATE = "late"
    """A seat became free after people had been asked for the last time."""


class Mark(StrEnum):
    """What somebody says of another before a round; of whom they say nothing, they are fine with."""

    LOVE = "love"
    RATHER_NOT = "rather_not"


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark on a pair. ``by_mentor``: it is the mentor's, of the mentee; otherwise the mentee's."""

    mentee: int
    mentor: int
    mark: Mark
    by_mentor: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How to bring people together.

    Args:
        forbidden: Ids of a mentee and a mentor who must not be, whatever else is asked for.
        declined: Ids of a mentee and a mentor who were asked in this round, and one of them did not want it.
        refused: Likewise of an earlier round, where one of them said so; it counts where the round remembers.
        pinned: Ids of a mentee and a mentor who must be, whatever their score, unless they are forbidden.
        employers_apart: Whether two of one employer must not be.
        weights: How much each part of a score counts, and in which two must have something in common, which
            both have said; a pin does not need it.
        least_score: The fewest points that two must have; likewise.
        places: What holds for some people; whoever is in several of these groups counts for the first.
        memory: Whether those come first who went without before, and those last who had what they wanted, and
            nobody is asked again about whom they said no to.
        marks: What people say of each other; each counts for so many points, and forbids nothing.
        nobody_empty: Whether a mentor gets a first mentee before the score counts.
        seated: Ids of mentors who have got somebody in this round already.
        peers: Whether mentees without a mentor are put into circles.
        circles: Whether the mentees of one mentor meet together.
        apart: Each two ids of mentees who must not be in one circle.
        otherwise: So many mentors take part who meet people in another way than the round is for.
        last: Whether people have been asked for the last time, so that nobody is brought together any more.
    """

    method: Method = Method.BEST
    forbidden: frozenset[tuple[int, int]] = frozenset()
    declined: frozenset[tuple[int, int]] = frozenset()
    pinned: frozenset[tuple[int, int]] = frozenset()
    refused: frozenset[tuple[int, int]] = frozenset()
    employers_apart: bool = False
    weights: Weights = USUAL
    least_score: int = 0
    places: tuple[Place, ...] = ()
    memory: bool = False
    marks: tuple[Marked, ...] = ()
    nobody_empty: bool = True
    seated: frozenset[int] = frozenset()
    peers: bool = False
    circles: bool = False
    apart: frozenset[frozenset[int]] = frozenset()
    otherwise: int = 0
    last: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentee and the mentor they get. ``score`` None: pinned although they do not fit."""

    mentee: int
    mentor: int
    score: int | None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Lone:
    """A mentee who gets nobody, and why.

    Args:
        many: How many mentors the reason is about.
        best: The highest score they had with any of these; only with FULL.
    """

    mentee: int
    reason: Left
    many: int = 0
    best: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a round.

    Args:
        circles: Ids in each circle of peers.
        looked_at: Pairs that the solver had to look at, of all that there are.
        solved: How often it was asked before the matching was proved to be the best.
        proved: Whether it is known that no matching is better; not so in some large rounds of stable pairs,
            and where very many people take part on both sides. Of a large fair round it is said of the
            levels that are looked at: see :mod:`fair`.
    """

    pairs: tuple[Pair, ...]
    lone: tuple[Lone, ...]
    circles: tuple[tuple[int, ...], ...] = ()
    looked_at: int = 0
    solved: int = 0
    proved: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """A round to solve."""

    mentees: tuple[MenteeFacts, ...]
    mentors: tuple[MentorFacts, ...]
    rules: Rules


@dataclass(frozen=True, slots=True)
class Trial:
    """A round to try out beside others.

    Args:
        name: By which what comes of it is found.
        rules: As it is tried.
        more: Mentors who take part besides.
    """

    name: str
    rules: Rules
    more: tuple[MentorFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Trials:
    """The same people brought together in several ways, of which none is kept."""

    mentees: tuple[MenteeFacts, ...]
    mentors: tuple[MentorFacts, ...]
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one way.

    Args:
        mentees: So many took part.
        pairs: So many of them get a mentor.
        scores: Of the pairs that fit, as the way counts them.
        usual: The same where every part of a score counts as usual.
    """

    mentees: int
    pairs: int
    scores: tuple[int, ...]
    usual: tuple[int, ...]
