from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.guide.model import Guide, Milestone, Stage
from mentorbot.members.service import MemberView
from mentorbot.progress.advice import Advice, Reason, Target, advise_on, choose_next
from mentorbot.progress.models import Mark
from mentorbot.progress.path import SETTLED, Standing

MakeGuide = Callable[..., Guide]
START = datetime(2026, 11, 23, 15, tzinfo=UTC)
STAGES = (Stage.UNDERGRADUATE, Stage.MANAGER)
RULES = ("FREQ=YEARLY;BYMONTH=10;BYDAY=1FR", "FREQ=YEARLY;BYMONTH=1;BYDAY=-1MO", "FREQ=MONTHLY;BYMONTHDAY=1")

moments = st.integers(0, 800).map(lambda days: START + timedelta(days=days))
states = st.sampled_from([None, *Mark])


@st.composite
def milestones(draw: st.DrawFn) -> dict[str, dict[str, object]]:
    names = [f"{'abc'[place % 3]}.m{place}" for place in range(draw(st.integers(1, 9)))]
    made = {}
    for place, name in enumerate(names):
        rule = draw(st.sampled_from([None, None, *RULES]))
        made[name.replace(".", "__")] = {
            "after": draw(st.lists(st.sampled_from(names[:place]), unique=True, max_size=3)) if place else [],
            "stages": draw(st.lists(st.sampled_from(STAGES), unique=True)),
            "optional": draw(st.booleans()),
            "typical_weeks": draw(st.integers(1, 160)),
            "anchor": rule
            and {"rrule": rule, "time_zone": "America/New_York", "time": "02:30:00", "label": "Day"},
        }
    return made


@st.composite
def standings(draw: st.DrawFn, items: list[str]) -> Standing:
    marks = {
        item: mark for item in [*items, "a", "b", "c", "gone.away"] if (mark := draw(states)) is not None
    }
    target = draw(st.none() | st.dates(date(2026, 1, 1), date(2056, 1, 1)))
    zone = draw(st.sampled_from(["UTC", "Pacific/Auckland", "America/St_Johns"]))
    since = draw(moments)
    member = MemberView(1, draw(st.none() | st.sampled_from(STAGES)), "", zone, "en", target, since, since)
    return draw(st.just(Standing(member, marks)) | st.just(Standing()))


def on_path(guide: Guide, standing: Standing) -> dict[str, Milestone]:
    stage = standing.member.stage if standing.member else None
    return {m.id: m for m in guide.milestones.values() if stage is None or not m.stages or stage in m.stages}


def settled(milestone: Milestone, standing: Standing) -> bool:
    marks = standing.marks
    return marks.get(milestone.id) in SETTLED or marks.get(milestone.step) is Mark.DONE


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_whatever_is_stored_the_advice_is_the_end_or_something_that_can_be_begun(
    make_guide: MakeGuide, data: st.DataObject
) -> None:
    guide = make_guide(**data.draw(milestones()))
    standing = data.draw(standings(list(guide.milestones)))
    now = data.draw(moments)
    advice = choose_next(guide, standing, now)
    path = on_path(guide, standing)
    left = [m for m in path.values() if not settled(m, standing)]
    assert advice.finished == (advice.next is None) == (not left)
    picks = [*([advice.next] if advice.next else []), *advice.alternatives]
    assert len({pick.milestone.id for pick in picks}) == len(picks) <= 3
    for pick in picks:
        assert pick.reason is not Reason.WAITS
        assert pick.milestone in left, "never what is done, not for me, or for another stage"
        assert all(settled(path[before], standing) for before in pick.milestone.after if before in path)


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_a_due_date_is_never_past_and_never_after_the_target(
    make_guide: MakeGuide, data: st.DataObject
) -> None:
    guide = make_guide(**data.draw(milestones()))
    standing = data.draw(standings(list(guide.milestones)))
    now = data.draw(moments)
    advice = choose_next(guide, standing, now)
    for pick in [*([advice.next] if advice.next else []), *advice.alternatives]:
        if pick.due is None:
            assert pick.milestone.anchor is None
            assert pick.reason is not Reason.PREPARES
            continue
        assert pick.due >= now
        if pick.milestone.anchor is None and pick.reason is not Reason.PREPARES:
            assert standing.member is not None
            assert standing.member.target_date is not None
            assert pick.due.date() <= standing.member.target_date + timedelta(days=1)
    if advice.target is Target.NONE:
        assert standing.member is None or standing.member.target_date is None


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_doing_what_is_advised_always_reaches_the_end_and_never_goes_in_circles(
    make_guide: MakeGuide, data: st.DataObject
) -> None:
    guide = make_guide(**data.draw(milestones()))
    standing = data.draw(standings(list(guide.milestones)))
    now = data.draw(moments)
    seen = set()
    while (pick := choose_next(guide, standing, now).next) is not None:
        assert pick.milestone.id not in seen
        seen.add(pick.milestone.id)
        said = data.draw(st.sampled_from([Mark.DONE, Mark.NOT_FOR_ME]))
        standing = Standing(standing.member, {**standing.marks, pick.milestone.id: said})
        now += timedelta(days=7)


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_the_order_of_marks_never_matters(make_guide: MakeGuide, data: st.DataObject) -> None:
    guide = make_guide(**data.draw(milestones()))
    standing = data.draw(standings(list(guide.milestones)))
    now = data.draw(moments)

    def advice(items: tuple[str, ...]) -> tuple[Advice, object, object]:
        marks = {item: standing.marks[item] for item in items}
        found = choose_next(guide, Standing(standing.member, marks), now)
        return found, found.alternatives, found.running

    orders = list(permutations(list(standing.marks)[:4]))
    rest = tuple(list(standing.marks)[4:])
    assert all(advice((*order, *rest)) == advice((*orders[0], *rest)) for order in orders)


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_any_milestone_can_be_looked_at_whatever_was_said_of_it(
    make_guide: MakeGuide, data: st.DataObject
) -> None:
    guide = make_guide(**data.draw(milestones()))
    standing = data.draw(standings(list(guide.milestones)))
    now = data.draw(moments)
    for milestone in guide.milestones.values():
        pick = advise_on(guide, standing, milestone, now)
        assert pick.milestone is milestone
        assert pick.due is None or pick.due >= now
