"""An organizer's hand and office hours, on both chats."""

from datetime import timedelta

import pytest
from stories.conftest import Community
from stories.mentors import offer, wish

from mentorbot import clock

pytestmark = pytest.mark.slow


async def test_an_organizer_pairs_two_by_hand_and_somebody_books_office_hours(community: Community) -> None:
    grace, daniel, maya, leo = community.owner(), *community.people("daniel", "maya", "leo")
    await community.enrol(maya, leo)
    await offer(daniel)
    await wish(maya)

    listed = await grace.slash("organize mentor list")
    assert listed.alone
    assert "0 of 2 taken" in listed.text
    assert daniel.called.encode() in await (await listed.click("As a file")).read("mentors.csv")
    form = await grace.slash("organize mentorship make")
    told, form = await form.refuse(pairs="daniel, maya\nnobody, leo", months="3", reason="You two")
    assert "I find nobody here called “nobody”" in told
    told, form = await form.refuse(pairs="daniel, maya\nmaya → leo")
    assert "Pair 2:" in told
    asked = await form.submit(pairs=f"@daniel – <@{maya.id}>", reason="You both care for nursing homes")
    assert f"{daniel.called} mentors {maya.called}" in asked.text
    done = await asked.click("Yes, that is right")
    assert "1 pair is brought together" in done.text
    for one in (daniel, maya):
        assert "You both care for nursing homes" in (await one.wait_for_dm("brought you together")).text

    form = await (await daniel.slash("mentor hours")).click("Open hours")
    day = clock.now() + timedelta(days=3)
    opened = await form.submit(when=f"{day:%Y-%m-%d} 17:00", minutes="20", slots="1", place="")
    assert "They are open" in opened.text
    free = await leo.slash("mentor book")
    [slot] = free.choices("Choose a time")
    picked = await free.choose("Choose a time", slot.label)
    await picked.click("Book it")
    for one in (daniel, leo):
        await one.wait_for_dm("Office hours: agreed")
    assert "No time is free now" in (await maya.slash("mentor book")).text

    form = await grace.slash("organize mentor pause", who=daniel)
    paused = await form.submit(until="", reason="A rest")
    assert "taken off the list" in paused.text
    assert "A rest" in (await daniel.wait_for_dm("off the list of mentors")).text


async def test_organizers_follow_a_request_and_help_it_on(community: Community) -> None:
    grace, office = community.owner(), community.place("office")
    ada, eve, alice = community.people("ada", "eve", "alice")
    await community.enrol(alice)
    await grace.slash("setup mentoring", organizers=office)
    await offer(ada)
    form = await (await (await wish(alice)).click("Find a mentor")).click("Ask")
    await form.submit(note="I would love to learn from you.")
    await offer(eve)
    letter = await ada.wait_for_dm("would like you as a mentor")
    listed = await grace.slash("organize request list")
    assert "1 with a mentor, 0 open to all" in listed.text
    history = await listed.click("History")
    assert "has not answered yet" in history.text
    _, form = await (await history.click("Write to both")).refuse(text="\u200b")
    assert "2 people read it" in (await form.submit(text="We think of you")).text
    for one in (ada, alice):
        assert "We think of you" in (await one.wait_for_dm("organizers write about")).text
    await letter.click("Decline")
    community.pass_by(timedelta(hours=73))
    digest = await grace.wait_for_message(office, "A request waits for a mentor")
    shown = await digest.answer("Suggest a mentor")
    [offered] = shown.choices("Choose a mentor")
    done = await shown.choose("Choose a mentor", offered.label)
    assert "eve is asked now" in done.text
    assert "cannot take it" in done.text
    assert "suggested eve" in done.text
    await (await eve.wait_for_dm("the organizers thought of you")).click("Decline")
    await community.settled()
    history = await (await grace.slash("organize request list")).click("History")
    assert "looks after it since" in (await history.click("Handled")).text
    before = len(office.raw.messages)
    community.pass_by(timedelta(hours=73))
    await community.settled()
    assert len(office.raw.messages) == before, "of what is handled organizers are told no more"


async def test_an_organizer_names_many_at_once_as_people_are_called(community: Community) -> None:
    grace, hall = community.owner(), community.place("rounds")
    ada, eve, alice, *namesakes = community.people("ada", "eve", "alice", "bo.k", "bo.l")
    called = {ada: "Ada Lovelace", eve: "Évelyne Nuñez", **dict.fromkeys(namesakes, "Bo Kim")}
    for one, name in called.items():
        community.call(one, name)
    await community.enrol(alice, eve)
    head, rest = "user,role,setting,topics\n", ",CEO,hospital,finance\n"
    typed = ("@ada", "ÉVELYNE NUÑEZ", "Bo Kim", "nobody", f'"  <@{alice.id}>"', '"Lovelace, Ada"')
    table = head + "".join(one + rest for one in typed)
    seen = await grace.slash("organize mentor import", file=("m.csv", table.encode()))
    assert "3 rows can be taken in, 3 cannot" in seen.text
    assert "Row 4: More than one person here is called “Bo Kim”" in seen.text
    assert "Row 5: I find nobody here called “nobody”" in seen.text
    assert "Row 7: This person is in row 2 already" in seen.text
    await seen.click("Invite 3 people")
    for one in (ada, eve, alice):
        await one.wait_for_dm("would like to list you as a mentor")

    await grace.slash("setup mentoring", channel=hall)
    for one in (alice, eve):
        await wish(one)
    await grace.slash("match open", closes="in 3 days", name="Spring")
    sign_up = await alice.wait_for_message(hall, "Spring")
    for one in (alice, eve):
        await sign_up.seen_by(one).answer("I look for a mentor")
    named = await grace.slash("match name", many=f"@alice, <@{eve.id}>; Ada Lovelace, ghost")
    assert "2 people count for those you name" in named.text
    assert "Not signed up to find a mentor in this round" in named.text
    assert "I find nobody here called “ghost”" in named.text
    named = await grace.slash("match name", file=("who.csv", "user\nevelyne\nÉvelyne Nuñez\n".encode()))
    assert "Named before" in named.text
