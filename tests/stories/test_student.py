"""What the bot is for, on both chats: one student, from the first command to the last; and what they earn."""

import json
from datetime import timedelta

import pytest
from stories.conftest import Community
from stories.reminding import keep_reminder

from mentorbot import clock

pytestmark = pytest.mark.slow


async def test_a_student_walks_from_enrolling_to_erasing(community: Community) -> None:
    maya = community.person("maya")
    before = await maya.slash("nextstep")
    assert before.alone
    assert "Step 1" in before.text
    assert "Start" in before.buttons

    city, *_ = await maya.suggest("start", time_zone="chica")
    assert city.value == "America/Chicago"
    form = await maya.slash("start", time_zone=city.value)
    welcome = await form.submit(
        stage="masters_student", goal="Lead a clinic", finished=["bachelors"], target_date="2035-06-30"
    )
    assert "Welcome" in welcome.text

    advice = await maya.slash("nextstep")
    first = advice.text
    assert {"Done", "Why this?", "Not for me", "More"} <= set(advice.buttons)
    assert "Why you, and why now" in (await advice.click("Why this?")).text
    assert "is done. Well done!" in (await advice.click("Done")).text
    again = await maya.slash("nextstep")
    assert again.text != first
    aside = await again.click("Not for me")
    assert "set aside" in aside.text
    assert "is open again" in (await aside.click("Undo")).text

    await community.restart()
    assert "is done. Well done!" in (await aside.click("Done")).text
    progress = await maya.slash("progress")
    assert "2 of the" in progress.text
    assert (await progress.read("progress.png")).startswith(b"\x89PNG")

    found = await maya.slash("guide", topic="meeting poeple")
    assert "How to network" in found.text
    assert "Sources" in (await found.choose("Open one of them", "How to network")).text
    assert "Lead a clinic" in (await maya.slash("profile")).text

    exported = await maya.slash("privacy export")
    data = json.loads(await exported.read("mentorbot-my-data.json"))
    (membership,) = data["memberships"]
    assert membership["member"]["goal"] == "Lead a clinic"
    assert membership["member"]["time_zone"] == "America/Chicago"
    question = await maya.slash("privacy erase")
    assert "Keep it" in question.buttons
    assert "is gone" in (await question.click("Erase it all")).text
    assert "not enrolled" in (await maya.slash("profile")).text
    assert "nothing to hand out" in (await maya.slash("privacy export")).text


async def test_an_answer_that_cannot_be_read_is_asked_for_again_and_all_else_is_kept(
    community: Community,
) -> None:
    maya = community.person("maya")
    form = await maya.slash("start")
    welcome = await form.submit(stage="undergraduate", goal="Lead a clinic", target_date="when I am ready")
    assert "You typed “when I am ready”; all else is stored." in welcome.text
    form = await welcome.click("Set the date")
    await form.submit(target_date="2035-06-30")
    profile = await maya.slash("profile")
    assert "Lead a clinic" in profile.text


async def test_a_student_keeps_a_credential_and_gets_the_table_of_it(community: Community) -> None:
    maya = community.person("maya")
    await community.enrol(maya)
    year = clock.now().year
    goal = await maya.slash("credits goal", credential="fache", expires=f"{year + 2}-12-31")
    assert "FACHE" in goal.text
    kind, *_ = await maya.suggest("credits log", type="qualif")
    assert kind.label == "FACHE · Qualifying Education"
    logged = await maya.slash("credits log", title="A webinar", hours=15, type=kind.value)
    assert logged.alone
    assert "12 credits of it count" in logged.text
    status = await maya.slash("credits status")
    assert "3 over the maximum, not counted" in status.text
    exported = await maya.slash("credits export")
    assert "A webinar" in (await exported.read("credits.csv")).decode("utf-8-sig")
    assert (await exported.read("credits.pdf")).startswith(b"%PDF")


async def test_a_reminder_is_kept_comes_and_is_put_off(community: Community) -> None:
    maya = community.person("maya")
    await community.enrol(maya)
    await keep_reminder(maya)
    assert "call ACHE" in (await maya.slash("remind list")).text
    community.pass_by(timedelta(hours=2, minutes=1))
    came = await maya.wait_for_dm("call ACHE")
    form = await came.click("Pick a time")
    why, form = await form.refuse(when="sometime")
    assert "Which day should that be" in why
    shown = await form.submit(when="in 2 hours")
    assert "call ACHE" in (await shown.click("Yes, that is right")).text
    community.pass_by(timedelta(hours=2, minutes=1))
    again = [one for one in maya.inbox if "call ACHE" in one.text]
    assert again
