"""Who an app is: tokens, and what becomes of them."""

import aiohttp
from sandbox.slack.conftest import Town, error_of
from slack_sdk.web.async_client import AsyncWebClient


async def test_an_app_learns_who_it_is(town: Town) -> None:
    answer = await town.client.auth_test()
    assert answer["user_id"] == town.bot.id
    assert answer["team_id"] == town.team.id
    assert answer["bot_id"].startswith("B")
    assert answer["is_enterprise_install"] is False


async def test_the_headers_tell_which_scopes_were_granted(town: Town) -> None:
    answer = await town.client.auth_test()
    assert set(answer.headers["x-oauth-scopes"].split(",")) == town.installation.scopes


async def test_a_token_that_nobody_has_is_no_token(town: Town) -> None:
    stranger = AsyncWebClient("xoxb-1-2-three", base_url=town.sandbox.api_url)
    assert await error_of(stranger.auth_test()) == "invalid_auth"


async def test_whoever_shows_no_token_is_asked_for_one(town: Town) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{town.sandbox.api_url}auth.test") as response,
    ):
        assert (await response.json())["error"] == "not_authed"
