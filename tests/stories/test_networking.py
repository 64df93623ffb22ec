"""Networking on both chats: introductions, interviews, opportunities, the directory."""

from datetime import timedelta
from typing import Any

import pytest
from stories.conftest import Community

from mentorbot import clock
from mentorbot.demo.stage.differences import Difference
from mentorbot.demo.stage.seen import Actor

pytestmark = pytest.mark.slow

LINK = "https://example.org/jobs/7"


async def test_a_round_of_introductions_brings_people_together(community: Community) -> None:
    grace, hall = community.owner(), community.place("coffee")
    people = community.people("maya", "daniel")
    await community.enrol(*people)
    day = (clock.now().weekday() - 1) % 7
    setup = await grace.slash("setup intros", channel=hall, how_often="weekly", day=day, zone="Chicago")
    assert "Introductions are set up" in setup.text
    called = await people[0].wait_for_message(hall, "Meet somebody new")
    for person in people:
        form = await called.seen_by(person).click("Take part")
        joined = await form.submit(topics=["finance"], day_parts=["evenings"], every=["1"])
        assert "You take part in introductions" in joined.text
    preview = await (await grace.slash("setup intros")).click("Preview")
    assert "Nobody meets again whom they have met." in preview.text
    assert "The round begins now" in (await preview.click("Run now")).text
    for person, other in zip(people, reversed(people), strict=True):
        letter = await person.wait_for_dm("Meet somebody new")
        assert f"@{other.called}" in letter.text
    await _are_in_one_place(community, *people)
    assert "Glad that you met" in (await letter.click("We met")).text
    assert "take part" in (await people[0].slash("intros show")).text


async def _are_in_one_place(community: Community, person: Any, other: Actor) -> None:
    if not community.differs(Difference.INTRODUCTION):
        assert other.is_in(await person.wait_for_room())
        return

    def together() -> list[Any]:
        return [one for one in person.raw.channels if one.kind == "mpim" and other.id in one.members]

    await person.raw.wait(together, "a group direct message", lambda: "none", 60.0)


async def test_a_newcomer_asks_a_professional_for_an_interview(community: Community) -> None:
    leo, ruth = community.people("leo", "ruth")
    await community.enrol(leo, ruth)
    form = await ruth.slash("interview offer")
    offer = await form.submit(
        role="Finance director", setting=["hospital"], topics=["finance"], a_month=["2"], minutes=["20"]
    )
    assert "You offer interviews" in offer.text
    found = await leo.slash("interview find", topic="finance")
    form = await found.click("Ask")
    assert "They have until" in (await form.submit()).text
    asked = await ruth.wait_for_dm("Somebody asks for an interview")
    assert "You said yes" in (await asked.click("Accept")).text
    await leo.wait_for_dm("Your interview is accepted")
    assert f"@{ruth.called}" in (await leo.slash("interview list")).text


async def test_an_opportunity_is_shared_found_and_its_deadline_is_told(community: Community) -> None:
    alice, bob, grace = *community.people("alice", "bob"), community.owner()
    jobs, office = community.place("jobs"), community.place("office")
    setup = await grace.slash("setup opportunities", channel=jobs, review=office)
    assert "Opportunities are shown in" in setup.text
    await community.enrol(alice, bob)
    nothing = await bob.slash("opportunity search", words="clinic", kind="job")
    assert "Nothing like that is open" in nothing.text
    assert "Kept" in (await nothing.choose("Tell me of new ones like these …", "at_once")).text
    deadline = f"{clock.now() + timedelta(days=20):%Y-%m-%d}"
    form = await alice.slash("opportunity post", kind="job", setting="hospital", deadline=deadline)
    preview = await form.submit(
        title="Clinic manager", organization="Hope Clinics", link=LINK, about="Budgets *made* easy"
    )
    assert "Only you see this so far" in preview.text
    await preview.click("Post it")
    posted = await bob.wait_for_message(jobs, "Clinic manager")
    assert "Budgets *made* easy" in posted.text
    await bob.wait_for_dm("A new opportunity")
    found = await bob.slash("opportunity search", words="clinic", setting="hospital")
    looked = await found.click("Look")
    assert "I will remind you of the deadline" in (await looked.click("Remind me")).text
    community.pass_by(timedelta(days=15))  # a week before it, whatever day it is where they live by now
    reminder = await bob.wait_for_dm("A deadline is near")
    assert "is under way" in (await reminder.click("I applied")).text


async def test_people_are_found_by_what_they_let_be_seen_and_are_introduced(community: Community) -> None:
    alice, bob = community.people("alice", "bob")
    await community.enrol(alice, bob)
    entry = await alice.slash("directory show")
    form = await entry.click("Who I am")
    entry = await form.submit(role="Practice manager", place="Tulsa, Oklahoma", name="Alice of Wonderland")
    assert "Nobody sees anything of this yet" in entry.text
    form = await entry.click("What I do")
    entry = await form.submit(topic=["finance", "quality"], setting=["hospital"], open_to=["coffee"])
    await entry.choose("What others may see", "role", "topic")
    topic = (await bob.suggest("directory find", topic="budg"))[0].value
    found = await bob.slash("directory find", topic=topic)
    assert "Practice manager" in found.text
    for hidden in ("Wonderland", "Tulsa", "Hospital"):
        assert hidden not in found.text
    form = await found.click("Ask for an introduction")
    assert "I ask A member" in (await form.submit(note="How did you *begin*?")).text
    question = await alice.wait_for_dm("Somebody would like to meet you")
    assert "How did you *begin*?" in question.text
    assert "You agreed" in (await question.click("Yes, introduce us")).text
    for person, other in ((alice, bob), (bob, alice)):
        assert f"@{other.called}" in (await person.wait_for_dm("You are introduced")).text
    left = await (await alice.slash("directory leave")).click("Leave")
    assert "You are not in the directory any more" in left.text
    assert "Nobody like that" in (await bob.slash("directory find")).text


async def test_a_message_is_made_a_reminder_and_reported(community: Community) -> None:
    alice, bob, grace = *community.people("alice", "bob"), community.owner()
    hall, office = community.place("hall"), community.place("office")
    await grace.slash("setup mentoring", channel=hall, organizers=office)
    await community.enrol(alice)
    said = await bob.say("The deadline is Friday & final", hall)
    form = await said.seen_by(alice).menu("Remind me of this")
    assert "The deadline is" in (await form.submit(when="tomorrow 9am")).text
    form = await said.seen_by(alice).menu("Report this")
    assert "case 1" in (await form.submit(text="He means me")).text
    await grace.wait_for_message(office, "A report for the organizers")
