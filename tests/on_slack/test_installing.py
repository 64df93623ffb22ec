"""The app in several workspaces: installed from a browser, kept apart, taken away; and over HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr
from slack_town import SlackTown, make_slack_town, offered, until_offered
from sqlalchemy import select, update

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.models import DELIVERY, State
from mentorbot.guide.load import Library
from mentorbot.on_slack.cli import make_key
from mentorbot.on_slack.examining import examine_slack
from mentorbot.on_slack.models import SLACK_INSTALLATION, SLACK_TEAM
from mentorbot.on_slack.refusals import NOT_INSTALLED
from mentorbot.sandbox.slack.people.browser import Browser
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.run import listen_at
from mentorbot.sandbox.slack.world import lives


@asynccontextmanager
async def served(town: SlackTown, port: int) -> AsyncIterator[None]:
    """Serve what the bot serves on the web port."""
    assert town.process is not None
    application = web.Application()
    application.router.add_routes(town.process.routes)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
async def open_to_all(
    request: pytest.FixtureRequest,
    file_database: Database,
    whole_library: Library,
    slack_shapes: Path | None,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[SlackTown]:
    """A bot that any workspace installs; so far it is in none. With ``http`` it is reached over HTTP."""
    how = getattr(request, "param", "socket")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    made = make_slack_town(
        file_database,
        whole_library,
        slack_shapes,
        monkeypatch,
        address=address,
        socket_mode=how != "http",
        rotation=how == "rotation",
    )
    async with made as town:
        lives.uninstall(town.sandbox.world, town.installation)
        settings = {
            "slack_bot_token": None,
            "slack_client_id": town.app.client_id,
            "slack_client_secret": SecretStr(town.app.client_secret),
            "slack_address": address,
            "secret_key": SecretStr(make_key()),
            "health_port": port,
        }
        if how == "http":
            signing = SecretStr(town.app.signing_secret)
            settings |= {"slack_app_token": None, "slack_signing_secret": signing}
        town.settings = town.settings.model_copy(update=settings)
        await town.start()
        async with served(town, port):
            if how == "http":
                listen_at(town.app, f"{address}/slack/events")
            yield town


async def install(town: SlackTown, person: Person, *, whole: bool = False) -> None:
    shown = await Browser(person).install(f"{town.settings.slack_address}/slack/install", whole=whole)
    assert shown.status == 200, shown.text


async def stored(town: SlackTown) -> list[tuple[str, str]]:
    columns = SLACK_INSTALLATION.c.external_id, SLACK_INSTALLATION.c.token
    async with town.database.read_scope() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns))]


@pytest.mark.parametrize("open_to_all", ["socket", "http"], indirect=True)
async def test_a_workspace_installs_it_and_its_people_use_it(open_to_all: SlackTown) -> None:
    town = open_to_all
    await install(town, town.owner)
    await town.enrol(town.alice)
    step = await town.alice.slash("/nextstep")
    assert "is done" in (await step.click("Done")).text
    [(whose, token)] = await stored(town)
    assert whose == town.team.id
    assert "xoxb" not in token


async def test_two_workspaces_know_nothing_of_each_other(open_to_all: SlackTown) -> None:
    town = open_to_all
    other = town.sandbox.add_team("Another")
    dora = town.sandbox.add_person("dora", other, role="admin")
    await install(town, town.owner)
    await install(town, dora)
    await town.enrol(town.alice)
    assert "/start" in (await dora.slash("/nextstep")).text
    assert len(await stored(town)) == 2


async def test_what_is_taken_away_is_forgotten_and_its_messages_say_why(open_to_all: SlackTown) -> None:
    town = open_to_all
    await install(town, town.owner)
    await town.enrol(town.alice)
    await (await town.alice.slash("/reminders me call in 2 hours")).click("Keep")
    installation = town.sandbox.world.installation(town.app, town.team.id)
    assert installation is not None
    lives.uninstall(town.sandbox.world, installation)
    async with asyncio.timeout(30):
        while True:
            if not await stored(town):
                break
            await asyncio.sleep(0.02)
    clock.advance(timedelta(hours=2, minutes=1))
    assert town.program is not None
    town.program.part(Dispatcher).nudge()
    wanted = select(DELIVERY.c.error).where(DELIVERY.c.state == State.DEAD)
    async with asyncio.timeout(30):
        while True:
            async with town.database.read_scope() as connection:
                if (await connection.execute(wanted)).scalars().all() == [NOT_INSTALLED]:
                    break
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("open_to_all", ["rotation"], indirect=True)
async def test_a_token_that_ends_is_renewed_once_however_many_want_it(open_to_all: SlackTown) -> None:
    town = open_to_all
    await install(town, town.owner)
    await town.enrol(town.alice)
    for what in ("one", "two", "three"):
        await (await town.alice.slash(f"/reminders me {what} in 20 hours")).click("Keep")
    before = town.calls("oauth.v2.access")
    clock.advance(timedelta(hours=20, minutes=1))
    assert town.program is not None
    town.program.part(Dispatcher).nudge()
    for what in ("one", "two", "three"):
        await town.alice.wait_for_dm(what)
    assert town.calls("oauth.v2.access") == before + 1


def use_up_what_renews(town: SlackTown) -> None:
    """As if the bot had been killed after Slack took it and before the new tokens were stored."""
    installation = town.sandbox.world.installation(town.app, town.team.id)
    assert installation is not None
    town.sandbox.world.tokens[installation.refresh_token].revoked = True


@pytest.mark.parametrize("open_to_all", ["rotation"], indirect=True)
async def test_an_answer_to_renewing_that_got_lost_is_asked_for_again(open_to_all: SlackTown) -> None:
    town = open_to_all
    await install(town, town.owner)
    await town.enrol(town.alice)
    before = await stored(town)
    clock.advance(timedelta(hours=7))
    town.sandbox.faults.add("oauth.v2.access", reset=True)
    assert (await town.alice.slash("/nextstep")).text
    clock.advance(timedelta(minutes=2))
    async with asyncio.timeout(60):
        while await stored(town) == before:
            assert (await town.alice.slash("/nextstep")).text
    clock.advance(timedelta(hours=11))
    assert (await town.alice.slash("/nextstep")).text


@pytest.mark.parametrize("open_to_all", ["rotation"], indirect=True)
async def test_who_installed_it_and_organizers_are_told_when_it_has_to_be_installed_again(
    open_to_all: SlackTown,
) -> None:
    town = open_to_all
    await install(town, town.owner)
    await town.enrol(town.alice)
    await town.owner.slash(f"/setup notices <#{town.general.id}>")
    await (await town.alice.slash("/reminders me call ACHE in 13 hours")).click("Keep")
    use_up_what_renews(town)
    clock.advance(timedelta(hours=7))
    assert (await town.alice.slash("/nextstep")).text, "the old token holds"
    told = await town.owner.wait_for_dm("install me again")
    assert "/slack/install" in str(told.message.blocks)
    await town.alice.wait_for_message(town.general, "install me again")
    looked_at = town.settings.model_copy(update={"database": str(town.database.path)})
    [found] = [one for one in await examine_slack(looked_at) if "does not renew" in one.told]
    assert not found.well

    clock.advance(timedelta(hours=6, minutes=1))
    assert town.program is not None
    town.program.part(Dispatcher).nudge()
    refused = await town.alice.slash("/nextstep")
    assert "/slack/install" in refused.text
    await install(town, town.owner)
    clock.advance(timedelta(minutes=15))
    town.program.part(Dispatcher).nudge()
    await town.alice.wait_for_dm("call ACHE")
    assert (await town.alice.slash("/nextstep")).text
    assert not [one for one in await examine_slack(looked_at) if "does not renew" in one.told]


async def test_an_organization_installs_it_for_all_its_workspaces(open_to_all: SlackTown) -> None:
    town = open_to_all
    organization = town.sandbox.add_enterprise("Health system")
    one, two = (town.sandbox.add_team(name, enterprise=organization) for name in ("North", "South"))
    dora = town.sandbox.add_person("dora", one, two, role="admin")
    await install(town, dora, whole=True)
    for team in (one, two):
        given = town.sandbox.world.installation(town.app, one.id)
        if given is not None and team not in given.teams:
            lives.grant_team(town.sandbox.world, given, team)
    await town.enrol(town.sandbox.person(dora.user, one))
    assert [whose for whose, _ in await stored(town)] == [organization.id]
    there = town.sandbox.person(dora.user, two)
    assert "/start" in (await there.slash("/nextstep")).text


async def test_the_doctor_names_workspaces_where_the_app_lacks_what_it_needs_by_now(
    open_to_all: SlackTown,
) -> None:
    town = open_to_all
    await install(town, town.owner)
    looked_at = town.settings.model_copy(update={"database": str(town.database.path)})
    assert not [one for one in await examine_slack(looked_at) if "the app lacks" in one.told]
    async with town.database.session_scope() as session:
        await session.execute(update(SLACK_INSTALLATION).values(scopes="chat:write,commands"))
    [found] = [one for one in await examine_slack(looked_at) if "the app lacks" in one.told]
    assert "mpim:write" in found.told
    assert "/slack/install" in found.told


async def test_whoever_needs_an_admins_approval_reads_what_to_do(open_to_all: SlackTown) -> None:
    town = open_to_all
    page = await Browser(town.owner).install(f"{town.settings.slack_address}/slack/install", allow=False)
    assert "Nothing was installed" in page.text
    assert "/slack/install" in page.text
    assert await stored(town) == []


async def test_a_workspace_that_an_organization_takes_out_gets_what_waited_once_it_is_let_in_again(
    open_to_all: SlackTown,
) -> None:
    town = open_to_all
    organization = town.sandbox.add_enterprise("Health system")
    north, south = (town.sandbox.add_team(name, enterprise=organization) for name in ("North", "South"))
    dora = town.sandbox.add_person("dora", north, south, role="admin")
    await install(town, dora, whole=True)
    given = town.sandbox.world.installation(town.app, north.id)
    assert given is not None
    if south not in given.teams:
        lives.grant_team(town.sandbox.world, given, south)
    there = town.sandbox.person(dora.user, south)
    await town.enrol(there)
    await (await there.slash("/reminders me call ACHE in 2 hours")).click("Keep")
    lives.revoke_team(town.sandbox.world, given, south)
    await until_teams(town, lacks=south.id)
    clock.advance(timedelta(hours=2, minutes=1))
    assert town.program is not None
    town.program.part(Dispatcher).nudge()
    await until_dead(town)
    lives.grant_team(town.sandbox.world, given, south)
    await dora.wait_for_dm("call ACHE")  # a person's direct messages are the same in all workspaces


async def test_a_workspace_that_the_app_was_taken_out_of_is_offered_no_more_and_says_why(
    open_to_all: SlackTown,
) -> None:
    town = open_to_all
    organization = town.sandbox.add_enterprise("Health system")
    north, south, west = (
        town.sandbox.add_team(name, enterprise=organization) for name in ("North", "South", "West")
    )
    dora = town.sandbox.add_person("dora", north, south, west, role="admin")
    await install(town, dora, whole=True)
    given = town.sandbox.world.installation(town.app, north.id)
    assert given is not None
    for team in (south, west):
        if team not in given.teams:
            lives.grant_team(town.sandbox.world, given, team)
    at_north, at_south = (town.sandbox.person(dora.user, one) for one in (north, south))
    await town.enrol(at_north)
    await town.enrol(at_south)  # a member there; in West nothing but somebody of the workspace
    home = await at_north.open_home(town.app)
    assert offered(home) == {"North", "South", "West"}
    home = await home.choose("Which community?", "South")
    for team in (south, west):
        lives.revoke_team(town.sandbox.world, given, team)
        await until_teams(town, lacks=team.id)
    assert "taken me out of that workspace" in (await home.click("Done")).text
    assert "taken me out of that workspace" in (await home.click("The guide")).text
    again = await at_north.open_home(town.app)
    assert offered(again) == set(), "one is left, which is shown"
    assert "is done" in (await again.click("Done")).text
    lives.grant_team(town.sandbox.world, given, south)
    await until_offered(at_north, town.app, {"North", "South"})


async def test_a_token_that_is_revoked_is_told_by_the_doctor_and_what_is_due_waits_for_another(
    open_to_all: SlackTown,
) -> None:
    town = open_to_all
    another = town.sandbox.add_team("Another")
    dora = town.sandbox.add_person("dora", another, role="admin")
    await install(town, dora)
    await town.enrol(dora)
    await (await dora.slash("/reminders me call ACHE in 2 hours")).click("Keep")
    given = town.sandbox.world.installation(town.app, another.id)
    assert given is not None
    town.sandbox.world.tokens[given.token].revoked = True
    looked_at = town.settings.model_copy(update={"database": str(town.database.path)})
    clock.advance(timedelta(hours=2, minutes=1))
    assert town.program is not None
    town.program.part(Dispatcher).nudge()
    async with asyncio.timeout(60):
        while True:
            if [one for one in await examine_slack(looked_at) if "does not take the token" in one.told]:
                break
            await asyncio.sleep(0.02)
    assert "/slack/install" in (await dora.slash("/nextstep")).text
    await install(town, dora)
    assert not [one for one in await examine_slack(looked_at) if "does not take the token" in one.told]
    assert (await dora.slash("/nextstep")).text
    clock.advance(timedelta(minutes=15))
    town.program.part(Dispatcher).nudge()
    await dora.wait_for_dm("call ACHE")


async def until_teams(town: SlackTown, *, lacks: str) -> None:
    """Wait until a workspace is known no more."""
    async with asyncio.timeout(60):
        while True:
            async with town.database.read_scope() as connection:
                if lacks not in (await connection.execute(select(SLACK_TEAM.c.team_id))).scalars().all():
                    return
            await asyncio.sleep(0.02)


async def until_dead(town: SlackTown) -> None:
    """Wait until something could not be sent because the app is not there."""
    wanted = select(DELIVERY.c.id).where(DELIVERY.c.error == NOT_INSTALLED)
    async with asyncio.timeout(60):
        while True:
            async with town.database.read_scope() as connection:
                if (await connection.execute(wanted)).first() is not None:
                    return
            await asyncio.sleep(0.02)


async def test_nobody_brings_a_code_of_somebody_else(open_to_all: SlackTown) -> None:
    forged = f"{open_to_all.settings.slack_address}/slack/oauth_redirect?code=1.2.3&state=of-eve"
    assert (await Browser(open_to_all.alice).open(forged)).status >= 400
    assert await stored(open_to_all) == []
