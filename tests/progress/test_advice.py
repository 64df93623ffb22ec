from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.guide.model import Guide, Stage
from mentorbot.members.service import MemberView
from mentorbot.progress.advice import Pick, Reason, Target, advise_on, choose_next
from mentorbot.progress.models import Mark
from mentorbot.progress.path import Standing

MakeGuide = Callable[..., Guide]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
FELLOWSHIP = {
    "rrule": "FREQ=YEARLY;BYMONTH=10;BYDAY=1FR",
    "time_zone": "America/New_York",
    "time": "23:59:00",
    "label": "Deadline",
}


def stands(
    marks: Mapping[str, Mark] | None = None,
    *,
    stage: Stage | None = Stage.UNDERGRADUATE,
    target: date | None = None,
    since: datetime = NOW,
) -> Standing:
    return Standing(MemberView(1, stage, "", "America/Chicago", "en", target, since, since), marks or {})


def upcoming(guide: Guide, standing: Standing, now: datetime = NOW) -> Pick:
    found = choose_next(guide, standing, now).next
    assert found is not None
    return found


def test_someone_not_enrolled_is_shown_the_beginning(guide: Guide) -> None:
    advice = choose_next(guide, Standing(), NOW)
    assert advice.next is not None
    assert advice.next.milestone == guide.steps[0].milestones[0]
    assert not advice.enrolled


def test_the_guides_order_decides_when_nothing_else_does(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, one__b={}, two__a={})
    assert upcoming(guide, stands()).milestone.id == "one.a"
    assert upcoming(guide, stands()).reason is Reason.FIRST
    assert upcoming(guide, stands({"one.a": Mark.DONE})).milestone.id == "one.b"


def test_what_has_to_be_done_before_comes_before(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={"after": ["two.a"]}, two__a={})
    assert upcoming(guide, stands()).milestone.id == "two.a"
    following = upcoming(guide, stands({"two.a": Mark.DONE}))
    assert (following.milestone.id, following.reason) == ("one.a", Reason.FOLLOWS)
    assert following.because is guide.milestones["two.a"]


def test_what_is_not_for_me_is_skipped_and_holds_nothing_up(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, one__b={"after": ["one.a"]})
    assert upcoming(guide, stands({"one.a": Mark.NOT_FOR_ME})).milestone.id == "one.b"


def test_what_is_for_another_stage_is_neither_proposed_nor_waited_for(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={"stages": ["manager"]}, one__b={"after": ["one.a"]})
    advice = choose_next(guide, stands(), NOW)
    assert advice.next is not None
    assert advice.next.milestone.id == "one.b"
    assert advice.total == 1


def test_all_of_a_step_said_to_be_finished_counts_as_done(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, one__b={}, two__a={"after": ["one.b"]})
    advice = choose_next(guide, stands({"one": Mark.DONE}), NOW)
    assert advice.next is not None
    assert (advice.next.milestone.id, advice.done, advice.total) == ("two.a", 2, 3)


def test_a_step_under_way_comes_before_an_earlier_one(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, two__a={})
    found = upcoming(guide, stands({"two": Mark.STARTED}))
    assert (found.milestone.id, found.reason) == ("two.a", Reason.UNDER_WAY)


def test_optional_ones_wait_until_all_else_is_done(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={"optional": True}, one__b={}, two__a={})
    assert upcoming(guide, stands()).milestone.id == "one.b"
    last = upcoming(guide, stands({"one.b": Mark.DONE, "two.a": Mark.DONE}))
    assert (last.milestone.id, last.reason) == ("one.a", Reason.OPTIONAL)


def test_during_a_degree_that_is_under_way_experience_is_next(make_guide: MakeGuide) -> None:
    guide = make_guide(
        degree__graduate={"typical_weeks": 150, "under_way_for": ["undergraduate"]}, experience__shadow={}
    )
    advice = choose_next(guide, stands({"degree": Mark.STARTED}), NOW)
    assert advice.next is not None
    assert advice.next.milestone.id == "experience.shadow"
    assert [m.id for m in advice.running] == ["degree.graduate"]


def test_what_was_marked_under_way_makes_room_and_comes_back_last(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, one__b={})
    advice = choose_next(guide, stands({"one.a": Mark.STARTED}), NOW)
    assert advice.next is not None
    assert (advice.next.milestone.id, advice.alternatives) == ("one.b", ())
    last = upcoming(guide, stands({"one.a": Mark.STARTED, "one.b": Mark.DONE}))
    assert (last.milestone.id, last.reason) == ("one.a", Reason.RUNNING)


def test_alternatives_come_from_other_steps_while_there_are_any(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, one__b={}, one__c={}, two__a={}, two__b={})
    shown = [pick.milestone.id for pick in choose_next(guide, stands(), NOW).alternatives]
    assert shown == ["two.a", "one.b"]


def test_a_deadline_that_draws_near_goes_first_and_one_far_off_does_not(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, two__apply={"anchor": FELLOWSHIP, "typical_weeks": 6, "optional": True})
    assert upcoming(guide, stands()).milestone.id == "one.a"
    found = upcoming(guide, stands(), datetime(2026, 8, 10, tzinfo=UTC))
    assert (found.milestone.id, found.reason) == ("two.apply", Reason.DEADLINE)
    assert found.due == datetime(2026, 10, 3, 3, 59, tzinfo=UTC), (
        "the first Friday of October, New York's midnight"
    )
    assert upcoming(guide, stands(), datetime(2026, 10, 4, tzinfo=UTC)).milestone.id == "one.a"


def test_what_a_near_deadline_needs_goes_first_with_time_left_for_the_rest(make_guide: MakeGuide) -> None:
    apply = {"anchor": FELLOWSHIP, "typical_weeks": 6, "after": ["two.shortlist"]}
    guide = make_guide(one__a={}, two__shortlist={"typical_weeks": 4}, two__apply=apply)
    deadline = datetime(2026, 10, 3, 3, 59, tzinfo=UTC)
    found = upcoming(guide, stands(), datetime(2026, 7, 10, tzinfo=UTC))
    assert (found.milestone.id, found.reason) == ("two.shortlist", Reason.PREPARES)
    assert found.because is guide.milestones["two.apply"]
    assert found.due == deadline - timedelta(weeks=6)


def test_a_deadline_too_near_for_what_comes_first_is_next_years(make_guide: MakeGuide) -> None:
    apply = {"anchor": FELLOWSHIP, "typical_weeks": 6, "after": ["two.shortlist"]}
    guide = make_guide(one__a={}, two__shortlist={"typical_weeks": 8}, two__apply=apply)
    late = datetime(2026, 9, 28, tzinfo=UTC)
    assert upcoming(guide, stands(), late).milestone.id == "one.a"
    assert upcoming(guide, stands({"two.shortlist": Mark.DONE}), late).milestone.id == "two.apply"


def test_dates_that_follow_each_other_are_kept_in_that_order(make_guide: MakeGuide) -> None:
    answer = {**FELLOWSHIP, "rrule": "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=25"}
    guide = make_guide(
        two__apply={"anchor": FELLOWSHIP},
        two__answer={"anchor": answer, "after": ["two.apply"]},
    )
    between = datetime(2026, 10, 10, tzinfo=UTC)
    due = advise_on(guide, stands(), guide.milestones["two.answer"], between).due
    assert due is not None
    assert due.year == 2027, "this year's answer day is not for someone whose application is a year off"


def test_without_a_target_date_there_is_no_due_date(make_guide: MakeGuide) -> None:
    assert upcoming(make_guide(one__a={}), stands()).due is None


def test_the_time_to_the_target_date_is_spread_over_what_is_left(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={"typical_weeks": 1}, one__b={"typical_weeks": 3})
    found = upcoming(guide, stands(target=NOW.date() + timedelta(weeks=40)))
    assert found.due is not None
    assert timedelta(weeks=10) <= found.due - NOW < timedelta(weeks=10, days=2)


def test_a_due_date_stands_still_from_day_to_day(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={}, one__b={})
    standing = stands(target=date(2027, 11, 23))
    first = upcoming(guide, standing).due
    assert first is not None
    assert upcoming(guide, standing, NOW + timedelta(days=30)).due == first
    late = upcoming(guide, standing, first + timedelta(days=1)).due
    assert late is not None
    assert late > first


def test_a_due_date_leaves_room_for_what_waits_for_it(make_guide: MakeGuide) -> None:
    guide = make_guide(
        one__a={"typical_weeks": 10},
        one__b={"typical_weeks": 20, "after": ["one.a"]},
        one__c={"typical_weeks": 1},
    )
    found = upcoming(guide, stands(target=NOW.date() + timedelta(weeks=32)))
    assert found.due is not None
    assert found.due - NOW <= timedelta(weeks=12, days=1)


@pytest.mark.parametrize(
    ("weeks", "state"), [(40, Target.FITS), (20, Target.TIGHT), (-1, Target.PASSED), (None, Target.NONE)]
)
def test_the_advice_says_how_the_target_date_and_the_path_agree(
    make_guide: MakeGuide, weeks: int | None, state: Target
) -> None:
    guide = make_guide(one__a={"typical_weeks": 10}, one__b={"typical_weeks": 20, "after": ["one.a"]})
    target = None if weeks is None else NOW.date() + timedelta(weeks=weeks)
    advice = choose_next(guide, stands(target=target), NOW)
    assert advice.target is state
    assert advice.next is not None
    if state is Target.PASSED:
        assert advice.next.due is None


def test_marks_of_milestones_the_guide_has_dropped_mean_nothing(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={})
    advice = choose_next(guide, stands({"one.gone": Mark.DONE, "gone": Mark.STARTED}), NOW)
    assert advice.next is not None
    assert (advice.next.milestone.id, advice.done, advice.total) == ("one.a", 0, 1)


def test_after_the_last_there_is_nothing_next(make_guide: MakeGuide) -> None:
    advice = choose_next(
        make_guide(one__a={}, one__b={}), stands({"one.a": Mark.DONE, "one.b": Mark.NOT_FOR_ME}), NOW
    )
    assert (advice.finished, advice.next, advice.alternatives) == (True, None, ())
    assert (advice.done, advice.total) == (1, 1)


@pytest.mark.parametrize("stage", [None, *Stage])
def test_the_real_guide_leads_every_stage_to_its_end(guide: Guide, stage: Stage | None) -> None:
    marks: dict[str, Mark] = {}
    now = NOW
    plain = {
        m.id
        for m in guide.milestones.values()
        if (stage is None or not m.stages or stage in m.stages) and not m.only_for and not m.unless
    }
    while (
        pick := choose_next(guide, stands(marks, stage=stage, target=date(2030, 6, 30)), now).next
    ) is not None:
        assert pick.milestone.id not in marks
        assert pick.due is None or pick.due > now
        marks[pick.milestone.id] = Mark.DONE
        now += timedelta(days=10)
    assert plain <= set(marks)


def test_the_fellowship_deadline_reaches_a_masters_student_in_time(guide: Guide) -> None:
    dated = next(m for m in guide.milestones.values() if m.id == "masters.fellowship-apply")
    marks = dict.fromkeys([*dated.before, "masters"], Mark.DONE) | {"masters": Mark.STARTED}
    found = upcoming(guide, stands(marks, stage=Stage.MASTERS_STUDENT), datetime(2027, 8, 20, tzinfo=UTC))
    assert (found.milestone.id, found.reason) == (dated.id, Reason.DEADLINE)


def test_of_two_near_dates_the_nearer_goes_first(make_guide: MakeGuide) -> None:
    sooner = {**FELLOWSHIP, "rrule": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=20"}
    guide = make_guide(one__later={"anchor": FELLOWSHIP}, two__sooner={"anchor": sooner})
    found = choose_next(guide, stands(), datetime(2026, 9, 10, tzinfo=UTC))
    assert found.next is not None
    assert found.next.milestone.id == "two.sooner"
    assert [pick.milestone.id for pick in found.alternatives] == ["one.later"]
