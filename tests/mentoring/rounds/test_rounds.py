"""A matching round: who may, who takes part, what is looked at, and what comes of publishing it."""

from datetime import timedelta

import pytest
from mentoring.conftest import person
from mentoring.matchday import BOSS, ORGANIZER, Matchday, finished, text

from mentorbot import clock
from mentorbot.chat.caller import Rights
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.mentoring.matching import Weight, Weights
from mentorbot.mentoring.matching.outcome import Left
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.requests import access as request_access
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.rounds import gathering, notice_cards, notices, publishing, results, service
from mentorbot.mentoring.rounds.terms import ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.rounds.view import Plan
from mentorbot.mentoring.terms import Ending, Format, Origin


@pytest.fixture
def day(database: Database) -> Matchday:
    return Matchday(database)


# Opening and taking part


async def test_only_organizers_open_a_round(day: Matchday) -> None:
    plan = Plan("Spring", clock.now() + timedelta(days=3))
    with pytest.raises(UserError, match="Only organizers"):
        async with day.database.session_scope() as session:
            await service.begin_round(session, person("eve"), Rights(manages_events=True), plan, "77")


@pytest.mark.every_database
async def test_a_second_round_waits_for_the_first_to_end(day: Matchday, mentee) -> None:
    await mentee("ben")
    found = await day.open(name="Spring *round*")
    with pytest.raises(UserError, match=r"Spring \\\*round\\\*"):
        await day.open()
    async with day.database.session_scope() as session:
        await publishing.cancel_round(session, BOSS, ORGANIZER, found.id)
    await day.open()


@pytest.mark.parametrize("ahead", [timedelta(minutes=1), timedelta(days=200), timedelta(days=-1)])
async def test_sign_up_closes_neither_at_once_nor_in_a_year(day: Matchday, mentee, ahead) -> None:
    await mentee("ben")
    with pytest.raises(UserError, match="ten minutes to 120 days"):
        await day.open(closes_at=clock.now() + ahead)


async def test_without_a_profile_one_is_told_what_to_do(day: Matchday, mentor, mentee) -> None:
    await mentor("ada")
    await mentee("ben")
    await mentor("cem", state="paused")
    found = await day.open()
    for who, side, said in [
        ("ada", Side.MENTEE, "/mentee profile"),
        ("ben", Side.MENTOR, "/mentor join"),
        ("cem", Side.MENTOR, "/mentor resume"),
        ("dan", Side.MENTEE, "/start"),
    ]:
        with pytest.raises(UserError, match=said):
            async with day.database.session_scope() as session:
                await service.sign_up(session, person(who), found.id, side)


async def test_signing_up_twice_is_as_once_and_off_again_leaves_nothing(day: Matchday, mentee) -> None:
    await mentee("ben")
    found = await day.open()
    async with day.database.session_scope() as session:
        first = await service.sign_up(session, person("ben"), found.id, Side.MENTEE)
        second = await service.sign_up(session, person("ben"), found.id, Side.MENTEE)
        assert (first[1], second[1], second[0].mentees) == (True, False, 1)
        assert await service.sign_off(session, person("ben"), found.id)
        assert not await service.sign_off(session, person("ben"), found.id)
    assert (await day.get(found)).mentees == 0


async def test_sign_up_is_over_when_it_says_so(day: Matchday, mentee) -> None:
    await mentee("ben")
    found = await day.open()
    clock.advance(timedelta(days=7, minutes=1))
    with pytest.raises(UserError, match="closed"):
        await day.seek(found, "ben2")


async def test_another_communitys_round_is_not_there(day: Matchday, mentee) -> None:
    await mentee("ben")
    await mentee("eve", "elsewhere")
    found = await day.open()
    with pytest.raises(UserError, match="over"):
        async with day.database.session_scope() as session:
            await service.sign_up(session, person("eve", "elsewhere"), found.id, Side.MENTEE)
    with pytest.raises(UserError, match="no matching round"):
        async with day.database.read_scope() as connection:
            await service.find_own(connection, person("eve", "elsewhere"), ORGANIZER, found.id)


# Working it out


@pytest.mark.every_database
async def test_a_preview_says_who_gets_whom_and_why_and_changes_nothing(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada", capacity=1, setting="long_term_care")
    await day.seek(found, "ben", "cem")
    await day.seek(found, "dee", languages="es")
    found = await day.work_out(found)
    (line,) = await day.lines(found, page=1)
    assert line.mentor == "Ada"
    assert "works where the mentee wants to be: nursing and long-term care" in line.reasons
    lone = {line.mentee: line.reason for line in await day.lines(found, matched=False)}
    assert lone == {"Dee": Left.LANGUAGE, ({"Ben", "Cem"} - {line.mentee}).pop(): Left.FULL}
    async with day.database.read_scope() as connection:
        seen = await results.read_overview(connection, found)
    assert (seen.pairs, seen.alone) == (1, {Left.LANGUAGE: 1, Left.FULL: 1})
    assert [(load.mentor, load.got, load.room) for load in seen.loads] == [("Ada", 1, 1)]
    assert await day.live() == set()


async def test_who_blocked_whom_is_honoured_and_looks_like_any_other_reason(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada", capacity=2)
    await day.seek(found, "ben", "cem")
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["ben"], day.ids["ada"])
    found = await day.work_out(found)
    assert await day.pairs(found) == {"Cem": "Ada"}
    (lone,) = await day.lines(found, matched=False)
    assert lone.reason is Left.KEPT_APART
    with pytest.raises(UserError, match="cannot be brought together"):
        await day.lay_down("ben", "ada", RuleKind.PIN)


@pytest.mark.every_database
@pytest.mark.parametrize("confirm", [False, True])
async def test_a_block_after_a_pin_wins(day: Matchday, mentee, confirm) -> None:
    await mentee("someone")
    found = await day.open(confirm=confirm)
    await day.offer(found, "ada", capacity=2)
    await day.seek(found, "ben", "cem")
    await day.lay_down("ben", "ada", RuleKind.PIN)
    await day.work_out(found)
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["ada"], day.ids["ben"])
    with pytest.raises(UserError, match="nothing was published"):
        await day.publish(found)
    found = await day.work_out(found)
    assert await day.pairs(found) == {"Cem": "Ada"}
    await day.publish(found)
    assert "Ada" not in "".join(text(card) for who, card in await day.deliver() if who == "ben")


async def test_a_block_while_a_round_is_worked_out_wins(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    found = await day.get(found)
    async with day.database.read_scope() as connection:
        task = await gathering.read_task(connection, found)
    outcome = solve_round(task.mentees, task.mentors, task.rules)
    assert outcome.pairs
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["ada"], day.ids["ben"])
    async with day.database.session_scope() as session:
        await results.store_outcome(session, found, outcome)
    with pytest.raises(UserError, match="nothing was published"):
        await day.publish(found)


async def test_a_block_while_those_left_are_matched_again_wins(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben")
    await day.work_out(found)
    found = await day.publish(found)
    first = (await day.pairs(found))["Ben"].lower()
    await day.answer(found, first, "ben", yes=False)
    (other,) = {"ada", "bea"} - {first}
    async with day.database.read_scope() as connection:
        task = await gathering.read_task(connection, found)
    outcome = solve_round(task.mentees, task.mentors, task.rules)
    assert len(outcome.pairs) == 1
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["ben"], day.ids[other])
    await day.deliver()
    async with day.database.session_scope() as session:
        await publishing.begin_turn(session, found, outcome)
    assert "A mentor for you?" not in {card.title for _, card in await day.deliver()}
    assert (await day.settle(found)).state is RoundState.DONE
    assert await day.live() == set()


async def test_two_who_are_kept_apart_are_never_in_one_circle(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(format=Format.CIRCLE)
    await day.offer(found, "ada", capacity=4, formats="circle")
    await day.seek(found, "ben", "cem", "dan")
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["ben"], day.ids["cem"])
    found = await day.work_out(found)
    assert len(await day.pairs(found)) == 2
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["dan"], day.ids["ben"])
        await blocks.block_member(session, day.ids["dan"], day.ids["cem"])
    await day.publish(await day.work_out(found))
    assert len(await day.live()) == 1


async def test_peers_who_are_kept_apart_since_are_not_in_one_circle(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(peers=True)
    await day.seek(found, *(f"mentee{number}" for number in range(4)))
    found = await day.work_out(found)
    outcome_round = await day.get(found)
    async with day.database.session_scope() as session:
        found = await service.move_on(session, outcome_round, RoundState.PUBLISHING, turn=1)
        await blocks.block_member(session, day.ids["mentee0"], day.ids["mentee3"])
        await notices.go_on_later(session, found, 1)
    titles = sorted(card.title for who, card in await day.deliver() if who)
    assert titles == ["No mentor this time", "Your circle", "Your circle", "Your circle"]


async def test_people_on_both_sides_all_get_what_was_worked_out(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    names = ("ada", "bea", "cleo", "dora")
    await day.offer(found, *names, capacity=1)
    for name in names:
        day.ids.pop(name)
    await day.seek(found, *names)
    await day.work_out(found)
    await day.publish(found)
    assert len(await day.live()) == 4
    assert {line.state for line in await day.lines(found)} == {ResultState.FORMED}


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"languages": "es"}, "speaks a language"),
        ({"organization": "General Hospital"}, "keeps colleagues apart"),
        ({}, "as many mentees as they can take"),
    ],
)
async def test_whoever_gets_nobody_is_told_the_true_reason(day: Matchday, mentee, profile, said) -> None:
    await mentee("someone")
    found = await day.open(employers_apart=True)
    await day.offer(found, "ada", capacity=1, organization="General Hospital")
    await day.seek(found, "ben", organization="")
    await day.lay_down("ben", "ada", RuleKind.PIN)
    await day.seek(found, "cem", **{"organization": "", **profile})
    await day.work_out(found)
    await day.publish(found)
    sent = dict(await day.deliver())
    assert said in text(sent["cem"])


async def test_organizers_can_ask_for_an_hour_in_common_and_for_a_least_score(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(weights=Weights(time=Weight.MUST), least_score=40)
    await day.offer(found, "ada", capacity=4)
    await day.seek(found, "ben")
    await day.seek(found, "cem", day_parts="")
    await day.seek(found, "dan", topics="law", credentials="")
    found = await day.work_out(found)
    reasons = {line.mentee: line.reason for line in await day.lines(found, matched=False)}
    assert reasons == {"Ben": Left.LEAST, "Cem": Left.MUST, "Dan": Left.LEAST}
    await day.lay_down("cem", "ada", RuleKind.PIN)
    assert await day.pairs(await day.work_out(found)) == {"Cem": "Ada"}


async def test_where_nobody_mentors_that_is_what_is_said(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.seek(found, "ben")
    await day.work_out(found)
    await day.publish(found)
    assert "nobody else took part" in text(dict(await day.deliver())["ben"])


async def test_after_a_decline_it_is_not_said_that_everybody_is_full(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", capacity=1)
    await day.seek(found, "ben")
    await day.work_out(found)
    await day.publish(found)
    await day.answer(found, "ada", "ben", yes=False)
    found = await day.get(found)
    async with day.database.read_scope() as connection:
        seen = await results.read_overview(connection, found)
    assert (seen.pairs, seen.gone) == (0, 1)
    await day.settle(found)
    (line,) = await day.lines(found, matched=False)
    assert line.reason is Left.DECLINED
    assert "did not come about" in text(dict(await day.deliver())["ben"])


async def test_two_who_have_been_a_pair_are_not_brought_together_again(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada", capacity=2)
    await day.seek(found, "ben")
    async with day.database.session_scope() as session:
        pair = await pairing.form_mentorship(
            session, mentor_id=day.ids["ada"], mentee_id=day.ids["ben"], origin=Origin.REQUEST, months=3
        )
        await pairing.end_mentorship(session, pair.id, Ending.TIME)
    found = await day.work_out(found)
    assert await day.pairs(found) == {}


async def test_whoever_went_away_empty_comes_first_among_equals_next_time(day: Matchday, mentee) -> None:
    await mentee("someone")
    first = await day.open()
    await day.offer(first, "ada", capacity=1)
    await day.seek(first, "ben", "cem")
    await day.work_out(first)
    lucky = next(iter(await day.pairs(first)))
    await day.publish(first)
    clock.advance(timedelta(days=30))
    second = await day.open()
    await day.offer(second, "eli", capacity=1)
    await day.seek(second, "dan", "ben", "cem")
    second = await day.work_out(second)
    assert set(await day.pairs(second)) == {"Ben", "Cem"} - {lucky}


async def test_all_listed_mentors_take_part_where_the_round_says_so(day: Matchday, mentor) -> None:
    await mentor("ada", formats="circle")
    await mentor("bea", state="paused")
    await mentor("cleo")
    found = await day.open(all_mentors=True)
    await day.seek(found, "ben")
    found = await day.work_out(found)
    assert await day.pairs(found) == {"Ben": "Cleo"}


async def test_a_pin_holds_moves_and_is_taken_back(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben", "cem")
    assert await day.lay_down("ben", "ada", RuleKind.PIN)
    assert (await day.pairs(await day.work_out(found)))["Ben"] == "Ada"
    with pytest.raises(UserError, match="no room"):
        await day.lay_down("cem", "ada", RuleKind.PIN)
    assert await day.lay_down("ben", "bea", RuleKind.PIN)
    assert (await day.pairs(await day.work_out(found)))["Ben"] == "Bea"
    assert not await day.lay_down("ben", "bea", RuleKind.PIN)
    assert await day.lay_down("ben", "ada", RuleKind.FORBID)
    assert await day.lay_down("ben", "bea", RuleKind.FORBID)
    assert "Ben" not in await day.pairs(await day.work_out(found))


@pytest.mark.parametrize("two", [("ben", "ben"), ("nobody", "ada"), ("ada", "ben"), ("ben", "cem")])
async def test_only_those_who_take_part_can_be_pinned(day: Matchday, mentee, two) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada")
    await day.seek(found, "ben", "cem")
    with pytest.raises(UserError, match="Both must be in this round"):
        await day.lay_down(*two, RuleKind.PIN)


# Publishing


@pytest.mark.every_database
async def test_publishing_forms_every_pair_and_tells_everybody_once(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada", capacity=2)
    await day.offer(found, "zoe", languages="fr")
    await day.seek(found, "ben", "cem", "dan")
    await day.work_out(found)
    await day.publish(found)
    await day.publish(found)
    assert len(await day.live()) == 2
    assert await finished(day, found)
    sent = await day.deliver()
    titles = {who: card.title for who, card in sent if who}
    assert len([who for who, _ in sent if who]) == len(titles) == 5
    assert titles["ada"] == "You have 2 mentees"
    assert titles["zoe"] == "Nobody this time"
    mentees = sorted(titles[name] for name in ("ben", "cem", "dan"))
    assert mentees == ["No mentor this time", "You have a mentor", "You have a mentor"]
    assert await day.deliver() == []


async def test_what_was_not_looked_at_is_not_published(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    with pytest.raises(UserError, match="have changed"):
        await day.publish(found)
    seen = await day.work_out(found)
    await day.seek(found, "cem")
    with pytest.raises(UserError, match="have changed"):
        await day.publish(found)
    await day.work_out(found)
    with pytest.raises(UserError, match="have changed"):
        async with day.database.session_scope() as session:
            await publishing.publish_round(session, BOSS, ORGANIZER, found.id, seen.solved)
    assert await day.live() == set()


@pytest.mark.every_database
async def test_a_large_round_is_published_in_pieces_and_nobody_twice(
    day: Matchday, mentee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "BATCH", 3)
    await mentee("someone")
    found = await day.open(peers=True)
    await day.offer(found, "ada", "bea", "cleo", capacity=2)
    await day.seek(found, *(f"mentee{number}" for number in range(14)))
    await day.work_out(found)
    assert (await day.publish(found)).state is RoundState.PUBLISHING
    assert 2 <= len(await day.live()) < 6
    sent = await day.deliver()
    assert len(await day.live()) == 6
    assert await finished(day, found)
    told = [who for who, _ in sent if who]
    assert len(told) == len(set(told)) == 17
    by = dict(sent)
    assert sum(card.title == "Your circle" for card in by.values()) == 8
    assert by["ada"].title == by["bea"].title == by["cleo"].title == "You have 2 mentees"


@pytest.mark.slow
async def test_a_large_round_keeps_nobody_waiting_for_longer_than_a_small_one(day: Matchday, mentee) -> None:
    await mentee("someone")
    costs = []
    for people in (24, 48):
        found = await day.open(name=f"A round of {people}")
        for number in range(people):
            await day.offer(found, f"mentor{people}.{number}", capacity=1)
            await day.seek(found, f"mentee{people}.{number}")
        await day.work_out(found)
        before, formed = day.database.statements, len(await day.live())
        looked = day.database.statements - before
        assert (await day.publish(found)).state is RoundState.PUBLISHING
        costs.append(day.database.statements - before - looked)
        await day.deliver()
        assert len(await day.live()) == formed + people
        assert await finished(day, found)
    assert costs[0] == costs[1]


async def test_whoever_is_silent_in_a_large_round_is_settled_a_few_at_a_time(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    for number in range(publishing.BATCH + 4):
        await day.offer(found, f"mentor{number}", capacity=1)
        await day.seek(found, f"mentee{number}")
    await day.work_out(found)
    await day.publish(found)
    await day.deliver()
    found = await day.get(found)
    clock.advance(timedelta(days=30))
    async with day.database.session_scope() as session:
        assert await publishing.close_answers(session, found)
    states = [line.state for line in await day.lines(found)]
    assert states.count(ResultState.DECLINED) == publishing.BATCH
    async with day.database.session_scope() as session:
        assert not await publishing.close_answers(session, found)
    assert {line.state for line in await day.lines(found)} == {ResultState.DECLINED}


async def test_a_mentor_who_is_full_meanwhile_leaves_nobody_without_an_answer(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada", capacity=1)
    await day.seek(found, "ben")
    await day.work_out(found)
    other = await mentee("quick")
    async with day.database.session_scope() as session:
        await pairing.form_mentorship(
            session, mentor_id=day.ids["ada"], mentee_id=other, origin=Origin.REQUEST, months=6
        )
    await day.publish(found)
    (line,) = await day.lines(found)
    assert line.state is ResultState.FAILED
    sent = dict(await day.deliver())
    assert sent["ben"].title == "No mentor this time"
    assert "Nobody this time" in sent["ada"].title


async def test_who_asked_a_mentor_that_a_round_fills_need_not_wait_for_them(day: Matchday, mentee) -> None:
    await mentee("zoe")
    found = await day.open()
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben")
    async with day.database.session_scope() as session:
        asked = await requests.ask_mentors(session, person("zoe"), [day.ids["ada"], day.ids["bea"]], "")
    await day.lay_down("ben", "ada", RuleKind.PIN)
    await day.work_out(found)
    await day.publish(found)
    assert await day.live() == {("ada", "ben")}
    async with day.database.read_scope() as connection:
        now, _ = await request_access.find_of_mentee(connection, person("zoe"), asked.request.id)
    assert now.owner_id == day.ids["bea"]


async def test_those_around_one_mentor_are_one_circle(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(format=Format.CIRCLE)
    await day.offer(found, "ada", capacity=4, formats="circle,pair")
    with pytest.raises(UserError, match="you meet them one to one") as told:
        await day.offer(found, "bea", capacity=4)
    assert told.value.way_on == ("How I meet mentees", "mentor:offer")
    await day.seek(found, "ben", "cem", "dan")
    await day.work_out(found)
    await day.publish(found)
    async with day.database.read_scope() as connection:
        formed = await pairing.find_mentorships(connection, day.ids["ada"])
    assert len(formed) == 3
    assert len({one.circle_id for one in formed} - {None}) == 1
    assert {one.format for one in formed} == {Format.CIRCLE}


async def test_a_round_that_is_called_off_pairs_nobody(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    await day.work_out(found)
    async with day.database.session_scope() as session:
        await publishing.cancel_round(session, BOSS, ORGANIZER, found.id)
    for again in (day.publish(found), day.seek(found, "cem")):
        with pytest.raises(UserError, match="over"):
            await again
    assert {who: card.title for who, card in await day.deliver()} == {
        "ada": "The round is called off",
        "ben": "The round is called off",
    }


async def test_only_who_is_in_no_pair_is_told_of_a_call_off(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben", "cem")
    await day.work_out(found)
    await day.publish(found)
    pairs = await day.pairs(found)
    await day.answer(found, "ben", "ben", yes=True)
    await day.answer(found, pairs["Ben"].lower(), "ben", yes=True)
    await day.deliver()
    async with day.database.session_scope() as session:
        await publishing.cancel_round(session, BOSS, ORGANIZER, found.id)
    assert {who for who, _ in await day.deliver()} == {"cem", pairs["Cem"].lower()}


@pytest.mark.parametrize(
    ("mentors", "mentees", "said"),
    [
        ((), (), "nobody has signed up,"),
        (("ada",), (), "nobody looks"),
        ((), ("ben",), "signed up to mentor"),
    ],
)
async def test_organizers_are_told_of_a_round_without_people(
    day: Matchday, mentee, mentors: tuple[str, ...], mentees: tuple[str, ...], said: str
) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, *mentors)
    await day.seek(found, *mentees)
    card = notice_cards.closed_card(await day.get(found))
    assert said in text(card)
    assert "/match cancel" in text(card)


# Asking both sides first


async def test_a_pair_is_made_when_both_say_yes(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    await day.work_out(found)
    assert (await day.publish(found)).state is RoundState.ASKING
    asked = dict(await day.deliver())
    assert {asked["ben"].title, asked["ada"].title} == {"A mentor for you?", "A mentee for you?"}
    assert await day.answer(found, "ben", "ben", yes=True) is ResultState.ASKED
    assert await day.live() == set()
    with pytest.raises(UserError, match="said yes already"):
        await day.answer(found, "ben", "ben", yes=True)
    assert await day.answer(found, "ada", "ben", yes=True) is ResultState.FORMED
    assert await day.live() == {("ada", "ben")}
    with pytest.raises(UserError, match="settled already"):
        await day.answer(found, "ada", "ben", yes=False)
    told = {who: card.title for who, card in await day.deliver()}
    assert told == {"ben": "You have a mentor", "ada": "You have a mentee"}
    assert (await day.settle(found)).state is RoundState.DONE


async def test_two_who_are_kept_apart_meanwhile_are_not_asked_about_each_other(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    await day.work_out(found)
    await day.publish(found)
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["ben"], day.ids["ada"])
    titles = {card.title for _, card in await day.deliver()}
    assert titles.isdisjoint({"A mentor for you?", "A mentee for you?"})
    with pytest.raises(UserError, match="settled already"):
        await day.answer(found, "ada", "ben", yes=True)
    assert (await day.settle(found)).state is RoundState.DONE
    assert await day.live() == set()


async def test_two_who_are_kept_apart_after_the_preview_are_not_published(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    await day.work_out(found)
    async with day.database.session_scope() as session:
        await blocks.block_member(session, day.ids["ben"], day.ids["ada"])
    with pytest.raises(UserError, match="nothing was published"):
        await day.publish(found)


@pytest.mark.every_database
async def test_whoever_is_declined_is_matched_again_among_the_rest(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", capacity=1, topics="finance,long-term-care")
    await day.offer(found, "bea", capacity=1)
    await day.seek(found, "ben")
    await day.work_out(found)
    await day.publish(found)
    assert await day.pairs(found) == {"Ben": "Ada"}
    await day.deliver()
    await day.answer(found, "ben", "ben", yes=True)
    assert await day.answer(found, "ada", "ben", yes=False) is ResultState.DECLINED
    (who, card), *_ = await day.deliver()
    assert who == "ben"
    assert "ada" not in text(card).lower()
    assert (await day.settle(found)).state is RoundState.ASKING
    assert await day.pairs(found) == {"Ben": "Bea"}
    await day.answer(found, "ben", "ben", yes=True)
    await day.answer(found, "bea", "ben", yes=True)
    assert (await day.settle(found)).state is RoundState.DONE
    assert await day.live() == {("bea", "ben")}


async def test_silence_is_no_and_in_the_end_everybody_is_told(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben")
    await day.work_out(found)
    found = await day.publish(found)
    for _ in range(2):
        assert (await day.settle(found)).state is RoundState.ASKING
        clock.advance(timedelta(hours=73))
        found = await day.settle(found)
    assert found.state is RoundState.DONE
    assert await day.live() == set()
    told = {who: card.title for who, card in await day.deliver() if who}
    assert told == {"ben": "No mentor this time", "ada": "Nobody this time", "bea": "Nobody this time"}


async def test_whoever_has_not_answered_is_reminded_once_before_it_is_too_late(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", capacity=1)
    await day.seek(found, "ben")
    await day.work_out(found)
    found = await day.publish(found)
    await day.deliver()
    await day.answer(found, "ben", "ben", yes=True)
    assert found.answer_by is not None
    clock.advance(found.answer_by - clock.now() - timedelta(hours=11))
    ((who, card),) = await day.deliver()
    assert who == "ada"
    assert "You have not answered yet" in text(card)
    assert await day.deliver() == []


async def test_silence_is_matched_again_once_and_no_more(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", "bea", "cleo", capacity=1)
    await day.seek(found, "ben")
    await day.work_out(found)
    found = await day.publish(found)
    for _ in range(2):
        assert found.state is RoundState.ASKING
        asked = (await day.pairs(found))["Ben"].lower()
        await day.answer(found, asked, "ben", yes=True)
        clock.advance(timedelta(hours=73))
        found = await day.settle(found)
    assert found.state is RoundState.DONE
    told = {who: text(card) for who, card in await day.deliver() if who == "ben"}
    assert "it did not come about" in told["ben"]


async def test_nobody_else_answers_for_a_pair(day: Matchday, mentee) -> None:
    await mentee("someone")
    await mentee("eve")
    found = await day.open(confirm=True)
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    await day.work_out(found)
    await day.publish(found)
    with pytest.raises(UserError, match="over"):
        await day.answer(found, "eve", "ben", yes=True)


@pytest.mark.every_database
async def test_a_member_who_is_erased_leaves_the_round_and_the_others_in_it(day: Matchday, mentee) -> None:
    await mentee("someone")
    found = await day.open(confirm=True)
    await day.offer(found, "ada", capacity=1)
    await day.offer(found, "bea", capacity=1)
    await day.seek(found, "ben", "cem")
    await day.work_out(found)
    found = await day.publish(found)
    async with day.database.session_scope() as session:
        await privacy.erase(session, person("ada"))
    found = await day.settle(found)
    assert found.state is RoundState.ASKING
    clock.advance(timedelta(days=4))
    found = await day.settle(found)
    assert found.mentors == 1
    assert await day.live() == set()


@pytest.mark.parametrize("listed", [False, True])
async def test_what_was_worked_out_with_somebody_who_is_erased_is_not_published(
    day: Matchday, mentee, mentor, listed
) -> None:
    await mentee("someone")
    found = await day.open(all_mentors=listed)
    day.ids["ada"] = await mentor("ada")
    if not listed:
        await day.offer(found, "ada")
    await day.seek(found, "ben")
    found = await day.work_out(found)
    async with day.database.read_scope() as connection:
        task = await gathering.read_task(connection, found)
    async with day.database.session_scope() as session:
        await privacy.erase(session, person("ada"))
    with pytest.raises(UserError, match="People or rules have changed"):
        await day.publish(found)
    # Nor is it when they were erased while it was being worked out.
    async with day.database.session_scope() as session:
        outcome = solve_round(task.mentees, task.mentors, task.rules)
        await results.store_outcome(session, found, outcome)
    assert (await day.get(found)).stale


async def test_a_round_that_is_over_is_not_to_be_worked_out_again_when_one_of_it_is_erased(
    day: Matchday, mentee
) -> None:
    await mentee("someone")
    found = await day.open()
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    await day.work_out(found)
    found = await day.publish(found)
    async with day.database.session_scope() as session:
        await privacy.erase(session, person("ben"))
    assert not (await day.get(found)).stale
