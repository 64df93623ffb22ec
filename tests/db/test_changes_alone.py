"""Within a change nothing is waited for but its own session: others would wait for it meanwhile."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    file
    for folder in ("mentorbot", "cogs")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "sandbox" not in file.parts
]
COPIES = "mentorbot/db/moving.py"
"""It reads another database, which nobody uses by then."""


def changes(tree: ast.AST) -> Iterator[tuple[ast.AsyncWith, set[str]]]:
    """The blocks that change the database, and what the session is called in each."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncWith):
            opened = [one for one in node.items if opens_change(ast.unparse(one.context_expr))]
            if opened:
                yield node, {ast.unparse(one.optional_vars) for one in opened if one.optional_vars}


def opens_change(said: str) -> bool:
    return "session_scope(" in said or said.endswith(".change()")


def waits_elsewhere(block: ast.AsyncWith, sessions: set[str]) -> Iterator[str]:
    for node in (one for part in block.body for one in ast.walk(part)):
        if isinstance(node, ast.Await):
            names = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
            inner = {id(one) for one in ast.walk(node.value) if isinstance(one, ast.Await)}
            if not names & sessions or inner:
                yield ast.unparse(node)


def test_within_a_change_only_its_session_is_waited_for() -> None:
    found = {}
    many = 0
    for file in FILES:
        name = file.relative_to(ROOT).as_posix()
        for block, sessions in changes(ast.parse(file.read_text(encoding="utf-8"))):
            many += 1
            if elsewhere := list(waits_elsewhere(block, sessions)):
                found[f"{name}:{block.lineno}"] = elsewhere
    assert many > 100
    assert [place for place in found if not place.startswith(f"{COPIES}:")] == []
