"""One process on Discord and on Slack at once."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from slack_town import SlackTown
from structlog.testing import capture_logs

from mentorbot import clock, side_by_side
from mentorbot.config import Settings
from mentorbot.delivery import bell
from mentorbot.errors import OperatorError
from mentorbot.on_slack.process import SlackProcess
from mentorbot.process import run
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.slack.world.telling import tell_app
from mentorbot.side_by_side import AWAY


@dataclass
class Both:
    """A process on both platforms, and somebody on each."""

    town: SlackTown
    carl: Person
    settings: Settings
    discord: Sandbox

    async def healthz(self) -> dict[str, Any]:
        """What /healthz says; nothing, where it is not served yet."""
        address = f"http://127.0.0.1:{self.settings.health_port}/healthz"
        try:
            async with aiohttp.ClientSession() as session, session.get(address) as answer:
                return {**await answer.json(), "code": answer.status}
        except aiohttp.ClientError:
            return {}

    async def until_healthz(self, **said: bool) -> dict[str, Any]:
        """Wait until /healthz says so of these parts, and why of those that are not served."""
        troubles = {name for name, served in said.items() if not served}
        async with asyncio.timeout(60):
            while True:
                told = await self.healthz()
                known = {name for name, why in told.get("why", {}).items() if why != AWAY}
                if said.items() <= told.items() and troubles <= known:
                    return told
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def running(self, **changed: Any) -> AsyncIterator[None]:
        """The process runs, with some settings changed."""
        stop = asyncio.Event()
        with self.discord.discord_py():
            task = asyncio.create_task(run(self.settings.model_copy(update=changed), stop=stop))
            yield
            assert not task.done()
            stop.set()
            await asyncio.wait_for(task, 60)


@pytest.fixture
async def both(
    empty_slack_town: SlackTown, openapi: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Both]:
    """The two platforms, on which nothing runs yet; what failed is tried again at once."""
    for wait in ("FIRST_WAIT", "LONGEST_WAIT", "REFUSED_WAIT"):
        monkeypatch.setattr(side_by_side, wait, 0.05)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with Sandbox(openapi=openapi) as discord:
        discord.rate_limits.enabled = False
        guild = discord.add_guild("Future managers")
        app = discord.add_application("mentorbot", guild)
        settings = empty_slack_town.settings.model_copy(
            update={
                "token": SecretStr(app.token),
                "database": str(tmp_path / "both.sqlite3"),
                "health_port": port,
            }
        )
        yield Both(empty_slack_town, discord.add_person("carl", guild), settings, discord)
        assert not discord.complaints


async def test_one_process_serves_both_and_nothing_crosses(both: Both) -> None:
    async with both.running():
        await both.until_healthz(gateway=True, slack=True)
        await both.town.enrol(both.town.alice)
        assert "is done" in (await (await both.town.alice.slash("/nextstep")).click("Done")).text
        assert "/start" in (await both.carl.slash("nextstep")).text


async def test_slack_that_cannot_be_reached_is_tried_again_while_discord_answers(both: Both) -> None:
    both.town.sandbox.faults.add("auth.test", times=1_000_000, reset=True)
    async with both.running():
        told = await both.until_healthz(gateway=True, slack=False)
        assert "/start" in (await both.carl.slash("nextstep")).text
        assert told["code"] == 503
        assert "Slack cannot be reached" in told["why"]["slack"]
        both.town.sandbox.faults.clear()
        told = await both.until_healthz(gateway=True, slack=True)
        assert "why" not in told
        await both.town.enrol(both.town.alice)


async def test_trouble_at_slack_is_no_refused_token(both: Both) -> None:
    both.town.sandbox.faults.add("apps.connections.open", times=1_000_000, status=503)
    async with both.running(token=None):
        told = await both.until_healthz(slack=False, database=True)
        assert "Slack has trouble" in told["why"]["slack"]
        both.town.sandbox.faults.clear()
        await both.until_healthz(slack=True)


async def test_a_token_that_slack_refuses_stops_slack_alone_until_the_file_holds_another(
    both: Both, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("xoxb-wrong")
    async with both.running(slack_bot_token=None, slack_bot_token_file=file):
        told = await both.until_healthz(gateway=True, slack=False)
        assert "Slack does not know the bot token" in told["why"]["slack"]
        assert "/start" in (await both.carl.slash("nextstep")).text
        file.write_text(both.town.installation.token)
        await both.until_healthz(gateway=True, slack=True)
        await both.town.enrol(both.town.alice)


async def test_an_app_level_token_that_is_revoked_while_the_bot_runs_is_told_until_there_is_another(
    both: Both, tmp_path: Path
) -> None:
    sandbox, app = both.town.sandbox, both.town.app
    first, file = sandbox.app_token(app), tmp_path / "app-token"
    file.write_text(first)
    with capture_logs() as logged:
        async with both.running(slack_app_token=None, slack_app_token_file=file):
            await both.until_healthz(gateway=True, slack=True)
            sandbox.world.tokens[first].revoked = True
            sandbox.sockets.disable(app)
            told = await both.until_healthz(gateway=True, slack=False)
            assert "Slack does not take the app-level token (" in told["why"]["slack"]
            assert "/start" in (await both.carl.slash("nextstep")).text, "Discord goes on"
            file.write_text(sandbox.app_token(app))
            assert "why" not in await both.until_healthz(gateway=True, slack=True)
            await both.town.enrol(both.town.alice)
    said = [one for one in logged if one.get("platform") == "slack"]
    assert "does not take the app-level token" in said[0]["why"]


@pytest.mark.parametrize("told", [True, False])
async def test_a_bot_token_that_is_revoked_while_the_bot_runs_is_told_and_what_is_due_waits(
    both: Both, tmp_path: Path, *, told: bool
) -> None:
    town, sandbox = both.town, both.town.sandbox
    file = tmp_path / "token"
    file.write_text(town.installation.token)
    with capture_logs() as logged:
        async with both.running(slack_bot_token=None, slack_bot_token_file=file):
            await both.until_healthz(gateway=True, slack=True)
            await town.enrol(town.alice)
            await (await town.alice.slash("/reminders me call ACHE in 2 hours")).click("Keep")
            sandbox.world.tokens[town.installation.token].revoked = True
            if told:
                revoked = {"type": "tokens_revoked", "tokens": {"bot": [town.installation.bot.id]}}
                tell_app(sandbox.world, town.installation, revoked, team_id=town.team.id)
            clock.advance(timedelta(hours=2, minutes=1))
            bell.ring_now()
            said = await both.until_healthz(gateway=True, slack=False)
            assert "Slack does not know the bot token (token_revoked)" in said["why"]["slack"]
            assert "/start" in (await both.carl.slash("nextstep")).text, "Discord goes on"
            sandbox.world.tokens[town.installation.token].revoked = False
            file.write_text(town.installation.token)
            assert "why" not in await both.until_healthz(gateway=True, slack=True)
            clock.advance(timedelta(minutes=20))
            bell.ring_now()
            await town.alice.wait_for_dm("call ACHE")
    why = [one["why"] for one in logged if one.get("platform") == "slack"]
    assert any("Slack does not know the bot token (token_revoked)" in one for one in why)


async def test_one_request_for_which_slack_refuses_a_good_token_changes_nothing(both: Both) -> None:
    async with both.running():
        await both.until_healthz(gateway=True, slack=True)
        await both.town.enrol(both.town.alice)
        before = both.town.calls("auth.test")
        both.town.sandbox.faults.add("views.open", error="invalid_auth")
        await both.town.alice.slash("/reminders me ?")
        async with asyncio.timeout(30):
            while True:
                if both.town.calls("auth.test") > before:
                    break
                await asyncio.sleep(0.02)
        assert "why" not in await both.healthz()
        assert (await both.town.alice.slash("/nextstep")).text


async def test_a_token_that_discord_refuses_stops_discord_alone(both: Both) -> None:
    async with both.running(token=SecretStr("wrong")):
        told = await both.until_healthz(gateway=False, slack=True)
        assert "Discord does not know this token" in told["why"]["gateway"]
        await both.town.enrol(both.town.alice)


async def test_what_is_due_on_slack_arrives_after_discord_closed_the_bot_out(both: Both) -> None:
    async with both.running():
        await both.until_healthz(gateway=True, slack=True)
        await both.town.enrol(both.town.alice)
        drafted = await both.town.alice.slash("/reminders me call ACHE in 2 hours")
        await drafted.click("Keep")
        both.discord.gateway.close(4004)
        await both.until_healthz(gateway=False, slack=True)
        clock.advance(timedelta(hours=2, minutes=1))
        bell.ring_now()
        await both.town.alice.wait_for_dm("call ACHE")
        await both.until_healthz(gateway=True, slack=True)


async def test_where_every_platform_refuses_its_token_the_process_says_so_and_ends(both: Both) -> None:
    wrong = {"token": SecretStr("wrong"), "slack_bot_token": SecretStr("xoxb-no")}
    with both.discord.discord_py(), pytest.raises(OperatorError) as refused:
        await run(both.settings.model_copy(update=wrong), stop=asyncio.Event())
    assert "Slack does not know the bot token" in refused.value.sentence
    assert "Discord does not know this token" in refused.value.sentence


async def test_a_token_that_slack_does_not_know_ends_the_process_where_nothing_else_runs(
    empty_slack_town: SlackTown, tmp_path: Path
) -> None:
    wrong = {"slack_bot_token": SecretStr("xoxb-no"), "database": str(tmp_path / "no.sqlite3")}
    settings = empty_slack_town.settings.model_copy(update=wrong)
    with pytest.raises(OperatorError, match="Slack does not know the bot token"):
        await run(settings, stop=asyncio.Event())


async def test_who_is_to_stop_before_the_connection_is_there_does_not_say_that_all_is_ready(
    empty_slack_town: SlackTown,
) -> None:
    town, process, stop = empty_slack_town, SlackProcess(empty_slack_town.settings), asyncio.Event()
    stop.set()
    with capture_logs() as logged:
        await process.serve(asyncio.create_task(town._open()), stop)
    said = [one["event"] for one in logged]
    assert "known to Slack" in said
    assert "ready on Slack" not in said


async def test_without_any_token_it_says_where_to_get_one() -> None:
    with pytest.raises(OperatorError, match="mentorbot slack manifest"):
        await run(Settings(), stop=asyncio.Event())


async def test_bolt_leaves_our_own_loggers_as_they_are(slack_town: SlackTown) -> None:
    assert slack_town.running
    assert logging.getLogger("mentorbot").level == logging.NOTSET
