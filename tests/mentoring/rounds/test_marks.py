"""Whom people of a round would love to be with, or rather not: said privately, and honoured."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from mentoring.conftest import person
from mentoring.matchday import BOSS, ORGANIZER, Matchday, text
from mentoring.people import mentees, mentors
from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat import ChoiceField, Form
from mentorbot.errors import UserError
from mentorbot.members import presence
from mentorbot.mentoring import settings
from mentorbot.mentoring.finding.shelf import Shelves
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, Weight, Weights
from mentorbot.mentoring.matching.outcome import Mark, Marked, Method, Rules
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.rounds import publishing, service
from mentorbot.mentoring.rounds.marks import cards
from mentorbot.mentoring.rounds.marks import service as marking
from mentorbot.mentoring.rounds.marks.models import MATCH_MARK
from mentorbot.mentoring.rounds.terms import Side
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.terms import Origin

LOVE, RATHER_NOT = Mark.LOVE, Mark.RATHER_NOT


@pytest.fixture
async def day(database, mentee) -> Matchday:
    await mentee("someone")
    return Matchday(database)


async def suggest(day: Matchday, found: RoundView, who: str, side: Side = Side.MENTEE) -> list[str]:
    shelves = Shelves(day.database)
    _, shown = await marking.find_suggestions(day.database, shelves, person(who), found.id, side)
    return [one.name for one in shown]


async def mark(
    day: Matchday, found: RoundView, who: str, *, love=(), rather_not=(), side: Side = Side.MENTEE
) -> None:
    picked = {LOVE: [day.ids[one] for one in love], RATHER_NOT: [day.ids[one] for one in rather_not]}
    async with day.database.session_scope() as session:
        await marking.keep_marks(session, person(who), found.id, side, picked)


async def count(day: Matchday) -> int:
    async with day.database.read_scope() as connection:
        return (await connection.execute(select(func.count()).select_from(MATCH_MARK))).scalar_one()


async def test_marks_of_both_sides_tip_the_balance_and_can_be_changed(day: Matchday) -> None:
    found = await day.open()
    await day.offer(found, "ada", "bea", capacity=1)
    await day.offer(found, "cleo", capacity=1, topics="law", credentials="", setting="payer")
    await day.seek(found, "ben", "dan")
    assert await suggest(day, found, "ben") == ["Ada", "Bea", "Cleo"]
    await mark(day, found, "ben", love=["bea"], rather_not=["ada"])
    assert (await day.pairs(await day.work_out(found)))["Ben"] == "Bea"
    await mark(day, found, "ben", love=["ada"])
    found = await day.work_out(found)
    assert await day.pairs(found) == {"Ben": "Ada", "Dan": "Bea"}
    assert {line.score for line in await day.lines(found)} <= set(range(101)), "the score says how they fit"
    assert set(await suggest(day, found, "ada", Side.MENTOR)) == {"Ben", "Dan"}
    await mark(day, found, "ada", love=["dan"], rather_not=["ben"], side=Side.MENTOR)
    assert (await day.get(found)).stale
    assert await day.pairs(await day.work_out(found)) == {"Ben": "Bea", "Dan": "Ada"}


async def test_marks_are_private_gone_with_whoever_goes_and_forgotten_when_the_round_is_over(
    day: Matchday,
) -> None:
    found = await day.open()
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben", "dan")
    await mark(day, found, "ben", love=["ada"], rather_not=["bea"])
    await mark(day, found, "dan", love=["bea"])
    async with day.database.session_scope() as session:
        await service.sign_off(session, person("dan"), found.id)
    assert await count(day) == 2
    found = await day.work_out(found)
    assert not any("mark" in text or "love" in text for line in await day.lines(found, page=1)
                   for text in (*line.reasons, *line.objections))  # fmt: skip
    await day.publish(found)
    assert await count(day) == 0
    clock.advance(timedelta(days=9))
    second = await day.open()
    await day.seek(second, "dan")
    await day.offer(second, "bea")
    await mark(day, second, "dan", rather_not=["bea"])
    async with day.database.session_scope() as session:
        await publishing.cancel_round(session, BOSS, ORGANIZER, second.id)
    assert await count(day) == 0


async def test_nobody_is_suggested_or_marked_who_cannot_be_in_it(day: Matchday, mentor, mentee) -> None:
    found = await day.open()
    await day.seek(found, "ben")
    with pytest.raises(UserError, match="Nobody who fits you has signed up so far"):
        await suggest(day, found, "ben")
    await day.offer(found, "ada", "bea", capacity=1)
    day.ids["cleo"] = await mentor("cleo")
    day.ids["ann"] = await mentor("ann", "elsewhere")
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["bea"], day.ids["ben"])
    assert await suggest(day, found, "ben") == ["Ada"]
    for love in (["cleo"], ["ann"], ["ben"]):
        with pytest.raises(UserError, match="choose from what the form offers"):
            await mark(day, found, "ben", love=love)
    with pytest.raises(UserError, match="the same person"):
        await mark(day, found, "ben", love=["ada"], rather_not=["ada"])
    for who in ("cleo", "someone"):
        with pytest.raises(UserError, match="You do not take part"):
            await mark(day, found, who, love=["ada"])
    nothing, ann = {LOVE: [], RATHER_NOT: []}, person("ann", "elsewhere")
    with pytest.raises(UserError, match="over"):
        async with day.database.session_scope() as session:
            await marking.keep_marks(session, ann, found.id, Side.MENTOR, nothing)
    assert await count(day) == 0
    clock.advance(timedelta(days=8))
    with pytest.raises(UserError, match="closed"):
        await mark(day, found, "ben", love=["ada"])


async def test_a_mentor_marks_no_mentee_who_has_left_or_can_have_no_mentor_more(day: Matchday) -> None:
    async with day.database.session_scope() as session:
        await settings.set_up(session, BOSS, ORGANIZER, settings.Settings(most_mentors=1))
    found = await day.open()
    await day.offer(found, "ada", "bea")
    await day.seek(found, "ben", "cem", "dan")
    await mark(day, found, "ada", love=["ben", "cem", "dan"], side=Side.MENTOR)
    async with day.database.session_scope() as session:
        await presence.note_presence(session, day.ids["cem"], here=False)
        await pairing.form_mentorship(
            session, mentor_id=day.ids["bea"], mentee_id=day.ids["dan"], origin=Origin.REQUEST, months=3
        )
    assert await suggest(day, found, "ada", Side.MENTOR) == ["Ben"]
    for away in ("cem", "dan"):
        with pytest.raises(UserError, match="choose from what the form offers"):
            await mark(day, found, "ada", love=[away], side=Side.MENTOR)


async def test_nobody_is_suggested_whom_the_round_cannot_bring_together_by_what_it_goes_by(
    day: Matchday,
) -> None:
    asked = Weights(topics=Weight.NONE, credentials=Weight.MUST)
    found = await day.open(employers_apart=True, weights=asked, least_score=20)
    await day.offer(found, "ada", organization="Elsewhere", setting="payer")
    await day.offer(found, "bea", organization="Elsewhere", setting="long_term_care", topics="law")
    await day.offer(found, "cleo", organization="Here")
    await day.offer(found, "dora", organization="Elsewhere", credentials="")
    await day.offer(found, "eve", organization="Elsewhere", setting="payer", day_parts="", years=0, helps="")
    await day.seek(found, "ben", organization="Here")
    # Bea has no topic in common, which counts for nothing here, and works where Ben wants to be.
    assert await suggest(day, found, "ben") == ["Bea", "Ada"]
    for who in ("ada", "bea"):
        assert await suggest(day, found, who, Side.MENTOR) == ["Ben"]
    for who in ("cleo", "dora", "eve"):
        with pytest.raises(UserError, match="Nobody who fits you"):
            await suggest(day, found, who, Side.MENTOR)


async def test_the_form_shows_what_was_marked_and_the_answer_says_what_is_kept(day: Matchday) -> None:
    found = await day.open()
    await day.offer(found, "ada", "bea")
    await day.seek(found, "ben")
    await mark(day, found, "ben", love=["ada"])
    _, shown = await marking.find_suggestions(
        day.database, Shelves(day.database), person("ben"), found.id, Side.MENTEE
    )
    form = cards.marks_form(found, Side.MENTEE, shown)
    assert chosen(form) == {"love": ["Ada"], "rather_not": []}
    said = text(cards.marked_card(found, {LOVE: [1], RATHER_NOT: [2, 3]}))
    assert "love to be with 1 person and that you would rather not be with 2 people" in said
    assert "everybody is fine with you" in text(cards.marked_card(found, {LOVE: [], RATHER_NOT: []}))


def chosen(form: Form) -> dict[str, list[str]]:
    fields = [one for one in form.fields if isinstance(one, ChoiceField)]
    return {one.id: [option.label for option in one.options if option.chosen] for one in fields}


@st.composite
def crowds(draw):
    students = draw(st.lists(mentees(), min_size=1, max_size=5))
    helpers = draw(st.lists(mentors(), min_size=1, max_size=3))
    students = [replace(one, id=number, languages=("en",)) for number, one in enumerate(students)]
    helpers = [replace(one, id=1000 + number, languages=("en",)) for number, one in enumerate(helpers)]
    pairs = st.tuples(
        st.sampled_from(students), st.sampled_from(helpers), st.sampled_from(Mark), st.booleans()
    )
    said = {
        (one.id, other.id, by): Marked(one.id, other.id, mark, by)
        for one, other, mark, by in draw(st.lists(pairs, max_size=8))
    }
    return students, helpers, tuple(said.values())


def mates(students: list[MenteeFacts], helpers: list[MentorFacts], rules: Rules) -> dict[int, int]:
    return {pair.mentee: pair.mentor for pair in solve_round(students, helpers, rules).pairs}


@given(crowds(), st.sampled_from((Method.BEST, Method.FAIR)))
@bounds(deadline=None, max_examples=60)
def test_marks_cost_no_pair(crowd, method):
    students, helpers, said = crowd
    plain = mates(students, helpers, Rules(method))
    assert len(mates(students, helpers, Rules(method, marks=said))) == len(plain)


@given(crowds(), st.booleans(), st.data())
@bounds(deadline=None, max_examples=60)
def test_to_say_that_one_would_love_somebody_never_loses_them_and_rather_not_never_wins_them(crowd, by, data):
    students, helpers, said = crowd
    before = mates(students, helpers, Rules(marks=said))
    one, other = data.draw(st.sampled_from(students)), data.draw(st.sampled_from(helpers))
    together = before.get(one.id) == other.id
    assume(not any((m.mentee, m.mentor, m.by_mentor) == (one.id, other.id, by) for m in said))
    mark = Mark.LOVE if together else Mark.RATHER_NOT
    after = mates(students, helpers, Rules(marks=(*said, Marked(one.id, other.id, mark, by))))
    assert (after.get(one.id) == other.id) is together


@pytest.mark.parametrize("method", Method)
def test_whom_somebody_would_rather_not_be_with_they_still_get_before_nobody(method):
    rather_not = Marked(1, 10, Mark.RATHER_NOT)
    assert mates([MenteeFacts(1)], [MentorFacts(10)], Rules(method, marks=(rather_not,))) == {1: 10}


def test_in_a_stable_round_each_side_goes_by_its_own_marks():
    students = [MenteeFacts(1), MenteeFacts(2)]
    helpers = [MentorFacts(10), MentorFacts(11)]
    said = (
        Marked(1, 10, Mark.LOVE), Marked(2, 10, Mark.LOVE), Marked(2, 10, Mark.LOVE, by_mentor=True)
    )  # fmt: skip
    assert mates(students, helpers, Rules(Method.STABLE, marks=said)) == {1: 11, 2: 10}
