"""However a file is mangled, it is read or it is refused with a place; nothing else happens."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbot.guide.load import ContentError, Library
from mentorbot.guide.problems import Problem

SPANISH = {
    "es/guide.yaml": "title: Una guía\nstages: {manager: Jefa}\n",
    "es/steps/1-learn.md": "---\nid: learn\ntitle: Aprende\nmilestones:\n  - id: learn.apply\n"
    "    title: Pide\n    anchor: {label: La fecha}\n---\n## Por qué\nPorque sí.\n",
    "es/glossary.yaml": "- term: Diploma\n  meaning: Un papel.\n",
}
SCRAPS = st.sampled_from(
    ("", "[]", "{}", "null", "- ", ": ", "[1, 2]", "{a: b}", "2025", "true", "---\n", "\n", "\t", "## ", "'")
) | st.sampled_from(
    (
        '"',
        "&a [*a]",
        "!!python/object:os.system x",
        "\x00",
        "\u202e",
        "🦜",
        "@everyone",
        "[x](page:y)",
        "- - -",
    )
)


@pytest.mark.slow
@given(st.data())
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_mangled_file_is_read_or_refused(content: Any, data: st.DataObject) -> None:
    for name, text in SPANISH.items():
        content.write(name, text)
    files = sorted(path for path in content.root.rglob("*") if path.is_file())
    file = data.draw(st.sampled_from(files))
    original = file.read_text(encoding="utf-8")
    try:
        file.write_text(mangled(original, data), encoding="utf-8")
        attempt(content.root)
    finally:
        file.write_text(original, encoding="utf-8")


def mangled(text: str, data: st.DataObject) -> str:
    """The text with something else in place of a value, a line or any stretch of it."""
    start = data.draw(st.integers(0, len(text)))
    kind = data.draw(st.sampled_from(["value", "line", "stretch"]))
    if kind == "value":
        start = text.find(": ", start) + 2 if ": " in text[start:] else start
    end = text.find("\n", start) if kind != "stretch" else data.draw(st.integers(start, len(text)))
    return text[:start] + data.draw(SCRAPS | st.text(max_size=20)) + text[max(end, start) :]


def attempt(root: Path) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        guide = Library.load(root).guide("es")
    except ContentError as error:
        problems = error.problems
    else:
        assert guide.search("learn oficio")
    for problem in problems:
        assert problem.line >= 1
        assert problem.what.strip()


@pytest.mark.parametrize("value", ["[]", "{}", "[[a]]", "{a: 1}", "7", "null", "true", "2026-01-02", "''"])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("en/steps/1-learn.md", "id: learn.apply"),
        ("en/steps/1-learn.md", "after: [learn.read]"),
        ("en/steps/1-learn.md", "time_zone: America/New_York"),
        ("en/steps/1-learn.md", "id: learn\n"),
        ("en/glossary.yaml", "term: Paper"),
        ("en/guide.yaml", "chapters: [start]"),
        ("es/steps/1-learn.md", "id: learn.apply"),
        ("es/steps/1-learn.md", "anchor: {label: La fecha}"),
        ("es/guide.yaml", "stages: {manager: Jefa}"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_a_place(
    content: Any, name: str, field: str, value: str
) -> None:
    for path, text in SPANISH.items():
        content.write(path, text)
    ending = "\n" if field.endswith("\n") else ""
    content.replace(name, field, f"{field.partition(':')[0]}: {value}{ending}")
    attempt(content.root)
