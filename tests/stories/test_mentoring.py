"""Mentoring, on both chats: asking one after the other, a round, a session in one's own place, a report."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from stories.conftest import Community
from stories.mentors import ABOUT, bring_together, offer, wish

from mentorbot import clock
from mentorbot.demo.matchday import LOOK_AGAIN, look_at_round
from mentorbot.demo.stage.differences import Difference
from mentorbot.demo.stage.seen import Place

pytestmark = pytest.mark.slow


async def test_a_request_goes_on_to_the_next_mentor_when_the_first_is_silent(community: Community) -> None:
    maya, daniel, ruth = community.people("maya", "daniel", "ruth")
    await community.enrol(maya)
    await offer(daniel)
    await offer(ruth, "finance", "strategy", role="Finance director", setting="hospital")
    found = await (await wish(maya)).click("Find a mentor")
    assert "Administrator" in found.text
    assert "Finance director" in found.text
    form = await found.click("Ask up to 3, one after the other")
    options = form.options("Whom to ask first")
    asked = await form.submit(
        place1=[options[daniel.called]], place2=[options[ruth.called]], note="How did you *begin*?"
    )
    assert "is asked now" in asked.text

    letter = await daniel.wait_for_dm("would like you as a mentor")
    assert "Why you two:" in letter.text
    assert "How did you *begin*?" in letter.text
    began = clock.now()
    community.move_to(began + timedelta(hours=49))
    await daniel.wait_for_dm("still hopes")
    community.move_to(began + timedelta(hours=73))
    assert "now, who has until" in (await maya.wait_for_dm("Your request goes on")).text
    letter = await ruth.wait_for_dm("would like you as a mentor")
    form = await letter.click("Ask a question")
    await form.submit(text="What have you read so far?")
    question = await maya.wait_for_dm("What have you read so far?")
    form = await question.click("Answer")
    await form.submit(text="The guide, twice.")
    await ruth.wait_for_dm("The guide, twice.")
    assert "is your mentee" in (await letter.click("Accept")).text
    await maya.wait_for_dm("is your mentor now")
    assert "Your mentor" in (await maya.slash("mentorship list")).text
    late = await (await daniel.wait_for_dm("would like you as a mentor")).click("Accept")
    assert "is your mentee" not in late.text


async def test_a_round_is_opened_looked_at_and_published(community: Community) -> None:
    grace, general = community.owner(), community.place("round")
    mentors, students = community.people("daniel", "ruth"), community.people("maya", "leo")
    await community.enrol(*students)
    for mentor, topics in zip(mentors, (("long-term-care",), ("finance",)), strict=True):
        await offer(mentor, *topics)
    for student, topic in zip(students, ("long-term-care", "finance"), strict=True):
        await wish(student, topics=[topic])
    closes = clock.now() + timedelta(days=7)
    opened = await grace.slash(
        "match open", closes=f"{closes:%Y-%m-%d} 18:00", name="Winter round", channel=general
    )
    assert "Nobody is told anything before you publish" in opened.text
    called = await students[0].wait_for_message(general, "Winter round")
    for person, side in (
        *((one, "I mentor") for one in mentors),
        *((one, "I look for a mentor") for one in students),
    ):
        joined = await called.seen_by(person).answer(side)
        assert "You are in" in joined.text
    form = await joined.click("Say whom you would like")
    names = form.options("I would love to be with")
    marked = await form.submit(love=[names[mentors[0].called]], rather_not=[])
    assert "you would love to be with 1 person" in marked.text
    pinned = await grace.slash("match pin", mentee=students[1], mentor=mentors[0])
    assert pinned.alone
    preview = await look_at_round(grace, within=120)
    assert "2 of 2" in preview.text
    assert "topics much" in (await grace.slash("match weigh", topics="much", help="none")).text
    preview = await look_at_round(grace, within=120)
    costs = await preview.click("What each choice costs")
    async with asyncio.timeout(120):
        while LOOK_AGAIN in costs.buttons:
            costs = await costs.click(LOOK_AGAIN)
    assert "If all counted as usual: 2 of 2 get a mentor" in costs.text
    assert (await costs.read("ways.png")).startswith(b"\x89PNG")
    if_more = await grace.slash("match suppose", mentors=1, topic="finance")
    async with asyncio.timeout(120):
        while LOOK_AGAIN in if_more.buttons:
            if_more = await if_more.click(LOOK_AGAIN)
    assert "would give no more pairs" in if_more.text
    preview = await if_more.click("Back to the pairs")
    assert (await preview.read("round.png")).startswith(b"\x89PNG")
    asked = await preview.click("Publish")
    assert "Sign-up is still open" in asked.text
    assert "2 mentees have a mentor" in (await asked.click("Publish now")).text
    assert f"@{mentors[0].called}" in (await students[1].wait_for_dm("You have a mentor")).text
    for mentor in mentors:
        await mentor.wait_for_dm("You have a mentee")


async def test_places_of_a_round_are_kept_and_limited_for_a_group_of_the_community(
    community: Community,
) -> None:
    grace, general = community.owner(), community.place("groups")
    daniel, maya, leo = community.people("daniel", "maya", "leo")
    await community.enrol(maya, leo)
    await offer(daniel, "finance")
    for student in (maya, leo):
        await wish(student, topics=["finance"])
    closes = f"{clock.now() + timedelta(days=7):%Y-%m-%d} 18:00"
    await grace.slash("match open", closes=closes, name="Winter round", channel=general)
    called = await maya.wait_for_message(general, "Winter round")
    for person, side in ((daniel, "I mentor"), (maya, "I look for a mentor"), (leo, "I look for a mentor")):
        await called.seen_by(person).answer(side)
    town: Any = community.town
    boss: Any = grace
    if community.differs(Difference.ORGANIZERS):
        group = town.sandbox.add_group(town.team, "veterans", leo.raw.user)
        form = await boss.raw.slash("/match reserve ?")
        await form.suggest("Role", "vet")
        reserved = await form.submit({"Role": "@veterans", "Most": "0"})
        both = await boss.raw.slash(f"/match reserve students role:<!subteam^{group.id}> most:0")
    else:
        group = town.sandbox.add_role(town.guild, "veterans")
        town.guild.members[leo.id].roles.append(group.id)
        reserved = await boss.raw.slash("match reserve", {"role": group, "most": 0})
        both = await boss.raw.slash("match reserve", {"role": group, "most": 0, "who": "students"})
    assert "A group of yours" in reserved.text
    assert "one of the two" in both.text
    preview = await look_at_round(grace, within=120)
    assert "1 of 2" in preview.text
    assert "1 without a mentor: as many at their stage, or in their group, have a mentor" in preview.text
    assert leo.called in (await preview.click("Without a mentor (1)")).text
    assert "no place is kept for those" in (await grace.slash("match name", mentee=leo)).text
    reserved = await grace.slash("match reserve", who="named", least=1)
    assert "Those whom you name" in reserved.text


async def test_a_pair_talks_in_a_place_of_its_own_meets_and_says_so(community: Community) -> None:
    maya, daniel, grace = *community.people("maya", "daniel"), community.owner()
    hall = community.place("pairs")
    assert "Pairs talk in" in (await grace.slash("setup mentoring", channel=hall)).text
    await community.enrol(maya)
    await bring_together(maya, daniel)
    assert "New" in (await maya.slash("mentorship list")).text
    room = await maya.wait_for_room()
    await _is_for_the_two(community, room, hall)
    hello = await maya.wait_for_message(room, "Welcome")
    assert "To break the ice" in hello.text
    assert "has agreed" in (await hello.click("I agree")).text
    form = await hello.click("Plan our first session")
    times = {"time1": "in 3 days", "time2": "", "time3": "", "minutes": "45", "place": "Room 5"}
    shown = await form.submit(times)
    assert "I am asking" in (await shown.click("Yes, that is right")).text
    question = await daniel.wait_for_dm("Mentoring session: when?")
    assert "Agreed" in (await question.click("That suits me")).text
    agreed = await maya.wait_for_dm("Mentoring session: agreed")
    assert b"BEGIN:VEVENT" in await agreed.read("session-1.ics")
    community.pass_by(timedelta(days=4))
    met = await maya.wait_for_dm("Did you meet?")
    assert "It is logged" in (await met.click("We met")).text
    assert "Active" in (await maya.slash("mentorship list")).text


async def _is_for_the_two(community: Community, room: Place, hall: Place) -> None:
    if community.differs(Difference.ROOM):
        assert room.raw.kind == "private"
    else:
        assert room.raw.parent is hall.raw


async def test_a_report_reaches_organizers_alone_and_its_answer_the_reporter(community: Community) -> None:
    maya, daniel, grace = *community.people("maya", "daniel"), community.owner()
    office = community.place("office")
    await grace.slash("setup mentoring", channel=office, organizers=office)
    await community.enrol(maya)
    await offer(daniel)
    form = await maya.slash("report new", about=daniel)
    filed = await form.submit(text="He *shouts*")
    assert "case 1" in filed.text
    news = await grace.wait_for_message(office, "A report for the organizers")
    assert "shouts" not in news.text
    cases = await news.answer("Open cases")
    assert cases.alone
    case = await cases.click("Look")
    assert "He *shouts*" in case.text
    again = await (await news.answer("Open cases")).click("Look")
    for one in (again, case):
        off = await one.click("Take them off the list of mentors")
        assert "nothing of case 1" in off.text
    assert "report" not in (await daniel.wait_for_dm("off the list of mentors")).text
    case = await off.click("Back to the case")
    assert case.text.count("Taken off the list of mentors.") == 1, "by two presses"
    assert "Take them off the list of mentors" not in case.buttons
    form = await case.click("Answer the reporter")
    await form.submit(text="We talk to them")
    told = await maya.wait_for_dm("News of your case 1")
    assert "We talk to them" in (await told.click("Look")).text
    assert "Only organizers" in (await news.seen_by(daniel).answer("Open cases")).text
    cases = await grace.slash("organize report list")
    closed = await (await cases.click("Look")).click("Close it")
    assert "Closed" in closed.text
    assert "closed" in (await maya.slash("report list")).text


async def test_asking_from_the_menu_of_a_person(community: Community) -> None:
    maya, daniel = community.people("maya", "daniel")
    await community.enrol(maya)
    await offer(daniel)
    await wish(maya)
    looked = await maya.menu("Mentoring: view profile", daniel)
    assert ABOUT["role"] in looked.text
    form = await maya.menu("Ask to be my mentor", daniel)
    assert "is asked now" in (await form.submit(note="I would love to learn from you.")).text
    await daniel.wait_for_dm("would like you as a mentor")
