"""A community as one might be: most want what is popular, speak English, and live in four time zones."""

import random
from collections.abc import Sequence
from typing import TypeVar

from mentorbot.guide.model import Setting, Stage
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts
from mentorbot.mentoring.terms import DayPart

T = TypeVar("T")

TOPICS = tuple(f"topic-{number}" for number in range(20))
CREDENTIALS = ("fache", "cmpe", "cphq", "rhia")
LANGUAGES = ("en", "es", "fr", "ar")
PLACES = ("", "City Hospital", "city  hospital", "Lakeside", "Clínica Ñandú")
ZONES = (-480, -420, -360, -300, 0)
MOST_ROOM = 5


def crowd(seed: int, many_mentees: int, many_mentors: int) -> tuple[list[MenteeFacts], list[MentorFacts]]:
    """So many mentees and mentors; the same for the same seed. Mentors take one to five."""
    rng = random.Random(seed)  # noqa: S311
    weights = [1 / (1 + number) for number in range(len(TOPICS))]

    def picked(things: Sequence[T], least: int, most: int) -> tuple[T, ...]:
        return tuple(rng.sample(list(things), rng.randint(least, most)))

    def popular(least: int, most: int) -> tuple[str, ...]:
        return tuple(sorted({*rng.choices(TOPICS, weights, k=rng.randint(least, most))}))

    def languages() -> tuple[str, ...]:
        return ("en",) if rng.random() < 0.85 else picked(LANGUAGES, 1, 2)

    mentees = [
        MenteeFacts(
            number, popular(1, 5), picked(tuple(Setting), 0, 3), picked(CREDENTIALS, 0, 1), languages(),
            rng.choice(ZONES), picked(tuple(DayPart), 0, 2), rng.choice(PLACES), rng.choice(list(Stage)),
            rng.randint(0, 120),
        )
        for number in range(many_mentees)
    ]  # fmt: skip
    mentors = [
        MentorFacts(
            1_000_000 + number, popular(2, 8), rng.choice(list(Setting)), picked(CREDENTIALS, 0, 2),
            languages(), rng.choice(ZONES), picked(tuple(DayPart), 0, 2), rng.choice(PLACES),
            rng.randint(1, 30), rng.randint(1, MOST_ROOM),
        )
        for number in range(many_mentors)
    ]  # fmt: skip
    return mentees, mentors
