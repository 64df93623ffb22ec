"""Which of two mentors a programme manager would give somebody, or whom of two a mentor; and why."""

from dataclasses import replace

import pytest

from mentorbot.guide.model import Stage
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, explain
from mentorbot.mentoring.matching.outcome import Rules
from mentorbot.mentoring.matching.rounds import solve_round

EVENINGS, MORNINGS = ("evenings",), ("mornings",)
ANNA = MenteeFacts(
    1, ("finance", "quality", "people"), ("hospital",), ("fache",), ("en",), -300, EVENINGS,
    stage=Stage.MASTERS_STUDENT, helps=("direction", "review"),
)  # fmt: skip
"""A student who has said what she looks for."""
MARK = MentorFacts(
    10, ("finance", "quality"), "hospital", ("fache",), ("en",), -300, EVENINGS, years=8, helps=("review",)
)
"""A mentor who has much of it."""
SILENT = MenteeFacts(2)

ORDER = [
    ("who helps with more of what is asked", ANNA, MARK, replace(MARK, topics=("finance",))),
    (
        "an hour in common counts far more than a topic",
        ANNA,
        replace(MARK, topics=("finance",)),
        replace(MARK, day_parts=MORNINGS),
    ),
    ("and more than two", ANNA, replace(MARK, topics=()), replace(MARK, day_parts=MORNINGS)),
    (
        "and more than the place of work",
        ANNA,
        replace(MARK, setting="payer"),
        replace(MARK, day_parts=MORNINGS),
    ),
    ("two hours are better than one", ANNA, MARK, replace(MARK, offset=-60)),
    ("one hour is better than half an hour", ANNA, replace(MARK, offset=-60), replace(MARK, offset=-30)),
    ("who works where one wants to be", ANNA, MARK, replace(MARK, setting="payer")),
    (
        "the place of work counts more than two topics",
        ANNA,
        replace(MARK, topics=()),
        replace(MARK, setting="payer"),
    ),
    (
        "three topics count more than the place of work",
        replace(ANNA, topics=("finance", "quality", "people")),
        replace(MARK, topics=("finance", "quality", "people"), setting="payer"),
        replace(MARK, topics=()),
    ),
    ("the help that is looked for", ANNA, MARK, replace(MARK, helps=("skills",))),
    (
        "a topic counts more than a kind of help",
        ANNA,
        replace(MARK, helps=()),
        replace(MARK, topics=("finance",)),
    ),
    ("the credential one aims at", ANNA, MARK, replace(MARK, credentials=())),
    (
        "a topic counts more than a credential",
        ANNA,
        replace(MARK, credentials=()),
        replace(MARK, topics=("finance",)),
    ),
    ("experience counts: eight years before one", ANNA, MARK, replace(MARK, years=1)),
    ("thirty before one", SILENT, replace(MARK, years=30), replace(MARK, years=1)),
    ("but not thirty years before a topic more", ANNA, MARK, replace(MARK, topics=("finance",), years=30)),
    (
        "a manager needs more: twelve years before four",
        replace(ANNA, stage=Stage.MANAGER),
        replace(MARK, years=12),
        replace(MARK, years=4),
    ),
    (
        "what a mentor offers and nobody asked for does not count",
        ANNA,
        MARK,
        replace(MARK, topics=("law", "it", "finance"), helps=("skills", "introductions")),
    ),
    ("who has said when they have time before who has not", ANNA, MARK, replace(MARK, day_parts=())),
    (
        "across zones the hours on the clock of each",
        replace(ANNA, offset=60),
        replace(MARK, offset=0),
        replace(MARK, offset=-480),
    ),
]


@pytest.mark.parametrize(("why", "mentee", "first", "second"), ORDER, ids=[row[0] for row in ORDER])
def test_the_order_is_the_one_that_a_programme_manager_would_give(why, mentee, first, second):
    assert explain(mentee, first).score > explain(mentee, second).score, why


def test_there_are_twenty():
    assert len(ORDER) == 20


def test_to_name_one_thing_takes_no_seat_from_who_is_careful():
    """One topic named, and it is met; beside four of five, and three hundred days of waiting."""
    hasty = MenteeFacts(1, ("finance",), waiting=0)
    careful = MenteeFacts(2, ("finance", "quality", "people", "law", "it"), waiting=300)
    mentor = MentorFacts(10, ("finance", "quality", "people", "law"))
    (pair,) = solve_round([hasty, careful], [mentor], Rules()).pairs
    assert pair.mentee == 2


def test_who_has_said_little_gets_a_mentor_like_anybody_else_where_there_is_one():
    students = [SILENT, ANNA]
    outcome = solve_round(students, [MARK, replace(MARK, id=11)], Rules())
    assert len(outcome.pairs) == 2
