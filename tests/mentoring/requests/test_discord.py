"""Finding a mentor and asking, through a real discord.py client."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from mentoring.quarter import Quarter, empty_town, quarter, town
from sqlalchemy import select

from mentorbot.delivery.service import delivery
from mentorbot.mentoring.requests.models import MENTOR_REQUEST
from mentorbot.mentoring.terms import RequestState
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply

__all__ = ["empty_town", "quarter", "town"]


async def one_request(quarter: Quarter) -> Any:
    async with quarter.town.database.engine.connect() as connection:
        [row] = (await connection.execute(select(MENTOR_REQUEST))).mappings()
        return row


async def asked(quarter: Quarter, *mentors: Person, note: str = "I admire your work") -> Reply:
    """Let alice ask these mentors, in this order."""
    alice = quarter.town.alice
    await quarter.mentee(alice)
    for one in mentors:
        await quarter.mentor(one)
    found = await alice.slash("mentor find")
    form = await found.click("Ask up to 3, one after the other")
    places = {f"place{number}": [choice(form, one.name)] for number, one in enumerate(mentors, 1)}
    done: Reply = await form.submit({**places, "note": note})
    return done


def choice(form: Any, name: str) -> str:
    options = form.fields["Whom to ask first"]["options"]
    return next(one["value"] for one in options if one["label"] == name)


def button(reply: Reply, label: str) -> str:
    return str(next(one.custom_id for one in reply.buttons if one.label == label))


async def test_a_student_asks_the_first_is_silent_and_the_second_accepts(quarter: Quarter) -> None:
    alice, first, second = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    done = await asked(quarter, first, second)
    assert "**ada** is asked now" in done.text
    letter = await first.wait_for_dm("would like you as a mentor")
    assert "I admire your work" in letter.text
    assert "Why you two:" in letter.text
    await quarter.pass_by(timedelta(hours=50))
    await first.wait_for_dm("still hopes")
    await quarter.pass_by(timedelta(hours=23))
    await alice.wait_for_dm("Your request is with **eve** now")
    assert "gone on to another mentor" in (await letter.click("Accept")).text
    letter = await second.wait_for_dm("would like you as a mentor")
    assert "**alice** is your mentee" in (await letter.click("Accept")).text
    told = await alice.wait_for_dm("is your mentor now")
    assert "ada" not in told.text
    assert (await one_request(quarter))["state"] is RequestState.ACCEPTED


async def test_a_question_and_the_answer_pass_through_the_bot(quarter: Quarter) -> None:
    alice, mentor = quarter.town.alice, quarter.person("ada")
    await asked(quarter, mentor)
    letter = await mentor.wait_for_dm("would like you as a mentor")
    form = await letter.click("Ask a question")
    assert "I have passed it on" in (await form.submit(text="Days or *evenings*?")).text
    question = await alice.wait_for_dm("has a question")
    assert r"Days or \*evenings\*?" in question.text
    form = await question.click("Answer")
    assert "passed your answer on" in (await form.submit(text="Evenings")).text
    answer = await mentor.wait_for_dm("Evenings")
    declined = await answer.click("Decline")
    assert "are told no reason" in declined.text
    await alice.wait_for_dm("stands open")
    shown = await mentor.slash("mentor requests")
    assert "Open to all mentors" in shown.text
    assert "is your mentee" in (await shown.click("Take it")).text


async def test_a_request_is_looked_at_changed_and_withdrawn(quarter: Quarter) -> None:
    alice, first, second = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    await asked(quarter, first, second)
    letter = await first.wait_for_dm("would like you as a mentor")
    mine = await alice.slash("mentee requests")
    assert "With **ada**" in mine.text
    assert "After that: eve." in mine.text
    form = await mine.click("Change the note")
    changed = await form.submit(note="In short: *please*")
    assert r"In short: \*please\*" in changed.text
    sure = await changed.click("Withdraw")
    assert "Your requests" in (await sure.click("Keep it")).text
    sure = await (await alice.slash("mentee requests")).click("Withdraw")
    assert "You have no open request" in (await sure.click("Withdraw it")).text
    await first.wait_for_dm("was taken back")
    assert "withdrawn meanwhile" in (await letter.click("Accept")).text


async def test_other_mentors_are_chosen_for_a_request_that_stands_open(quarter: Quarter) -> None:
    alice, first, second = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    await asked(quarter, first)
    letter = await first.wait_for_dm("would like you as a mentor")
    await letter.click("Decline")
    told = await alice.wait_for_dm("stands open")
    await quarter.mentor(second)
    found = await told.click("Choose others")
    form = await found.click("Ask")
    assert form.fields["A few words to your mentors"]["value"] == "I admire your work"
    done = await form.submit()
    assert "**eve** is asked now" in done.text
    await second.wait_for_dm("would like you as a mentor")


async def test_somebody_is_asked_from_their_menu(quarter: Quarter) -> None:
    alice, mentor = quarter.town.alice, quarter.person("ada")
    await quarter.mentor(mentor)
    told = await alice.context_menu("Ask to be my mentor", user=mentor)
    assert "not enrolled" in told.text
    await quarter.town.enrol(alice)
    assert "/mentee profile" in (await alice.context_menu("Ask to be my mentor", user=mentor)).text
    await quarter.mentee(alice)
    form = await alice.context_menu("Ask to be my mentor", user=mentor)
    assert "**ada** is asked now" in (await form.submit(note="Hello")).text
    told = await alice.context_menu("Ask to be my mentor", user=mentor)
    assert "cannot be asked at the moment" in told.text
    assert "cannot be asked" in (await alice.context_menu("Ask to be my mentor", user=quarter.town.bob)).text


async def test_without_a_profile_find_says_what_is_missing(quarter: Quarter) -> None:
    await quarter.town.enrol(quarter.town.alice)
    told = await quarter.town.alice.slash("mentor find")
    form = await told.click("Say what I look for")
    said = await form.submit(goals="Anything", topics=["finance"])
    assert "Nobody who fits can be asked" in (await said.click("Find a mentor")).text


async def test_filters_are_held_to_what_there_is(quarter: Quarter) -> None:
    alice = quarter.town.alice
    await asked(quarter, quarter.person("ada"))
    await quarter.mentor(quarter.person("eve"), credentials=["fache"], topics=["quality"])
    assert "eve" in (await alice.slash("mentor find", credential="fache")).text
    assert "Nobody like that" in (await alice.slash("mentor find", topic="strategy")).text
    assert (
        "choose what to look for from the lists"
        in (await alice.slash("mentor find", credential="wizard")).text
    )


@pytest.mark.parametrize("who", ["mentor", "mentee"])
async def test_whoever_has_left_the_server_is_noticed_when_it_matters(quarter: Quarter, who: str) -> None:
    alice, first, second = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    await asked(quarter, first, second)
    letter = await first.wait_for_dm("would like you as a mentor")
    gone = first if who == "mentor" else alice
    quarter.town.sandbox.leave(gone.user, quarter.town.guild)
    told = await letter.click("Accept")
    row = await one_request(quarter)
    if who == "mentor":
        assert "You are not in the community any more" in told.text
        assert row["state"] is RequestState.ASKING
        await second.wait_for_dm("would like you as a mentor")
    else:
        assert "They have left the community" in told.text
        assert row["state"] is RequestState.WITHDRAWN


async def test_a_mentor_who_left_since_they_were_last_seen_takes_nobody_on(quarter: Quarter) -> None:
    first, second = quarter.person("ada"), quarter.person("eve")
    await asked(quarter, first, second)
    letter = await first.wait_for_dm("would like you as a mentor")
    await first.slash("mentor requests", channel=first.dm())  # Discord was asked, and it holds for minutes
    quarter.town.sandbox.leave(first.user, quarter.town.guild)
    assert "You have left that community" in (await letter.click("Accept")).text
    assert (await one_request(quarter))["state"] is RequestState.ASKING
    await second.wait_for_dm("would like you as a mentor")


async def test_whoever_asked_and_left_waits_for_nobody(quarter: Quarter) -> None:
    alice, first = quarter.town.alice, quarter.person("ada")
    await asked(quarter, first)
    await first.wait_for_dm("would like you as a mentor")
    quarter.town.sandbox.leave(alice.user, quarter.town.guild)
    await alice.slash("nextstep", channel=alice.dm())
    assert (await one_request(quarter))["state"] is RequestState.WITHDRAWN


async def test_closed_direct_messages_are_no_reason_to_be_forgotten(quarter: Quarter) -> None:
    await quarter.boss.slash("setup notices", {"where": quarter.town.general})
    mentor = quarter.person("ada")
    mentor.user.accepts_dms = False
    await asked(quarter, mentor)
    await quarter.settle()
    [room] = quarter.town.guild.threads.values()
    assert not {quarter.town.alice.id, quarter.town.bob.id} & {*room.thread_members}
    notice = await mentor.wait_for_message(room, mentor.mention)
    shown = await notice.click(notice.buttons[0].label)
    assert "would like you as a mentor" in shown.text
    assert "is your mentee" in (await shown.click("Accept")).text


async def test_organizers_see_every_open_request_with_its_age(quarter: Quarter) -> None:
    await quarter.boss.slash("setup mentoring", {"organizers": quarter.office})
    mentor = quarter.person("ada")
    await asked(quarter, mentor)
    letter = await mentor.wait_for_dm("would like you as a mentor")
    shown = await quarter.boss.slash("mentor requests")
    assert "**1** with a mentor, **0** open to all" in shown.text
    await letter.click("Decline")
    shown = await quarter.boss.slash("mentor requests")
    assert "**0** with a mentor, **1** open to all" in shown.text
    await quarter.pass_by(timedelta(hours=73))
    await quarter.boss.wait_for_message(quarter.office, "No mentor has taken this request yet")
    assert "/start" in (await quarter.town.bob.slash("mentor requests")).text


async def test_a_stranger_can_press_nothing_that_is_not_theirs(quarter: Quarter) -> None:
    alice, mentor, other = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    await asked(quarter, mentor)
    letter = await mentor.wait_for_dm("would like you as a mentor")
    await quarter.mentor(other)
    mine = await alice.slash("mentee requests")
    for person in (other, quarter.town.bob, quarter.boss):
        for id_ in (button(letter, "Accept"), button(letter, "Decline"), button(letter, "Ask a question")):
            assert "no such request" in (await person.forge_click(id_, mine)).text
        for id_ in (button(mine, "Withdraw"), button(mine, "Change the note")):
            assert "no such request" in (await person.forge_click(id_, mine)).text
    assert (await one_request(quarter))["state"] is RequestState.ASKING


async def test_the_statements_of_the_commands_are_few(quarter: Quarter) -> None:
    mentor = quarter.person("ada")
    await asked(quarter, mentor)
    letter = await mentor.wait_for_dm("would like you as a mentor")
    await quarter.mentor(quarter.person("eve"))
    await quarter.settle()

    async def counted(doing: Callable[[], Any]) -> int:
        before = quarter.town.database.statements
        await doing()
        await quarter.settle()
        return quarter.town.database.statements - before

    async with quarter.town.database.engine.connect() as connection:
        assert (await connection.execute(select(delivery.c.id).limit(1))).first() is not None
    alice = quarter.town.alice
    assert await counted(lambda: alice.slash("mentor find")) <= 9
    assert await counted(lambda: alice.slash("mentor find")) <= 9
    assert await counted(lambda: alice.slash("mentee requests")) <= 5
    assert await counted(lambda: mentor.slash("mentor requests")) <= 7
    # With it come the mentorship itself, all that is planned of it, and both first messages.
    assert await counted(lambda: letter.click("Accept")) <= 90


async def test_one_conversation_is_asked_for_held_to_that_and_told_apart(quarter: Quarter) -> None:
    alice, mentor, other = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    await quarter.mentee(alice)
    await quarter.mentor(mentor, formats=["pair", "once"])
    await quarter.mentor(other, formats=["once"])
    found = await alice.slash("mentor find")
    assert "Offers one-off conversations, no mentorships." in found.text
    form = await found.click("Ask up to 3, one after the other")
    assert form.fields["What do you ask for?"]["options"][0]["label"] == "A mentorship over months"
    done = await form.submit(place1=[choice(form, "eve")], kind=["pair"])
    assert "They offer one-off conversations only" in done.text
    form = await done.click("Try again")
    done = await form.submit(place1=[choice(form, "ada")], kind=["once"])
    assert "**ada** is asked now" in done.text
    letter = await mentor.wait_for_dm("would like to talk to you once")
    accepted = await letter.click("Accept")
    assert "You talk to **alice** once" in accepted.text
    shown = await accepted.click("Your conversation")
    assert {"Plan our conversation", "Call it off"} <= {one.label for one in shown.buttons}
    assert not {"Extend it", "Graduate", "What we agree on"} & {one.label for one in shown.buttons}
    told = await alice.wait_for_dm("one conversation, so bring your question")
    old = str(told.button("Your conversation").custom_id).replace("open", "extend")
    assert "This is one conversation" in (await alice.forge_click(f"{old}:9", told)).text
    assert "one conversation" in (await alice.slash("mentorship list")).text
    asked_once_more = await shown.click("Call it off")
    assert "Call off the conversation with alice?" in asked_once_more.text
    assert "is off" in (await asked_once_more.click("End it")).text
    await alice.wait_for_dm("is off. It was nobody's fault")
