"""Several things chosen on Slack, where each tick is told of and only the button beside them counts."""

from slack_town import SlackTown


async def test_several_things_are_chosen_and_then_taken_at_once(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    await slack_town.enrol(alice)
    form = await (await alice.slash("/directory show")).click("Who I am")
    entry = await form.submit({"Name": "Alice", "Role": "Student", "Organization": "County hospital"})
    await entry.choose("What others may see", ["Name", "Role"], shows=False)
    assert "Nobody sees anything of this yet" in entry.text
    taken = await entry.click("Choose these")
    assert "by what is ticked: name, role" in taken.text
    none_left = await (await taken.choose("What others may see", [], shows=False)).click("Choose these")
    assert "Nobody sees anything of this" in none_left.text


async def test_what_somebody_typed_is_shown_as_typed_and_calls_nobody(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    await slack_town.enrol(alice)
    form = await (await alice.slash("/directory show")).click("Who I am")
    entry = await form.submit({"Name": "*Al* <!channel> & `co` <@U1>", "Role": "_Student_"})
    (name, *_) = (one for one in entry.text.splitlines() if "Al" in one)
    shown = next(block for block in entry.blocks if "fields" in block)["fields"][0]["text"]
    assert "&lt;!channel&gt;" in shown
    assert "<" not in shown
    assert "*Al*" not in name
    assert "∗Al∗" in name
