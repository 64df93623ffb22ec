"""Reading one file of content, and remembering which line everything stood on."""

import re
from collections.abc import Hashable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from mentorbot.guide.problems import ContentError, Problem

if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HEADING = re.compile(r"^(#+)\s+(.*?)\s*$")


class _Loader(_Base):
    """Safe YAML that refuses a key given twice, where YAML itself would quietly forget the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f'"{key.value}" is given twice', problem_mark=key.start_mark
                    )
                seen.add(key.value)
        return mapping


def _day(loader: _Loader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        what = f"{node.value} is not a day: {error}"
        raise yaml.MarkedYAMLError(problem=what, problem_mark=node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def read_yaml(file: Path) -> Any:
    """What a file holds that is nothing but YAML.

    Raises:
        yaml.YAMLError: It cannot be read, or a key is given twice.
    """
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - it is a safe loader


def _entry(sequence: yaml.SequenceNode, key: int | str) -> yaml.Node | None:
    if isinstance(key, int):
        return sequence.value[key] if key < len(sequence.value) else None
    for entry in sequence.value:
        if isinstance(entry, yaml.MappingNode) and any(
            n.value == "id" and v.value == key for n, v in entry.value
        ):
            return entry
    return None


class Document:
    """One file: ``data`` from its YAML and, for Markdown, ``sections`` from its body.

    Args:
        path: A ``.yaml`` file, or a ``.md`` file with YAML front matter between lines of ``---``.

    Raises:
        ContentError: It cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sections: list[dict[str, str]] = []
        self._section_lines: list[int] = []
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.error(1, f"is not UTF-8 text (byte {error.start + 1})") from None
        except OSError as error:
            raise self.error(1, f"cannot be read: {error.strerror}") from None
        self._yaml, self._offset = (text, 1) if path.suffix == ".yaml" else self._split(text)
        try:
            self.data: Any = yaml.load(self._yaml, Loader=_Loader)  # noqa: S506 - it is a safe loader
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + self._offset if error.problem_mark else self._offset
            raise self.error(line, f"YAML: {error.problem or error}") from None
        except (yaml.YAMLError, ValueError) as error:
            raise self.error(self._offset, f"YAML: {error}") from None

    def error(self, line: int, what: str) -> ContentError:
        """A ContentError about this file."""
        return ContentError([Problem(self.path, line, what)])

    def problem(self, what: str, *where: int | str) -> Problem:
        """A problem at the line that :meth:`line` finds."""
        return Problem(self.path, self.line(*where), what)

    def line(self, *where: int | str) -> int:
        """The line, from 1, where what this path leads to begins; that of the nearest holder if it is absent.

        Args:
            where: Names of fields; an entry of a list by its place (from 0), or by its ``id``.
        """
        if where[:1] == ("sections",) and self._section_lines:
            index = where[1] if len(where) > 1 and isinstance(where[1], int) else 0
            return self._section_lines[min(index, len(self._section_lines) - 1)]
        node, line = self._node, self._offset
        for key in where:
            if isinstance(node, yaml.MappingNode):
                found = next(((name, value) for name, value in node.value if name.value == str(key)), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + self._offset, found[1]
            elif isinstance(node, yaml.SequenceNode) and (entry := _entry(node, key)) is not None:
                node = entry
                line = node.start_mark.line + self._offset
            else:
                break
        return line

    @cached_property
    def _node(self) -> yaml.Node | None:
        # Only asked for once something is wrong: composing again is slower than loading without marks.
        return yaml.compose(self._yaml, Loader=_Base)

    def _split(self, text: str) -> tuple[str, int]:
        lines = text.split("\n")
        if lines[0].rstrip() != "---":
            raise self.error(1, "must begin with front matter between two lines of ---")
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        if end is None:
            raise self.error(1, "the front matter is never closed: a second line of --- is missing")
        self._read_body(lines[end + 1 :], end + 2)
        return "\n".join(lines[1:end]), 2

    def _read_body(self, lines: list[str], first: int) -> None:
        texts: list[list[str]] = []
        for number, line in enumerate(lines, first):
            heading = _HEADING.match(line) if line.startswith("#") else None
            if heading and heading[1] != "##":
                raise self.error(number, "only ## headings are used, one for each section")
            if heading:
                self.sections.append({"heading": heading[2]})
                self._section_lines.append(number)
                texts.append([])
            elif texts:
                texts[-1].append(line)
            elif line.strip():
                raise self.error(number, "text before the first ## heading belongs to no section")
        for section, text in zip(self.sections, texts, strict=True):
            section["text"] = "\n".join(text).strip()
