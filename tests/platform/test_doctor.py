"""The doctor and health pages: against a local Discord, with things that are well and things that are not."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import text

from mentorbot import clock, doctor, health, metrics
from mentorbot.config import Settings
from mentorbot.db import Database, examining, postgresql, schema
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import OperatorError
from mentorbot.events.calendar_models import EVENT_FEED
from mentorbot.events.terms import EventKind
from mentorbot.members.service import ensure_community
from mentorbot.sandbox.discord import Sandbox


def told(findings: list[doctor.Finding]) -> dict[str, str]:
    return {finding.what: ("ok: " if finding.well else "to do: ") + finding.told for finding in findings}


async def test_all_is_well_for_a_bot_with_a_good_token_in_a_server(settings: Settings) -> None:
    async with Sandbox() as sandbox:
        sandbox.add_guild("Future managers")
        app = sandbox.add_application("mentorbot", privileged=0, token=settings.secret())
        with sandbox.discord_py():
            findings = await doctor.there(settings)
            assert await doctor.application_id(settings) == app.id
        assert not sandbox.unknown
    assert told(findings) == {
        "Token": f"ok: it is mentorbot's ({app.id})",
        "Clock": "ok: it agrees with Discord's",
        "Intents": "ok: no privileged intent is on, and none is needed",
        "Server Future managers": "ok: the permissions are enough, and no more than that; without Create "
        "Events events are announced without a Discord event beside the message",
    }


async def test_more_power_than_needed_is_advice(settings: Settings) -> None:
    async with Sandbox() as sandbox:
        sandbox.add_guild("Future managers")
        sandbox.add_application("mentorbot", bot_permissions=8, token=settings.secret())
        with sandbox.discord_py():
            findings = {finding.what: finding for finding in await doctor.there(settings)}
    guild = findings["Server Future managers"]
    assert "Administrator" in guild.told
    assert guild.advice
    assert "Server Members" in findings["Intents"].told


async def test_a_bot_in_no_server_gets_its_invitation(settings: Settings) -> None:
    async with Sandbox() as sandbox:
        app = sandbox.add_application("mentorbot", token=settings.secret())
        with sandbox.discord_py():
            findings = told(await doctor.there(settings))
    assert findings["Servers"].endswith(doctor.invite_link(app.id))


async def test_a_token_nobody_knows_is_said_to_be_so() -> None:
    async with Sandbox() as sandbox:
        with sandbox.discord_py():
            (finding,) = await doctor.there(Settings(token=SecretStr("nobodys.token")))
    assert not finding.well
    assert "Reset Token" in finding.told
    assert "nobodys" not in finding.told


async def test_a_discord_that_cannot_be_reached_is_said_to_be_so(settings: Settings) -> None:
    async with Sandbox() as sandbox:
        with sandbox.discord_py():
            await sandbox.__aexit__(None, None, None)
            (finding,) = await doctor.there(settings)
    assert "cannot be reached" in finding.told


def test_a_clock_that_is_off_is_a_thing_to_do() -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    finding = doctor._clock(now, now - timedelta(seconds=42))
    assert not finding.well
    assert "42 seconds behind" in finding.told


async def test_database_and_content_are_looked_at(settings: Settings, tmp_path: Path) -> None:
    before = told(doctor.here(settings))
    assert "There is no database" in before["Database"]
    database = Database(settings.database)
    await schema.upgrade(database)
    await database.close()
    after = told(doctor.here(settings))
    assert after["Database"].startswith("ok")
    assert after["Content"].startswith("ok: 6 steps")
    (tmp_path / "empty").mkdir()
    broken = told(doctor.here(settings.model_copy(update={"content": tmp_path / "empty"})))
    assert broken["Content"].startswith("to do")


def test_the_doctor_prints_a_line_for_each_and_counts_what_is_to_do() -> None:
    out = io.StringIO()
    assert doctor.examine(Settings(), Console(file=out, width=300)) == 1
    assert "to do" in out.getvalue()
    assert out.getvalue().splitlines()[-1].endswith("to do.")


def test_health_and_metrics_are_off_by_default(settings: Settings) -> None:
    assert settings.health_port is None


async def test_health_tells_what_is_unwell_and_metrics_name_nobody(database: Database) -> None:
    gateway = True

    async def look() -> dict[str, bool]:
        return {"gateway": gateway, "database": await health.database_is_well(database)}

    metrics.interaction("/nextstep", "ok", 0.004)
    async with health.serving("127.0.0.1", 0, look) as address, aiohttp.ClientSession(address) as session:
        async with session.get("/healthz") as answer:
            assert (answer.status, await answer.json()) == (
                200,
                {"status": "ok", "gateway": True, "database": True},
            )
        gateway = False
        async with session.get("/healthz") as answer:
            assert answer.status == 503
            assert (await answer.json())["status"] == "unwell"
        async with session.get("/metrics") as answer:
            lines = (await answer.text()).splitlines()
    assert 'mentorbot_interactions_total{command="/nextstep",outcome="ok"} 1.0' in lines
    assert any(line.startswith("mentorbot_interaction_seconds_bucket") for line in lines)


async def test_a_port_that_is_taken_is_named() -> None:
    async def look() -> dict[str, bool]:
        return {}

    async with health.serving("127.0.0.1", 0, look) as address:
        taken = int(address.rpartition(":")[2])
        with pytest.raises(OperatorError, match="MENTORBOT_HEALTH_PORT"):
            async with health.serving("127.0.0.1", taken, look):
                pass


async def test_what_is_slow_full_or_late_is_named(
    file_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Settings(database=file_database.path)
    well = await doctor.inside(found)
    assert [one.what for one in well] == ["Speed", "Disk", "SQLite", "Messages", "Calendars"]
    assert told(well)["Messages"] == "ok: none is late"
    monkeypatch.setattr(examining, "SLOW_MILLISECONDS", -1.0)
    monkeypatch.setattr(examining, "LEAST_FREE", 10**18)
    async with file_database.session_scope() as session:
        here = await ensure_community(session, "discord", "1", "Future managers")
        to, late = Address("discord", "1", channel_id="2"), clock.now() - timedelta(hours=1)
        await delivery.schedule(
            session,
            kind="anything",
            payload=Payload(),
            to=to,
            due_at=late,
            dedupe_key="a",
            community_id=here,
        )
        moments = dict.fromkeys(("next_at", "read_at", "created_at"), late)
        words = dict.fromkeys(("title", "etag", "modified", "error"), "")
        await session.execute(
            EVENT_FEED.insert().values(
                community_id=here,
                url="https://a.example/x.ics",
                kind=EventKind.WEBINAR,
                time_zone="UTC",
                failures=2,
                **moments,
                **words,
            )
        )
    ill = told(await doctor.inside(found))
    assert "faster disk" in ill["Speed"]
    assert "Free some space" in ill["Disk"]
    assert "not sent: 1. Does the bot run?" in ill["Messages"]
    assert "could not be read the last time: 1." in ill["Calendars"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_server_that_is_far_away_is_named(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "SLOW_MILLISECONDS", -1.0)
    speed, server = await examining.examine_database(database)
    assert speed.advice
    assert "nearer to it" in speed.told
    assert server.well
    async with database.session_scope() as session:
        for statement in ("CREATE ROLE reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"):
            await session.execute(text(statement))
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("SET ROLE reader")
        assert "may not change alembic_version" in (await postgresql.find_rights(connection))[1]
        await connection.exec_driver_sql("RESET ROLE")
        await connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        assert "only lets read" in (await postgresql.find_rights(connection))[1]


async def test_a_database_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    found = Settings(database=str(tmp_path / "none.sqlite3"))
    assert await doctor.inside(found) == []
