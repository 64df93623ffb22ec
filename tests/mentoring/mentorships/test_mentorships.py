"""The life of a mentorship: agreed, checked on, at risk, ended; and nothing of it left to come."""

from datetime import timedelta

import mailing
import pytest
from both_chats import show_card
from mentoring.conftest import look, person
from mentoring.pair import ADA, BEN, Two, bring_together

from mentorbot import clock
from mentorbot.chat import Choice, Image
from mentorbot.chat.caller import Caller, Rights
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide, Stage
from mentorbot.mentoring.mentorships import (
    agreement,
    ending,
    feedback,
    goals,
    overview,
    pairs,
    signs,
    talks,
)
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.feedback import Answers
from mentorbot.mentoring.mentorships.terms import Cadence, Health, Said, TalkState
from mentorbot.mentoring.profiles import joining
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.terms import Ending, Format, Origin
from mentorbot.progress import service as progress
from mentorbot.progress.service import Change

pytestmark = pytest.mark.every_database


@pytest.fixture
async def two(database: Database) -> Two:
    return await bring_together(database, organizers="70")


async def say(two: Two, who: object, said: Said, turn: int = 1) -> None:
    async with two.database.session_scope() as session:
        await signs.say_how_it_goes(session, who, two.id, turn, said)  # type: ignore[arg-type]


# Agreeing


async def test_both_agree_by_one_click_each(two: Two) -> None:
    seen = (6, Cadence.TWO_WEEKS)
    for who, settled in ((ADA, False), (ADA, False), (BEN, True)):
        async with two.database.session_scope() as session:
            done = await agreement.agree_to_terms(session, who, two.id, seen)
        assert done.terms.settled is settled
    assert done.changed


async def test_terms_that_change_are_asked_anew_of_the_other(two: Two) -> None:
    async with two.database.session_scope() as session:
        await agreement.agree_to_terms(session, BEN, two.id, (6, Cadence.TWO_WEEKS))
        await agreement.propose_terms(session, ADA, two.id, 3, Cadence.WEEKLY)
        with pytest.raises(UserError, match="changed meanwhile"):
            await agreement.agree_to_terms(session, BEN, two.id, (6, Cadence.TWO_WEEKS))
    assert await two.send() == [("ben", "What you agree on")]
    found = await two.get()
    assert (found.months, found.ends_at < found.formed_at + timedelta(days=93)) == (3, True)
    async with two.database.session_scope() as session:
        assert (await agreement.agree_to_terms(session, BEN, two.id, (3, Cadence.WEEKLY))).terms.settled


# Goals


async def test_a_goal_tied_to_a_milestone_is_ticked_in_both_places(two: Two, guide: Guide) -> None:
    milestone = next(iter(guide.milestones))
    async with two.database.session_scope() as session:
        await goals.add_goal(session, ADA, guide, two.id, milestone=milestone)
        found = await goals.add_goal(session, BEN, guide, two.id, title="Read a budget")
        tied, own = found.goals
        with pytest.raises(UserError, match="They tick it"):
            await goals.tick_goal(session, ADA, guide, tied.id, done=True)
        found = await goals.tick_goal(session, BEN, guide, tied.id, done=True)
        assert [one.done for one in found.goals] == [True, False]
        standing = await progress.load_standing(session, BEN)
        assert progress.states_of(guide, standing)[milestone] is progress.Mark.DONE
        await progress.mark_milestone(session, BEN, guide, milestone, Change.UNDO)
        assert not (await goals.find_goals(session, ADA, guide, two.id)).goals[0].done
        await progress.mark_milestone(session, BEN, guide, milestone, Change.DONE)
        assert (await goals.find_goals(session, ADA, guide, two.id)).goals[0].done
        assert (await goals.tick_goal(session, ADA, guide, own.id, done=True)).goals[1].done


async def test_goals_are_chosen_from_what_is_left_as_it_is_told_to_the_mentee(two: Two, guide: Guide) -> None:
    async with two.database.session_scope() as session:
        await progress.mark_milestone(session, BEN, guide, "experience.resume", Change.DONE)
        _, offered = await goals.find_near(session, ADA, guide, two.id)
        found = await goals.add_goal(session, ADA, guide, two.id, milestone="experience.results-log")
    ids = [one.id for one in offered]
    assert len(ids) == len(set(ids)), "each once: a form with one twice is refused"
    assert "experience.resume" not in ids
    theirs = guide.told_to(Stage.CLINICIAN).milestones
    assert all(one is theirs[one.id] and (not one.stages or Stage.CLINICIAN in one.stages) for one in offered)
    assert [one.title for one in found.goals] == ["List ten results from your work, with a number in each"]


async def test_there_are_five_goals_at_most_and_each_milestone_once(two: Two, guide: Guide) -> None:
    first, second = list(guide.milestones)[:2]
    async with two.database.session_scope() as session:
        await goals.add_goal(session, ADA, guide, two.id, milestone=first)
        for told, given in (
            ("is one of your goals already", {"milestone": first}),
            ("What do you want to reach", {"title": " \n "}),
            ("at most 200", {"title": "x" * 201}),
            ("no longer in the guide", {"milestone": "gone"}),
        ):
            with pytest.raises(UserError, match=told):
                await goals.add_goal(session, ADA, guide, two.id, **given)
        for number in range(4):
            await goals.add_goal(session, BEN, guide, two.id, title=f"Goal {number}")
        with pytest.raises(UserError, match="5 goals"):
            await goals.add_goal(session, BEN, guide, two.id, milestone=second)
        found = await goals.find_goals(session, BEN, guide, two.id)
        assert len((await goals.drop_goal(session, BEN, guide, found.goals[0].id)).goals) == 4


# How it goes


async def test_each_is_asked_every_two_weeks(two: Two) -> None:
    for _ in range(3):
        clock.advance(timedelta(days=14))
        assert sorted(to for to, title in await two.send() if title == "A quick look") == ["ada", "ben"]


async def test_a_mentor_of_ten_is_asked_in_one_message_that_lists_them_all(two: Two) -> None:
    mentees = {"ben": two.id}
    for number in range(9):
        clock.advance(timedelta(hours=1))
        name = f"mentee{number}"
        mentees[name] = await another(two, name)
    clock.advance(timedelta(days=14))
    asked = [(to, card) for to, card in await two.cards() if card.title == "A quick look"]
    [card] = [card for to, card in asked if to == "ada"]
    assert sorted(to for to, _ in asked if to != "ada") == sorted(mentees)
    choices = [one for one in card.blocks if isinstance(one, Choice)]
    assert sorted(int(one.id.split(":")[2]) for one in choices) == sorted(mentees.values())
    show_card(card)
    clock.advance(timedelta(days=14))
    assert [to for to, title in await two.send() if title == "A quick look"].count("ada") == 1


async def test_a_mentor_says_once_that_all_go_well(two: Two) -> None:
    other = await another(two, "cem")
    clock.advance(timedelta(days=15))
    async with two.database.session_scope() as session:
        assert await signs.say_all_go_well(session, ADA, two.id) == 2
        with pytest.raises(UserError, match="no such mentorship"):
            await signs.say_all_go_well(session, BEN, two.id)
    async with two.database.read_scope() as connection:
        found = [await pairing.find_mentorship(connection, id_) for id_ in (two.id, other)]
        known = await signs.read_signs(connection, [one for one in found if one], clock.now())
    assert [[word.said for word in one.words] for one in known.values()] == [[Said.WELL], [Said.WELL]]


async def test_all_go_well_takes_as_many_statements_however_many_they_are(two: Two) -> None:
    async def count() -> int:
        async with two.database.session_scope() as session:
            before = two.database.statements
            await signs.say_all_go_well(session, ADA, two.id)
            return two.database.statements - before

    await another(two, "cem")
    few = await count()
    for name in ("dee", "eva", "fay"):
        await another(two, name)
    assert await count() <= few


async def another(two: Two, name: str) -> int:
    """Let ada mentor one more."""
    mentee = await look(two.database, person(name))
    async with two.database.session_scope() as session:
        await session.execute(MENTOR.update().values(capacity=20))
        given = {"origin": Origin.REQUEST, "months": 6, "format_": Format.PAIR}
        made = await pairing.form_mentorship(session, mentor_id=two.mentor_id, mentee_id=mentee, **given)
    return made.id


async def test_after_an_outage_of_weeks_each_is_asked_once(two: Two) -> None:
    clock.advance(timedelta(days=14 * 4 + 1))
    assert sorted(to for to, title in await two.send() if title == "A quick look") == ["ada", "ben"]


async def test_who_asks_for_help_is_asked_privately_before_organizers_hear(two: Two) -> None:
    clock.advance(timedelta(days=14))
    await two.send()
    await say(two, BEN, Said.HELP)
    assert await two.health() is Health.AT_RISK
    clock.advance(timedelta(days=3))
    [(to, card)] = await two.cards()
    assert (to, card.title) == ("ben", "Are you two well?")
    assert "I have not told them" in str(card)
    clock.advance(timedelta(days=3, hours=23))
    assert await two.send() == []
    clock.advance(timedelta(hours=2))
    [(to, card)] = await two.cards()
    assert (to, card.title) == ("70", "A mentorship needs somebody")
    assert "ada" not in str(card), "who may read that channel"
    assert "ben" not in str(card)


@pytest.mark.parametrize("said", Said)
async def test_what_one_says_at_a_check_in_shows_in_nothing_that_the_other_sees(two: Two, said: Said) -> None:
    clock.advance(timedelta(days=14))
    await two.send()
    before = await two.seen_by(ADA)
    await say(two, BEN, said)
    assert await two.seen_by(ADA) == before
    clock.advance(timedelta(days=4))
    assert [to for to, _ in await two.send() if to == "ada"] == []
    assert await two.seen_by(ADA) == before


async def test_an_organizer_in_a_mentorship_does_not_see_what_the_other_said_in_the_overview(
    two: Two,
) -> None:
    clock.advance(timedelta(days=14))
    await say(two, BEN, Said.HELP)
    boss = Rights(manages_community=True)
    async with two.database.read_scope() as connection:
        assert (await overview.read_overview(connection, ADA, boss)).counts[Health.AT_RISK] == 0
        assert (await overview.read_overview(connection, person("cem"), boss)).counts[Health.AT_RISK] == 1


async def test_both_are_asked_where_there_is_no_sign_of_life_whatever_one_has_said(two: Two) -> None:
    clock.advance(timedelta(days=38))
    await two.send()
    await say(two, BEN, Said.HELP)
    clock.advance(timedelta(days=8))
    assert sorted(to for to, title in await two.send() if title == "Are you two well?") == ["ada", "ben"]


async def test_organizers_hear_nothing_when_it_is_well_again(two: Two) -> None:
    clock.advance(timedelta(days=14))
    await say(two, BEN, Said.HELP)
    clock.advance(timedelta(days=3))
    await two.send()
    await say(two, BEN, Said.WELL)
    clock.advance(timedelta(days=5))
    assert [title for _, title in await two.send()] == []


async def test_a_session_and_writing_in_the_thread_are_signs_of_life(two: Two) -> None:
    await two.opened()
    await two.meet()
    assert await two.health() is Health.ACTIVE
    clock.advance(timedelta(days=30))
    assert await two.health() is Health.QUIET
    talk = await two.talk()
    async with two.database.session_scope() as session:
        assert not await talks.note_seen(session, talk, "900", clock.now()), "before the first message"
    assert (await two.talk()).seen_id == "900"
    async with two.database.session_scope() as session:
        await talks.note_talk(session, talk.id, active_at=clock.now())
    assert await two.health() is Health.ACTIVE


async def test_a_one_off_conversation_has_no_check_ins(database: Database) -> None:
    two = await bring_together(database, format_=Format.ONCE, months=1)
    assert {row["kind"] for row in await two.waiting()} == {"mentorship_term", "mentorship_over"}


# The end


async def test_an_end_leaves_nothing_to_come_and_asks_both_how_it_was(two: Two) -> None:
    await two.opened()
    await two.meet()
    await two.send()
    async with two.database.session_scope() as session:
        done = await ending.end_own(session, BEN, two.id)
    assert (done.changed, done.pair.mentorship.ending) == (True, Ending.MENTEE)
    assert await two.waiting() == []
    assert (await two.talk()).state is TalkState.CLOSING
    told = await two.send()
    assert ("ada", "Your mentorship has ended") in told
    assert [to for to, title in told if title == "Your mentorship has ended"] == ["ada"], "ben knows"
    async with two.database.session_scope() as session:
        assert not (await ending.end_own(session, ADA, two.id)).changed
        for who in (ADA, BEN):
            await feedback.give_feedback(
                session, who, two.id, Answers(5, recommend=True, text="", shared=False)
            )
    assert await mailing.waiting(two.database) == []


async def plan_session(two: Two) -> None:
    from mentorbot.meetings import service as meetings
    from mentorbot.meetings.offers import Offer

    async with two.database.session_scope() as session:
        times = Offer((clock.now().replace(microsecond=0) + timedelta(days=2),))
        planned = await meetings.propose_times(session, ADA, signs.PAIR, two.id, times)
        await meetings.pick_time(session, BEN, planned.meeting.id, 1, 0)
    await two.send()


async def test_ending_cancels_the_sessions_that_were_planned(two: Two) -> None:
    await plan_session(two)
    async with two.database.session_scope() as session:
        await ending.end_own(session, ADA, two.id)
    told = dict(await two.cards())
    # Each has one message, with the file that takes it out of their calendar.
    assert {to: card.title for to, card in told.items()} == {
        "ada": "Mentoring session: cancelled",
        "ben": "Your mentorship has ended",
    }
    assert all("METHOD:CANCEL" in str(card) for card in told.values())
    assert await mailing.waiting(two.database) == []


async def test_a_term_is_told_and_who_has_met_graduates(two: Two) -> None:
    await two.meet()
    found = await two.get()
    clock.advance(found.ends_at - clock.now() - timedelta(days=14) + timedelta(minutes=1))
    assert sorted(to for to, title in await two.send() if title == "Almost there") == ["ada", "ben"]
    clock.advance(timedelta(days=14))
    cards = [card for _, card in await two.cards() if card.title == "You made it"]
    assert len(cards) == 2
    pictures = [block for block in cards[0].blocks if isinstance(block, Image)]
    assert pictures[0].data.startswith(b"\x89PNG")
    assert "Ada" in pictures[0].alt
    assert (await two.get()).ending is Ending.GRADUATED


async def test_who_never_met_is_told_that_the_time_is_up(two: Two) -> None:
    clock.advance((await two.get()).ends_at - clock.now() + timedelta(minutes=1))
    told = await two.send()
    assert sorted(to for to, title in told if title == "Your mentorship has ended") == ["ada", "ben"]
    assert (await two.get()).ending is Ending.TIME


async def extend(two: Two, who: Caller, months: int | None = None) -> agreement.Agreed:
    async with two.database.session_scope() as session:
        return await agreement.extend_mentorship(session, who, two.id, months)


async def test_an_extension_is_agreed_by_both_and_moves_the_end(two: Two) -> None:
    before = (await two.get()).ends_at
    await extend(two, ADA)
    assert await two.send() == [("ben", "Shall it go on?")]
    assert (await two.get()).ends_at == before
    await extend(two, BEN)
    assert await two.send() == [("ada", "Your mentorship goes on")]
    assert (await two.get()).months == 9
    clock.advance(before - clock.now() + timedelta(minutes=1))
    await two.send()
    assert (await two.get()).ended_at is None


async def test_both_pressing_and_double_clicks_are_one_extension(two: Two) -> None:
    assert (await extend(two, ADA, 9)).changed
    assert not (await extend(two, ADA, 9)).changed
    assert (await extend(two, BEN, 9)).changed
    for who in (BEN, ADA):
        assert not (await extend(two, who, 9)).changed
    assert (await two.get()).months == 9
    assert (await extend(two, ADA, 12)).terms.wanted_months == 12


async def test_one_alone_cannot_let_it_last_longer(two: Two) -> None:
    for months in (9, 12, 15, 18):
        await extend(two, ADA, months)
    async with two.database.session_scope() as session:
        await agreement.propose_terms(session, ADA, two.id, 24, Cadence.TWO_WEEKS)
    assert (await two.get()).months == 6
    await extend(two, BEN)
    assert (await two.get()).months == 24
    with pytest.raises(UserError, match="24 months already"):
        await extend(two, BEN)


async def test_whoever_wants_longer_again_asks_the_other_again(two: Two) -> None:
    for _ in range(2):
        await extend(two, ADA, 9)
        async with two.database.session_scope() as session:
            await agreement.propose_terms(session, ADA, two.id, 9, Cadence.TWO_WEEKS)
        assert await two.send() == [("ben", "Shall it go on?")]
        await extend(two, BEN, 9)
        assert await two.send() == [("ada", "Your mentorship goes on")]
        clock.advance(timedelta(hours=1))
        async with two.database.session_scope() as session:
            await agreement.propose_terms(session, BEN, two.id, 6, Cadence.TWO_WEEKS)
        await two.send()


async def test_nobody_is_asked_by_the_other_what_they_ask_for_themselves(two: Two) -> None:
    await extend(two, ADA, 9)
    async with two.database.session_scope() as session:
        await agreement.propose_terms(session, BEN, two.id, 12, Cadence.TWO_WEEKS)
    assert await two.send() == [("ada", "Shall it go on?")]


async def test_nobody_agrees_to_more_months_than_the_button_said(two: Two) -> None:
    async with two.database.session_scope() as session:
        await agreement.propose_terms(session, ADA, two.id, 24, Cadence.TWO_WEEKS)
    assert (await extend(two, BEN, 9)).changed
    assert (await two.get()).months == 9
    assert (await extend(two, ADA, 12)).asked
    pressed_again = await extend(two, BEN, 9)
    assert not pressed_again.changed
    assert not pressed_again.asked
    assert (await two.get()).months == 9
    assert (await extend(two, BEN, 12)).pair.mentorship.months == 12


async def test_after_an_end_two_can_be_brought_together_again(two: Two) -> None:
    async with two.database.session_scope() as session:
        await ending.end_own(session, BEN, two.id)
    again = await bring_again(two)
    assert again.id != two.id
    assert await two.waiting(f"mentorship:{again.id}:") != []


async def bring_again(two: Two) -> pairing.MentorshipView:
    from mentorbot.mentoring.terms import Origin

    async with two.database.session_scope() as session:
        return await pairing.form_mentorship(
            session, mentor_id=two.mentor_id, mentee_id=two.mentee_id, origin=Origin.REQUEST, months=6
        )


@pytest.mark.parametrize(("gone", "left"), [(ADA, "ben"), (BEN, "ada")])
async def test_of_whoever_is_erased_the_other_is_told_kindly(two: Two, gone: object, left: str) -> None:
    await two.meet()
    await plan_session(two)
    async with two.database.session_scope() as session:
        await privacy.erase(session, gone)  # type: ignore[arg-type]
    [(to, card)] = await mailing.send(two.database)
    assert (to, card.title) == (left, "Your mentorship has ended")
    assert "METHOD:CANCEL" in str(card), "one message, with the file that takes out what was planned"
    assert "Ada" not in str(card)
    assert "Ben" not in str(card)
    assert await two.waiting() == []
    assert (await two.talk()).state is TalkState.CLOSED


async def test_feedback_is_for_afterwards_and_averages_are_of_five(two: Two) -> None:
    from mentorbot.chat.caller import Rights

    boss = Rights(manages_community=True)
    answers = Answers(4, recommend=True, text="Fine", shared=True)
    async with two.database.session_scope() as session:
        with pytest.raises(UserError, match="goes on"):
            await feedback.give_feedback(session, BEN, two.id, answers)
        await ending.end_own(session, BEN, two.id)
        await feedback.give_feedback(session, BEN, two.id, answers)
        said = {
            who.user_id: (await feedback.sum_up_feedback(session, who, boss)).voices
            for who in (ADA, BEN, person("eve"))
        }
        assert {who for who, voices in said.items() if voices} == {"ben", "eve"}, (
            "of Ada, who may not read it"
        )
        await feedback.give_feedback(
            session, BEN, two.id, Answers(5, recommend=True, text="Good", shared=False)
        )
        with pytest.raises(UserError, match="Only organizers"):
            await feedback.sum_up_feedback(session, BEN, Rights())
        found = await feedback.sum_up_feedback(session, BEN, boss)
    assert (found.mentees.count, found.mentees.rating, found.voices) == (1, None, ())


async def test_organizers_see_first_who_needs_somebody(two: Two) -> None:
    from mentorbot.chat.caller import Rights

    clock.advance(timedelta(days=40))
    async with two.database.session_scope() as session:
        found = await overview.read_overview(session, BEN, Rights(manages_community=True))
        with pytest.raises(UserError, match="Only organizers"):
            await overview.read_overview(session, BEN, Rights())
    assert [(line.pair.id, line.health) for line in found.lines] == [(two.id, Health.AT_RISK)]
    assert found.counts[Health.AT_RISK] == found.total == 1


async def test_a_mentorship_of_others_is_not_there(two: Two) -> None:
    from mentoring.conftest import enrolled

    await enrolled(two.database, person("eve"))
    async with two.database.session_scope() as session:
        for who, told in (
            (person("eve"), "no such mentorship"),
            (person("ada", "another"), "not enrolled"),
        ):
            for ask in (pairs.find_own(session, who, two.id), ending.end_own(session, who, two.id)):
                with pytest.raises(UserError, match=told):
                    await ask
        pair, me = await pairs.find_own(session, person("ada", None), two.id)
    assert me is pair.mentor


async def test_whoever_mentors_no_more_is_still_named_in_the_message_that_it_has_ended(
    database: Database,
) -> None:
    await bring_together(database)
    async with database.session_scope() as session:
        await joining.leave_mentoring(session, ADA)
    told = [card for to, card in await mailing.send(database) if to == "ben" and "has ended" in card.title]
    [said] = [str(card.blocks) for card in told]
    assert "<@ada>" in said
    assert "your mentor**" not in said
