"""Advice that fits the person: what they aim at, what they study, what they said and did."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.chat.declare import declared_in
from mentorbot.guide.aims import load_aims
from mentorbot.guide.model import Guide, Setting, Stage, Way
from mentorbot.members.aims import find_aims
from mentorbot.members.service import MemberView
from mentorbot.progress import cards
from mentorbot.progress.advice import Advice, Reason, advise_on, choose_next
from mentorbot.progress.models import Mark
from mentorbot.progress.path import Path, Standing, state_of
from mentorbot.progress.ways import ACTIONS, item_of
from mentorbot.rooms import ROOMS, command_modules

MakeGuide = Callable[..., Guide]
NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
PEOPLE = ("network.find-mentor", "network.informational-interviews")


def member(stage: Stage = Stage.UNDERGRADUATE, goal: str = "", **aims: Any) -> MemberView:
    return MemberView(1, stage, goal, "America/Chicago", "en", None, NOW, NOW, **aims)


def stands(marks: dict[str, Mark] | None = None, **said: Any) -> Standing:
    return Standing(member(**said), marks or {})


def shown(guide: Guide, standing: Standing, many: int, now: datetime = NOW) -> list[str]:
    """The first of what somebody is shown who presses Done each time."""
    found: list[str] = []
    marks = dict(standing.marks)
    while len(found) < many and (pick := choose_next(guide, Standing(standing.member, marks), now).next):
        found.append(pick.milestone.id)
        marks[pick.milestone.id] = Mark.DONE
    return found


@st.composite
def people(draw: st.DrawFn) -> Standing:
    credentials = [one.id for one in load_aims().values() if one.kind == "credential"]
    who = member(
        draw(st.sampled_from(list(Stage))),
        draw(st.sampled_from(["", "become a CFO", "a fellowship", "FACHE", "nurse manager"])),
        setting=draw(st.none() | st.sampled_from(list(Setting))),
        credential=draw(st.none() | st.sampled_from(credentials)),
        graduation=draw(st.none() | st.integers(2026, 2032)),
    )
    steps = st.sampled_from(["bachelors", "experience", "masters", "skills"])
    return Standing(who, draw(st.dictionaries(steps, st.sampled_from([Mark.DONE, Mark.STARTED]))))


@settings(deadline=None, max_examples=60)
@given(people(), st.integers(0, 730))
def test_a_mentor_and_interviews_are_among_the_first_five_of_everybody(
    guide: Guide, standing: Standing, days: int
) -> None:
    assert {*PEOPLE} <= {*shown(guide, standing, 5, NOW + timedelta(days=days))}


def test_only_what_was_said_or_pressed_is_under_way(guide: Guide) -> None:
    steps = dict.fromkeys([step.id for step in guide.steps], Mark.STARTED)
    for stage in (Stage.UNDERGRADUATE, Stage.CLINICIAN, Stage.EARLY_CAREERIST):
        advice = choose_next(guide, stands(steps, stage=stage), NOW)
        assert {m.id for m in advice.running} <= {"bachelors.graduate", "masters.finish-degree"}
    pressed = {"experience.supervise": Mark.STARTED}
    running = choose_next(guide, stands(pressed, stage=Stage.CLINICIAN), NOW).running
    assert [m.id for m in running] == ["experience.supervise"]


def test_somebody_who_studies_by_their_stage_is_at_the_degree(guide: Guide) -> None:
    assert [m.id for m in choose_next(guide, stands(), NOW).running] == ["bachelors.graduate"]
    assert choose_next(guide, stands(stage=Stage.CLINICIAN), NOW).running == ()


def test_what_is_only_for_an_aim_is_for_nobody_else(guide: Guide) -> None:
    def ids(**said: Any) -> set[str]:
        return {m.id for m in Path(guide, stands(stage=Stage.MANAGER, **said), NOW).milestones}

    nursing, fache = "certification.nursing-home-license", "certification.fache-plan"
    assert not {nursing, fache} & ids()
    assert nursing in ids(setting=Setting.LONG_TERM_CARE)
    assert nursing in ids(goal="Run a nursing home one day")
    assert nursing not in ids(goal="Run a nursing home one day", setting=Setting.HOSPITAL), (
        "what was chosen counts"
    )
    assert fache in ids(credential="fache")
    assert "certification.exam-plan" in ids(credential="cmm")
    assert fache not in ids(credential="cmm")


def test_what_was_said_of_a_milestone_stays_when_the_aim_goes(guide: Guide) -> None:
    marks = {"certification.fache-plan": Mark.DONE, "certification.volunteer-service": Mark.STARTED}
    path = Path(guide, stands(marks, stage=Stage.MANAGER), NOW)
    assert {*marks} <= {m.id for m in path.milestones}
    assert [m.id for m in choose_next(guide, stands(marks, stage=Stage.MANAGER), NOW).running] == [
        "certification.volunteer-service"
    ]


def test_what_one_aims_at_comes_before_the_order_of_the_guide_with_what_it_needs(
    make_guide: MakeGuide,
) -> None:
    guide = make_guide(one__a={}, one__b={}, two__a={}, two__b={"after": ["two.a"], "first_for": ["fache"]})
    assert shown(guide, stands(), 4) == ["one.a", "one.b", "two.a", "two.b"]
    assert shown(guide, stands(credential="fache"), 4) == ["one.a", "two.a", "two.b", "one.b"]
    pick = choose_next(guide, stands({"one.a": Mark.DONE}, credential="fache"), NOW).next
    assert pick is not None
    assert (pick.reason, pick.because) == (Reason.FOR_GOAL, guide.milestones["two.b"])
    early = make_guide(one__a={}, one__b={"early": 1})
    standing = stands(setting=Setting.HOSPITAL)
    assert "Where you want to work: hospital." in str(
        cards.why_card(advise_on(early, standing, early.milestones["one.b"], NOW), early)
    )
    told = cards.why_card(advise_on(guide, stands(credential="fache"), guide.milestones["two.b"], NOW), guide)
    assert "You aim at FACHE." in str(told)


def test_a_goal_in_words_names_settings_credentials_and_roles() -> None:
    assert find_aims(member(goal="Run a nursing home")) == {"long_term_care"}
    assert find_aims(member(goal="FACHE, then CFO of a hospital")) == {
        "fache",
        "credential",
        "finance",
        "hospital",
    }
    assert find_aims(member(goal="Run a nursing home", setting=Setting.PAYER)) == {"payer"}
    assert find_aims(member(goal="a practical mindset")) == frozenset()


DATED = {
    "anchor": {
        "rrule": "FREQ=YEARLY;BYMONTH=9;BYDAY=-1FR",
        "time_zone": "America/New_York",
        "time": "23:59:00",
        "label": "Deadline",
    },
    "years": {"undergraduate": "final"},
    "typical_weeks": 6,
}


def test_what_is_for_the_final_year_waits_for_it(make_guide: MakeGuide) -> None:
    guide = make_guide(one__apply=DATED, two__a={})
    august = datetime(2026, 8, 20, tzinfo=UTC)

    def first(graduation: int | None, now: datetime) -> Advice:
        return choose_next(guide, stands(graduation=graduation), now)

    final, earlier, unsaid = (first(year, august) for year in (2027, 2029, None))
    assert final.next is not None
    assert (final.next.milestone.id, final.next.reason) == ("one.apply", Reason.DEADLINE)
    assert earlier.next is not None
    assert earlier.next.milestone.id == "two.a"
    assert earlier.alternatives[0].reason is Reason.AHEAD
    assert earlier.alternatives[0].due == datetime(2028, 9, 30, 3, 59, tzinfo=UTC)
    assert unsaid.next is not None
    assert unsaid.next.milestone.id == "one.apply", "whoever did not say is not left without the date"
    assert "Say when you do" in str(cards.advice_card(unsaid, guide))
    assert "Say when you do" not in str(cards.advice_card(final, guide))
    later = first(2027, datetime(2026, 10, 5, tzinfo=UTC))
    assert [m.id for m in later.path.milestones] == ["two.a"], "the date is past, and no other will be theirs"


def test_what_is_for_earlier_years_falls_away_in_the_last(make_guide: MakeGuide) -> None:
    guide = make_guide(one__major={"years": {"undergraduate": "earlier"}}, one__b={})
    assert shown(guide, stands(graduation=2029), 2) == ["one.major", "one.b"]
    assert shown(guide, stands(graduation=2027), 2) == ["one.b"]
    assert shown(guide, stands(stage=Stage.HIGH_SCHOOL, graduation=2027), 2) == ["one.major", "one.b"]


def test_what_is_a_part_of_something_is_set_aside_with_it(make_guide: MakeGuide) -> None:
    guide = make_guide(
        one__decide={}, one__apply={"needs": ["one.decide"]}, one__study={"needs": ["one.apply"]}
    )
    assert shown(guide, stands(), 3) == ["one.decide", "one.apply", "one.study"]
    advice = choose_next(guide, stands({"one.decide": Mark.NOT_FOR_ME}), NOW)
    assert advice.finished
    assert advice.total == 0


def test_without_a_fellowship_is_never_asked_after_answering_offers(guide: Guide) -> None:
    said: dict[str, Any] = {"stage": Stage.MASTERS_STUDENT, "graduation": 2027}
    reopen, second = "network.fellowship-reopen", "network.fellowship-second-cycle"
    before = datetime(2026, 11, 14, tzinfo=UTC)
    applied = dict.fromkeys(
        ["masters.fellowship-shortlist", "masters.fellowship-apply", "experience.resume"], Mark.DONE
    )
    assert reopen in Path(guide, stands(applied, **said), before).open
    answered = {**applied, "masters.fellowship-compare": Mark.DONE, "masters.fellowship-offer": Mark.DONE}
    assert not {reopen, second} & Path(guide, stands(answered, **said), before).open.keys()


def test_the_second_cycle_never_comes_before_the_first(guide: Guide) -> None:
    first, second = "masters.fellowship-apply", "network.fellowship-second-cycle"
    for graduation in (None, 2028):
        order = shown(guide, stands(stage=Stage.MASTERS_STUDENT, graduation=graduation), 60)
        assert first in order
        assert second not in order or order.index(first) < order.index(second)


def test_applying_studying_and_graduating_are_three(guide: Guide) -> None:
    order = shown(guide, stands({"bachelors": Mark.DONE}, stage=Stage.CLINICIAN), 60)
    three = ["masters.apply", "masters.study", "masters.finish-degree"]
    assert [id_ for id_ in order if id_ in three] == three


def test_offers_are_compared_before_they_are_answered(guide: Guide) -> None:
    assert "masters.fellowship-compare" in guide.milestones["masters.fellowship-offer"].before


@pytest.mark.parametrize("stage", list(Stage))
def test_titles_speak_to_the_reader(guide: Guide, stage: Stage) -> None:
    told = guide.told_to(stage)
    assert told is guide.told_to(stage)
    assert {*told.milestones} == {*guide.milestones}
    texts = " ".join(
        f"{m.title} {m.why}" for m in Path(guide, stands(stage=stage), NOW).milestones
    ).casefold()
    if stage in {Stage.CLINICIAN, Stage.EARLY_CAREERIST, Stage.MANAGER}:
        assert not [word for word in ("club", "class project", "already a manager") if word in texts]
    for step in told.steps:
        assert all(told.milestones[m.id] is m for m in step.milestones)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_end_of_a_path_is_the_persons_own(guide: Guide, stage: Stage) -> None:
    marks = dict.fromkeys(guide.milestones, Mark.DONE)
    card = cards.advice_card(choose_next(guide, stands(marks, stage=stage), NOW), guide)
    assert guide.endings[stage] in str(card)
    ids = [action.id for block in card.blocks for action in getattr(block, "actions", ())]
    assert ("credits:status" in ids) is (stage is Stage.MANAGER)
    assert ("members:start" in ids) is (stage is not Stage.MANAGER)


def test_every_way_of_the_bot_has_a_button_that_somebody_answers() -> None:
    answered = {id_ for room in ROOMS for id_ in declared_in(command_modules(room)).presses}
    assert {*ACTIONS} == {*Way}
    for action in ACTIONS.values():
        assert action.id is not None
        assert ":".join(action.id.split(":")[:2]) in answered


def test_doing_it_there_ticks_it_here(guide: Guide) -> None:
    mentor = guide.milestones["network.find-mentor"]
    assert mentor.way is Way.FIND_MENTOR
    there = {item_of(Way.FIND_MENTOR): Mark.DONE}
    assert state_of(mentor, there) is Mark.DONE
    assert state_of(mentor, {**there, mentor.id: Mark.STARTED}) is Mark.DONE
    assert mentor.id not in Path(guide, stands(there), NOW).open
    begun = {item_of(Way.SEE_EVENTS): Mark.STARTED}
    assert [m.id for m in choose_next(guide, stands(begun, stage=Stage.CLINICIAN), NOW).running] == [
        "network.attend-event"
    ]


SEPTEMBER = datetime(2026, 9, 12, 15, tzinfo=UTC)


def _finalist() -> Standing:
    said = {"bachelors": Mark.DONE, "masters": Mark.STARTED}
    return stands(said, stage=Stage.MASTERS_STUDENT, goal="administrative fellowship", graduation=2027)


def test_the_last_fellowship_deadline_of_ones_studies_is_told_of_however_late_one_begins(
    guide: Guide,
) -> None:
    """The list alone usually takes eight weeks, and there are two: there is no other year."""
    first = shown(guide, _finalist(), 7, SEPTEMBER)
    assert "masters.fellowship-apply" in first
    apply = advise_on(guide, _finalist(), guide.milestone("masters.fellowship-apply"), SEPTEMBER)
    assert apply.due is not None
    assert apply.due.date() == date(2026, 9, 26)


def test_what_is_under_way_past_its_last_date_holds_up_nothing(guide: Guide) -> None:
    """Who sent applications and never pressed Done still hears of offers and of the second cycle."""
    marks = {f"masters.fellowship-{one}": Mark.DONE for one in ("shortlist",)}
    running = {**marks, "masters.fellowship-apply": Mark.STARTED}
    said = {"bachelors": Mark.DONE, "experience": Mark.DONE, "masters": Mark.STARTED, **running}
    standing = stands(said, stage=Stage.MASTERS_STUDENT, goal="fellowship", graduation=2027)
    october = datetime(2026, 10, 20, 15, tzinfo=UTC)
    first = shown(guide, standing, 6, october)
    assert {"masters.fellowship-compare", "network.fellowship-reopen"} <= {*first}


def test_nobody_is_sent_to_graduate_school_before_college(guide: Guide) -> None:
    without = shown(guide, stands(stage=Stage.CAREER_CHANGER), 60)
    assert without.index("bachelors.graduate") < without.index("masters.decide")
    with_degree = stands({"bachelors": Mark.DONE}, stage=Stage.CAREER_CHANGER)
    assert "masters.decide" in shown(guide, with_degree, 12)


@pytest.mark.parametrize(
    ("goal", "said", "within", "never"),
    [
        ("MHA next fall", {"stage": Stage.UNDERGRADUATE, "graduation": 2027}, "masters.decide", None),
        ("I leave the Army in June", {"stage": Stage.CAREER_CHANGER}, "experience.skillbridge", None),
        (
            "recertify",
            {"stage": Stage.MANAGER, "credential": "fache"},
            "network.renew-credential",
            "certification.fache-plan",
        ),
        (
            "my own building",
            {"stage": Stage.CLINICIAN, "credential": "nursing-home-license"},
            "certification.nursing-home-license",
            "experience.skillbridge",
        ),
    ],
)
def test_a_goal_that_is_named_is_among_the_first_things(
    guide: Guide, goal: str, said: dict[str, Any], within: str, never: str | None
) -> None:
    path = shown(guide, stands({"bachelors": Mark.DONE}, goal=goal, **said), 60)
    assert within in path[:5]
    assert never not in path


def test_the_final_year_keeps_the_degree_and_asks_for_no_list_once_nothing_is_left_to_apply_for(
    guide: Guide,
) -> None:
    standing = stands(stage=Stage.MASTERS_STUDENT, graduation=2027)
    december, march = NOW + timedelta(days=3), datetime(2027, 3, 1, tzinfo=UTC)
    assert {"masters.finish-degree", "masters.fellowship-shortlist"} <= Path(
        guide, standing, december
    ).open.keys()
    late = Path(guide, standing, march).open
    assert "masters.finish-degree" in late
    assert "masters.fellowship-shortlist" not in late
    begun = stands(
        {"masters.fellowship-shortlist": Mark.STARTED}, stage=Stage.MASTERS_STUDENT, graduation=2027
    )
    assert "masters.fellowship-shortlist" in Path(guide, begun, march).open, "what was begun stays"


@pytest.mark.parametrize(
    ("stage", "day", "asked"),
    [
        (Stage.UNDERGRADUATE, datetime(2027, 6, 1, tzinfo=UTC), False),
        (Stage.UNDERGRADUATE, datetime(2027, 8, 1, tzinfo=UTC), True),
        (Stage.HIGH_SCHOOL, datetime(2028, 8, 1, tzinfo=UTC), True),
        (Stage.MANAGER, datetime(2028, 8, 1, tzinfo=UTC), False),
    ],
)
def test_whose_year_of_graduation_is_over_is_asked_where_they_stand(
    guide: Guide, stage: Stage, day: datetime, asked: bool
) -> None:
    card = cards.advice_card(choose_next(guide, stands(stage=stage, graduation=2027), day), guide)
    assert ("You said that you graduate in 2027" in str(card)) is asked
    assert ("members:start" in str(card)) is asked
