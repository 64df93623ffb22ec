"""Who an app is: tokens, and what becomes of them."""

import aiohttp
from sandbox.slack.conftest import Town, error_of, manifest, refused
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack.api.installing import issue_code


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


def another(town: Town, token: str) -> AsyncWebClient:
    """A client with another token."""
    return AsyncWebClient(token, base_url=town.sandbox.api_url)


async def test_a_scope_that_was_not_granted_is_named(town: Town) -> None:
    town.sandbox.world.tokens[town.installation.token].scopes = frozenset({"users:read"})
    answer = await refused(town.client.chat_postMessage(channel=town.alice.id, text="Hello"))
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "chat:write",
        "users:read",
    )


async def test_whoever_is_uninstalled_can_do_no_more(town: Town) -> None:
    await town.client.apps_uninstall(client_id=town.app.client_id, client_secret=town.app.client_secret)
    assert await error_of(town.client.auth_test()) == "account_inactive"
    assert [town.events[-2]["event"]["type"], town.events[-1]["event"]["type"]] == [
        "app_uninstalled",
        "tokens_revoked",
    ]


async def test_a_token_that_was_revoked_is_no_token(town: Town) -> None:
    assert (await town.client.auth_revoke(test=True))["revoked"] is False
    assert (await town.client.auth_revoke())["revoked"] is True
    assert await error_of(town.client.auth_test()) == "token_revoked"


async def test_the_token_of_an_app_is_for_sockets_alone(town: Town) -> None:
    client = another(town, town.sandbox.app_token(town.app))
    assert await error_of(client.auth_test()) == "not_allowed_token_type"
    opening = town.client.apps_connections_open(app_token=town.installation.token)
    assert await error_of(opening) == "not_allowed_token_type"
    town.app.manifest["settings"]["socket_mode_enabled"] = False
    opening = client.apps_connections_open(app_token=client.token or "")
    assert await error_of(opening) == "forbidden_method"


async def test_a_code_is_good_once_and_where_it_was_asked_for(town: Town) -> None:
    world, app = town.sandbox.world, town.sandbox.add_app("second", manifest())
    where = "https://app.example/slack/oauth"

    def code() -> str:
        return issue_code(world, app, [town.team], town.alice, ["chat:write"], redirect_uri=where)

    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    client = another(town, "")
    given = code()
    granted = await client.oauth_v2_access(code=given, redirect_uri=where, **secrets)
    assert granted["scope"] == "chat:write"
    assert granted["authed_user"]["id"] == town.alice.id
    assert (await another(town, granted["access_token"]).auth_test())["user_id"] == granted["bot_user_id"]
    again = client.oauth_v2_access(code=given, redirect_uri=where, **secrets)
    assert await error_of(again) == "invalid_code"
    elsewhere = client.oauth_v2_access(code=code(), redirect_uri="https://other.example/", **secrets)
    assert await error_of(elsewhere) == "bad_redirect_uri"
    guessed = client.oauth_v2_access(code="1.2.three", redirect_uri=where, **secrets)
    assert await error_of(guessed) == "invalid_code"
    secrets["client_secret"] = "guessed"
    assert await error_of(client.oauth_v2_access(code=code(), **secrets)) == "bad_client_secret"


async def test_whoever_installs_again_keeps_the_bot_and_gains_scopes(town: Town) -> None:
    again = town.sandbox.install(town.app, town.team, scopes=["canvases:read"])
    assert again is town.installation
    assert "canvases:read" in (await town.client.auth_test()).headers["x-oauth-scopes"]


async def test_rotated_tokens_end_and_what_refreshes_them_is_good_once(town: Town) -> None:
    app = town.sandbox.add_app("turning", manifest(token_rotation_enabled=True))
    installation = town.sandbox.install(app, town.team)
    first, refresh = installation.token, installation.refresh_token
    assert first.startswith("xoxe.xoxb-")
    secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
    town.clock.pass_by(hours=11)
    renewed = await another(town, "").oauth_v2_access(
        grant_type="refresh_token", refresh_token=refresh, **secrets
    )
    assert renewed["expires_in"] == 43200
    assert renewed["access_token"] != first
    await another(town, first).auth_test()
    town.clock.pass_by(hours=2)
    assert await error_of(another(town, first).auth_test()) == "token_expired"
    await another(town, renewed["access_token"]).auth_test()
    again = another(town, "").oauth_v2_access(grant_type="refresh_token", refresh_token=refresh, **secrets)
    assert await error_of(again) == "invalid_refresh_token"


async def test_what_slack_does_not_have_is_reported(town: Town) -> None:
    assert await error_of(town.client.api_call("chat.shout")) == "unknown_method"
    assert town.sandbox.complaints == ["the sandbox has no method chat.shout"]
    town.sandbox.unknown.clear()


async def test_what_cannot_be_read_is_refused(town: Town) -> None:
    async with aiohttp.ClientSession() as session:
        for body, error in ((b"{", "invalid_json"), (b"[]", "json_not_object")):
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {town.client.token}"}
            where = f"{town.sandbox.api_url}auth.test"
            async with session.post(where, data=body, headers=headers) as response:
                assert (await response.json())["error"] == error
