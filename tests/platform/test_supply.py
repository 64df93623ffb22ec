"""What the bot is made of is pinned, and what could not be looked up is never taken for well."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WELL = {"name": "aiohttp", "version": "1", "vulns": []}
HOLED = {"name": "pillow", "version": "1", "vulns": [{"id": "PYSEC-1"}]}
SKIPPED = {"name": "mentorbot", "skip_reason": "not found"}


@pytest.fixture(scope="module")
def judge() -> Any:
    return runpy.run_path(str(ROOT / "dev.py"))["judge_audit"]


def test_every_base_of_the_image_is_pinned_by_digest() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (base,) = [line.partition("=")[2] for line in lines if line.startswith("ARG BASE=")]
    assert re.fullmatch(r"python:3\.\d+-slim@sha256:[0-9a-f]{64}", base)
    assert {line.split()[1] for line in lines if line.startswith("FROM ")} == {"${BASE}"}


def test_nothing_known_is_well_and_a_hole_is_a_failure_that_is_named(judge: Any) -> None:
    assert judge([WELL], in_ci=True, network=True) == (0, [])
    code, lines = judge([WELL, HOLED], in_ci=False, network=True)
    assert code == 1
    assert lines == ["pillow: https://osv.dev/vulnerability/PYSEC-1"]


@pytest.mark.parametrize("packages", [None, [WELL, SKIPPED]])
def test_what_could_not_be_looked_up_is_loud_and_fails_in_ci_where_there_is_a_network(
    judge: Any, packages: list[dict[str, Any]] | None
) -> None:
    for in_ci, network, failed in ((True, True, 1), (True, False, 0), (False, True, 0)):
        code, lines = judge(packages, in_ci=in_ci, network=network)
        assert code == failed
        assert any("KNOWN HOLES WERE NOT LOOKED UP" in line for line in lines)


def test_a_hole_among_what_was_looked_up_fails_whatever_else_could_not_be(judge: Any) -> None:
    assert judge([HOLED, SKIPPED], in_ci=False, network=False)[0] == 1


def test_whoever_finds_a_hole_is_told_where_to_report_it_and_what_is_promised() -> None:
    said = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "Report a vulnerability" in said
    for page in re.findall(r"\]\(([^)#]+)", said):
        assert (ROOT / page).exists(), page
