"""One thing is spoken of as one: a number before a word for several is written by one helper."""

import ast
import re
from pathlib import Path

import pytest
from reading import SEVERAL

ROOT = Path(__file__).resolve().parents[2]
COUNTED = re.compile(rf"^\*{{0,2}} (?:open |new |more |of them )?{SEVERAL}\b")
"""What stands behind a number that may be one."""
NAMED = re.compile(r"^(?:(?:terms\.)?[A-Z_]+(?:\.days)?$|mention\(|escape\(|who$)")
"""A number that is always the same, as the rules say it; or a name."""


def modules() -> list[Path]:
    kinds = ("*cards.py", "words.py", "comparison.py", "forms.py")
    found = [path for kind in kinds for path in (ROOT / "mentorbot").rglob(kind)]
    return sorted(path for path in found if not {"sandbox", "demo"} & set(path.parts))


def counted(path: Path) -> list[str]:
    """What is put before a word for several, without asking how many there are."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {id(part) for node in ast.walk(tree) if isinstance(node, ast.IfExp) for part in ast.walk(node)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr) or id(node) in guarded:
            continue
        for value, words in zip(node.values, node.values[1:], strict=False):
            if not isinstance(value, ast.FormattedValue) or not isinstance(words, ast.Constant):
                continue
            source = ast.unparse(value.value)
            if COUNTED.match(str(words.value)) and not NAMED.match(source) and "number_of" not in source:
                found.append(f"{path.name}:{node.lineno}: {source}{words.value}")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_numbers_in_cards_are_written_by_one_helper(path: Path) -> None:
    assert not counted(path)
