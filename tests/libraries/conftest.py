"""Prints what works with which library, as a table; it stands in docs/sandbox.md."""

from typing import Any

import pytest
from libraries.table import ROOT, table, with_table


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table of what was played, and say so where the page has another."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    rows = [value for one in reports for name, value in one.user_properties if name == "library"]
    if not rows:
        return
    terminalreporter.section("what works with which library")
    terminalreporter.write_line(table(rows))
    page = ROOT / "docs" / "sandbox.md"
    before = page.read_text(encoding="utf-8")
    after = with_table(before, rows)
    if after == before:
        return
    if config.getoption("--write-page", default=False):
        page.write_text(after, encoding="utf-8")
        terminalreporter.write_line("\nWritten into docs/sandbox.md.")
    else:
        terminalreporter.write_line("\ndocs/sandbox.md says otherwise: make libraries ARGS=--write-page")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the page be written anew."""
    parser.addoption("--write-page", action="store_true", help="write the table into docs/sandbox.md")
