"""What is asked of Discord's API, by whatever part of the bot, passes at one pace."""

import asyncio
import re

import pytest
from town import Town

from mentorbot.on_discord import pacing
from mentorbot.on_discord.pacing import is_counted
from mentorbot.sandbox.discord.api.routing import TABLE


@pytest.mark.parametrize("prefix", ["/api/v10", "/api"])
def test_what_waits_is_what_counts_for_discord(prefix: str, town: Town) -> None:
    paths = {prefix + re.sub(r"{\w+}", "1", route.template): route.shares_global for route in TABLE.routes}
    assert paths
    assert {path: is_counted(path) for path in paths} == paths


def test_files_do_not_wait() -> None:
    assert not is_counted("/attachments/1/2/agenda.ics")


async def test_much_that_is_asked_beside_messages_never_passes_discords_limit(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Far fewer than Discord allows: a slow machine may take up at once what was sent over a longer time.
    monkeypatch.setattr(pacing, "PER_SECOND", 25)
    await town.restart()
    town.sandbox.rate_limits.enabled = True
    before = len(town.sandbox.requests)
    places = [town.sandbox.add_channel(town.guild, f"place-{number}") for number in range(60)]
    asking = [town.bot.fetch_channel(int(place.id)) for place in places]
    asking += [town.bot.get_partial_messageable(int(place.id)).send("hello") for place in places]
    await asyncio.gather(*asking)
    seen = list(town.sandbox.requests)[before:]
    assert len(seen) >= 120
    assert {one.status for one in seen} == {200}
