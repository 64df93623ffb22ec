"""What waits for somebody is on their own page, and is answered there."""

from slack_town import SlackTown

from mentorbot.sandbox.slack.people.person import Person


async def list_in_directory(person: Person, name: str) -> None:
    """Let somebody be found in the directory."""
    entry = await (await person.slash("/directory show")).click("Who I am")
    entry = await entry.submit({"Name": name, "Role": "Manager"})
    await entry.choose("What others may see", ["Name", "Role"], shows=False)
    await entry.click("Choose these")


async def test_who_would_like_to_meet_somebody_is_on_their_page(slack_town: SlackTown) -> None:
    alice, bob = slack_town.alice, slack_town.bob
    for person, name in ((alice, "Alice Adams"), (bob, "Bob Brown")):
        await slack_town.enrol(person)
        await list_in_directory(person, name)
    assert "Introductions" not in (await bob.open_home()).text
    found = await alice.slash("/directory find")
    assert "Bob Brown" in found.text
    asked = await (await found.click("Ask for an introduction")).submit(
        {"note": "I would like to hear of your work."}
    )
    assert "Bob Brown" in asked.text
    home = await bob.open_home()
    assert "I would like to hear of your work" in home.text
    await home.click("Yes, introduce us")
    assert alice.id in (await bob.wait_for_dm("know of each other now")).text
    renewed = await bob.home().until(lambda one: "hear of your work" not in one.text)
    assert "Introductions" not in renewed.text
