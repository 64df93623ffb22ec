"""What a round is asked, and what comes of it. Loads nothing heavy, so the bot may import it."""

from dataclasses import dataclass
from enum import StrEnum

from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts


class Method(StrEnum):
    """What a round seeks, after as many pairs as can be."""

    BEST = "best"
    """The highest sum of scores."""
    FAIR = "fair"
    """The highest lowest score, then the highest sum."""
    STABLE = "stable"
    """That no two would rather have each other; this comes before the number of pairs."""


class Left(StrEnum):
    """Why a mentee is left without a mentor."""

    NO_MENTORS = "no_mentors"
    LANGUAGE = "language"
    """No mentor speaks a language of theirs."""
    EMPLOYER = "employer"
    """Every mentor who does is of their employer."""
    KEPT_APART = "kept_apart"
    """Every mentor who fits was ruled out for them: by a block, an earlier pair or an organizer."""
    FULL = "full"
    """Every mentor who fits has as many mentees as they take."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How to bring people together.

    Args:
        forbidden: Ids of a mentee and a mentor who must not be.
        pinned: Ids of a mentee and a mentor who must be, whatever their score.
        employers_apart: Whether two of one employer must not be.
        nobody_empty: Whether a mentor gets a first mentee before the score counts.
        peers: Whether mentees without a mentor are put into circles.
        apart: Each two ids of mentees who must not be in one circle.
    """

    method: Method = Method.BEST
    forbidden: frozenset[tuple[int, int]] = frozenset()
    pinned: frozenset[tuple[int, int]] = frozenset()
    employers_apart: bool = False
    nobody_empty: bool = True
    peers: bool = False
    apart: frozenset[frozenset[int]] = frozenset()


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
    """

    pairs: tuple[Pair, ...]
    lone: tuple[Lone, ...]
    circles: tuple[tuple[int, ...], ...] = ()
    looked_at: int = 0
    solved: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A round to solve."""

    mentees: tuple[MenteeFacts, ...]
    mentors: tuple[MentorFacts, ...]
    rules: Rules
