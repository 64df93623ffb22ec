"""What an editor sees when checking the guide."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from typer.testing import CliRunner

from mentorbot import cli, clock
from mentorbot.guide.cli import app


def test_a_sound_guide_is_counted_and_exits_0(content: Any) -> None:
    result = CliRunner().invoke(app, ["check", "--path", str(content.root)])
    assert result.exit_code == 0
    assert "Milestones" in result.output
    assert "is sound" in result.output


def test_the_guide_that_is_shipped_is_sound() -> None:
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 0, result.output


def test_mistakes_are_listed_with_file_and_line_and_exit_1(content: Any) -> None:
    content.replace("en/chapters/start.md", "summary: The first page.\n", "")
    content.replace("en/steps/1-learn.md", "[learn.read]", "[learn.red]")
    result = CliRunner().invoke(app, ["check", "--path", str(content.root)])
    assert result.exit_code == 1
    assert f"{content.root / 'en/chapters/start.md'}:2: summary: is missing" in result.output
    assert f"{content.root / 'en/steps/1-learn.md'}:24: " in result.output
    assert "2 mistakes to mend" in result.output
    assert "Traceback" not in result.output


def test_a_source_checked_tomorrow_is_told_and_keeps_no_bot_from_starting(content: Any) -> None:
    content.replace("en/chapters/start.md", "2026-01-02", "2999-01-01")
    result = CliRunner().invoke(app, ["check", "--path", str(content.root)])
    assert result.exit_code == 0
    assert "was checked 2999-01-01, and today is" in result.output


def test_a_source_that_was_read_over_a_year_ago_is_told_and_keeps_no_bot_from_starting(content: Any) -> None:
    with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC)):
        result = CliRunner().invoke(app, ["check", "--path", str(content.root)])
        assert "a year ago" not in result.output
        clock.advance(timedelta(days=1))
        result = CliRunner().invoke(app, ["check", "--path", str(content.root)])
    assert result.exit_code == 0
    assert "en/paper: “A source” was checked 2026-01-02, more than a year ago." in result.output
    assert "Read it again: https://example.org/paper" in result.output


def test_the_sources_of_rules_grow_old_as_well() -> None:
    with time_machine.travel(datetime(2035, 1, 1, tzinfo=UTC)):
        result = CliRunner().invoke(cli.app, ["content", "check"])
    assert result.exit_code == 0, result.output
    for where in ("en/fache: ", "credentials/fache: "):
        assert any(line.startswith(where) for line in result.output.splitlines())
