"""Somebody in a Discord and in a Slack community of one bot: nothing crosses between the two."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from pydantic import SecretStr
from slack_town import RENAMED
from stories.mentors import offer, wish
from stories.reminding import keep_reminder

from mentorbot import clock
from mentorbot.config import Settings
from mentorbot.db import Database
from mentorbot.delivery import bell
from mentorbot.demo.stage.on_discord import DiscordActor
from mentorbot.demo.stage.on_slack import SlackActor
from mentorbot.demo.stage.seen import Actor
from mentorbot.on_slack.manifest import make_manifest
from mentorbot.on_slack.names import Names
from mentorbot.process import run
from mentorbot.rooms import declared
from mentorbot.sandbox.discord import Sandbox as Discord
from mentorbot.sandbox.slack import Sandbox as Slack
from mentorbot.sandbox.slack.people.hands import PATIENCE

pytestmark = pytest.mark.slow


@dataclass
class Both:
    """The same two people in each community, and the one database."""

    database: Database
    there: Actor
    here: Actor
    mentor_there: Actor
    mentor_here: Actor


@pytest.fixture
async def both(file_database: Database) -> AsyncIterator[Both]:
    """One process that serves a server and a workspace."""
    async with Discord(now=clock.now) as discord, Slack(now=clock.now) as slack:
        discord.rate_limits.enabled = slack.rate_limits.enabled = False
        discord.interactions.answer_within = slack.delivery.answer_within = PATIENCE
        slack.world.triggers.lifetime = timedelta(seconds=PATIENCE)
        guild, team = discord.add_guild("Future managers"), slack.add_team("Future managers")
        names = Names(declared().commands, renamed=RENAMED)
        bot = discord.add_application("mentorbot", guild)
        app = slack.add_app("mentorbot", make_manifest(declared(), names))
        settings = Settings(
            token=SecretStr(bot.token),
            slack_bot_token=SecretStr(slack.install(app, team).token),
            slack_app_token=SecretStr(slack.app_token(app)),
            database=file_database.path,
            health_port=None,
        )
        stop = asyncio.Event()
        with discord.discord_py(), slack.slack_sdk():
            running = asyncio.create_task(run(settings, stop=stop))
            await discord.online(bot, timeout=60, commands=True)
            await slack.connected(app, timeout=60)
            yield Both(
                file_database,
                DiscordActor(discord.add_person("maya", guild)),
                SlackActor(slack.add_person("maya", team), names),
                DiscordActor(discord.add_person("daniel", guild)),
                SlackActor(slack.add_person("daniel", team), names),
            )
            stop.set()
            await asyncio.wait_for(running, 60)
        assert not discord.complaints
        assert not slack.complaints


async def start(actor: Actor, goal: str) -> None:
    """Enrol."""
    form = await actor.slash("start")
    assert "Welcome" in (await form.submit(stage="undergraduate", goal=goal)).text


async def test_nothing_crosses_between_a_server_and_a_workspace(both: Both) -> None:
    there, here = both.there, both.here
    await start(there, "Lead a clinic")
    assert "not enrolled" in (await here.slash("profile")).text
    await start(here, "Run a hospital")
    assert "is done" in (await (await there.slash("nextstep")).click("Done")).text
    assert "1 of the" in (await there.slash("progress")).text
    assert "0 of the" in (await here.slash("progress")).text

    await offer(both.mentor_there)
    assert "Administrator" in (await (await wish(there)).click("Find a mentor")).text
    assert "Administrator" not in (await (await wish(here)).click("Find a mentor")).text

    await keep_reminder(here)
    assert "call ACHE" not in (await there.slash("remind list")).text
    clock.advance(timedelta(hours=2, minutes=1))
    bell.ring_now()
    await here.wait_for_dm("call ACHE")
    assert not there.inbox

    mine = json.loads(await (await here.slash("privacy export")).read(".json"))
    assert [one["member"]["goal"] for one in mine["memberships"]] == ["Run a hospital"]
    theirs = json.loads(await (await there.slash("privacy export")).read(".json"))
    assert [one["member"]["goal"] for one in theirs["memberships"]] == ["Lead a clinic"]
    assert "is gone" in (await (await here.slash("privacy erase")).click("Erase it all")).text
    assert "not enrolled" in (await here.slash("profile")).text
    assert "Lead a clinic" in (await there.slash("profile")).text
    assert "1 of the" in (await there.slash("progress")).text


async def test_an_id_of_one_chat_is_nobodys_on_the_other(both: Both) -> None:
    await start(both.there, "Lead a clinic")
    await start(both.here, "Run a hospital")
    await offer(both.mentor_there)
    found = await (await wish(both.there)).click("Find a mentor")
    ask = found.find_id("Ask")
    shown = await both.here.slash("nextstep")
    forged = await both.here.forge(ask, shown)
    assert "Administrator" not in str(forged)
    assert not both.mentor_there.inbox
    assert not both.mentor_here.inbox
