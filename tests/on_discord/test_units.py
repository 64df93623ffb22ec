"""What nobody uses is not loaded; whoever is the first to use it is answered as always."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from discord import app_commands
from discord.ext import commands
from structlog.testing import capture_logs
from town import Town

import cogs.events
import cogs.request
from mentorbot import clock, paths
from mentorbot.community.privacy import NOT_PERSONAL, PERSONAL
from mentorbot.db import Database
from mentorbot.delivery import kinds
from mentorbot.on_discord import MentorBot, sync, units
from mentorbot.on_discord.units import BASE, UNITS, owner
from mentorbot.reminders import plans, rows
from mentorbot.sandbox import Sandbox, permissions
from mentorbot.sandbox.people import Person
from mentorbot.sandbox.world import Application

HOUR = timedelta(hours=1)
ROOMS = {
    **dict.fromkeys(("guide", "members", "progress", "delivery", "community")),
    **{room: UNITS[room] for room in ("reminders", "credits", "events")},
    **dict.fromkeys(("meetings", "mentoring", "networking"), UNITS["people"]),
}


@pytest.fixture
async def small_town(empty_town: Town) -> Town:
    """A town whose bot has loaded what every bot has, and where nobody has used anything else yet."""
    empty_town.cogs = BASE
    empty_town.guild.owner_id = empty_town.alice.user.id
    await empty_town.start()
    await empty_town.enrol(empty_town.alice)
    return empty_town


def loaded(bot: MentorBot) -> set[str]:
    """The names of the units that a bot has loaded, all of it."""
    return {name for name, unit in UNITS.items() if bot.units.has(unit.cogs[0])}


async def come(bot: MentorBot, unit: str) -> None:
    """Wait until a unit is loaded without being asked for."""
    async with asyncio.timeout(20):
        while True:
            if unit in loaded(bot):
                return
            await asyncio.sleep(0.02)


async def remind(person: Person, what: str) -> None:
    """Let somebody be reminded in an hour."""
    await (await person.slash("remind me", what=what, when="in 1 hour")).click("Keep")


class Trouble:
    """Keeps a unit from being loaded until it is over, and counts the tries."""

    def __init__(self, unit: str) -> None:
        self.over = False
        self.tries = 0
        self._cogs = UNITS[unit].cogs
        self._real = units.modules

    def __call__(self, wanted: Iterable[str]) -> list[ModuleType]:
        if wanted is self._cogs:
            self.tries += 1
            if not self.over:
                raise ImportError("the secret of the bug")
        return self._real(wanted)


# Whose is what


async def test_everything_has_one_owner_and_it_is_the_unit_that_brings_it(town: Town) -> None:
    bot = town.bot
    assert set(units.ALL) == set(bot.cogs)
    of_cog = {cog: unit for unit in UNITS.values() for cog in unit.cogs}
    for pressed in bot.router.known:
        assert owner(pressed) is of_cog.get(pressed.partition(":")[0]), pressed
    for command in (*bot.tree.walk_commands(), *menus(bot)):
        if not isinstance(command, app_commands.Group):
            assert owner(command.qualified_name) is of_cog.get(cog_of(command)), command.qualified_name


def menus(bot: MentorBot) -> list[app_commands.ContextMenu]:
    """The commands that are in the menus of people and messages."""
    return [one for one in bot.tree.get_commands() if isinstance(one, app_commands.ContextMenu)]


def cog_of(command: Any) -> str:
    """The cog that answers a command."""
    cog = getattr(command, "binding", None) or command.callback.__self__
    assert isinstance(cog, commands.Cog)
    return cog.qualified_name


async def test_a_message_and_a_table_belong_where_their_feature_does(town: Town) -> None:
    assert town.bot.units.has("digest")
    made = {kind: module(make) for kind, make in kinds._handlers.items()}
    of_features = {kind: name.split(".")[1] for kind, name in made.items() if name.startswith("mentorbot.")}
    of_features["digest"] = "networking"  # it tells of one's network, so that is loaded for it
    assert {rows.KIND, plans.KIND, "event_note", "meeting_note", "match_call"} <= set(of_features)
    of_features |= {name: module(rule.export).split(".")[1] for name, rule in PERSONAL.items()}
    of_features["digest"] = "networking"
    assert {name: owner(name) for name in of_features} == {n: ROOMS[room] for n, room in of_features.items()}
    assert {name for name in NOT_PERSONAL if owner(name) is None} == {
        "community",
        "notice_channel",
        "command_sync",
    }


def module(function: Any) -> str:
    """Where a function was written."""
    inner = function.func if isinstance(function, partial) else function
    return str(inner.__module__)


# The first use


async def test_what_nobody_uses_is_not_loaded(small_town: Town) -> None:
    town = small_town
    for command in ("nextstep", "progress", "guide", "step", "profile", "help"):
        assert (await town.alice.slash(command)).text
    assert set(town.bot.cogs) == set(BASE)


async def test_help_lists_what_is_not_loaded(small_town: Town) -> None:
    reply = await small_town.alice.slash("help")
    told = reply.text
    for page in ("For mentors", "For organizers"):
        await reply.click(page)
        told += reply.text
    assert [name for name, text in sync.summaries().items() if text and f"/{name}" not in told] == []
    assert loaded(small_town.bot) == set()


@pytest.mark.parametrize(
    ("command", "unit"),
    [
        ("events", "events"),
        ("remind list", "reminders"),
        ("credits status", "credits"),
        ("mentor requests", "people"),
        ("session list", "people"),
        ("privacy export", "people"),
        ("setup mentoring", "people"),
    ],
)
async def test_the_first_use_of_a_command_loads_its_unit_and_no_other(
    small_town: Town, command: str, unit: str
) -> None:
    reply = await small_town.alice.slash(command)
    assert "version" not in reply.text
    assert "Something broke" not in reply.text
    assert loaded(small_town.bot) == {unit}


async def test_the_menu_of_a_person_works_before_its_unit_is_loaded(small_town: Town) -> None:
    town = small_town
    reply = await town.alice.context_menu("Mentoring: view profile", user=town.bob)
    assert "Something broke" not in reply.text
    assert loaded(town.bot) == {"people"}


async def test_who_types_first_is_offered_something(small_town: Town) -> None:
    [choice] = await small_town.alice.type("remind me", what="x", when="2027-03-01 2pm")
    assert choice.label == "2027-03-01 2pm = Monday 1 March 2027, 14:00"
    assert loaded(small_town.bot) == {"reminders"}


async def test_a_form_and_a_button_from_before_a_restart_work(empty_town: Town) -> None:
    town = empty_town
    await town.start()
    await town.enrol(town.alice)
    form = await town.alice.slash("mentee profile")
    screen = await town.alice.slash("events")
    town.cogs = BASE
    await town.restart()
    assert loaded(town.bot) == set()
    answer = await town.alice.forge_click("events:show:7", screen)
    assert "There is no such event" in answer.text
    assert loaded(town.bot) == {"events"}
    reply = await form.submit({"What you want to reach": "My first fellowship"})
    assert "My first fellowship" in reply.text
    assert loaded(town.bot) == {"events", "people"}


async def test_two_who_are_first_at_once_load_it_once(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Trouble("events")
    counting.over = True
    monkeypatch.setattr(units, "modules", counting)
    replies = await asyncio.gather(*(one.slash("events") for one in (small_town.alice, small_town.bob)))
    assert all(reply.text for reply in replies)
    assert counting.tries == 1


# What was used before


async def test_what_the_database_holds_is_loaded_at_the_start_and_nothing_else(empty_town: Town) -> None:
    town = empty_town
    await town.start()
    await town.enrol(town.alice)
    await remind(town.alice, "Call the dean")
    town.cogs = BASE
    await town.restart()
    await come(town.bot, "reminders")
    assert loaded(town.bot) == {"reminders"}


async def test_what_looks_after_posts_runs_after_a_restart_though_nobody_asks(empty_town: Town) -> None:
    town = empty_town
    town.guild.owner_id = town.alice.user.id
    await town.start()
    await town.alice.slash("event channel", {"channel": town.general})
    town.cogs = BASE
    await town.restart()
    await come(town.bot, "events")
    events = town.bot.get_cog("events")
    assert isinstance(events, cogs.events.Events)
    assert events._look.is_running()
    assert events.read_due.is_running()


async def test_what_another_process_began_with_is_loaded_at_the_next_look(
    empty_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "LOOK_EVERY", 0.05)
    town = empty_town
    town.cogs = BASE
    await town.start()
    await town.enrol(town.alice)
    other = await Town.start(town)
    await remind(town.alice, "Call the dean")
    for bot in (town.running[0][0], other):
        await come(bot, "reminders")


async def test_a_database_that_cannot_say_what_it_holds_has_all_of_it_loaded(
    empty_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: object) -> set[str]:
        raise OSError("the disk")

    monkeypatch.setattr("mentorbot.community.service.tables_in_use", broken)
    empty_town.cogs = BASE
    with capture_logs() as logged:
        await empty_town.start()
        await come(empty_town.bot, "people")
    assert loaded(empty_town.bot) == set(UNITS)
    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == [
        "could not see which of my parts are used; loading all"
    ]


async def test_what_falls_due_loads_what_makes_it(empty_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = empty_town
    await town.start()
    await town.enrol(town.alice)
    await remind(town.alice, "Call the dean")
    monkeypatch.setattr(units.Units, "keep_up", nothing)
    town.cogs = BASE
    await town.restart()
    assert loaded(town.bot) == set()
    clock.advance(HOUR)
    town.bot.dispatcher.nudge()
    message = await town.alice.wait_for_dm("Call the dean")
    await message.click("Done")
    assert len(town.alice.inbox) == 1
    assert loaded(town.bot) == {"reminders"}


async def test_what_could_not_be_sent_directly_is_shown_after_a_restart(
    empty_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = empty_town
    town.guild.owner_id = town.bob.user.id
    town.guild.roles[town.guild.id].permissions &= ~permissions.CREATE_PRIVATE_THREADS
    town.alice.user.accepts_dms = False
    await town.start()
    await town.bob.slash("setup notices", where=town.general)
    await town.enrol(town.alice)
    await remind(town.alice, "Call the dean")
    clock.advance(HOUR)
    town.bot.dispatcher.nudge()
    notice = await town.alice.wait_for_message(town.general, "Something for you")
    monkeypatch.setattr(units.Units, "keep_up", nothing)
    town.cogs = BASE
    await town.restart()
    assert "Call the dean" in (await notice.click("Show it to me")).text
    assert loaded(town.bot) == {"reminders"}


async def nothing(_: units.Units) -> None:
    """Look at nothing."""


# Trouble


async def test_a_unit_that_cannot_be_loaded_is_told_with_a_reference_and_tried_again(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, trouble = small_town, Trouble("events")
    monkeypatch.setattr(units, "modules", trouble)
    with capture_logs() as logged:
        reply = await town.alice.slash("events")
        assert await town.alice.type("event announce", zone="ber") == []
    assert "Something broke on my side" in reply.text
    bugs = [entry for entry in logged if entry["event"] == "bug"]
    assert [isinstance(bug["exc_info"], ImportError) for bug in bugs] == [True, True]
    assert bugs[0]["reference"] in reply.text
    assert bugs[0]["doing"] == "events"
    assert (await town.alice.slash("remind list")).text
    trouble.over = True
    assert "Something broke" not in (await town.alice.slash("events")).text
    assert loaded(town.bot) == {"events", "reminders"}


async def test_of_a_unit_that_fails_half_way_nothing_stays(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_: MentorBot) -> None:
        raise RuntimeError("the secret of the bug")

    town = small_town
    with monkeypatch.context() as patched:
        patched.setattr(cogs.request, "setup", broken)
        assert "Something broke" in (await town.alice.slash("mentor requests")).text
    assert set(town.bot.cogs) == set(BASE)
    assert "Something broke" not in (await town.alice.slash("mentee requests")).text
    assert loaded(town.bot) == {"people"}


async def test_a_message_that_cannot_be_made_yet_waits_and_holds_nobody_up(
    empty_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, trouble = empty_town, Trouble("reminders")
    await town.start()
    await town.enrol(town.alice)
    await remind(town.alice, "Call the dean")
    monkeypatch.setattr(units.Units, "keep_up", nothing)
    monkeypatch.setattr(units, "modules", trouble)
    town.cogs = BASE
    await town.restart()
    with capture_logs() as logged:
        clock.advance(HOUR)
        async with asyncio.timeout(10):
            while not trouble.tries:
                town.bot.dispatcher.nudge()
                await asyncio.sleep(0.02)
        assert (await town.alice.slash("nextstep")).text
    assert any(entry["event"] == "could not load what makes such messages" for entry in logged)
    assert town.bot.dispatcher.well
    trouble.over = True
    clock.advance(HOUR)
    town.bot.dispatcher.nudge()
    await town.alice.wait_for_dm("Call the dean")
    assert len(town.alice.inbox) == 1


# In a process of its own


@asynccontextmanager
async def running(sandbox: Sandbox, app: Application, database: Path, listed: Path) -> AsyncIterator[None]:
    """`mentorbot run`, stopped at the end; then ``listed`` has the names of the modules it had loaded."""
    bot = Path(__file__).with_name("listing_bot.py")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(bot), sandbox.url, str(listed)),
        env={**os.environ, "MENTORBOT_DATABASE": str(database), "MENTORBOT_TOKEN": app.token},
        cwd=paths.CONTENT.parent,
    )
    try:
        await sandbox.online(app, timeout=30, commands=True)
        yield
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.slow
async def test_a_process_holds_what_its_community_uses_and_no_more(tmp_path: Path) -> None:
    database, listed = tmp_path / "bot.sqlite3", tmp_path / "modules"
    made = Database(str(database))
    await made.upgrade()
    await made.close()
    async with Sandbox() as sandbox:
        sandbox.rate_limits.enabled = False
        guild = sandbox.add_guild("Future managers")
        app = sandbox.add_application("mentorbot", guild)
        alice = sandbox.add_person("alice", guild)
        async with running(sandbox, app, database, listed):
            await (await alice.slash("start")).submit(stage="undergraduate")
            reply = await alice.slash("nextstep")
            given = sandbox.commands.of(app.id, guild.id)
        assert {one["name"] for one in given} == {one["name"] for one in sync.commands()}
        assert {one.partition(".")[2] for one in modules_of(listed, "cogs")} == {"", *BASE}
        assert rooms(listed).isdisjoint({"reminders", "networking"})
        async with running(sandbox, app, database, listed):
            await reply.click("Done")
            await remind(alice, "Call the dean")
        assert {one.partition(".")[2] for one in modules_of(listed, "cogs")} == {"", *BASE, "reminders"}
        assert rooms(listed) >= {"reminders"}
        assert rooms(listed).isdisjoint({"networking"})


def modules_of(listed: Path, package: str) -> set[str]:
    """The modules of a package that a process had loaded."""
    return {name for name in listed.read_text(encoding="utf-8").split() if name.split(".")[0] == package}


def rooms(listed: Path) -> set[str]:
    """The features whose tables a process had loaded."""
    return {name.split(".")[1] for name in modules_of(listed, "mentorbot") if name.endswith("models")}
