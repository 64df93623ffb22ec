from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image as Pictures
from reading import read_card

from mentorbot.chat import Action, Actions, Card, Image, Section, drawing, limits
from mentorbot.guide.cards import ESTIMATE
from mentorbot.guide.model import Guide, Stage
from mentorbot.members.service import MemberView
from mentorbot.progress import cards, picture
from mentorbot.progress.advice import advise_on, choose_next
from mentorbot.progress.models import Mark
from mentorbot.progress.overview import StepState, StepView, make_overview
from mentorbot.progress.path import Path, Standing
from mentorbot.progress.service import Change, Marked

MakeGuide = Callable[..., Guide]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def stands(
    marks: dict[str, Mark] | None = None, stage: Stage = Stage.UNDERGRADUATE, target: date | None = None
) -> Standing:
    return Standing(MemberView(1, stage, "", "America/Chicago", "en", target, NOW, NOW), marks or {})


def actions(card: Card) -> Iterator[Action]:
    for block in card.blocks:
        if isinstance(block, Actions):
            yield from block.actions
        if isinstance(block, Section) and block.action:
            yield block.action


def ids(card: Card) -> list[str]:
    return [action.id for action in actions(card) if action.id]


def words(card: Card) -> str:
    return "\n".join(read_card(card))


@pytest.mark.parametrize(("known", "says"), [([], True), ([date(2027, 9, 24)], False)])
def test_a_date_that_nobody_announced_says_so(
    make_guide: MakeGuide, known: list[date], *, says: bool
) -> None:
    anchor = {
        "rrule": "FREQ=YEARLY;BYMONTH=9;BYDAY=-1FR",
        "time_zone": "America/New_York",
        "time": "23:59:00",
        "label": "Deadline",
        "known": known,
    }
    guide = make_guide(one__apply={"anchor": anchor})
    standing = stands()
    advice = choose_next(guide, standing, NOW)
    card = cards.pick_card(advise_on(guide, standing, guide.milestones["one.apply"], NOW), advice, guide)
    assert "Deadline" in words(card)
    assert (ESTIMATE in words(card)) is says
    assert (ESTIMATE in words(cards.advice_card(advice, guide))) is says


def fits(card: Card) -> None:
    assert len(words(card)) <= limits.CARD_TEXT - 200
    assert all(len(action.label) <= limits.ACTION_LABEL for action in actions(card))
    assert all(len(id_) <= limits.ACTION_ID for id_ in ids(card))
    assert len(ids(card)) == len(set(ids(card))), "an id may stand only once in a message"
    assert all(
        len(block.actions) <= limits.ACTIONS_PER_ROW for block in card.blocks if isinstance(block, Actions)
    )


def test_the_advice_says_what_why_how_to_tell_and_by_when(guide: Guide) -> None:
    standing = stands({"bachelors.see-the-job": Mark.DONE}, target=date(2030, 6, 30))
    advice = choose_next(guide, standing, NOW)
    assert advice.next is not None
    milestone = advice.next.milestone
    card = cards.advice_card(advice, guide)
    assert card.title == milestone.title
    count = f"1 of {len(Path(guide, standing, NOW).milestones)} done"
    for part in (milestone.why, milestone.done_when, milestone.typical_time, count, "By: <t:"):
        assert part in words(card)
    for verb in ("done", "why", "skip", "more"):
        assert f"progress:{verb}:{milestone.id}" in ids(card)
    assert len(advice.alternatives) == 2
    more = cards.more_card(advice.next, advice)
    assert {f"progress:begin:{milestone.id}", f"guide:step_beside:{milestone.step}"} <= set(ids(more))
    for pick in advice.alternatives:
        assert pick.milestone.title in words(more)
        assert f"progress:show:{pick.milestone.id}" in ids(more)


@pytest.mark.parametrize("stage", list(Stage))
def test_at_most_five_things_can_be_pressed_at_once_and_the_rest_is_one_press_away(
    guide: Guide, stage: Stage
) -> None:
    marks: dict[str, Mark] = {}
    while (advice := choose_next(guide, stands(marks, stage), NOW)).next is not None:
        id_ = advice.next.milestone.id
        at_once = ids(cards.advice_card(advice, guide))
        assert len(at_once) <= 5
        all_there_is = {*at_once, *ids(cards.more_card(advice.next, advice))}
        assert {f"reminders:about:{id_}", f"reminders:plan:{id_}"} <= all_there_is
        marks[id_] = Mark.DONE


def test_someone_not_enrolled_is_offered_start_and_nothing_to_mark(guide: Guide) -> None:
    advice = choose_next(guide, Standing(), NOW)
    card = cards.advice_card(advice, guide)
    fits(card)
    fits(cards.progress_card(make_overview(advice), advice))
    assert "members:start" in ids(card)
    assert not [
        id_ for id_ in ids(card) if id_.startswith(("progress:done", "progress:skip", "progress:begin"))
    ]


@pytest.mark.parametrize("stage", list(Stage))
def test_every_card_on_every_stages_path_fits_into_a_message(guide: Guide, stage: Stage) -> None:
    marks: dict[str, Mark] = {}
    now = NOW
    while (advice := choose_next(guide, stands(marks, stage, date(2029, 1, 1)), now)).next is not None:
        standing = stands(marks, stage, date(2029, 1, 1))
        milestone = advice.next.milestone
        fits(cards.advice_card(advice, guide))
        fits(cards.why_card(advice.next, guide))
        fits(cards.welcome_card(advice, guide, first_time=True))
        for change in Change:
            fits(cards.marked_card(Marked(standing, milestone, change, None, changed=True), advice, guide))
        for pick in advice.alternatives:
            fits(cards.pick_card(pick, advice, guide))
        marks[milestone.id] = Mark.DONE
        now += timedelta(days=20)
    fits(cards.advice_card(advice, guide))
    assert "Congratulations" in words(cards.advice_card(advice, guide))


@pytest.mark.parametrize("change", [Change.DONE, Change.NOT_FOR_ME, Change.STARTED])
def test_after_a_press_the_next_is_shown_with_a_way_back(guide: Guide, change: Change) -> None:
    milestone = guide.milestones["bachelors.see-the-job"]
    standing = stands({milestone.id: Mark(change.value)})
    advice = choose_next(guide, standing, NOW)
    card = cards.marked_card(Marked(standing, milestone, change, None, changed=True), advice, guide)
    assert f"progress:undo:{milestone.id}" in ids(card)
    assert advice.next is not None
    assert f"progress:done:{advice.next.milestone.id}" in ids(card)


def test_a_press_that_changed_nothing_says_how_it_is_and_keeps_the_way_back(guide: Guide) -> None:
    milestone = guide.milestones["bachelors.see-the-job"]
    standing = stands({milestone.id: Mark.DONE})
    marked = Marked(standing, milestone, Change.DONE, Mark.DONE, changed=False)
    card = cards.marked_card(marked, choose_next(guide, standing, NOW), guide)
    assert "It is marked as done" in words(card)
    assert f"progress:undo:{milestone.id}" in ids(card)


def test_an_undo_of_the_last_mark_leads_back_to_it(guide: Guide) -> None:
    milestone = guide.milestones["bachelors.see-the-job"]
    marked = Marked(stands(), milestone, Change.UNDO, Mark.DONE, changed=True)
    card = cards.marked_card(marked, choose_next(guide, stands(), NOW), guide)
    assert f"progress:done:{milestone.id}" in ids(card)


def test_why_this_tells_the_reason_and_where_to_read_on(guide: Guide) -> None:
    standing = stands({"experience.results-log": Mark.DONE})
    resume = guide.milestones["experience.resume"]
    card = cards.why_card(advise_on(guide, standing, resume, NOW), guide)
    assert guide.milestones["experience.results-log"].title in words(card)
    assert guide.milestones["experience.internship"].title in words(card), "what it opens"
    assert resume.why not in words(card), "that stands on the advice already"
    assert all(id_.startswith("guide:") for id_ in ids(card))


def test_every_reason_is_put_into_words(make_guide: MakeGuide) -> None:
    assert {*cards._BECAUSE} | {"prepares", "for_goal", "follows", "waits"} == {*cards.Reason}
    assert {*cards._STATE} == {*StepState} == {*picture._WORDS}


def everything(guide: Guide) -> tuple[StepView, ...]:
    marks = {
        "bachelors": Mark.DONE,
        "experience": Mark.STARTED,
        "experience.volunteer": Mark.STARTED,
        "experience.shadow": Mark.NOT_FOR_ME,
        "skills.budget": Mark.DONE,
        **{m.id: Mark.NOT_FOR_ME for m in guide.step("certification").milestones},
    }
    standing = stands(marks)
    return make_overview(choose_next(guide, standing, NOW))


def test_the_overview_says_where_every_step_stands(guide: Guide) -> None:
    states = {view.step.id: view.state for view in everything(guide)}
    assert states == dict.fromkeys(states, StepState.AHEAD) | {
        "bachelors": StepState.DONE,
        "experience": StepState.UNDER_WAY,
        "certification": StepState.NOT_FOR_ME,
        "skills": StepState.UNDER_WAY,
        "network": StepState.NEXT,
    }
    assert states["masters"] is StepState.AHEAD


def test_a_step_with_nothing_for_the_stage_is_not_counted_as_missing(guide: Guide) -> None:
    standing = stands(stage=Stage.HIGH_SCHOOL)
    views = make_overview(choose_next(guide, standing, NOW))
    elsewhere = [view for view in views if not view.marks]
    assert [view.step.id for view in elsewhere] == ["masters", "certification"]
    assert {view.state for view in elsewhere} == {StepState.ELSEWHERE}


def test_a_step_finished_before_counts_as_done_though_nothing_in_it_is_for_the_stage(guide: Guide) -> None:
    standing = stands({"bachelors": Mark.DONE}, Stage.MANAGER)
    [first, *_] = make_overview(choose_next(guide, standing, NOW))
    assert (first.state, first.marks) == (StepState.DONE, ())


def test_progress_is_a_picture_or_the_same_in_words_and_never_both(guide: Guide) -> None:
    standing = stands({"bachelors": Mark.DONE})
    advice = choose_next(guide, standing, NOW)
    views = make_overview(advice)
    card = cards.progress_card(views, advice)
    fits(card)
    [image] = [block for block in card.blocks if isinstance(block, Image)]
    told = cards.words_card(views, advice)
    fits(told)
    assert not [block for block in told.blocks if isinstance(block, Image)]
    assert advice.next is not None
    for step in guide.steps:
        assert step.title not in words(card)
        assert step.title in words(told)
        assert step.title in image.alt
    assert "progress:words" in ids(card)
    assert "progress:overview" in ids(told)
    assert "done, 5 of 5 milestones done" in image.alt
    assert len(image.alt) <= limits.IMAGE_ALT
    assert advice.next.milestone.title in words(card)


def test_the_picture_is_a_png_with_a_row_for_each_step(guide: Guide) -> None:
    data = picture.draw_picture(everything(guide))
    with Pictures.open(BytesIO(data)) as image:
        assert image.format == "PNG"
        assert image.width == drawing.WIDTH
        assert image.height > 100 * len(guide.steps)
        background = image.convert("RGB").getpixel((2, 2))
    assert isinstance(background, tuple)
    assert min(background) > 240, "a light ground of its own, so that it can be read on a dark screen too"
    assert len(data) < 100_000


def test_the_picture_has_a_dark_form_that_leads_back_to_the_light_one(guide: Guide) -> None:
    views = everything(guide)
    dark = picture.draw_picture(views, dark=True)
    with Pictures.open(BytesIO(dark)) as image:
        ground = image.convert("RGB").getpixel((2, 2))
    assert isinstance(ground, tuple)
    assert max(ground) < 60
    advice = choose_next(guide, stands(), NOW)
    light, dark_card = (cards.progress_card(views, advice, dark=one) for one in (False, True))
    assert "progress:overview:dark" in ids(light)
    assert "progress:overview:light" in ids(dark_card)


def test_the_picture_of_the_same_path_is_the_same_file(guide: Guide) -> None:
    first = picture.draw_picture(everything(guide))
    picture._draw.cache_clear()
    assert picture.draw_picture(everything(guide)) == first
    standing = stands()
    other = make_overview(choose_next(guide, standing, NOW))
    assert picture.draw_picture(other) != first


def test_a_long_title_is_cut_to_fit_the_picture(guide: Guide) -> None:
    font = drawing.font(28)
    assert drawing.shorten("Short", font, 400) == "Short"
    cut = drawing.shorten("A title that goes on and on " * 5, font, 400)
    assert cut.endswith("…")
    assert font.getlength(cut) <= 400


def test_the_last_press_congratulates_and_can_still_be_taken_back(guide: Guide) -> None:
    standing = stands({m.id: Mark.DONE for m in guide.milestones.values()})
    milestone = guide.milestones["network.job-search"]
    marked = Marked(standing, milestone, Change.DONE, None, changed=True)
    card = cards.marked_card(marked, choose_next(guide, standing, NOW), guide)
    fits(card)
    assert "Congratulations" in words(card)
    assert "progress:undo:network.job-search" in ids(card)


def test_what_runs_already_is_not_offered_to_be_begun(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={})
    card = cards.advice_card(choose_next(guide, stands({"one.a": Mark.STARTED}), NOW), guide)
    assert "progress:done:one.a" in ids(card)
    assert "progress:begin:one.a" not in ids(card)


def test_what_still_waits_for_something_says_for_what(make_guide: MakeGuide) -> None:
    guide = make_guide(one__a={"title": "The first"}, one__b={"after": ["one.a"]})
    pick = advise_on(guide, stands(), guide.milestones["one.b"], NOW)
    assert "**The first** comes before it" in words(cards.why_card(pick, guide))


def test_somebody_who_enrols_at_the_end_of_the_path_is_promised_no_first_thing(guide: Guide) -> None:
    done = stands(dict.fromkeys(guide.milestones, Mark.DONE))
    card = cards.welcome_card(choose_next(guide, done, NOW), guide, first_time=True)
    assert "first thing" not in words(card)
    assert "nothing on the path is left" in words(card)


def test_one_of_many_is_done_and_all_are_counted_as_all(guide: Guide) -> None:
    path = [m.id for m in Path(guide, stands(), NOW).milestones]
    first, many = path[0], len(path)
    for marks, count in (
        ({first: Mark.DONE}, f"1 of the {many} milestones on your path is done."),
        (dict.fromkeys(path, Mark.DONE), f"All {many} milestones on your path are done."),
    ):
        standing = stands(marks)
        advice = choose_next(guide, standing, NOW)
        assert count in words(cards.progress_card(make_overview(advice), advice))


def test_a_step_that_is_behind_one_and_has_nothing_to_count_is_not_denied_by_the_count(guide: Guide) -> None:
    first = guide.steps[0].id
    advice = choose_next(guide, stands({first: Mark.DONE}, Stage.MASTERS_STUDENT), NOW)
    views = make_overview(advice)
    assert (views[0].state, views[0].marks) == (StepState.DONE, ())
    for card in (cards.progress_card(views, advice), cards.words_card(views, advice)):
        told = f"Step 1 is done. 0 of the {advice.total} milestones on the rest of your path are done."
        assert told in words(card)
