"""What happens when something goes wrong, takes long, or is stopped."""

import asyncio
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from town import Town

from mentorbot.db import watching
from mentorbot.errors import OperatorError, UserError
from mentorbot.on_discord import watch
from mentorbot.on_discord.errors import OUTDATED
from mentorbot.process import run
from mentorbot.progress import service
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal

THINKING, DEFERRED_UPDATE = 5, 6


class Slow:
    """The database, until it is let go."""

    def __init__(self) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()
        self.real = service.load_standing

    async def standing(self, *args: Any) -> service.Standing:
        self.asked.set()
        await self.go.wait()
        return await self.real(*args)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Reading where somebody stands takes until ``go`` is set; Discord is asked for time almost at once."""
    made = Slow()
    monkeypatch.setattr(service, "load_standing", made.standing)
    monkeypatch.setattr(watch, "SOON", 0.02)
    return made


async def deferred(town: Town, person: Person, kind: int) -> None:
    """Wait until Discord has been asked for more time."""
    known = town.sandbox.interactions.by_id
    await person.wait(
        lambda: any(one.answered == kind for one in known.values()),
        "Discord waits to be asked for time",
        lambda: str([one.answered for one in known.values()]),
        5,
    )


def broken(*_: Any) -> Any:
    """Stands for a bug."""
    raise RuntimeError("the secret of the bug")


async def test_a_bug_gets_an_apology_whose_reference_is_in_the_log(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "load_standing", broken)
    with capture_logs() as logged:
        reply = await town.alice.slash("nextstep")
        await town.stop()
    assert reply.ephemeral
    assert "secret" not in reply.text
    found = re.search(r"\*\*([0-9a-f]{8})\*\*", reply.text)
    assert found
    (entry,) = [entry for entry in logged if entry["event"] == "bug"]
    assert entry["reference"] == found[1]
    assert entry["doing"] == "nextstep"
    assert isinstance(entry["exc_info"], RuntimeError)


async def test_whoever_discord_cannot_be_asked_about_is_taken_to_be_there(town: Town) -> None:
    discord, alice = town.bot.program.platforms["discord"], str(town.alice.user.id)
    fault = town.sandbox.faults.add("GET", "/guilds/*/members/*", times=10, reset=True)
    assert await discord.is_here(str(town.guild.id), alice)
    assert await discord.sees_channel(str(town.guild.id), str(town.general.id), alice)
    assert fault.hits >= 2
    town.sandbox.faults.clear()


async def test_a_bug_behind_a_button_leaves_the_message_and_apologizes_beside_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    before = reply.text
    monkeypatch.setattr(service, "mark_milestone", broken)
    answer = await reply.click("Done")
    assert "Something broke" in answer.text
    assert reply.text == before


async def test_a_user_error_shows_its_sentence_and_is_not_logged_as_a_bug(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise UserError("The moon is in the way. Wait for the sun.")

    monkeypatch.setattr(service, "load_standing", refuse)
    with capture_logs() as logged:
        reply = await town.alice.slash("nextstep")
    assert "The moon is in the way. Wait for the sun." in reply.text
    assert not [entry for entry in logged if entry["log_level"] in {"error", "warning"}]


async def test_a_slow_command_is_acknowledged_and_answered_later(town: Town, slow: Slow) -> None:
    asked = asyncio.create_task(town.alice.slash("nextstep"))
    await deferred(town, town.alice, THINKING)
    slow.go.set()
    reply = await asked
    assert "Step 1 of " in reply.text
    assert reply.ephemeral


async def test_a_slow_picture_arrives_with_its_file(town: Town, slow: Slow) -> None:
    asked = asyncio.create_task(town.alice.slash("progress"))
    await deferred(town, town.alice, THINKING)
    slow.go.set()
    assert [file.name for file in (await asked).files] == ["progress.png"]


async def test_a_slow_button_is_acknowledged_and_answered_later(town: Town, slow: Slow) -> None:
    reply = await town.alice.slash("help")
    asked = asyncio.create_task(reply.click("What is next?"))
    await deferred(town, town.alice, DEFERRED_UPDATE)
    slow.go.set()
    assert await asked is reply
    assert "Step 1 of " in reply.text


async def test_what_opens_a_form_is_not_put_off_for_then_discord_would_take_no_form(
    town: Town, slow: Slow
) -> None:
    reply = await town.alice.slash("help")
    asked = asyncio.create_task(reply.click("Start"))
    await slow.asked.wait()
    put_off = asyncio.Event()
    asyncio.get_running_loop().call_later(10 * watch.SOON, put_off.set)
    await put_off.wait()
    slow.go.set()
    assert isinstance(await asked, Modal)


async def test_a_bug_after_a_long_wait_is_still_told(town: Town, slow: Slow) -> None:
    async def wait_then_break(*_: Any) -> Any:
        await slow.go.wait()
        broken()

    service.load_standing = wait_then_break  # type: ignore[assignment]  # put back by the fixture
    asked = asyncio.create_task(town.alice.slash("nextstep"))
    await deferred(town, town.alice, THINKING)
    slow.go.set()
    assert "Something broke" in (await asked).text


async def test_a_command_discord_knows_from_an_older_bot_gets_a_sentence(town: Town) -> None:
    town.bot.tree.remove_command("profile")
    assert OUTDATED in (await town.alice.slash("profile")).text


async def test_an_answer_nobody_waits_for_any_more_is_no_bug(town: Town) -> None:
    town.sandbox.faults.add("POST", "/interactions/*/*/callback", status=404, code=10062)
    with capture_logs() as logged:
        task = asyncio.create_task(town.alice.slash("help", timeout=0.2))
        with pytest.raises(AssertionError, match="did not answer"):
            await task
    assert [entry["event"] for entry in logged] == ["came too late"]
    assert (await town.alice.slash("help")).text


async def test_when_more_time_cannot_be_had_nothing_breaks(town: Town, slow: Slow) -> None:
    town.sandbox.faults.add("POST", "/interactions/*/*/callback", times=2, status=404, code=10062)
    logged: list[str] = []
    refused = asyncio.Event()

    def note(_: Any, __: str, entry: Any) -> Any:
        logged.append(entry["event"])
        refused.set()
        return entry

    with capture_logs(processors=[note]):
        asked = asyncio.create_task(town.alice.slash("nextstep", timeout=0.5))
        await asyncio.wait_for(refused.wait(), 60)
        slow.go.set()
        with pytest.raises(AssertionError, match="did not answer"):
            await asked
        assert (await town.bob.slash("help")).text
    assert logged == ["could not ask for more time", "came too late"]


async def test_stopping_waits_for_the_answer_under_way_and_refuses_new_ones(town: Town, slow: Slow) -> None:
    asked = asyncio.create_task(town.alice.slash("nextstep"))
    await deferred(town, town.alice, THINKING)
    stopping = asyncio.create_task(town.stop())
    refused = await town.bob.slash("help")
    assert "restarted" in refused.text
    assert not stopping.done()
    slow.go.set()
    assert "Step 1 of " in (await asked).text
    await stopping


async def test_what_was_answered_is_counted_by_name_without_arguments(town: Town) -> None:
    counted: list[tuple[str, str]] = []
    town.bot.answered = lambda name, outcome, _: counted.append((name, outcome))
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    await reply.click("Done")
    await town.alice.forge_click("made:up:id", reply)
    await town.alice.forge_click("progress:done:nowhere", reply)
    await town.stop()
    assert counted == [
        ("start", "ok"),
        ("members:enrol", "ok"),
        ("nextstep", "ok"),
        ("progress:done", "ok"),
        ("unknown", "refused"),
        ("progress:done", "refused"),
    ]


async def test_a_wrong_token_is_told_to_whoever_runs_it(empty_town: Town, settings: Any) -> None:
    with pytest.raises(OperatorError, match="does not know this token"):
        await run(settings, stop=asyncio.Event())


async def test_it_runs_from_its_settings_reloads_on_sighup_and_stops_when_told(
    empty_town: Town, settings: Any
) -> None:
    town = empty_town
    stop = asyncio.Event()
    mine = settings.model_copy(update={"token": type(settings.token)(town.app.token), "health_port": 0})
    happened = {"ready": asyncio.Event(), "the guide was read again": asyncio.Event()}

    def note(_: Any, __: str, entry: Any) -> Any:
        if entry["event"] in happened:
            happened[entry["event"]].set()
        return entry

    with capture_logs(processors=[note]):
        running = asyncio.create_task(run(mine, stop=stop))
        await asyncio.wait_for(happened["ready"].wait(), 60)
        assert (await town.alice.slash("nextstep")).text
        os.kill(os.getpid(), signal.SIGHUP)
        await asyncio.wait_for(happened["the guide was read again"].wait(), 60)
        stop.set()
        await asyncio.wait_for(running, 60)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file go")
async def test_a_bot_whose_database_is_deleted_stops_saves_it_and_says_where(
    empty_town: Town, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.05)
    mine = settings.model_copy(update={"token": type(settings.token)(empty_town.app.token)})
    ready = asyncio.Event()

    def note(_: Any, __: str, entry: Any) -> Any:
        if entry["event"] == "ready":
            ready.set()
        return entry

    with capture_logs(processors=[note]):
        running = asyncio.create_task(run(mine, stop=asyncio.Event()))
        await asyncio.wait_for(ready.wait(), 60)
    assert (await empty_town.alice.slash("help")).text
    await asyncio.sleep(0.2)
    Path(mine.database).unlink()  # noqa: ASYNC240 - one file
    with pytest.raises(OperatorError, match=r"was deleted, moved or replaced .*\.saved-"):
        await asyncio.wait_for(running, 60)
