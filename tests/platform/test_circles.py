"""No file needs, by whatever way round, a file that needs it: those who read one would have to read both."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import rustworkx

ROOT = Path(__file__).resolve().parents[2]


def modules() -> dict[str, Path]:
    """The files of the bot by the names under which they are imported."""
    found = {}
    for file in (file for package in ("mentorbot", "cogs") for file in (ROOT / package).rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imported(name: str, file: Path) -> Iterator[str]:
    """All that a file imports, for its types and inside its functions too."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join((*above, *([node.module] if node.module else [])))
            for one in node.names:
                yield origin
                yield f"{origin}.{one.name}"


@cache
def circles() -> list[set[str]]:
    """The files that need each other, circle by circle."""
    files = modules()
    names = list(files)
    numbers = {name: number for number, name in enumerate(names)}
    graph: rustworkx.PyDiGraph[str, None] = rustworkx.PyDiGraph()
    graph.add_nodes_from(names)
    for name, file in files.items():
        for other in set(imported(name, file)) & files.keys() - {name}:
            if not name.startswith(f"{other}."):  # whatever is in a package imports it
                graph.add_edge(numbers[name], numbers[other], None)
    found = rustworkx.strongly_connected_components(graph)
    return [{names[number] for number in one} for one in found if len(one) > 1]


def test_no_files_need_each_other_in_a_circle() -> None:
    assert not circles(), "\n".join(" <-> ".join(sorted(circle)) for circle in circles())
