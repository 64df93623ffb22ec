"""Made-up mentees and mentors for hypothesis, and whole communities of them by a seed."""

import random

from hypothesis import strategies as st

from mentorbot.guide.model import Stage
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts
from mentorbot.mentoring.terms import DayPart, Setting

TOPICS = tuple(f"topic-{number}" for number in range(70))
CREDENTIALS = ("fache", "cmpe", "cphq", "rhia")
LANGUAGES = ("en", "es", "fr", "ar")
PLACES = ("", "City Hospital", "city  hospital", "Lakeside", "Clínica Ñandú")


def some(things, most=4):
    """Some of these things, none twice."""
    return st.lists(st.sampled_from(things), max_size=most, unique=True).map(tuple)


def mentees(topics=TOPICS):
    """Any mentee; the id is set later."""
    return st.builds(
        MenteeFacts, id=st.just(0), topics=some(topics), settings=some(tuple(Setting)),
        credentials=some(CREDENTIALS), languages=some(LANGUAGES), offset=st.sampled_from((-480, 0, 330, 765)),
        day_parts=some(tuple(DayPart)), employer=st.sampled_from(PLACES),
        stage=st.sampled_from((None, *Stage)), waiting=st.integers(0, 400),
    )  # fmt: skip


def mentors(topics=TOPICS):
    """Any mentor; the id is set later."""
    return st.builds(
        MentorFacts, id=st.just(0), topics=some(topics, 8), setting=st.sampled_from(tuple(Setting)),
        credentials=some(CREDENTIALS), languages=some(LANGUAGES), offset=st.sampled_from((-480, 0, 330, 765)),
        day_parts=some(tuple(DayPart)), employer=st.sampled_from(PLACES), years=st.integers(0, 60),
        room=st.integers(0, 4),
    )  # fmt: skip


def crowd(seed, many_mentees, many_mentors):
    """A community as one might be: most want what is popular, most speak English."""
    rng = random.Random(seed)  # noqa: S311
    topics = TOPICS[:20]
    weights = [1 / (1 + number) for number in range(20)]
    stages, settings, parts = list(Stage), list(Setting), list(DayPart)

    def picked(things, least, most):
        return tuple(rng.sample(things, rng.randint(least, most)))

    def wished(least, most):
        return tuple(sorted({*rng.choices(topics, weights, k=rng.randint(least, most))}))

    def languages():
        return ("en",) if rng.random() < 0.85 else picked(LANGUAGES, 1, 2)

    students = [
        MenteeFacts(
            number, wished(1, 5), picked(settings, 0, 3), picked(CREDENTIALS, 0, 1), languages(),
            rng.choice((-480, -420, -360, -300, 0)), picked(parts, 0, 2), rng.choice(PLACES),
            rng.choice(stages), rng.randint(0, 120),
        )
        for number in range(many_mentees)
    ]  # fmt: skip
    helpers = [
        MentorFacts(
            100_000 + number, wished(2, 8), rng.choice(settings), picked(CREDENTIALS, 0, 2), languages(),
            rng.choice((-480, -420, -360, -300, 0)), picked(parts, 0, 2), rng.choice(PLACES),
            rng.randint(1, 30), rng.randint(1, 5),
        )
        for number in range(many_mentors)
    ]  # fmt: skip
    return students, helpers
