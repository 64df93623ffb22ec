"""Being found and being introduced, through a real discord.py client."""

from datetime import timedelta
from typing import Any

import pytest
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply

__all__ = ["empty_town", "town"]


async def describe(town: Town, person: Person, *ticked: str, **who: Any) -> Reply:
    """Enrol, write an entry, and tick some of it."""
    await town.enrol(person)
    reply = await person.slash("directory show")
    modal = await reply.click("Who I am")
    reply = await modal.submit({"role": "Practice manager", "place": "Tulsa, Oklahoma", **who})
    assert "Nobody sees anything of this yet" in reply.text
    modal = await reply.click("What I do")
    reply = await modal.submit(
        {"topic": ["finance", "quality"], "setting": ["hospital"], "open_to": ["coffee"]}
    )
    return await reply.select("What others may see", list(ticked)) if ticked else reply


@pytest.fixture
async def pair(town: Town) -> Town:
    """alice lets her role and topics be seen; bob is enrolled."""
    await describe(town, town.alice, "role", "topic", name="Alice of Wonderland")
    await town.enrol(town.bob)
    return town


async def test_one_is_found_by_what_one_ticked_and_not_by_the_rest(pair: Town) -> None:
    topic = (await pair.bob.type("directory find", topic="budg"))[0].value
    found = await pair.bob.slash("directory find", topic=topic)
    assert found.ephemeral
    assert "Practice manager" in found.text
    for hidden in ("Alice", "Tulsa", "Hospital"):
        assert hidden not in found.text
    assert "Nobody like that" in (await pair.bob.slash("directory find", setting="hospital")).text
    assert "Nobody like that" in (await pair.bob.slash("directory find", place="tulsa")).text


async def test_asked_agreed_and_introduced(pair: Town) -> None:
    found = await pair.bob.slash("directory find")
    modal = await found.click("Ask for an introduction")
    sent = await modal.submit(note="I study *finance*, and would like to hear how you began.")
    assert "I ask A member" in sent.text
    question = await pair.alice.wait_for_dm("Somebody would like to meet you")
    assert r"I study \*finance\*" in question.text
    assert "would like to meet you" in (await pair.alice.slash("directory requests")).text
    report = await (await question.click("Report")).submit(text="They wrote to me before")
    assert "Only organizers read it" in report.text
    listed = await pair.alice.slash("report list")
    assert "They wrote: I study" in (await listed.click("Look")).text
    agreed = await question.click("Yes, introduce us")
    assert "You agreed" in agreed.text
    for person, other in ((pair.alice, pair.bob), (pair.bob, pair.alice)):
        told = await person.wait_for_dm("You are introduced")
        assert f"<@{other.id}>" in told.text
        assert "Plan a conversation" in [button.label for button in told.buttons]
    form = await told.click("Plan a conversation")
    assert "conversation" in form.title.casefold()
    offered = await form.submit(
        time1=(clock.now() + timedelta(days=2)).strftime("%Y-%m-%d 17:00"), minutes="30"
    )
    assert "being planned" in offered.text
    asked = await pair.alice.wait_for_dm("30 minutes")
    assert "agreed" in (await asked.click("That suits me")).text.lower()
    letter = await pair.bob.wait_for_dm("agreed")
    assert r"I study \*finance\*" in letter.text, "what it was asked with is what they meet about"
    assert letter.files


async def test_never_this_person_ends_it_for_good(pair: Town) -> None:
    found = await pair.bob.slash("directory find")
    modal = await found.click("Ask for an introduction")
    await modal.submit(note="Hello")
    question = await pair.alice.wait_for_dm("Somebody would like to meet you")
    done = await question.click("Never this person")
    assert "not brought together" in done.text
    assert "Nobody like that" in (await pair.bob.slash("directory find")).text
    assert (
        "not in the directory"
        in (await (await found.click("Ask for an introduction")).submit(note="Why?")).text
    )


async def test_leaving_takes_the_entry_away_at_once(pair: Town) -> None:
    found = await pair.bob.slash("directory find")
    asked = await pair.alice.slash("directory leave")
    left = await asked.click("Leave")
    assert "You are not in the directory any more" in left.text
    assert "Nobody like that" in (await pair.bob.slash("directory find")).text
    assert (
        "not in the directory"
        in (await (await found.click("Ask for an introduction")).submit(note="Hi")).text
    )
    assert "Nothing is here yet" in (await pair.alice.slash("directory show")).text


async def test_pages_turn_and_keep_the_search(town: Town) -> None:
    for number in range(7):
        guest = town.sandbox.add_person(f"guest{number}", town.guild)
        await describe(town, guest, "role", "open_to", role=f"Manager {number}")
    await town.enrol(town.bob)
    found = await town.bob.slash("directory find", open_to="coffee")
    first = found.text
    await found.click("Next ▶")
    assert found.text != first
    assert "Page 2 of 2" in found.text
    await found.click("◀ Back")
    assert found.text == first


async def test_a_stranger_is_asked_to_enrol_and_nonsense_is_told(town: Town) -> None:
    assert "/start" in (await town.alice.slash("directory show")).text
    assert "/start" in (await town.alice.slash("directory find")).text
    await town.enrol(town.alice)
    assert "choose from what is offered" in (await town.alice.slash("directory find", topic="magic")).text
