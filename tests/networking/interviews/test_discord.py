"""Informational interviews through a real discord.py client."""

from datetime import timedelta

import pytest
from reminders.conftest import Days
from town import Town, empty_town, town

__all__ = ["empty_town", "town"]


@pytest.fixture
def days(town: Town) -> Days:
    """The town, with time."""
    return Days(town)


async def test_a_student_finds_asks_plans_and_says_thank_you(town: Town, days: Days) -> None:
    await town.enrol(town.alice)
    await town.enrol(town.bob)
    form = await town.bob.slash("interview offer")
    offer = await form.submit(
        role="CFO *of* a clinic", setting=["hospital"], topics=["finance"], a_month=["2"], minutes=["20"]
    )
    assert r"CFO \*of\* a clinic" in offer.text
    (choice, *_) = await town.alice.type("interview find", topic="budg")
    found = await town.alice.slash("interview find", topic=choice.value)
    assert f"<@{town.bob.id}>" in found.text
    questions = await found.click("Ask")
    assert "What makes you notice an intern" in str(questions.fields)
    sent = await questions.submit(questions="How did you begin? @everyone")
    assert "They have until" in sent.text
    letter = await town.bob.wait_for_dm("Somebody asks for an interview")
    assert "How did you begin?" in letter.text
    report = await (await letter.click("Report")).submit(text="I know this person")
    assert "The organizers have your report" in report.text
    assert "You said yes" in (await letter.click("Accept")).text
    accepted = await town.alice.wait_for_dm("Your interview is accepted")
    times = await accepted.click("Propose times")
    await (await times.submit(time1="tomorrow 5pm")).click("Yes, that is right")
    await days.settle()
    proposal = town.bob.inbox[-1]
    await proposal.click(proposal.buttons[0].label)
    await days.settle()
    invited = town.alice.inbox[-1]
    assert "How did you begin?" in invited.text, "the questions stand in the invitation"
    await days.pass_by(timedelta(days=2))
    asked = await town.alice.wait_for_dm("Did you meet")
    await asked.click(asked.buttons[0].label)
    await days.pass_by(timedelta(days=1))
    assert await town.alice.wait_for_dm("Say thank you")
    assert "Nothing is open" in (await town.alice.slash("interview list")).text


async def test_a_forged_press_does_nothing(town: Town) -> None:
    await town.enrol(town.alice)
    await town.enrol(town.bob)
    form = await town.bob.slash("interview offer")
    offer = await form.submit(role="CFO", setting=["payer"], topics=["people"], a_month=["1"], minutes=["15"])
    found = await town.alice.slash("interview find")
    sent = await (await found.click("Ask")).submit(questions="Why?")
    letter = await town.bob.wait_for_dm("Somebody asks for an interview")
    accept = next(one.custom_id for one in letter.buttons if one.label == "Accept")
    assert accept
    assert "not yours" in (await town.alice.forge_click(accept, sent)).text
    assert "not yours" in (await town.bob.forge_click("interviews:accept:999999", offer)).text
    assert "You said no" in (await letter.click("Decline")).text
    await town.alice.wait_for_dm("Not this time")
    assert "declined" in (await town.bob.forge_click(accept, offer)).text
