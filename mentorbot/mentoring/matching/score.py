"""The scores of many mentees with many mentors at once, the same as :mod:`explain` gives for each two.

Imports NumPy, so it is imported only when needed: see :mod:`mentorbot.mentoring.matching`.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from mentorbot.mentoring.matching.explain import EACH, HOUR, points_for_minutes, points_for_years
from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts, common_minutes, find_free, same_place
from mentorbot.mentoring.matching.weights import MOST, USUAL, WHOLE, Part, Weights

NO: Final = 255
"""In place of a score: these two cannot be brought together."""

Scores = NDArray[np.uint8]
Bits = NDArray[np.uint64]
T = TypeVar("T", bound=Hashable)
_WORD: Final = 64
_AT_ONCE: Final = 1_000_000
"""Pairs whose scores are worked out together: what that takes besides the result is some 30 MB."""


class Words:
    """A number for each of some words, and sets of words as rows of bits."""

    def __init__(self, sets: Iterable[tuple[str, ...]]) -> None:
        known = self._known = dict[str, int]()
        self._masks: dict[tuple[str, ...], int] = {}
        for words in sets:
            if words not in self._masks:
                self._masks[words] = sum({1 << known.setdefault(word, len(known)) for word in words})
        self.width = max(1, -(-len(known) // _WORD))

    def rows(self, sets: Sequence[tuple[str, ...]]) -> list[Bits]:
        """The sets as bits, one array for each 64 words; a word that was not met before has no bit."""
        masks = [self._mask(words) for words in sets]
        low = (1 << _WORD) - 1
        return [
            np.array([(mask >> (_WORD * place)) & low for mask in masks], dtype=np.uint64)
            for place in range(self.width)
        ]

    def _mask(self, words: tuple[str, ...]) -> int:
        if (found := self._masks.get(words)) is None:
            found = sum({1 << self._known[word] for word in words if word in self._known})
        return found


class Mentors:
    """What many mentors offer, in columns."""

    def __init__(self, mentors: Sequence[MentorFacts]) -> None:
        self.ids = np.array([one.id for one in mentors], dtype=np.int64)
        self.room = np.array([one.room for one in mentors], dtype=np.int64)
        # Few differ in these two, so that points are worked out once for each that does.
        self._years, self._years_of = _coded([one.years for one in mentors])
        self._free, self._free_of = _coded([find_free(one.offset, one.day_parts) for one in mentors])
        self._lists = {
            Part.TOPICS: _Lists([one.topics for one in mentors]),
            Part.HELP: _Lists([one.helps for one in mentors]),
            Part.CREDENTIALS: _Lists([one.credentials for one in mentors]),
        }
        self.settings, self.setting = _coded([one.setting for one in mentors])
        self.tongues, self.languages = _coded([frozenset(one.languages) for one in mentors])
        self.places, self.employer = _coded([same_place(one.employer) for one in mentors])

    def __len__(self) -> int:
        return len(self.ids)

    def scores(
        self, mentees: Sequence[MenteeFacts], *, employers_apart: bool = False, weights: Weights = USUAL
    ) -> Scores:
        """A row for each mentee, a column for each mentor: from 0 to 100, or NO.

        Args:
            employers_apart: Whether two of one employer have no score.
            weights: How much each part counts.
        """
        result = np.empty((len(mentees), len(self)), dtype=np.uint8)
        for some in self._slices(mentees):
            result[some] = self._some(mentees[some], weights, employers_apart=employers_apart)
        return result

    def meet(self, mentees: Sequence[MenteeFacts], musts: Iterable[Part]) -> NDArray[np.bool_]:
        """Which pairs have in common what they must, in each of these parts; a row for each mentee."""
        result = np.ones((len(mentees), len(self)), dtype=np.bool_)
        for part in musts:
            for some in self._slices(mentees):
                result[some] &= self._meet(mentees[some], part).astype(np.bool_)
        return result

    def _slices(self, mentees: Sequence[MenteeFacts]) -> Iterator[slice]:
        step = max(1, _AT_ONCE // max(1, len(self)))
        return (slice(first, first + step) for first in range(0, len(mentees) if len(self) else 0, step))

    def _some(self, mentees: Sequence[MenteeFacts], weights: Weights, *, employers_apart: bool) -> Scores:
        points = self._weighed(mentees, weights)
        spoken, row = _coded([one.languages for one in mentees])
        strangers = np.array([[one.isdisjoint(own) for one in self.tongues] for own in spoken])
        points[strangers[row[:, None], self.languages[None, :]]] = NO
        if employers_apart:
            numbers = {place: number for number, place in enumerate(self.places) if place}
            own = np.array([numbers.get(same_place(one.employer), -1) for one in mentees])
            points[own[:, None] == self.employer[None, :]] = NO
        return points

    def _weighed(self, mentees: Sequence[MenteeFacts], weights: Weights) -> Scores:
        factors, most = weights.factors, weights.most
        total = np.zeros((len(mentees), len(self)), dtype=np.uint16)
        for part, factor in factors.items():
            if factor:
                points = self._points(mentees, part)
                total += points if factor == 1 else points * np.uint16(factor)
        if most == WHOLE:
            return total.astype(np.uint8)
        scale = np.array([weights.scale(points) for points in range(most + 1)], dtype=np.uint8)
        scaled: Scores = scale[total]
        return scaled

    def _points(self, mentees: Sequence[MenteeFacts], part: Part) -> Scores:
        match part:
            case Part.TOPICS:
                return self._lists[part].points(part, [one.topics for one in mentees])
            case Part.HELP:
                return self._lists[part].points(part, [one.helps for one in mentees])
            case Part.CREDENTIALS:
                return self._lists[part].points(part, [one.credentials for one in mentees])
            case Part.SETTING:
                wishes, row = _coded([one.settings for one in mentees])
                granted = [[MOST[part] * (one in wish) for one in self.settings] for wish in wishes]
                return np.array(granted, dtype=np.uint8)[row[:, None], self.setting[None, :]]
            case Part.TIME:
                return self._by_time(mentees, points_for_minutes)
            case Part.YEARS:
                return self._by_years(mentees, points_for_years)

    def _meet(self, mentees: Sequence[MenteeFacts], part: Part) -> Scores:
        match part:
            case Part.TIME:
                return self._by_time(mentees, lambda minutes: minutes >= HOUR)
            case Part.YEARS:
                return self._by_years(mentees, lambda years, wanted: years >= wanted)
            case _:
                return self._points(mentees, part)

    def _by_time(self, mentees: Sequence[MenteeFacts], points: Callable[[int], int]) -> Scores:
        own, row = _coded([find_free(one.offset, one.day_parts) for one in mentees])
        table = [[points(common_minutes(one, other)) for other in self._free] for one in own]
        return np.array(table, dtype=np.uint8)[row[:, None], self._free_of[None, :]]

    def _by_years(self, mentees: Sequence[MenteeFacts], points: Callable[[int, int], int]) -> Scores:
        own, row = _coded([one.years_wanted for one in mentees])
        table = [[points(years, wanted) for years in self._years] for wanted in own]
        return np.array(table, dtype=np.uint8)[row[:, None], self._years_of[None, :]]


class _Lists:
    """What many mentors have of things of one kind, in columns."""

    def __init__(self, sets: Sequence[tuple[str, ...]]) -> None:
        self._words = Words(sets)
        self._columns = self._words.rows(sets)

    def points(self, part: Part, wanted: Sequence[tuple[str, ...]]) -> Scores:
        """The points of a part, a row for each of those who want something."""
        shared = _shared(self._words.rows(wanted), self._columns)
        points: Scores = np.minimum(shared, MOST[part] // EACH[part]) * np.uint8(EACH[part])
        return points


def _coded(values: Sequence[T]) -> tuple[list[T], NDArray[np.int32]]:
    """The values that differ, and for each value its place among them."""
    numbers: dict[T, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), np.array(codes, dtype=np.int32)


def _shared(rows: Sequence[Bits], columns: Sequence[Bits]) -> Scores:
    total: Scores = np.bitwise_count(rows[0][:, None] & columns[0][None, :])
    for row, column in zip(rows[1:], columns[1:], strict=True):
        total += np.bitwise_count(row[:, None] & column[None, :])
    return total
