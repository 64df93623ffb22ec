"""Installing an app: its page, Slack's page, the code, and what comes after; in one workspace and in all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack.people.browser import Browser
from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.run import listen_at

if TYPE_CHECKING:
    from sandbox.slack.conftest import Town

SCOPES = ["chat:write", "commands"]


@pytest.fixture
async def page(town: Town, tmp_path: Path) -> AsyncIterator[str]:
    """An app that lets itself be installed, and answers `/hello`; the address of its page."""
    town.sandbox.delivery.answer_within = PATIENCE
    app = AsyncApp(
        client=AsyncWebClient(base_url=town.sandbox.api_url),
        signing_secret=town.app.signing_secret,
        installation_store=FileInstallationStore(base_dir=str(tmp_path / "installed")),
        oauth_settings=AsyncOAuthSettings(
            client_id=town.app.client_id,
            client_secret=town.app.client_secret,
            scopes=SCOPES,
            state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(tmp_path / "states")),
        ),
    )

    @app.command("/hello")
    async def hello(ack: AsyncAck, context: dict[str, Any]) -> None:
        where = context["team_id"] if context["is_enterprise_install"] else "one"
        await ack(f"Hello from {where} as {context['bot_user_id']}")

    runner = web.AppRunner(app.server(path="/slack/events").web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    listen_at(town.app, f"{base}/slack/events")
    yield f"{base}/slack/install"
    await runner.cleanup()


async def test_an_app_is_installed_by_its_own_page(town: Town, page: str) -> None:
    team = town.sandbox.add_team("Another")
    dora = town.sandbox.add_person("dora", team, role="admin")
    shown = await Browser(dora).install(page)
    assert shown.status == 200
    assert f"team={team.id}" in shown.text
    installation = town.sandbox.world.installation(town.app, team.id)
    assert installation is not None
    assert sorted(installation.scopes) == SCOPES
    reply = await dora.slash("/hello")
    assert reply.text == f"Hello from one as {installation.bot.id}"


async def test_whoever_says_no_installs_nothing(town: Town, page: str) -> None:
    team = town.sandbox.add_team("Another")
    dora = town.sandbox.add_person("dora", team)
    shown = await Browser(dora).install(page, allow=False)
    assert "access_denied" in shown.text
    assert town.sandbox.world.installation(town.app, team.id) is None


async def test_guests_cannot_install(town: Town, page: str) -> None:
    guest = town.sandbox.add_person("gina", town.team, role="multi_channel_guest")
    shown = await Browser(guest).install(page)
    assert (shown.status, shown.text) == (400, "Guests cannot install apps")


async def test_a_stranger_cannot_bring_somebody_elses_code(town: Town, page: str) -> None:
    team = town.sandbox.add_team("Another")
    dora, eve = (town.sandbox.add_person(name, team) for name in ("dora", "eve"))
    forged = f"{page.replace('/slack/install', '/slack/oauth_redirect')}?code=1.2.3&state=of-eve"
    shown = await Browser(eve).install(page)
    assert shown.status == 200
    assert (await Browser(dora).open(forged)).status >= 400


async def test_an_organization_installs_for_all_its_workspaces(town: Town, page: str) -> None:
    enterprise = town.sandbox.add_enterprise("Health trust")
    north, south = (town.sandbox.add_team(name, enterprise=enterprise) for name in ("North", "South"))
    dora = town.sandbox.add_person("dora", north, south, role="owner")
    shown = await Browser(dora).install(page, whole=True)
    assert shown.status == 200, shown
    installation = town.sandbox.world.installation(town.app, north.id)
    assert installation is not None
    assert installation.is_org_wide
    assert (await dora.slash("/hello")).text.startswith(f"Hello from {north.id}")
    assert town.sandbox.world.installation(town.app, south.id) is None
    town.sandbox.grant(installation, south)
    seen_there = town.sandbox.person(dora.user, south)
    assert (await seen_there.slash("/hello")).text.startswith(f"Hello from {south.id}")
    town.sandbox.revoke(installation, south)
    assert town.sandbox.world.installation(town.app, south.id) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"client_id": "1.2"}, "Invalid client_id"),
        ({"scope": "admin"}, "Invalid permissions requested: admin"),
        ({"redirect_uri": "https://elsewhere.example/"}, "redirect_uri did not match"),
    ],
)
async def test_what_slack_does_not_know_is_refused(
    town: Town, page: str, change: dict[str, str], words: str
) -> None:
    asked = {"client_id": town.app.client_id, "scope": "chat:write", "state": "x", **change}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    shown = await Browser(town.person(town.alice)).install(f"https://slack.com/oauth/v2/authorize?{query}")
    assert shown.status == 400
    assert words in shown.text
