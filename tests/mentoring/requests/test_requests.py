"""No request slips: it has one owner and one deadline until somebody has taken it or it is taken back."""

import asyncio
from datetime import timedelta

import pytest
from mentoring.asking import Community, community
from mentoring.conftest import enrolled
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.errors import UserError
from mentorbot.members import presence
from mentorbot.mentoring import settings
from mentorbot.mentoring.finding.shelf import Wanted
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.profiles import blocks, joining
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.profiles.service import Room
from mentorbot.mentoring.requests import access as request_access
from mentorbot.mentoring.requests import cards, handing_on, questions
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.requests.service import Accepted
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import BlockKind, Ending, MentorState, RequestState

__all__ = ["community"]

HOURS = timedelta(hours=1)
MANAGER = Rights(manages_community=True)


async def set_up(community: Community, **changes: object) -> None:
    async with community.database.session_scope() as session:
        await settings.set_up(
            session,
            community.caller("boss"),
            MANAGER,
            Settings(**changes),  # type: ignore[arg-type]
        )


async def three(community: Community) -> None:
    await community.mentee("ben")
    for name in ("ada", "eve", "flo"):
        await community.mentor(name)


async def test_whoever_was_asked_sees_the_new_note_once_after_it_was_changed(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    await community.pass_by()
    for note in ("A first thought", "What I really mean", "What I really mean"):
        async with community.database.session_scope() as session:
            await requests.change_note(session, community.caller("ben"), request.id, note)
    await community.pass_by(timedelta(minutes=11))
    told = community.post.letters["ada"]
    assert len(told) == 2
    assert "**Ben** has changed what they wrote to you" in told[1]
    assert "What I really mean" in told[1]
    assert "eve" not in community.post.letters


@pytest.mark.every_database
async def test_the_first_is_asked_and_accepts(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    await community.check()
    await community.pass_by()
    told = community.told("ada")
    assert "**Ben** would like you as a mentor" in told
    assert "Please help" in told
    assert community.told("eve") == ""
    done = await community.accept("ada", request)
    await community.pass_by()
    assert (done.pair.mentor_id, done.pair.wanted) == (community.ids["ada"], "Please help")
    assert "**Ada** is your mentor now" in community.told("ben")
    assert await community.live("request") == []


async def test_a_declined_request_goes_on_and_nobody_learns_who_declined(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    await community.decline("ada", request)
    await community.pass_by()
    told = community.told("ben")
    assert "with **Eve** now" in told
    assert "Ada" not in told
    assert "declin" not in told
    assert "would like you as a mentor" in community.told("eve")
    # What was to be sent to the first before they declined is not sent any more.
    assert community.told("ada") == ""


@pytest.mark.every_database
async def test_a_silent_mentor_is_reminded_once_and_then_passed_over(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    await community.pass_by(47 * HOURS)
    assert "still hopes" not in community.told("ada")
    await community.pass_by(2 * HOURS)
    assert "still hopes for an answer" in community.told("ada")
    await community.pass_by(22 * HOURS)
    assert (await community.now(request)).owner_id == community.ids["ada"]
    await community.pass_by(2 * HOURS)
    assert (await community.now(request)).owner_id == community.ids["eve"]
    told = community.told("ada")
    assert "**Ben** that waited for your answer has gone on" in told
    assert "with **Eve** now" in community.told("ben")
    with pytest.raises(UserError, match="gone on to another mentor"):
        await community.accept("ada", request)


async def test_after_the_last_it_stands_open_and_organizers_are_told_again_and_again(
    community: Community,
) -> None:
    await set_up(community, organizer_channel_id="77")
    await three(community)
    request = await community.ask("ben", "ada")
    await community.decline("ada", request)
    await community.pass_by()
    assert "stands open to every mentor here." in community.told("ben")
    for turn in range(3):
        assert community.told("77") == ""
        await community.pass_by(73 * HOURS)
        assert "No mentor has taken this request yet" in community.told("77")
        assert ("still open" in community.told("ben")) is (turn == 0)
    now = await community.now(request)
    assert (now.state, now.owner_id) == (RequestState.OPEN, None)
    await community.take("flo", request)
    await community.pass_by(200 * HOURS)
    assert community.told("77") == ""
    assert "**Flo** is your mentor now" in community.told("ben")


async def test_whoever_says_yes_late_still_can_while_it_stands_open(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada")
    await community.pass_by(73 * HOURS)
    assert (await community.now(request)).state is RequestState.OPEN
    assert (await community.accept("ada", request)).pair.mentor_id == community.ids["ada"]


@pytest.mark.every_database
async def test_of_two_who_accept_at_once_one_has_it_and_the_other_is_told(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada")
    await community.pass_by(73 * HOURS)
    tried = await asyncio.gather(
        community.accept("ada", request), community.take("eve", request), return_exceptions=True
    )
    assert sum(isinstance(one, Accepted) for one in tried) == 1
    [refused] = [one for one in tried if isinstance(one, UserError)]
    assert "Another mentor has taken this request" in refused.sentence


@pytest.mark.every_database
async def test_of_thirty_accepts_at_once_a_mentor_with_room_for_three_gets_three(
    community: Community,
) -> None:
    await set_up(community, organizer_channel_id="77", asks_a_week=50)
    await community.mentor("ada", capacity=3)
    names = [f"mentee{number}" for number in range(30)]
    asked = {}
    for name in names:
        await community.mentee(name)
        asked[name] = await community.ask(name, "ada")
    tried = await asyncio.gather(
        *(community.accept("ada", request) for request in asked.values()), return_exceptions=True
    )
    paired = {name for name, one in zip(names, tried, strict=True) if isinstance(one, Accepted)}
    refused = [one.sentence for one in tried if isinstance(one, UserError)]
    assert (len(paired), len(refused)) == (3, 27)
    assert set(refused) <= {request_access.YOU_ARE_FULL, *request_access.OVER.values()}
    await community.pass_by()
    for name, request in asked.items():
        found = await community.now(request)
        assert found.state is (RequestState.ACCEPTED if name in paired else RequestState.OPEN)
        word = "is your mentor now" if name in paired else "Your request stands open"
        assert community.told(name).count(word) == 1, name
    async with community.database.read_scope() as connection:
        live = await pairing.find_mentorships(connection, community.ids["ada"])
    assert {one.mentee_id for one in live} == {community.ids[name] for name in paired}


@pytest.mark.every_database
async def test_a_double_click_is_one_pair(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada")
    first, second = await community.accept("ada", request), await community.accept("ada", request)
    assert (first.pair.id, second.again) == (second.pair.id, True)
    other = await community.ask("ben", "eve")
    await community.decline("eve", other)
    with pytest.raises(UserError, match="answered this request already"):
        await community.decline("eve", other)


@pytest.mark.every_database
async def test_a_withdrawn_request_cannot_be_accepted_and_the_mentor_is_told(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    await community.pass_by()
    community.told("ada")
    await community.withdraw("ben", request)
    await community.pass_by()
    assert "**Ben** that waited for your answer was taken back" in community.told("ada")
    with pytest.raises(UserError, match="withdrawn meanwhile"):
        await community.accept("ada", request)
    with pytest.raises(UserError, match="settled already: it was withdrawn"):
        await community.withdraw("ben", request)


@pytest.mark.every_database
async def test_a_full_mentor_cannot_accept_and_what_waited_for_them_goes_on(community: Community) -> None:
    await three(community)
    await community.mentee("cem")
    await community.mentor("gil", capacity=1)
    first, second = await community.ask("ben", "gil"), await community.ask("cem", "gil", "eve")
    await community.accept("gil", first)
    assert (await community.now(second)).owner_id == community.ids["eve"]
    with pytest.raises(UserError, match="gone on to another mentor"):
        await community.accept("gil", second)
    await community.decline("eve", await community.now(second))
    with pytest.raises(UserError, match="as many mentees as you said"):
        await community.take("gil", second)


async def test_what_waits_for_a_full_mentor_goes_on_batch_by_batch(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(community, asks_a_week=50)
    await community.mentor("gil", capacity=1)
    asked = []
    for number in range(7):
        await community.mentee(f"mentee{number}")
        asked.append(await community.ask(f"mentee{number}", "gil"))
    real = handing_on.pass_all
    monkeypatch.setattr(handing_on, "pass_all", lambda session, mentor_id: real(session, mentor_id, 2))
    await community.accept("gil", asked[0])
    states = [(await community.now(one)).state for one in asked[1:]]
    assert states.count(RequestState.OPEN) == 2
    await community.check()
    with pytest.raises(UserError, match="as many mentees as you said"):
        await community.accept("gil", asked[6])
    await community.pass_by()
    assert {(await community.now(one)).state for one in asked[1:]} == {RequestState.OPEN}


async def test_all_that_waits_for_a_mentor_who_left_goes_on_batch_by_batch(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(community, asks_a_week=50)
    await community.mentor("gil")
    asked = []
    for number in range(5):
        await community.mentee(f"mentee{number}")
        asked.append(await community.ask(f"mentee{number}", "gil"))
    real = handing_on.pass_all
    monkeypatch.setattr(handing_on, "pass_all", lambda session, mentor_id: real(session, mentor_id, 2))
    async with community.database.session_scope() as session:
        await presence.note_presence(session, community.ids["gil"], here=False)
    await community.pass_by()
    assert {(await community.now(one)).state for one in asked} == {RequestState.OPEN}


async def test_a_paused_mentors_requests_go_on_and_they_are_not_asked(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve", "flo")
    async with community.database.session_scope() as session:
        await joining.pause_mentor(session, community.caller("eve"), "")
        _, passed = await joining.pause_mentor(session, community.caller("ada"), "")
    assert passed == 1
    assert (await community.now(request)).owner_id == community.ids["flo"]


async def test_a_mentor_who_leaves_hands_on_what_waits_for_them(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    async with community.database.session_scope() as session:
        await joining.leave_mentoring(session, community.caller("ada"))
    assert (await community.now(request)).owner_id == community.ids["eve"]


async def test_a_mentor_who_cannot_be_reached_is_passed_over_at_once(community: Community) -> None:
    await three(community)
    community.post.unreachable.add("ada")
    request = await community.ask("ben", "ada", "eve")
    await community.pass_by()
    assert (await community.now(request)).owner_id == community.ids["eve"]
    assert "would like you as a mentor" in community.told("eve")


async def test_a_mentor_is_asked_no_more_often_in_a_week_than_the_community_wants(
    community: Community,
) -> None:
    await set_up(community, asks_a_week=2)
    await three(community)
    for name in ("cem", "dia", "fay"):
        await community.mentee(name)
    await community.ask("cem", "ada")
    await community.ask("dia", "ada")
    assert (await community.ask("fay", "ada", "eve")).owner_id == community.ids["eve"]
    with pytest.raises(UserError, match="None of them can be asked"):
        await community.ask("ben", "ada")
    await community.pass_by(timedelta(days=8))
    assert (await community.ask("ben", "ada")).owner_id == community.ids["ada"]


async def test_a_student_has_no_more_open_requests_than_allowed(community: Community) -> None:
    await three(community)
    await community.ask("ben", "ada")
    await community.ask("ben", "eve")
    with pytest.raises(UserError, match="2 open requests"):
        await community.ask("ben", "flo")


@pytest.mark.parametrize("kind", list(BlockKind))
@pytest.mark.parametrize("by_mentor", [True, False])
async def test_whoever_keeps_away_is_never_asked_found_or_shown(
    community: Community, kind: BlockKind, *, by_mentor: bool
) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    pair = [community.ids["ada"], community.ids["ben"]]
    async with community.database.session_scope() as session:
        await blocks.block_member(session, *(pair if by_mentor else pair[::-1]), kind)
    assert (await community.now(request)).owner_id == community.ids["eve"]
    await community.decline("eve", await community.now(request))
    assert (await community.now(request)).state is RequestState.OPEN
    async with community.database.read_scope() as connection:
        seen = await request_store.read_pool(connection, request.community_id, community.ids["ada"])
        others = await request_store.read_pool(connection, request.community_id, community.ids["flo"])
    assert seen == []
    assert [one.id for one in others] == [request.id]
    with pytest.raises(UserError):
        await community.take("ada", request)
    await community.withdraw("ben", request)
    assert [one.mentor.name for one in await community.find("ben")] == ["Flo"]


async def test_other_mentors_are_chosen_and_one_that_stands_open_asks_again(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    async with community.database.session_scope() as session:
        changed = await requests.change_choices(
            session, community.caller("ben"), request.id, [community.ids["flo"]]
        )
    assert changed.request.owner_id == community.ids["ada"]
    await community.decline("ada", request)
    now = await community.now(request)
    assert now.owner_id == community.ids["flo"]
    await community.decline("flo", now)
    async with community.database.session_scope() as session:
        again = await requests.change_choices(
            session, community.caller("ben"), request.id, [community.ids["eve"]]
        )
    assert again.request.owner_id == community.ids["eve"]
    with pytest.raises(UserError, match="None of them can be asked"):
        async with community.database.session_scope() as session:
            await requests.change_choices(
                session, community.caller("ben"), request.id, [community.ids["ada"]]
            )


async def test_a_question_and_its_answer_pass_through_and_give_more_time(community: Community) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    await community.pass_by(70 * HOURS)
    async with community.database.session_scope() as session:
        found, asker = await request_access.find_asked(
            session, community.caller("ada"), request.id, request.turn
        )
        await questions.pass_on(session, found, asker, "Days or *evenings*?")
    await community.pass_by(HOURS)
    assert r"Days or \\*evenings\\*?" in community.told("ben")
    async with community.database.session_scope() as session:
        await requests.answer_question(session, community.caller("ben"), request.id, "Evenings")
    await community.pass_by(20 * HOURS)
    assert "Evenings" in community.told("ada")
    assert (await community.now(request)).owner_id == community.ids["ada"]
    await community.check()
    await community.pass_by(5 * HOURS)
    assert (await community.now(request)).owner_id == community.ids["eve"]
    async with community.database.session_scope() as session:
        with pytest.raises(UserError, match="gone on to another mentor"):
            await request_access.find_asked(session, community.caller("ada"), request.id, request.turn)


@pytest.mark.parametrize("who", ["ada", "eve", "ben"])
async def test_whoever_is_erased_leaves_no_request_behind_without_an_owner(
    community: Community, who: str
) -> None:
    await three(community)
    request = await community.ask("ben", "ada", "eve")
    await community.pass_by()
    community.told("ada")
    async with community.database.session_scope() as session:
        await privacy.erase(session, community.caller(who))
    await community.check()
    if who == "ben":
        await community.pass_by()
        assert "was taken back" in community.told("ada")
        with pytest.raises(UserError, match="no such request"):
            await community.accept("ada", request)
        return
    await community.decline("eve" if who == "ada" else "ada", await community.now(request))
    assert (await community.now(request)).state is RequestState.OPEN


async def test_communities_know_nothing_of_each_others_requests(community: Community) -> None:
    other = Community(community.database, "elsewhere")
    await three(community)
    await three(other)
    request = await community.ask("ben", "ada")
    async with community.database.session_scope() as session:
        with pytest.raises(UserError, match="None of them can be asked"):
            await requests.ask_mentors(session, community.caller("ben"), [other.ids["ada"]], "")
    for act in (other.accept("ada", request), other.take("eve", request), other.decline("ada", request)):
        with pytest.raises(UserError, match="no such request"):
            await act
    assert {one.mentor.member_id for one in await community.find("ben")} <= set(community.ids.values())


async def test_in_a_direct_message_a_mentor_answers_for_the_community_it_came_from(
    community: Community, database: Database
) -> None:
    await three(community)
    await enrolled(database, Caller("discord", "used last", "ada"))
    request = await community.ask("ben", "ada")
    async with database.session_scope() as session:
        done = await requests.accept_request(
            session, Caller("discord", None, "ada"), request.id, request.turn
        )
    assert done.pair.mentor_id == community.ids["ada"]


# Finding


async def test_the_best_come_first_with_reasons_and_none_who_cannot_be_asked(community: Community) -> None:
    await three(community)
    await community.mentor("fits", topics="finance,long-term-care", setting="long_term_care")
    await community.mentor("full", capacity=1, taken=1)
    await community.mentor("away", state=MentorState.PAUSED)
    await community.mentor("mute", languages="fr")
    await community.mentor("asked")
    await community.ask("ben", "asked")
    found = await community.find("ben")
    assert [one.mentor.name for one in found] == ["Fits", "Ada", "Eve", "Flo"]
    assert "Finance and budgets, Long-term care" in found[0].reasons
    assert "works where you want to be: nursing and long-term care" in found[0].reasons


async def test_filters_leave_out_the_rest(community: Community) -> None:
    await three(community)
    await community.mentor("fits", topics="quality", languages="en,es", credentials="cphq")
    for wanted in (Wanted(topic="quality"), Wanted(language="es"), Wanted(credential="cphq")):
        assert [one.mentor.name for one in await community.find("ben", wanted=wanted)] == ["Fits"]
    assert await community.find("ben", wanted=Wanted(topic="quality", setting="payer")) == []


async def test_the_shelf_sees_whoever_comes_goes_and_gets_room(community: Community) -> None:
    await three(community)
    assert len(await community.find("ben")) == 3
    await community.mentor("new")
    assert "New" in {one.mentor.name for one in await community.find("ben")}
    async with community.database.session_scope() as session:
        await joining.pause_mentor(session, community.caller("new"), "")
    assert "New" not in {one.mentor.name for one in await community.find("ben")}
    async with community.database.session_scope() as session:
        await joining.resume_mentor(session, community.caller("new"))
        await joining.leave_mentoring(session, community.caller("eve"))
    assert {one.mentor.name for one in await community.find("ben")} == {"Ada", "Flo", "New"}
    async with community.database.session_scope() as session:
        await privacy.erase(session, community.caller("ada"))
    assert {one.mentor.name for one in await community.find("ben")} == {"Flo", "New"}


async def test_many_mentors_are_ranked_as_few_are(community: Community) -> None:
    await community.mentee("ben")
    for number in range(320):
        await community.mentor(f"mentor{number}", topics="finance" if number == 310 else "quality", years=1)
    found = await community.find("ben")
    assert (len(found), found[0].mentor.name) == (5, "Mentor310")
    async with community.database.session_scope() as session:
        await session.execute(
            MENTOR.update()
            .where(MENTOR.c.member_id == community.ids["mentor5"])
            .values(topics="finance,long-term-care", setting="long_term_care", updated_at=clock.now())
        )
    assert (await community.find("ben"))[0].mentor.name == "Mentor5"


async def test_a_dead_letter_is_noted_and_the_request_goes_on_in_one_transaction(
    community: Community,
) -> None:
    await three(community)
    community.post.unreachable |= {"ada", "eve", "flo"}
    request = await community.ask("ben", "ada", "eve", "flo")
    await community.pass_by()
    assert (await community.now(request)).state is RequestState.OPEN
    async with community.database.read_scope() as connection:
        states = (await connection.execute(select(delivery.c.kind, delivery.c.state))).all()
    assert [state for kind, state in states if kind == "request_ask"] == [State.DEAD] * 3


# How much one may ask


async def test_asking_and_taking_back_hides_a_mentor_from_nobody_else(community: Community) -> None:
    for name in ("ada", "bea"):
        await community.mentor(name)
    for name in ("ben", "cem"):
        await community.mentee(name)
    request = await community.ask("ben", "ada")
    await community.pass_by()
    await community.withdraw("ben", request)
    with pytest.raises(UserError, match="None of them can be asked"):
        await community.ask("ben", "ada")
    await community.pass_by()
    assert community.post.letters["ada"] != []
    assert len(community.post.letters["ada"]) == 2, "asked once, and told once that it is over"
    assert [one.mentor.name for one in await community.find("cem")] == ["Ada", "Bea"]
    await community.pass_by(timedelta(days=8))
    assert (await community.ask("ben", "ada")).owner_id == community.ids["ada"]


async def test_who_takes_back_again_and_again_waits_some_days(community: Community) -> None:
    await community.mentee("ben")
    for number in range(5):
        await community.mentor(f"ada{number}")
    for number in range(3):
        await community.withdraw("ben", await community.ask("ben", f"ada{number}"))
    with pytest.raises(UserError, match="taken 3 requests back"):
        await community.ask("ben", "ada3")
    await community.pass_by(timedelta(days=8))
    await community.ask("ben", "ada3")


async def test_a_mentor_who_has_not_read_of_it_is_not_told_that_it_is_over(community: Community) -> None:
    await community.mentor("ada")
    await community.mentee("ben")
    await community.withdraw("ben", await community.ask("ben", "ada"))
    await community.pass_by()
    assert community.told("ada") == ""


async def test_one_who_was_passed_over_is_asked_when_chosen_again(community: Community) -> None:
    await community.mentor("ada")
    await community.mentor("bea", capacity=1)
    await community.mentee("ben")
    request = await community.ask("ben", "ada", "bea")
    await community.mentee("cem")
    taken = await community.accept("bea", await community.ask("cem", "bea"))
    await community.decline("ada", request)
    assert (await community.now(request)).state is RequestState.OPEN
    async with community.database.session_scope() as session:
        await pairing.end_mentorship(session, taken.pair.id, Ending.MENTOR)
        asked = await requests.change_choices(
            session, community.caller("ben"), request.id, [community.ids["bea"]]
        )
    assert asked.mentor is not None
    assert asked.mentor.name == "Bea"


async def test_a_change_of_whom_is_asked_names_who_is_asked_now_later_and_no_more(
    community: Community,
) -> None:
    for name in ("ada", "bea", "cal"):
        await community.mentor(name)
    await community.mentor("dee", capacity=2, taken=2)
    await community.mentee("ben")
    request = await community.ask("ben", "ada", "bea")
    picked = [community.ids["cal"], community.ids["dee"]]
    async with community.database.session_scope() as session:
        asked = await requests.change_choices(session, community.caller("ben"), request.id, picked)
    assert asked.mentor is not None
    assert (asked.mentor.name, asked.later, asked.left_out, asked.dropped) == (
        "Ada",
        ("Cal",),
        ("Dee",),
        ("Bea",),
    )
    card = cards.asked_card(asked.request, asked.mentor, asked.later, asked.left_out, asked.dropped)
    assert "After that, if need be: **Cal**" in str(card)
    assert "No longer asked after that: **Bea**" in str(card)


async def test_each_mentor_may_ask_as_much_whatever_those_before_have_asked(community: Community) -> None:
    for name in ("ada", "bea"):
        await community.mentor(name)
    await community.mentee("ben")
    request = await community.ask("ben", "ada", "bea")
    for name in ("ada", "bea"):
        now = await community.now(request)
        for number in range(10):
            async with community.database.session_scope() as session:
                await requests.ask_back(session, community.caller(name), request.id, now.turn, str(number))
        with pytest.raises(UserError, match="Accept for a first talk"):
            async with community.database.session_scope() as session:
                await requests.ask_back(session, community.caller(name), request.id, now.turn, "More")
        with pytest.raises(UserError, match="I pass no more on"):
            async with community.database.session_scope() as session:
                await requests.answer_question(session, community.caller("ben"), request.id, "Yes")
        await community.decline(name, now)


async def test_a_question_late_in_the_time_leaves_a_day_to_answer_it(community: Community) -> None:
    await community.mentor("ada")
    await community.mentee("ben")
    request = await community.ask("ben", "ada")
    await community.pass_by(timedelta(hours=71))
    async with community.database.session_scope() as session:
        await requests.ask_back(session, community.caller("ada"), request.id, request.turn, "When?")
    await community.pass_by(timedelta(hours=23))
    assert (await community.now(request)).owner_id == community.ids["ada"]
    await community.pass_by(timedelta(hours=2))
    assert (await community.now(request)).state is RequestState.OPEN


async def test_who_leads_circles_alone_is_not_asked_for_pairs(community: Community) -> None:
    await community.mentor("ada", formats="circle")
    await community.mentor("bea", formats="circle,pair")
    await community.mentee("ben")
    assert [one.mentor.name for one in await community.find("ben")] == ["Bea"]


async def test_lowering_how_many_one_takes_lets_what_waits_go_on(community: Community) -> None:
    await community.mentor("ada", capacity=2, taken=1)
    await community.mentor("bea")
    await community.mentee("ben")
    request = await community.ask("ben", "ada", "bea")
    async with community.database.session_scope() as session:
        await joining.save_room(session, community.caller("ada"), Room(hours=4, capacity=1))
    assert (await community.now(request)).owner_id == community.ids["bea"]


async def test_a_mentor_who_is_full_reads_of_themselves(community: Community) -> None:
    await community.mentor("ada", capacity=1, taken=1)
    await community.mentee("ben")
    await community.mentor("bea")
    request = await community.ask("ben", "bea")
    now = await community.decline("bea", request)
    with pytest.raises(UserError, match="You have as many mentees as you said"):
        await community.take("ada", now)
