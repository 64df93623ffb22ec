"""Socket Mode is refreshed, lost, and doubled: no press is lost for it, and none is done twice."""

import asyncio

from slack_town import SlackTown


async def test_presses_go_on_when_slack_refreshes_the_connection(slack_town: SlackTown) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    done = 0
    for _ in range(3):
        step = await alice.slash("/nextstep")
        town.sandbox.sockets.refresh(town.app)
        await town.sandbox.connected(town.app)
        assert "is done" in (await step.click("Done")).text
        done += 1
    assert f"{done} of" in (await alice.slash("/progress")).text


async def test_a_connection_that_is_lost_is_made_again(slack_town: SlackTown) -> None:
    town = slack_town
    await town.enrol(town.alice)
    town.sandbox.sockets.cut()
    await asyncio.wait_for(town.sandbox.connected(town.app), 60)
    assert "is done" in (await (await town.alice.slash("/nextstep")).click("Done")).text
    assert town.process is not None
    assert town.process.connected


async def test_a_second_process_shares_the_work_and_nothing_is_done_twice(slack_town: SlackTown) -> None:
    town = slack_town
    await town.enrol(town.alice)
    other = SlackTown(
        **{
            name: getattr(town, name)
            for name in (
                "sandbox",
                "team",
                "app",
                "installation",
                "settings",
                "alice",
                "bob",
                "owner",
                "database",
                "library",
            )
        }
    )
    await other.start()
    for number in range(1, 5):
        assert "is done" in (await (await town.alice.slash("/nextstep")).click("Done")).text
        assert f"{number} of" in (await town.alice.slash("/progress")).text
    await other.stop()


async def test_what_comes_twice_is_done_once(slack_town: SlackTown) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    town.sandbox.sockets.twice = 1000
    for number in range(3):
        drafted = await alice.slash(f"/reminders me call {number} tomorrow 9am")
        await drafted.click("Keep")
    listed = (await alice.slash("/reminders list")).text
    assert [listed.count(f"call {number}") for number in range(3)] == [1, 1, 1]
