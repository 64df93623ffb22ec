"""One process on Discord and on Slack at once."""

import asyncio
import logging
from pathlib import Path

import pytest
from pydantic import SecretStr
from slack_town import SlackTown

from mentorbot.config import Settings
from mentorbot.errors import OperatorError
from mentorbot.process import run
from mentorbot.sandbox.discord import Sandbox


async def test_one_process_serves_both_and_nothing_crosses(
    empty_slack_town: SlackTown, openapi: Path | None, tmp_path: Path
) -> None:
    town = empty_slack_town
    async with Sandbox(openapi=openapi) as discord:
        discord.rate_limits.enabled = False
        guild = discord.add_guild("Future managers")
        app = discord.add_application("mentorbot", guild)
        carl = discord.add_person("carl", guild)
        settings = town.settings.model_copy(
            update={
                "token": SecretStr(app.token),
                "database": str(tmp_path / "both.sqlite3"),
                "health_port": 0,
            }
        )
        stop = asyncio.Event()
        with discord.discord_py():
            running = asyncio.create_task(run(settings, stop=stop))
            await town.sandbox.connected(town.app)
            await town.enrol(town.alice)
            assert "is done" in (await (await town.alice.slash("/nextstep")).click("Done")).text
            there = await carl.slash("nextstep")
            assert "/start" in there.text
            stop.set()
            await asyncio.wait_for(running, 60)
        assert not discord.complaints


async def test_a_token_that_slack_does_not_know_stops_the_process_with_a_sentence(
    empty_slack_town: SlackTown, tmp_path: Path
) -> None:
    wrong = {"slack_bot_token": SecretStr("xoxb-no"), "database": str(tmp_path / "no.sqlite3")}
    settings = empty_slack_town.settings.model_copy(update=wrong)
    with pytest.raises(OperatorError, match="Slack does not know the bot token"):
        await run(settings, stop=asyncio.Event())


async def test_without_any_token_it_says_where_to_get_one() -> None:
    with pytest.raises(OperatorError, match="mentorbot slack manifest"):
        await run(Settings(), stop=asyncio.Event())


async def test_bolt_leaves_our_own_loggers_as_they_are(slack_town: SlackTown) -> None:
    assert slack_town.running
    assert logging.getLogger("mentorbot").level == logging.NOTSET
