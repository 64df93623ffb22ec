"""Saying what one aims at, after /start: what comes next, mentors and advice go by it."""

from datetime import timedelta

from town import Town

from mentorbot import clock
from mentorbot.guide.model import Way
from mentorbot.progress.ways import ACTIONS
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply


async def test_whoever_says_what_they_aim_at_gets_other_advice_and_a_filled_in_form(town: Town) -> None:
    welcome = await town.enrol(town.alice, stage="clinician", finished=["bachelors"])
    assert "where you want to work" in welcome.text
    form = await welcome.click("Say what I aim at")
    assert "When do you graduate?" not in form.fields, "nobody at work is asked"
    stored = await form.submit(setting="long_term_care", credential="fache")
    assert "is stored" in stored.text
    profile = await town.alice.slash("profile")
    assert "Nursing and long-term care" in profile.text
    assert "FACHE" in profile.text
    again = await profile.click("Say what I aim at")
    chosen = {
        one["value"]
        for field in again.fields.values()
        for one in field.get("options", [])
        if one.get("default")
    }
    assert chosen == {"long_term_care", "fache"}
    wish = await town.alice.slash("mentee profile")
    assert {
        one["value"] for one in wish.fields["Where you want to work"]["options"] if one.get("default")
    } == {"long_term_care"}
    step = await town.alice.slash("step", step="certification")
    assert "✅ Find the credential" in step.text
    cleared = await again.submit(setting=[], credential=[])
    assert "is stored" in cleared.text
    assert "Not told" in (await town.alice.slash("profile")).text


async def test_a_student_says_when_they_graduate_and_keeps_it(town: Town) -> None:
    year = (clock.now() + timedelta(days=366)).year
    welcome = await town.enrol(town.alice, stage="masters_student")
    form = await welcome.click("Say what I aim at")
    assert "When do you graduate?" in form.fields
    await form.submit(graduation=str(year))
    assert str(year) in (await town.alice.slash("profile")).text
    moved_on = await town.enrol(town.alice, stage="manager")
    form = await moved_on.click("Say what I aim at")
    await form.submit(setting="hospital")
    assert str(year) in (await town.alice.slash("profile")).text, "what was not asked stays"


async def test_what_nobody_offered_is_refused(town: Town) -> None:
    welcome = await town.enrol(town.alice)
    button = next(one.custom_id for one in welcome.buttons if one.label == "Say what I aim at")
    assert button
    stranger = await town.bob.forge_click(button, welcome)
    assert "/start" in stranger.text


async def test_the_milestones_own_button_leads_there(town: Town) -> None:
    await town.enrol(town.alice)
    first = await town.alice.slash("nextstep")
    second = await first.click("Done")
    assert "Find a mentor and agree" in second.text
    found = await second.click("Find a mentor")
    assert "Say what I look for" in [one.label for one in found.buttons]
    for way, action in ACTIONS.items():
        led = await town.alice.forge_click(action.id, second)
        assert "did not work" not in str(led), way
        assert way in {Way.BE_MENTOR, Way.NAME_CREDENTIAL} or led.buttons or led.selects, (way, str(led))


async def test_whoever_renews_a_credential_sees_what_is_missing_from_their_milestone(town: Town) -> None:
    goal = {"goal": "keep my FACHE", "finished": ["bachelors", "masters", "certification"]}
    await town.enrol(town.alice, stage="manager", **goal)
    none_yet = await (await open_renewal(town.alice)).click("See what is missing")
    form = await none_yet.click("Choose it")
    read = await form.submit(credential="fache", expires="the end of next year")
    kept = await read.click("Yes, that is right")
    assert "**FACHE** is your goal now" in kept.text
    renewal = await open_renewal(town.alice)
    assert "marked as under way" in renewal.text
    assert "36 credits" in (await renewal.click("See what is missing")).text
    await (await open_renewal(town.alice)).click("Not for me")
    aside = await open_renewal(town.alice)
    assert "marked as not for you" in aside.text
    assert [one.label for one in aside.buttons] == ["Take it back", "See what is missing"]
    assert "is open again" in (await aside.click("Take it back")).text
    await town.enrol(town.bob, stage="manager", goal="earn the FACHE")
    await town.bob.slash("credits goal", credential="fache", expires=f"{clock.now().year + 1}-12-31")
    assert "marked as" not in (await open_renewal(town.bob)).text, "who earns one renews none"


async def open_renewal(person: Person) -> Reply:
    """The milestone of renewing, from its step."""
    step = await person.slash("step", step="network")
    page = await step.select(None, "See what your renewal still asks, and sign up for what gives it")
    return await page.click("Work on it")
