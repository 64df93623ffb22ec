"""What import-linter is told in pyproject.toml speaks of every folder and file there is."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mentorbot"
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]

ABOVE_ALL = {"__init__", "__main__"}
APART = {"sandbox"}
"""It has a contract of its own: it knows nothing of the rest, and the rest nothing of it."""
PLATFORMS = {"on_discord", "on_slack"}
FOR_SHOW = {"demo"}


def names() -> set[str]:
    """The folders and files that the package holds."""
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return folders | {path.stem for path in PACKAGE.glob("*.py")}


def named(lists: list[str]) -> set[str]:
    """What a contract names, without the package's own name."""
    parts = [one.strip(" ()") for entry in lists for one in entry.split("|")]
    return {one.removeprefix("mentorbot.") for one in parts if one.startswith("mentorbot.")}


def contract(beginning: str) -> dict[str, Any]:
    """The contract whose name begins so."""
    return next(one for one in CONTRACTS if one["name"].startswith(beginning))


def test_every_folder_and_file_has_its_layer() -> None:
    assert named(contract("Imports point down")["layers"]) == names() - ABOVE_ALL - APART


def test_every_room_is_held_to_know_no_platform() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - APART - PLATFORMS - FOR_SHOW
    assert named(contract("A feature knows no chat platform")["source_modules"]) == rooms


def test_the_tables_of_every_room_are_its_own() -> None:
    tables = {".".join(file.relative_to(ROOT).with_suffix("").parts) for file in PACKAGE.rglob("*models.py")}
    protected = [
        one for each in CONTRACTS if each["type"] == "protected" for one in each["protected_modules"]
    ]
    assert not {one for one in tables if not any(fnmatch(one, pattern) for pattern in protected)}
