from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.errors import UserError
from mentorbot.guide.model import Stage
from mentorbot.members import answers
from mentorbot.members.service import Profile

TODAY = date(2026, 11, 23)
STEPS = ("bachelors", "experience", "masters")


@time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC))
def test_a_filled_in_form_is_understood() -> None:
    values = {
        "stage": ["clinician"],
        "goal": "  Lead a\nclinic ",
        "target_date": "2028-6-30",
        "finished": ["bachelors"],
        "under_way": ["experience"],
    }
    assert answers.read_answers(values, "chicago", STEPS) == answers.Answers(
        Profile(Stage.CLINICIAN, "Lead a clinic", "America/Chicago", date(2028, 6, 30)),
        frozenset({"bachelors"}),
        frozenset({"experience"}),
    )


def test_only_the_stage_has_to_be_answered() -> None:
    assert answers.read_answers({"stage": "manager"}, None, STEPS) == answers.Answers(Profile(Stage.MANAGER))


def test_a_step_said_to_be_both_finished_and_under_way_is_finished() -> None:
    read = answers.read_answers({"stage": "manager", "finished": STEPS, "under_way": STEPS}, "", STEPS)
    assert (read.finished, read.under_way) == (frozenset(STEPS), frozenset())


def test_a_step_that_the_guide_has_dropped_since_asks_for_a_fresh_form() -> None:
    with pytest.raises(UserError, match="run `/start` once more"):
        answers.read_answers({"stage": "manager", "finished": ["astrology"]}, None, STEPS)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("soon", "not exact enough"),
        ("in my third year", "for example 2028-06-30"),
        ("2028-02-30", "February 2028 has no 30th"),
        ("2028-13-01", "no month 13"),
        ("0000-01-01", "has no 1st"),
        ("05-06-2028", "could be May 6 or June 5"),
    ],
)
def test_a_date_that_is_none_is_refused_with_a_sentence(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        answers.read_target_date(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2028-6-30", date(2028, 6, 30)),
        ("30.06.2028", date(2028, 6, 30)),
        ("June 30 2028", date(2028, 6, 30)),
        ("June 2030", date(2030, 6, 30)),
        ("June '30", date(2030, 6, 30)),
        ("June", date(2027, 6, 30)),
        ("by summer", date(2027, 8, 31)),
        ("Q2 2027", date(2027, 6, 30)),
        ("by Q4", date(2026, 12, 31)),
        ("Q2 2027?", date(2027, 6, 30)),
        ("maybe q3", date(2027, 9, 30)),
        ("end of June 2030", date(2030, 6, 30)),
        ("in 18 months", date(2028, 5, 23)),
        ("next year", date(2027, 12, 31)),
    ],
)
def test_a_target_date_is_understood_in_plain_words(typed: str, meant: date) -> None:
    assert answers.read_target_date(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["2026-11-23", "2026-11-22", "1999-01-01", "0001-01-01"])
def test_a_date_that_is_not_in_the_future_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="not in the future"):
        answers.read_target_date(typed, TODAY)


@pytest.mark.parametrize("typed", ["2057-01-01", "9999-12-31"])
def test_a_date_beyond_a_working_life_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="30 years"):
        answers.read_target_date(typed, TODAY)


@time_machine.travel(datetime(2026, 11, 23, 20, tzinfo=UTC))
def test_tomorrow_is_judged_by_the_calendar_of_the_members_own_zone() -> None:
    values = {"stage": "manager", "target_date": "2026-11-24"}
    assert answers.read_answers(values, "Los Angeles", STEPS).profile.target_date == date(2026, 11, 24)
    there = answers.read_answers(values, "Tokyo", STEPS)
    assert "not in the future" in there.why
    assert there.profile.keeps_date


def test_a_goal_may_have_300_characters_and_not_one_more() -> None:
    assert answers.read_goal("x" * 300) == "x" * 300
    with pytest.raises(UserError, match="301 characters"):
        answers.read_goal("x" * 301)
    with pytest.raises(UserError, match="4,000 characters"):
        answers.read_goal("x" * 4000)


def test_a_goal_keeps_emoji_and_right_to_left_words() -> None:
    assert answers.read_goal("إدارة مستشفى 👩🏽‍⚕️") == "إدارة مستشفى 👩🏽‍⚕️"


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300))
def test_whatever_goal_is_typed_can_be_stored_on_one_line(typed: str) -> None:
    kept = answers.read_goal(typed)
    kept.encode("utf-8")
    assert "\n" not in kept
    assert "\x00" not in kept


@settings(deadline=None)
@given(st.text(max_size=20))
def test_whatever_date_is_typed_is_a_future_day_or_refused(typed: str) -> None:
    try:
        day = answers.read_target_date(typed, TODAY)
    except UserError:
        return
    assert day is None or day > TODAY


@settings(deadline=None)
@given(st.text(max_size=20).filter(lambda text: text not in set(Stage)))
def test_a_stage_that_is_not_in_the_list_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="pick your career stage"):
        answers.read_stage(typed)
