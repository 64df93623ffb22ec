"""What a bot loads, and what it leaves to a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from mentorbot import aside, paths
from mentorbot.errors import OperatorError
from mentorbot.guide.load import ContentError
from mentorbot.start import Content

NOT_LOADED = {
    "sqlalchemy.orm",
    "pydantic",
    "pydantic_core",
    "pydantic_settings",
    "typer",
    "rich",
    "alembic",
    "rapidfuzz",
}

PEOPLE = {"meetings", "mentoring", "networking"}
"""The features that hook into each other, so that none of them may be there without the others."""

CONTENT = {
    "mentorbot.credits.credential",
    "mentorbot.credits.rules",
    "mentorbot.meetings.icebreakers",
    "mentorbot.mentoring.agendas",
}
"""What is read at the start, whoever uses it; no tables, no hooks."""


def test_a_bot_loads_nothing_that_only_a_start_needs() -> None:
    script = (
        "import sys, mentorbot.run, mentorbot.logs\n"
        "from mentorbot.on_discord import furnish, units\n"
        "units.modules()\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert "sqlalchemy.engine" in loaded
    assert not NOT_LOADED & set(loaded)


@pytest.mark.parametrize(
    ("names", "others"),
    [
        (["BASE"], {"credits", "events", "reminders", "meetings", "mentoring", "networking"}),
        (["BASE", *(f"UNITS['{one}'].cogs" for one in ("reminders", "credits", "events"))], PEOPLE),
    ],
)
def test_what_is_not_needed_yet_is_not_loaded_by_the_way(names: list[str], others: set[str]) -> None:
    script = (
        "import sys\n"
        "from mentorbot.on_discord import furnish, units\n"
        "from mentorbot.on_discord.units import BASE, UNITS\n"
        f"units.modules((*{', *'.join(names)},))\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert "cogs.guide" in loaded
    inner = {name for name in loaded if name.startswith("mentorbot.") and name.count(".") > 1}
    assert {name for name in inner if name.split(".")[1] in others} <= CONTENT


def test_what_connects_first_loads_little() -> None:
    script = "import sys, mentorbot.run, mentorbot.logs, mentorbot.on_discord\nprint(*sys.modules)"
    command = [sys.executable, "-W", "ignore", "-c", script]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert "discord.client" in loaded
    assert not {"sqlalchemy", "mentorbot.progress.service", *NOT_LOADED} & set(loaded)


def test_what_is_left_out_of_sqlalchemy_is_there_for_whoever_asks() -> None:
    script = (
        "import sys, mentorbot.db\n"
        "assert not [name for name in sys.modules if name.startswith('sqlalchemy.orm')]\n"
        "from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, session\n"
        "import sqlalchemy.orm\n"
        "print(AsyncSession.__module__, session.__name__, hasattr(sqlalchemy.ext.asyncio, 'nothing'))"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603
    assert said == ["sqlalchemy.ext.asyncio.session", "sqlalchemy.ext.asyncio.session", "False"]


def test_content_that_was_read_aside_can_be_searched_at_once() -> None:
    content = aside.call("mentorbot.start:content", paths.CONTENT)
    assert isinstance(content, Content)
    guide = content.guides["en"]
    assert "finder" in vars(guide)
    assert guide.search("fache")[0].page_id == "fache"
    assert set(content.credentials["fache"].types)


def test_mistakes_that_were_found_aside_are_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    with pytest.raises(ContentError) as refusal:
        aside.call("mentorbot.guide.reading:guides", tmp_path)
    assert [(problem.file.name, problem.line) for problem in refusal.value.problems] == [
        ("glossary.yaml", 1),
        ("guide.yaml", 1),
        ("steps", 1),
    ]


def test_a_process_that_ends_early_is_said_to_have(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OperatorError, match="ended early"):
        aside.call("mentorbot.nowhere:nothing")
    assert "mentorbot.nowhere" in capfd.readouterr().err
