"""Who fits whom: the parts of a score, and that many at once get the same as each two alone."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mentoring.people import mentees, mentors

from benchmarks.crowd import crowd
from mentorbot.guide.model import Stage
from mentorbot.mentoring.matching import (
    MenteeFacts,
    MentorFacts,
    Obstacle,
    Part,
    Pool,
    Weight,
    Weights,
    explain,
    rank_mentors,
)
from mentorbot.mentoring.matching.explain import have_in_common
from mentorbot.mentoring.matching.facts import ENOUGH_MINUTES, common_minutes, find_free
from mentorbot.mentoring.matching.ranking import FEW
from mentorbot.mentoring.matching.score import NO, Mentors
from mentorbot.mentoring.matching.weights import MOST
from mentorbot.mentoring.terms import DayPart
from mentorbot.mentoring.words import name_objections

WEIGHTS = st.builds(Weights, **{part.value: st.sampled_from(Weight) for part in Part})
"""However much each part counts."""


def got(explained, part):
    return next(points for points in explained.parts if points.part is part)


def test_a_mentor_who_grants_every_wish_has_all_the_points():
    mentee = MenteeFacts(
        1, tuple("abcdefgh"), ("hospital",), tuple("12345678"), ("en",), -300, ("evenings",),
        stage=Stage.CLINICIAN, helps=tuple("vwxyz"),
    )  # fmt: skip
    mentor = MentorFacts(
        2, tuple("hgfedcbai"), "hospital", tuple("12345678"), ("es", "en"), -300, ("evenings",), years=60,
        helps=tuple("zyxwv"),
    )  # fmt: skip
    explained = explain(mentee, mentor)
    assert explained.score == sum(MOST.values()) == 100
    assert got(explained, Part.TOPICS).shared == tuple("abcdefgh")
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
    evenings = ("evenings",)
    mentee = MenteeFacts(1, offset=-480, day_parts=evenings)
    far = explain(mentee, MentorFacts(2, offset=60, day_parts=evenings))
    near = explain(mentee, MentorFacts(2, offset=-360, day_parts=evenings))
    assert got(far, Part.TIME).got == 0
    assert got(near, Part.TIME).got == MOST[Part.TIME]


zones = st.sampled_from((-720, -570, -480, -210, 0, 60, 330, 345, 525, 765, 840))
parts = st.lists(st.sampled_from(tuple(DayPart)), max_size=4, unique=True).map(tuple)


@given(zones, parts, zones, parts)
@settings(deadline=None)
def test_what_two_have_in_common_are_real_minutes_at_a_stretch(mine, my_parts, yours, your_parts):
    """Beside a clock: every quarter of an hour of a week, and how long both have time without a break."""
    hours = {"mornings": (7, 11), "middays": (11, 14), "evenings": (17, 22)}

    def free_at(minute, offset, chosen):
        day, clock_time = divmod((minute + offset) % 10_080, 1_440)
        weekend = "weekends" in chosen and day > 4 and 540 <= clock_time < 1_080
        return weekend or (
            day < 5 and any(first * 60 <= clock_time < last * 60 for part in chosen if part in hours
                            for first, last in [hours[part]])
        )  # fmt: skip

    longest = run = 0
    for minute in range(0, 2 * 10_080, 15):
        both = free_at(minute, mine, my_parts) and free_at(minute, yours, your_parts)
        run = run + 15 if both else 0
        longest = max(longest, run)
    assert common_minutes(find_free(mine, my_parts), find_free(yours, your_parts)) == min(
        longest, ENOUGH_MINUTES
    )


def test_an_hour_on_a_weekend_is_an_hour_and_time_left_unsaid_is_unsaid():
    weekends = ("weekends",)
    assert common_minutes(find_free(0, weekends), find_free(480, weekends)) == 60
    assert common_minutes(find_free(0, ()), find_free(0, weekends)) == 0
    silent = explain(MenteeFacts(1), MentorFacts(2, day_parts=("evenings",)))
    assert (got(silent, Part.TIME).got, got(silent, Part.TIME).wanted) == (0, False)


KINDS = ("topics", "settings", "credentials", "helps")


@given(mentees(), st.lists(mentors(), min_size=2, max_size=6), st.sampled_from(KINDS), st.data())
@settings(deadline=None, max_examples=100)
def test_to_name_a_wish_that_a_mentor_meets_lowers_them_below_nobody(mentee, helpers, kind, data):
    one = helpers[0]
    offered = (one.setting,) if kind == "settings" else getattr(one, kind)
    assume(offered)
    wish = data.draw(st.sampled_from(offered))
    more = replace(mentee, **{kind: (*(name for name in getattr(mentee, kind) if name != wish), wish)})
    for other in helpers[1:]:
        if explain(mentee, one).score >= explain(mentee, other).score:
            assert explain(more, one).score >= explain(more, other).score
        if explain(mentee, one).score > explain(mentee, other).score:
            assert explain(more, one).score > explain(more, other).score


@given(mentees(), mentors(), st.sampled_from((*KINDS, "day_parts")), st.data())
@settings(deadline=None, max_examples=100)
def test_to_say_less_never_brings_more(mentee, mentor, kind, data):
    said = getattr(mentee, kind)
    assume(said)
    gone = data.draw(st.sampled_from(said))
    less = replace(mentee, **{kind: tuple(one for one in said if one != gone)})
    assert explain(less, mentor).score <= explain(mentee, mentor).score


@given(mentees(), mentors(), WEIGHTS)
@settings(deadline=None)
def test_to_leave_unsaid_where_one_stands_never_brings_more(mentee, mentor, weights):
    unsaid = replace(mentee, stage=None)
    assert explain(unsaid, mentor, weights=weights).score <= explain(mentee, mentor, weights=weights).score
    if have_in_common(unsaid, mentor, Part.YEARS):
        assert have_in_common(mentee, mentor, Part.YEARS)
    assert not name_objections(explain(MenteeFacts(1), mentor), mentor.years)
    silent = MentorFacts(2, years=mentor.years)
    against = name_objections(explain(mentee, silent), silent.years)
    assert all("years" in said or "year " in said for said in against), "nothing else did the mentor speak of"


@given(mentees(), mentors(), st.integers(0, 60))
@settings(deadline=None)
def test_more_experience_never_lowers_a_mentor(mentee, mentor, more):
    wiser = replace(mentor, years=mentor.years + more)
    assert explain(mentee, wiser).score >= explain(mentee, mentor).score


@given(
    st.lists(mentees(), min_size=1, max_size=6),
    st.lists(mentors(), min_size=1, max_size=6),
    st.booleans(),
    WEIGHTS,
)
@settings(deadline=None)
def test_many_at_once_get_the_same_scores_as_each_two_alone(students, helpers, apart, weights):
    scores = Mentors(helpers).scores(students, employers_apart=apart, weights=weights)
    meet = Mentors(helpers).meet(students, weights.musts)
    for row, mentee in enumerate(students):
        for column, mentor in enumerate(helpers):
            alone = explain(mentee, mentor, employers_apart=apart, weights=weights)
            assert scores[row, column] == (NO if alone.obstacle else alone.score)
            assert meet[row, column] == all(have_in_common(mentee, mentor, part) for part in weights.musts)


@given(
    mentees(),
    st.lists(mentors(), min_size=2, max_size=4),
    st.sampled_from((*KINDS, "day_parts")),
    WEIGHTS,
    st.data(),
)
@settings(deadline=None, max_examples=80)
def test_however_the_parts_are_weighed_to_say_more_gains_and_to_say_less_does_not(
    mentee, helpers, kind, weights, data
):
    said = getattr(mentee, kind)
    if said:
        less = replace(mentee, **{kind: said[:-1]})
        one = helpers[0]
        assert 0 <= explain(less, one, weights=weights).score <= explain(mentee, one, weights=weights).score
        for part in weights.musts:
            assert have_in_common(mentee, one, part) or not have_in_common(less, one, part)
    one, *others = helpers
    offered = (one.setting,) if kind == "settings" else getattr(one, kind)
    if kind == "day_parts" or not offered:
        return
    wish = data.draw(st.sampled_from(offered))
    more = replace(mentee, **{kind: (*(name for name in said if name != wish), wish)})
    for other in others:
        ahead, after = (
            explain(who, one, weights=weights).score - explain(who, other, weights=weights).score
            for who in (mentee, more)
        )
        # Scores are whole points: of two that are even, one may be ahead by less than a point.
        assert ahead < 0 or after >= (0 if ahead else -1)


@given(mentees(), mentors())
@settings(deadline=None)
def test_what_counts_not_at_all_is_neither_scored_nor_said(mentee, mentor):
    for part in Part:
        weights = Weights(**{part.value: Weight.NONE})
        assert part not in [points.part for points in explain(mentee, mentor, weights=weights).parts]
    only = Weights(**{part.value: Weight.NONE for part in Part if part is not Part.TOPICS})
    topics = got(explain(mentee, mentor), Part.TOPICS).got
    assert explain(mentee, mentor, weights=only).score == (200 * topics + 40) // 80


def test_what_counts_much_counts_four_times_as_much_as_what_counts_a_little():
    much = Weights(topics=Weight.MUCH, time=Weight.NONE, setting=Weight.NONE, help=Weight.LITTLE,
                   credentials=Weight.NONE, years=Weight.NONE)  # fmt: skip
    assert (much.factors[Part.TOPICS], much.factors[Part.HELP]) == (4, 1)
    assert Weights.read(much.code()) == much
    assert Weights().code() == ""


@given(mentees(), st.lists(mentors(), min_size=1, max_size=12), st.integers(1, 5), st.booleans())
@settings(deadline=None)
def test_the_best_are_the_same_among_few_and_among_many(mentee, helpers, most, apart):
    numbered = [replace(one, id=number) for number, one in enumerate(helpers)]
    full = [replace(numbered[0], id=number, room=0) for number in range(100, 100 + FEW)]
    without = frozenset({0, 3})
    few = rank_mentors(mentee, numbered, most, without=without, employers_apart=apart)
    many = rank_mentors(mentee, Pool(numbered + full), most, without=without, employers_apart=apart)
    assert few == many


def test_the_best_are_the_best_whichever_way_they_are_found():
    (mentee, *_), helpers = crowd(1, 2, 2 * FEW)
    every = {one.id: explain(mentee, one) for one in helpers}
    best = sorted((-every[one.id].score, -one.room, one.id) for one in helpers if not every[one.id].obstacle)
    assert [(-score, -one.room, one.id) for one, score in rank_mentors(mentee, helpers, 10)] == best[:10]


def test_asking_for_nobody_gives_nobody():
    (mentee, *_), helpers = crowd(1, 2, FEW + 1)
    assert rank_mentors(mentee, helpers, 0) == rank_mentors(mentee, [], 5) == []


def test_numpy_is_not_loaded_before_it_is_needed():
    code = "import sys, mentorbot.mentoring.matching; print({'numpy', 'ortools'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert said.stdout.strip() == "set()"
