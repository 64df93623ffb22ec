"""What a round goes by, in words, and what each choice costs."""

from datetime import timedelta

import mailing
import pytest
from mentoring.conftest import person
from mentoring.matchday import BOSS, ORGANIZER, Matchday, text

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Rights
from mentorbot.errors import UserError
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring.finding.shelf import Shelves
from mentorbot.mentoring.matching import Part, Weight, Weights
from mentorbot.mentoring.matching.facts import Turn
from mentorbot.mentoring.matching.outcome import Left, Method, Task
from mentorbot.mentoring.matching.places import Group, Place
from mentorbot.mentoring.matching.trials import try_out
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.rounds import cards as round_cards
from mentorbot.mentoring.rounds import gathering, publishing, service, solving
from mentorbot.mentoring.rounds.marks.service import find_suggestions
from mentorbot.mentoring.rounds.terms import ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.rounds.weighing import cards
from mentorbot.mentoring.rounds.weighing import service as weighing
from mentorbot.mentoring.rounds.weighing.service import Changes
from mentorbot.mentoring.rounds.weighing.supposing import Outlook, Wish
from mentorbot.mentoring.rounds.weighing.trials import Comparison, choose_trials, read_trials
from mentorbot.mentoring.terms import Ending


@pytest.fixture
async def day(database, mentee) -> Matchday:
    await mentee("someone")
    return Matchday(database)


async def weigh(day: Matchday, who=BOSS, rights=ORGANIZER, **changes) -> RoundView:
    async with day.database.session_scope() as session:
        return await weighing.change_round(session, who, rights, Changes(**changes))


async def read_task(day: Matchday, found: RoundView) -> Task:
    found = await day.get(found)
    async with day.database.read_scope() as connection:
        return await gathering.read_task(connection, found, day.inside)


async def compare(day: Matchday, found: RoundView) -> Comparison:
    task = await read_task(day, found)
    return read_trials(task, try_out(choose_trials(task)))


def costs(seen: Comparison) -> dict[str, tuple[int, bool]]:
    return {str(one.part or one.name): (tried.pairs, one.chosen) for one, tried in seen.costs.items()}


async def test_what_counts_decides_who_gets_whom_and_what_does_not_is_not_said(
    day: Matchday,
) -> None:
    found = await day.open()
    await day.offer(found, "ada", capacity=1, topics="finance", setting="payer", credentials="")
    await day.offer(found, "bea", capacity=1, topics="law", setting="long_term_care", credentials="")
    await day.seek(found, "ben", topics="finance", credentials="")
    assert await day.pairs(await day.work_out(found)) == {"Ben": "Bea"}, "a place of work counts more"
    changed = await weigh(day, weights={Part.TOPICS: Weight.MUCH, Part.SETTING: Weight.NONE})
    assert changed.stale, "what was worked out before is not published"
    found = await day.work_out(found)
    (line,) = await day.lines(found, page=1)
    assert (line.mentor, line.score) == ("Ada", round(100 * (5 * 4 + 24 * 2 + 5 * 2) / (40 * 4 + 48 * 2)))
    assert "Finance" in "".join(line.reasons)
    assert "works elsewhere" not in "".join(line.objections)
    await weigh(day, weights={Part.TOPICS: Weight.NONE, Part.SETTING: Weight.MUCH})
    assert await day.pairs(await day.work_out(found)) == {"Ben": "Bea"}


async def test_where_a_part_is_a_must_nobody_is_paired_without_it_but_by_a_pin(day: Matchday) -> None:
    found = await day.open(weights=Weights(setting=Weight.MUST))
    await day.offer(found, "ada", capacity=3, setting="payer")
    await day.seek(found, "ben", "cem")
    found = await day.work_out(found)
    assert {line.reason for line in await day.lines(found, matched=False)} == {Left.MUST}
    await day.lay_down("cem", "ada", RuleKind.PIN)
    assert await day.pairs(await day.work_out(found)) == {"Cem": "Ada"}
    await weigh(day, weights={Part.SETTING: Weight.USUAL})
    assert len(await day.pairs(await day.work_out(found))) == 2


async def test_what_is_not_named_stays_and_nothing_changed_keeps_what_was_worked_out(day: Matchday) -> None:
    found = await day.open(weights=Weights(time=Weight.MUST), least_score=20)
    await weigh(day, weights={Part.HELP: Weight.LITTLE})
    found = await day.work_out(found)
    assert (found.weighing.time, found.weighing.help, found.least_score) == (Weight.MUST, Weight.LITTLE, 20)
    same = await weigh(day, weights={Part.HELP: Weight.LITTLE}, least_score=20, method=Method.BEST)
    assert not same.stale
    changed = await weigh(day, least_score=0, employers_apart=True, method=Method.FAIR)
    assert (changed.least_score, changed.employers_apart, changed.method) == (0, True, Method.FAIR)
    assert changed.stale
    said = text(cards.weighed_card(changed))
    assert "an hour in common" in said


async def test_who_may_not_or_leaves_nothing_to_count_or_is_too_late_changes_nothing(day: Matchday) -> None:
    found = await day.open()
    before = await day.get(found)
    with pytest.raises(UserError, match="Only organizers"):
        await weigh(day, person("eve"), Rights(), weights={Part.TIME: Weight.MUST})
    with pytest.raises(UserError, match="nothing would count"):
        await weigh(day, weights=dict.fromkeys(Part, Weight.NONE))
    assert await day.get(found) == before
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    await day.work_out(found)
    await day.publish(found)
    with pytest.raises(UserError, match="no matching round"):
        await weigh(day, least_score=3)


async def test_each_choice_says_what_it_costs_in_pairs_mean_and_lowest(day: Matchday) -> None:
    found = await day.open(weights=Weights(time=Weight.MUST), least_score=40, employers_apart=True)
    await day.offer(found, "ada", capacity=4, organization="Lakeside", setting="long_term_care")
    await day.seek(found, "ben", organization="")
    await day.seek(found, "cem", organization="", day_parts="")
    await day.seek(found, "dan", organization="lakeside")
    await day.seek(found, "eli", organization="", topics="law", credentials="", settings="")
    seen = await compare(day, found)
    assert (seen.now.pairs, seen.now.mentees) == (1, 4)
    assert costs(seen) == {
        "time": (1, True), "topics": (1, False), "setting": (1, False),
        "employers": (2, True), "least": (2, True),
    }  # fmt: skip
    said = text(cards.comparison_card(await day.get(found), seen))
    assert "**Keeping people of one employer apart** costs 1 pair. Without it: 2 of 4 get a mentor;" in said
    assert "**An hour in common** costs no pair" in said
    assert "**A topic in common** would cost no pair" in said
    assert said.count("points on average") == 8
    assert ".0 points" not in said
    assert (await day.get(found)).solved == 0, "nothing is kept of it"


async def test_weights_are_compared_by_one_measure(day: Matchday) -> None:
    found = await day.open(weights=Weights(topics=Weight.NONE, setting=Weight.MUCH))
    await day.offer(found, "ada", capacity=1, topics="finance,long-term-care", setting="payer")
    await day.offer(found, "bea", capacity=1, topics="law", setting="long_term_care", credentials="")
    await day.seek(found, "ben")
    seen = await compare(day, found)
    (otherwise,) = [tried for choice, tried in seen.costs.items() if choice.name == "weights"]
    assert sum(otherwise.usual) >= sum(seen.now.usual)
    assert sum(otherwise.scores) == sum(otherwise.usual)
    assert "If all counted as usual: 1 of 1 gets a mentor" in text(cards.comparison_card(found, seen))


async def test_the_three_ways_stand_side_by_side_and_one_can_be_taken(day: Matchday) -> None:
    found = await day.open()
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben", "cem", "dan")
    solver = solving.Solver(mailing.program_of(day.database))
    seen = await solver.compare(await day.get(found), within=60)
    assert isinstance(seen, Comparison)
    assert [(way, one.pairs, one.mentees) for way, one in seen.ways.items()] == [
        (one, 2, 3) for one in Method
    ]
    card = cards.comparison_card(await day.get(found), seen)
    assert text(card).count("2 of 3 get a mentor") >= 3
    assert "Best fit altogether** (this round)" in text(card)
    assert [label for label in labels(card) if label.startswith("Take")] == [
        "Take: nobody badly matched", "Take: stable"
    ]  # fmt: skip
    assert await solver.compare(await day.get(found), within=0) is seen, "as long as nothing changes"
    await weigh(day, method=Method.FAIR)
    assert isinstance(await solver.compare(await day.get(found), within=0), str)
    assert solver.stop(found.id)
    with pytest.raises(UserError, match="was stopped"):
        await solver.compare(await day.get(found), within=60)


def labels(card: Card) -> list[str]:
    return [one.label for block in card.blocks for one in getattr(block, "actions", ())]


async def test_whoever_has_not_said_what_a_pair_must_have_is_told_when_they_sign_up(day: Matchday) -> None:
    found = await day.open(weights=Weights(time=Weight.MUST, help=Weight.MUST))
    await day.seek(found, "ben", day_parts="")
    await day.offer(found, "ada", helps="")
    await day.seek(found, "cem")
    async with day.database.read_scope() as connection:
        unsaid = [
            await weighing.find_unsaid(connection, person(who), found, side)
            for who, side in (("ben", Side.MENTEE), ("ada", Side.MENTOR), ("cem", Side.MENTEE))
        ]
    assert unsaid == [(Part.TIME,), (Part.HELP,), ()]
    said = text(round_cards.signed_up_card(found, Side.MENTEE, unsaid[0], news=True))
    assert "you have not said yet when you have time" in said
    assert "not said" not in text(round_cards.signed_up_card(found, Side.MENTEE, news=True))


async def test_pairs_that_were_asked_for_are_kept_to_after_a_decline_too(day: Matchday) -> None:
    found = await day.open(confirm=True, weights=Weights(topics=Weight.MUST))
    await day.offer(found, "ada", capacity=1, topics="finance")
    await day.offer(found, "bea", capacity=1, topics="law")
    await day.seek(found, "ben")
    await day.work_out(found)
    await day.publish(found)
    await day.answer(found, "ada", "ben", yes=False)
    clock.advance(timedelta(hours=1))
    found = await day.settle(found)
    (line,) = await day.lines(found, matched=False)
    assert (found.state, line.reason) == (RoundState.DONE, Left.DECLINED)
    async with day.database.read_scope() as connection:
        assert await publishing.find_unsettled(connection) == []
        assert await service.find_round(connection, found.id) == found


async def reserve(
    day: Matchday, group: Group | None, least: int = 0, most: int | None = None, own: str = ""
) -> RoundView:
    async with day.database.session_scope() as session:
        return await weighing.keep_places(session, BOSS, ORGANIZER, Place(group, least, most, own))


async def set_stage(day: Matchday, name: str, stage: Stage) -> None:
    async with day.database.session_scope() as session:
        await members.enrol(session, person(name), Profile(stage))


async def test_places_are_kept_for_a_stage_and_cost_no_pair_and_a_limit_says_so(day: Matchday) -> None:
    found = await day.open()
    await day.offer(found, "ada", capacity=2)
    await day.seek(found, "ben", "cem", "dan")
    await day.seek(found, "eli", topics="law", credentials="", settings="", helps="")
    await set_stage(day, "eli", Stage.MANAGER)
    assert "Eli" not in await day.pairs(await day.work_out(found))
    await reserve(day, Group.MANAGER, least=1)
    found = await day.work_out(found)
    assert "Eli" in await day.pairs(found)
    assert len(await day.pairs(found)) == 2
    said = text(cards.comparison_card(found, await compare(day, found)))
    assert "Keeping or limiting places (a manager)** costs no pair" in said
    await reserve(day, Group.MANAGER)
    await reserve(day, Group.CLINICIAN, most=1)
    found = await day.work_out(found)
    assert len(await day.pairs(found)) == 2
    assert "Eli" in await day.pairs(found)
    lone = await day.lines(found, matched=False)
    assert {line.reason for line in lone} == {Left.RESERVED}
    assert "as many at their stage" in text(round_cards.lone_card(found, lone, 2, 1))
    await day.publish(found)
    told = [text(card) for who, card in await day.deliver() if "No mentor" in card.title]
    assert len(told) == 2
    assert all("as many people at your stage" in one for one in told)


async def test_places_are_kept_for_those_whom_organizers_name_one_by_one(day: Matchday) -> None:
    found = await day.open(confirm=True)
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben", "cem")
    await day.seek(found, "dan", "eli", topics="law", credentials="", settings="", helps="")
    await set_stage(day, "eli", Stage.MANAGER)

    async def name(user: str) -> Card:
        async with day.database.session_scope() as session:
            found, holds = await weighing.name_mentee(session, BOSS, ORGANIZER, user)
        return cards.named_card(found, holds=holds)

    assert "no place is kept for those" in text(await name("eli"))
    await reserve(day, Group.MANAGER, most=0)
    found = await reserve(day, Group.NAMED, least=1)
    assert [one.key for one in found.kept_places] == ["named", "manager"]
    assert fields(cards.weighed_card(found))["Those whom you name"] == "1 place is kept"
    found = await day.work_out(found)
    assert "Eli" in await day.pairs(found), "whoever is named counts for that, and not for their stage"
    assert [line.mentee for line in await day.lines(found) if line.named] == ["Eli"]
    assert "Dan" not in await day.pairs(found)
    await name("dan")
    assert text(await name("eli")).startswith("Taken back")
    found = await day.work_out(found)
    assert "Dan" in await day.pairs(found)
    with pytest.raises(UserError, match="have not signed up"):
        await name("ada")
    await day.publish(found)
    places = (await read_task(day, found)).rules.places
    assert [(one.key, one.least) for one in places] == [("named", 0), ("manager", 0)], "who is asked counts"
    with pytest.raises(UserError):
        await name("cem")


async def test_places_that_are_taken_count_when_those_left_are_matched_again(day: Matchday) -> None:
    found = await day.open(confirm=True)
    await day.offer(found, "ada", "bea", capacity=2)
    await day.seek(found, "ben", "cem", "dan")
    await reserve(day, Group.CLINICIAN, most=2)
    await day.work_out(found)
    found = await day.publish(found)
    asked = await day.pairs(found)
    assert len(asked) == 2
    first, second = asked
    await day.answer(found, first.lower(), first.lower(), yes=True)
    await day.answer(found, asked[first].lower(), first.lower(), yes=True)
    await day.answer(found, second.lower(), second.lower(), yes=False)
    found = await day.settle(found)
    task = await read_task(day, found)
    assert [place.most for place in task.rules.places] == [0]
    assert len([line for line in await day.lines(found) if line.state is ResultState.ASKED]) == 1


async def test_places_are_kept_for_a_group_of_ones_own_and_whoever_is_in_it_counts_for_no_other(
    day: Matchday,
) -> None:
    day.inside = {"eli": frozenset({"77", "78"}), "dan": frozenset({"78"})}
    found = await day.open(confirm=True)
    await day.offer(found, "ada", "bea", capacity=1)
    await day.seek(found, "ben", "cem")
    await day.seek(found, "dan", "eli", topics="law", credentials="", settings="", helps="")
    await reserve(day, Group.CLINICIAN, most=1)
    await reserve(day, None, 1, own="77")
    found = await reserve(day, None, 0, 0, own="78")
    assert fields(cards.weighed_card(found))["A group of yours"] == "<@&78>: 0 at most"
    assert [one.key for one in found.kept_places] == ["@77", "@78", "clinician"]
    found = await day.work_out(found)
    paired = await day.pairs(found)
    assert "Eli" in paired, "the first group that one is in counts, and not the stage"
    assert len(paired) == 2
    reasons = {line.mentee: line.reason for line in await day.lines(found, matched=False)}
    assert reasons["Dan"] is Left.RESERVED
    said = text(cards.comparison_card(found, await compare(day, found)))
    assert "Keeping or limiting places (<@&77>)** brings 1 pair" in said
    await day.publish(found)
    places = (await read_task(day, found)).rules.places
    assert [(one.least, one.most) for one in places] == [(0, None), (0, 0), (0, 0)], "who is asked counts"


async def test_a_stable_round_keeps_places_too(day: Matchday) -> None:
    found = await day.open(method=Method.STABLE)
    await day.offer(found, "ada", capacity=1)
    await day.seek(found, "ben", "cem")
    await day.seek(found, "eli", topics="law", credentials="", settings="", helps="")
    await set_stage(day, "eli", Stage.MANAGER)
    assert "Eli" not in await day.pairs(await day.work_out(found))
    await reserve(day, Group.MANAGER, least=1)
    assert list(await day.pairs(await day.work_out(found))) == ["Eli"]
    await reserve(day, Group.MANAGER)
    await reserve(day, Group.CLINICIAN, most=0)
    found = await day.work_out(found)
    assert list(await day.pairs(found)) == ["Eli"]
    assert {line.reason for line in await day.lines(found, matched=False)} == {Left.RESERVED}


async def test_what_contradicts_itself_is_not_taken_and_a_stable_round_lets_nobody_come_first(
    day: Matchday,
) -> None:
    await day.open()
    with pytest.raises(UserError, match="keep 5 places"):
        await reserve(day, Group.MANAGER, 5, 2)
    await reserve(day, Group.STUDENTS, 2)
    with pytest.raises(UserError, match="in another group already"):
        await reserve(day, Group.UNDERGRADUATE, 1)
    changed = await reserve(day, Group.STUDENTS, 3, 9)
    assert changed.kept_places == (Place(Group.STUDENTS, 3, 9),)
    assert "3 places are kept, 9 at most" in fields(cards.weighed_card(changed))["All students"]
    assert (await reserve(day, Group.STUDENTS)).places == ""
    await weigh(day, memory=True)
    with pytest.raises(UserError, match="lets nobody come first"):
        await weigh(day, method=Method.STABLE)
    assert (await weigh(day, method=Method.STABLE, memory=False)).method is Method.STABLE
    with pytest.raises(UserError, match="lets nobody come first"):
        await weigh(day, memory=True)
    for number in range(9):
        await reserve(day, None, 9999, 9999, own=f"123456789012345678{number}")
    with pytest.raises(UserError, match="so many groups"):
        await reserve(day, None, 9999, 9999, own="1234567890123456789")


def fields(card: Card) -> dict[str, str]:
    return {one.name: one.value for block in card.blocks for one in getattr(block, "fields", ())}


async def test_a_round_that_remembers_takes_those_first_who_went_without(day: Matchday) -> None:
    first = await day.open()
    await day.offer(first, "ada", capacity=1)
    await day.seek(first, "ben", topics="law", credentials="", settings="")
    await day.seek(first, "cem")
    await day.work_out(first)
    assert await day.pairs(first) == {"Cem": "Ada"}
    await day.publish(first)
    async with day.database.session_scope() as session:
        (pair,) = await pairing.find_mentorships(session, day.ids["ada"])
        await pairing.end_mentorship(session, pair.id, Ending.GRADUATED)
    clock.advance(timedelta(days=30))
    second = await day.open(memory=True)
    await day.offer(second, "bea", capacity=1)
    await day.seek(second, "ben", "cem", "dan")
    task = await read_task(day, second)
    turns = {one.id: one.turn for one in task.mentees}
    assert [turns[day.ids[name]] for name in ("ben", "cem", "dan")] == [
        Turn.WAITED, Turn.HAD_ONE, Turn.FIRST_TIME
    ]  # fmt: skip
    assert await day.pairs(await day.work_out(second)) == {"Ben": "Bea"}
    seen = await compare(day, second)
    said = text(cards.comparison_card(await day.get(second), seen))
    assert "Remembering earlier rounds** costs no pair" in said
    assert "Take: stable" not in labels(cards.comparison_card(await day.get(second), seen))
    await weigh(day, memory=False)
    assert "Ben" not in await day.pairs(await day.work_out(second))


async def test_a_round_that_remembers_asks_nobody_again_about_whom_they_said_no_to(day: Matchday) -> None:
    first = await day.open(confirm=True)
    await day.offer(first, "ada", "bea", capacity=1)
    await day.seek(first, "ben", "cem")
    await day.lay_down("ben", "ada", RuleKind.PIN)
    await day.work_out(first)
    await day.publish(first)
    await day.answer(first, "ben", "ben", yes=False)
    clock.advance(timedelta(days=4))
    await day.settle(first)
    async with day.database.session_scope() as session:
        await publishing.cancel_round(session, BOSS, ORGANIZER, first.id)

    second = await day.open(memory=True)
    await day.offer(second, "ada", "bea")
    await day.seek(second, "ben", "cem")
    rules = (await read_task(day, second)).rules
    assert rules.refused == {(day.ids["ben"], day.ids["ada"])}, "whoever did not answer said no to nobody"
    assert await day.pairs(await day.work_out(second)) == {"Ben": "Bea", "Cem": "Ada"}
    suggested = await find_suggestions(
        day.database, Shelves(day.database), person("ben"), second.id, Side.MENTEE
    )
    assert [one.name for one in suggested[1]] == ["Bea"]
    await day.lay_down("cem", "bea", RuleKind.PIN)
    assert await day.pairs(await day.work_out(second)) == {"Cem": "Bea"}
    assert costs(await compare(day, second))["memory"] == (2, True), "without memory there is a pair more"
    await day.lay_down("ben", "ada", RuleKind.PIN)
    assert await day.pairs(await day.work_out(second)) == {"Ben": "Ada", "Cem": "Bea"}
    await day.lay_down("ben", "ada", RuleKind.PIN)
    await weigh(day, memory=False)
    assert await day.pairs(await day.work_out(second)) == {"Ben": "Ada", "Cem": "Bea"}


async def suppose(day: Matchday, found: RoundView, wish: Wish) -> Outlook:
    seen = await solving.Solver(mailing.program_of(day.database)).suppose(
        await day.get(found), wish, within=60
    )
    assert isinstance(seen, Outlook)
    return seen


async def test_organizers_see_what_more_mentors_would_bring_and_nothing_is_changed(day: Matchday) -> None:
    found = await day.open(weights=Weights(topics=Weight.MUST, time=Weight.MUST))
    await day.offer(found, "ada", capacity=1, topics="law")
    await day.seek(found, "ben", topics="law")
    await day.seek(found, "cem", "dan", "eli", topics="finance")
    await day.seek(found, "fay", topics="finance", languages="es")
    found = await day.work_out(found)
    wanted = await suppose(day, found, Wish(2, "finance", room=1))
    assert (wanted.now.pairs, [one.tried.pairs for one in wanted.supposed]) == (1, [3])
    said = text(cards.outlook_card(found, wanted, Wish(2, "finance")))
    assert (
        "**2 more mentors in Finance and budgets (room for 1 each)** would give 2 more pairs. 3 of 5" in said
    )
    spanish = await suppose(day, found, Wish(1, "finance", "es", 3))
    assert [one.tried.pairs for one in spanish.supposed] == [2]
    most = await suppose(day, found, Wish())
    assert (most.supposed[0].topic, most.supposed[0].tried.pairs) == ("finance", 3)
    kinds = [(one.topic, one.language, one.mentors) for one in most.supposed]
    assert ("", "es", 2) in kinds
    assert ("", "", 0) in kinds, "more room with those who mentor"
    assert await day.get(found) == found
    assert cards.read_wish(cards.write_wish(Wish(3, "finance", "es", 2))) == Wish(3, "finance", "es", 2)
    assert cards.read_wish("") == Wish()
    assert cards.read_wish("0:no such:xx:999") == Wish(1, "", "", 20)
