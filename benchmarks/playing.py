"""What somebody gains in a round by not saying what is so: in marks, or in the profile.

Everybody likes everybody else by how well the two fit, and by a taste of their own, which only the marks can
tell. All mark honestly; then one of them does otherwise, and the round is solved again. What comes of it for
that one is measured by what they really like.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from benchmarks.crowd import crowd
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, explain
from mentorbot.mentoring.matching.outcome import Mark, Marked, Method, Rules
from mentorbot.mentoring.matching.rounds import solve_round

_TASTE: Final = 12
"""Points by which one likes somebody more or less than they fit, as a standard deviation."""
_SUGGESTED: Final = 12
_MARKS: Final = 3
_DISLIKED: Final = 10
"""Whom one likes so many points less than they fit, one would rather not be with."""

Likes = dict[tuple[int, int], float]
Say = Callable[["World", MenteeFacts], tuple[MenteeFacts, tuple[Marked, ...]]]


@dataclass(frozen=True)
class World:
    """A round, and what its people really like.

    Args:
        mentees_like: How much each mentee likes each mentor, by both ids; who cannot talk is not there.
        mentors_like: How much each mentor likes each mentee, by the same.
        fits: How well they fit, by the same.
    """

    mentees: list[MenteeFacts]
    mentors: list[MentorFacts]
    mentees_like: Likes
    mentors_like: Likes
    fits: Likes

    def ranked(self, mentee: MenteeFacts) -> list[int]:
        """The ids of the mentors who are suggested to a mentee, those whom they like best first."""
        able = [one.id for one in self.mentors if (mentee.id, one.id) in self.fits]
        shown = sorted(able, key=lambda id_: -self.fits[mentee.id, id_])[:_SUGGESTED]
        return sorted(shown, key=lambda id_: -self.mentees_like[mentee.id, id_])

    def disliked(self, mentee: MenteeFacts) -> list[int]:
        """Those of them whom a mentee likes much less than they fit."""
        two = [(mentee.id, id_) for id_ in reversed(self.ranked(mentee))]
        return [pair[1] for pair in two if self.mentees_like[pair] < self.fits[pair] - _DISLIKED][:_MARKS]

    def happy(
        self, mentee: MenteeFacts, method: Method, marks: tuple[Marked, ...], who: MenteeFacts
    ) -> float:
        """How much somebody likes what they get; nothing if they get nobody.

        Args:
            who: The same mentee as they describe themselves.
        """
        people = [who if one.id == mentee.id else one for one in self.mentees]
        made = solve_round(people, self.mentors, Rules(method, marks=marks)).pairs
        got = {pair.mentee: pair.mentor for pair in made}.get(mentee.id)
        return 0.0 if got is None else self.mentees_like.get((mentee.id, got), 0.0)


def make_world(seed: int, mentees: int, mentors: int) -> World:
    """A round; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311
    students, helpers = crowd(seed, mentees, mentors)
    fits: Likes = {}
    for one in students:
        for other in helpers:
            explained = explain(one, other)
            if explained.obstacle is None:
                fits[one.id, other.id] = float(explained.score)
    liked = [{pair: score + rng.gauss(0, _TASTE) for pair, score in fits.items()} for _ in range(2)]
    return World(students, helpers, liked[0], liked[1], fits)


def say_truth(world: World, mentee: MenteeFacts) -> tuple[MenteeFacts, tuple[Marked, ...]]:
    """Love whom one likes best, and rather not those whom one likes much less than one fits them."""
    love, rather_not = world.ranked(mentee)[:_MARKS], world.disliked(mentee)
    return mentee, _marked(mentee, love, [one for one in rather_not if one not in love])


def say_nothing(world: World, mentee: MenteeFacts) -> tuple[MenteeFacts, tuple[Marked, ...]]:
    """Mark nobody."""
    return mentee, ()


def say_one(world: World, mentee: MenteeFacts) -> tuple[MenteeFacts, tuple[Marked, ...]]:
    """Love only the one whom one likes best."""
    return mentee, _marked(mentee, world.ranked(mentee)[:1], world.disliked(mentee))


def say_rather_not(world: World, mentee: MenteeFacts) -> tuple[MenteeFacts, tuple[Marked, ...]]:
    """Love only the one whom one likes best, and rather not those who come next."""
    best, *others = world.ranked(mentee) or [0]
    return mentee, _marked(mentee, [best], others[:_MARKS])


def claim(world: World, mentee: MenteeFacts) -> tuple[MenteeFacts, tuple[Marked, ...]]:
    """Describe oneself as the favourite mentor would like it: their topics, place, credentials and help."""
    ranked = world.ranked(mentee)
    one = next((one for one in world.mentors if ranked and one.id == ranked[0]), None)
    if one is None:
        return say_truth(world, mentee)
    wished = replace(
        mentee, topics=one.topics, settings=(one.setting,), credentials=one.credentials, helps=one.helps
    )
    return wished, say_truth(world, mentee)[1]


WAYS: Final[dict[str, Say]] = {
    "marks nobody": say_nothing,
    "loves only the favourite": say_one,
    "and would rather not be with the next three": say_rather_not,
    "claims the wishes that the favourite grants": claim,
}


def measure(method: Method, worlds: int, people: tuple[int, int], asked: int) -> dict[str, dict[str, float]]:
    """What each way to play it changes for whoever does, beside the truth.

    Args:
        worlds: How many rounds.
        people: Mentees and mentors of each.
        asked: How many mentees of each round try it.

    Returns:
        By way: the share of those who gain, and who lose, and what they gain on average, in points.
    """
    changes: dict[str, list[float]] = {way: [] for way in WAYS}
    for seed in range(worlds):
        world = make_world(seed, *people)
        said = {one.id: say_truth(world, one)[1] for one in world.mentees}
        of_mentors = _marks_of_mentors(world)
        rng = random.Random(seed)  # noqa: S311
        for mentee in rng.sample(world.mentees, asked):
            others = tuple(mark for id_, marks in said.items() if id_ != mentee.id for mark in marks)
            everybody = (*others, *of_mentors)
            honest = world.happy(mentee, method, (*everybody, *said[mentee.id]), mentee)
            for way, say in WAYS.items():
                who, marks = say(world, mentee)
                changes[way].append(world.happy(mentee, method, (*everybody, *marks), who) - honest)
    return {
        way: {
            "gain": sum(one > 0 for one in found) / len(found),
            "lose": sum(one < 0 for one in found) / len(found),
            "mean": sum(found) / len(found),
        }
        for way, found in changes.items()
    }


def _marks_of_mentors(world: World) -> tuple[Marked, ...]:
    marks: list[Marked] = []
    for one in world.mentors:
        able = [mentee.id for mentee in world.mentees if (mentee.id, one.id) in world.fits]
        shown = sorted(able, key=lambda id_: -world.fits[id_, one.id])[:_SUGGESTED]
        best = sorted(shown, key=lambda id_: -world.mentors_like[id_, one.id])[:_MARKS]
        marks += [Marked(id_, one.id, Mark.LOVE, by_mentor=True) for id_ in best]
    return tuple(marks)


def _marked(mentee: MenteeFacts, love: list[int], rather_not: list[int]) -> tuple[Marked, ...]:
    said = {**dict.fromkeys(rather_not, Mark.RATHER_NOT), **dict.fromkeys(love, Mark.LOVE)}
    return tuple(Marked(mentee.id, mentor, mark) for mentor, mark in said.items())
