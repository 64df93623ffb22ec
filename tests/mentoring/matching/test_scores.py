"""Who fits whom: the parts of a score, and that many at once get the same as each two alone."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mentoring.people import mentees, mentors

from benchmarks.crowd import crowd
from mentorbot.guide.model import Stage
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, Obstacle, Part, Pool, explain, rank
from mentorbot.mentoring.matching.explain import MOST
from mentorbot.mentoring.matching.ranking import FEW
from mentorbot.mentoring.matching.score import NO, Mentors


def got(explained, part):
    return next(points for points in explained.parts if points.part is part)


def test_a_mentor_who_grants_every_wish_has_all_the_points():
    mentee = MenteeFacts(
        1, ("finance", "hr"), ("hospital",), ("fache",), ("en",), -300, ("evenings",), stage=Stage.MANAGER
    )
    mentor = MentorFacts(
        2, ("hr", "it", "finance"), "hospital", ("fache", "cmpe"), ("es", "en"), -300, years=12
    )
    explained = explain(mentee, mentor)
    assert explained.score == sum(MOST.values()) == 100
    assert got(explained, Part.TOPICS).shared == ("finance", "hr")
    assert got(explained, Part.TIME).shared == ("evenings",)
    assert explained.languages == ("en",)


def test_without_a_common_language_there_is_no_match():
    explained = explain(MenteeFacts(1, languages=("es",)), MentorFacts(2, languages=("en", "fr")))
    assert explained.obstacle is Obstacle.LANGUAGE


@pytest.mark.parametrize("written", ["City Hospital", "city hospital", " CITY  HOSPITAL. "])
def test_one_employer_is_kept_apart_when_asked_however_it_is_written(written):
    mentee, mentor = MenteeFacts(1, employer="City Hospital"), MentorFacts(2, employer=written)
    assert explain(mentee, mentor, employers_apart=True).obstacle is Obstacle.EMPLOYER
    assert explain(mentee, mentor).obstacle is None


def test_people_who_gave_no_employer_are_not_of_one_employer():
    assert explain(MenteeFacts(1), MentorFacts(2), employers_apart=True).obstacle is None


def test_evenings_on_two_sides_of_an_ocean_do_not_overlap():
    far = explain(MenteeFacts(1, offset=-480), MentorFacts(2, offset=60))
    near = explain(MenteeFacts(1, offset=-480), MentorFacts(2, offset=-360))
    assert got(far, Part.TIME).got == 0
    assert got(near, Part.TIME).got == MOST[Part.TIME]


@given(
    st.lists(mentees(), min_size=1, max_size=6), st.lists(mentors(), min_size=1, max_size=6), st.booleans()
)
@settings(deadline=None)
def test_many_at_once_get_the_same_scores_as_each_two_alone(students, helpers, apart):
    scores = Mentors(helpers).scores(students, employers_apart=apart)
    for row, mentee in enumerate(students):
        for column, mentor in enumerate(helpers):
            alone = explain(mentee, mentor, employers_apart=apart)
            assert scores[row, column] == (NO if alone.obstacle else alone.score)


@given(mentees(), st.lists(mentors(), min_size=1, max_size=12), st.integers(1, 5), st.booleans())
@settings(deadline=None)
def test_the_best_are_the_same_among_few_and_among_many(mentee, helpers, most, apart):
    numbered = [replace(one, id=number) for number, one in enumerate(helpers)]
    full = [replace(numbered[0], id=number, room=0) for number in range(100, 100 + FEW)]
    without = frozenset({0, 3})
    few = rank(mentee, numbered, most, without=without, employers_apart=apart)
    many = rank(mentee, Pool(numbered + full), most, without=without, employers_apart=apart)
    assert few == many


def test_the_best_are_the_best_whichever_way_they_are_found():
    (mentee, *_), helpers = crowd(1, 2, 2 * FEW)
    every = {one.id: explain(mentee, one) for one in helpers}
    best = sorted((-every[one.id].score, -one.room, one.id) for one in helpers if not every[one.id].obstacle)
    assert [(-score, -one.room, one.id) for one, score in rank(mentee, helpers, 10)] == best[:10]


def test_asking_for_nobody_gives_nobody():
    (mentee, *_), helpers = crowd(1, 2, FEW + 1)
    assert rank(mentee, helpers, 0) == rank(mentee, [], 5) == []


def test_numpy_is_not_loaded_before_it_is_needed():
    code = "import sys, mentorbot.mentoring.matching; print({'numpy', 'ortools'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert said.stdout.strip() == "set()"
