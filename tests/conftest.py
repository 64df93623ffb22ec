"""What tests of every feature share."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from both_chats import slack_shows_it_too
from elsewhen import choose_part, pytest_addoption, pytest_configure
from postgres import postgres
from pydantic import SecretStr
from tables import make_tables

from mentorbot import clock, hooks, rooms
from mentorbot.config import Settings
from mentorbot.db import Database
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide

hooks.connect_services()
rooms.load_arriving()

__all__ = ["postgres", "pytest_addoption", "pytest_configure", "slack_shows_it_too"]

ROOT = Path(__file__).resolve().parent.parent

# How fast anything is is measured elsewhere; no test fails on a machine that is slow, or busy.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def _machine_time() -> Iterator[None]:
    """No test leaves the bot's clock moved for the next."""
    yield
    clock.reset()


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("MENTORBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked ``every_database`` runs on SQLite and on PostgreSQL, unless it says itself on which."""
    said = any(mark.args[0] == "database" for mark in metafunc.definition.iter_markers("parametrize"))
    marked = metafunc.definition.get_closest_marker("every_database")
    if "database" in metafunc.fixturenames and marked and not said:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes, mostly waiting, begins first: nobody waits for it in the end."""
    choose_part(config, items)
    items.sort(key=lambda one: not one.get_closest_marker("longest"))


@pytest.fixture
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with every table: in memory, in a file, or on PostgreSQL."""
    kind = getattr(request, "param", "sqlite")
    if kind != "postgresql":
        made = Database(str(tmp_path / "kept.sqlite3") if kind == "file" else ":memory:")
        await make_tables(made)
        yield made
        await made.close()
        return
    server = request.getfixturevalue("postgres")
    url = await server.share()
    made = Database(url)
    yield made
    await made.close()
    await server.empty(url)


@pytest.fixture
async def file_database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database in a file, for what more than one connection or process does."""
    made = Database(str(tmp_path / "mentorbot.sqlite3"))
    await make_tables(made)
    yield made
    await made.close()


@pytest.fixture(scope="session")
def whole_library() -> Library:
    """The guide itself in all its languages, read once; a test that has it read again takes a copy."""
    return Library.load()


@pytest.fixture(scope="session")
def guide(whole_library: Library) -> Guide:
    """The guide itself, in English."""
    return whole_library.guide("en")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for a bot of its own, with a token that belongs to nobody."""
    return Settings(token=SecretStr("planted.token.for-tests"), database=str(tmp_path / "mentorbot.sqlite3"))


@pytest.fixture(scope="session")
def openapi() -> Path | None:
    """Discord's OpenAPI description, if it is there: named by DISCORD_OPENAPI, or beside the checkout.

    It is published at https://github.com/discord/discord-api-spec (specs/openapi.json).
    """
    named = os.environ.get("DISCORD_OPENAPI")
    places = [Path(named)] if named else [ROOT, ROOT.parent, ROOT.parent / "shared"]
    found = (place if place.suffix else place / "discord-openapi.json" for place in places)
    return next((path for path in found if path.is_file()), None)


@pytest.fixture(scope="session")
def slack_shapes() -> Path | None:
    """The folder with Slack's shapes, if it is there: named by SLACK_SHAPES, or beside the checkout.

    `slack-api.schema.json` has the types of Slack's libraries, `slack-samples.json` samples of its answers.
    """
    named = os.environ.get("SLACK_SHAPES")
    places = [Path(named)] if named else [ROOT / "slack", ROOT.parent / "shared" / "slack"]
    return next((place for place in places if (place / "slack-api.schema.json").is_file()), None)
