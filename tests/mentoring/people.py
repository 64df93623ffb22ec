"""Made-up mentees and mentors, for hypothesis."""

from hypothesis import strategies as st

from mentorbot.guide.model import Setting, Stage
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts
from mentorbot.mentoring.terms import DayPart, Help

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
        stage=st.sampled_from((None, *Stage)), waiting=st.integers(0, 400), helps=some(tuple(Help)),
    )  # fmt: skip


def mentors(topics=TOPICS):
    """Any mentor; the id is set later."""
    return st.builds(
        MentorFacts, id=st.just(0), topics=some(topics, 8), setting=st.sampled_from(tuple(Setting)),
        credentials=some(CREDENTIALS), languages=some(LANGUAGES), offset=st.sampled_from((-480, 0, 330, 765)),
        day_parts=some(tuple(DayPart)), employer=st.sampled_from(PLACES), years=st.integers(0, 60),
        room=st.integers(0, 4), helps=some(tuple(Help)),
    )  # fmt: skip
