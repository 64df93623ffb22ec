"""What the bot is for: one student, from the first command to the last, through a real client."""

import json

from town import Town


async def test_a_student_walks_from_enrolling_to_erasing(town: Town) -> None:
    alice = town.alice

    # Before enrolling, /nextstep shows where the path begins, and offers to enrol.
    reply = await alice.slash("nextstep")
    assert reply.ephemeral
    assert "Step 1 of " in reply.text
    first_milestone = reply.text.splitlines()[0]

    # The form has five fields; the city is found by its name.
    choices = await alice.type("start", time_zone="chica")
    assert choices[0].value == "America/Chicago"
    modal = await alice.slash("start", time_zone=choices[0].value)
    assert len(modal.fields) == 5
    reply = await modal.submit(
        stage="undergraduate", goal="Lead a clinic", under_way=["bachelors"], target_date="2035-06-30"
    )
    assert reply.ephemeral
    assert first_milestone.removeprefix("## ") in reply.text

    # Done: the same message turns into the next thing.
    reply = await alice.slash("nextstep")
    before = reply.text
    assert (await reply.click("Done")) is reply
    assert "is done. Well done!" in reply.text
    assert "1 of " in reply.text

    # Not for me, and back again.
    second = (await alice.slash("nextstep")).text
    assert second != before
    await reply.click("Not for me")
    assert "set aside" in reply.text
    await reply.click("Undo")
    assert "is open again" in reply.text
    assert (await alice.slash("nextstep")).text == second

    # Why, and the step, come beside the advice, which stays.
    why = await reply.click("Why this?")
    assert why is not reply
    assert "why now" in why.text
    step = await (await reply.click("More")).click("Show the step")
    assert step is not reply
    assert "▫️ " in step.text
    assert "✅ " in (await alice.slash("step", step="bachelors")).text
    assert "is open again" in reply.text

    # The path as a picture with words for those who cannot see it.
    reply = await alice.slash("progress")
    (picture,) = reply.files
    assert reply.read(picture).startswith(b"\x89PNG")
    assert "1 of the" in reply.text
    assert "Step 1" in str(picture.description) or "Step 1" in str(reply)

    # All that is stored, as a file.
    reply = await alice.slash("privacy export")
    assert reply.ephemeral
    data = json.loads(reply.read("mentorbot-my-data.json"))
    (membership,) = data["memberships"]
    assert membership["member"]["goal"] == "Lead a clinic"
    assert membership["member"]["time_zone"] == "America/Chicago"
    assert {"done", "started"} == {row["state"] for row in membership["progress"]}

    # And all of it gone.
    reply = await alice.slash("privacy erase")
    await reply.click("Erase it all")
    assert "is gone" in reply.text
    assert "not enrolled" in (await alice.slash("profile")).text
    assert "nothing to hand out" in (await alice.slash("privacy export")).text


async def test_the_story_goes_on_in_a_direct_message(town: Town) -> None:
    alice = town.alice
    await town.enrol(alice, goal="Run a hospital")
    dm = alice.dm()

    reply = await alice.slash("nextstep", channel=dm)
    await reply.click("Done")
    assert "1 of the" in (await alice.slash("progress")).text
    assert "Run a hospital" in (await alice.slash("profile", channel=dm)).text

    reply = await alice.slash("privacy erase", channel=dm)
    assert "every community" in reply.text
    await reply.click("Keep it")
    assert "Nothing was erased" in reply.text
    assert "Run a hospital" in (await alice.slash("profile")).text
