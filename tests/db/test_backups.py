"""The bot copies its database by itself, and lets the oldest copies go."""

import asyncio
import sqlite3
from contextlib import AsyncExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mentorbot import clock, doctor, furnish
from mentorbot.config import Settings
from mentorbot.db import Database, backups, upkeep
from mentorbot.db.backups import Plan
from mentorbot.errors import OperatorError


@pytest.fixture
def plan(file_database: Database, tmp_path: Path) -> Plan:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "mine.sqlite3").write_text("not the bot's")
    return Plan(str(file_database.path), folder, timedelta(hours=24), 3)


def copies(plan: Plan) -> list[Path]:
    return sorted(plan.folder.glob("mentorbot-*"))


async def test_there_is_a_sound_copy_a_day_and_the_oldest_go(plan: Plan) -> None:
    for _ in range(5):
        due = await backups.back_up_if_due(plan)
        assert timedelta(hours=23) < due - clock.now() <= timedelta(hours=24)
        assert await backups.back_up_if_due(plan) <= due
        clock.advance(timedelta(hours=24, seconds=1))
    assert len(copies(plan)) == 3
    for copy in copies(plan):
        assert await asyncio.to_thread(upkeep.check, str(copy)) == []
        assert copy.stat().st_mode & 0o077 == 0
    assert (plan.folder / "mine.sqlite3").read_text() == "not the bot's"


async def test_after_a_restart_a_fresh_copy_is_not_made_again(plan: Plan) -> None:
    due = await backups.back_up_if_due(plan)
    clock.advance(timedelta(hours=3))
    assert abs(await backups.back_up_if_due(plan) - due) < timedelta(seconds=2)
    assert len(copies(plan)) == 1


async def test_a_clock_that_was_ahead_for_a_while_neither_stops_copies_nor_costs_any(plan: Plan) -> None:
    for year in ("2099", "2098", "2097"):
        (plan.folder / f"mentorbot-{year}0101T000000Z.sqlite3").touch()
    (plan.folder / "mentorbot-20269999T999999Z.sqlite3").write_text("not a moment")
    assert backups.find_newest(plan.folder, clock.now()) is None
    for _ in range(3):
        await backups.back_up_if_due(plan)
        clock.advance(timedelta(hours=25))
    assert len(backups.list_backups(plan.folder)) == 3
    assert not [*plan.folder.glob("mentorbot-20[89]*")]
    assert (plan.folder / "mentorbot-20269999T999999Z.sqlite3").exists()


async def test_a_clock_that_is_set_back_holds_up_the_next_copy_for_no_longer_than_usual(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = asyncio.Queue[None]()
    real = backups.back_up_if_due

    async def look(plan: Plan) -> datetime:
        looked.put_nowait(None)
        return await real(plan)

    monkeypatch.setattr(backups, "back_up_if_due", look)
    monkeypatch.setattr(backups, "_LONGEST_SLEEP", timedelta(milliseconds=10))
    keeping = asyncio.create_task(backups.keep_backups(plan))
    await looked.get()
    clock.advance(-timedelta(days=400))
    async with asyncio.timeout(30):
        await looked.get()
    keeping.cancel()


async def test_what_cannot_be_copied_is_tried_again_and_removes_nothing(plan: Plan) -> None:
    await backups.back_up_if_due(plan)
    clock.advance(timedelta(days=2))
    await asyncio.to_thread(Path(plan.url).rename, plan.url + ".away")
    due = await backups.back_up_if_due(plan)
    assert due - clock.now() <= backups.AGAIN
    assert len(copies(plan)) == 1


async def test_a_folder_that_is_gone_is_looked_for_again(plan: Plan, tmp_path: Path) -> None:
    away = tmp_path / "away"
    await asyncio.to_thread(plan.folder.rename, away)
    due = await backups.back_up_if_due(plan)
    assert due - clock.now() <= backups.AGAIN
    await asyncio.to_thread(away.rename, plan.folder)
    await backups.back_up_if_due(plan)
    assert len(copies(plan)) == 1


async def test_a_running_bot_makes_them(plan: Plan) -> None:
    settings = Settings(database=plan.url, backups=plan.folder)
    async with AsyncExitStack() as stack:
        await furnish.open_program(settings, stack)
        async with asyncio.timeout(60):
            while not copies(plan):  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.05)
    [copy] = copies(plan)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM member").fetchone() == (0,)


async def test_postgresql_is_not_copied_by_the_bot(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="pg_dump"):
        furnish.keep_backups(Settings(database="postgresql://h/n", backups=tmp_path), AsyncExitStack())


async def test_doctor_tells_how_old_the_newest_is(plan: Plan) -> None:
    settings = Settings(database=plan.url, backups=plan.folder)

    def told() -> tuple[bool, bool, str]:
        (found,) = [one for one in doctor.here(settings) if one.what == "Backups"]
        return found.well, found.advice, found.told

    assert told()[:2] == (False, True)
    await backups.back_up_if_due(plan)
    clock.advance(timedelta(hours=3))
    assert told() == (True, False, "the newest is 3.0 hours old")
    clock.advance(timedelta(hours=50))
    well, _, words = told()
    assert not well
    assert "one is wanted every 24" in words
