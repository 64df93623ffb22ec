"""What people named is escaped in small print too, which is Markdown, unlike a title."""

import ast
from collections.abc import Iterator
from pathlib import Path

import mentorbot

HOUSE = Path(str(mentorbot.__file__)).parent
TYPED = {"name", "organization", "role", "about", "goal", "note", "text", "place", "host"}
"""What people type, by what it is called in the rooms."""
SAFE = {"escape", "mention", "number_of", "moment"}


def small_print(tree: ast.AST) -> Iterator[ast.expr]:
    """Whatever becomes a footer."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (one.value for one in node.keywords if one.arg == "footer")
            if isinstance(node.func, ast.Name) and node.func.id == "Card":
                yield from node.args[3:4]
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(one, ast.Name) and one.id.startswith("foot") for one in targets):
                yield node.value


def unescaped(node: ast.AST) -> Iterator[ast.Attribute]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAFE:
        return
    if isinstance(node, ast.Attribute) and node.attr in TYPED:
        yield node
    for child in ast.iter_child_nodes(node):
        yield from unescaped(child)


def test_nothing_typed_stands_in_a_footer_as_markdown() -> None:
    found = [
        f"{file.relative_to(HOUSE)}:{one.lineno}: {ast.unparse(one)}"
        for file in HOUSE.rglob("*.py")
        if "sandbox" not in file.parts and "demo" not in file.parts
        for footer in small_print(ast.parse(file.read_text(encoding="utf-8")))
        for one in unescaped(footer)
    ]
    assert found == []
