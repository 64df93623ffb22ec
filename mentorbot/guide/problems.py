"""What is wrong with content, told so that an editor finds the place and knows what to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails

from mentorbot.errors import OperatorError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: the file, the line in it (from 1), and what is wrong there."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class ContentError(OperatorError):
    """The content cannot be used.

    ``problems`` holds all that is wrong; ``file``, ``line`` and ``what`` are those of the first.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        first = self.problems[0]
        self.file, self.line, self.what = first.file, first.line, first.what
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean …?`` with a leading space, or nothing when no known word is near."""
    near = get_close_matches(word, list(known), n=1)
    return f' Did you mean "{near[0]}"?' if near else ""


def describe(error: ErrorDetails, fields: Sequence[str], data: object) -> str:
    """One of pydantic's errors in an editor's words: where it is, and what to do.

    Args:
        error: One of ``ValidationError.errors()``.
        fields: The names that are known where it happened.
        data: What was read from the file, to name entries of a list by their id.
    """
    return f"{_path(error['loc'], data)}: {_what(error, fields)}".removeprefix(": ")


def _path(where: tuple[int | str, ...], data: object) -> str:
    words: list[str] = []
    for key in where:
        try:
            data = data[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(key, int):
            name = next(iter(_names(data)), "")
            words.append(f"{key + 1} ({name})" if name else str(key + 1))
        else:
            words.append(key)
    return " ".join(words)


def _names(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key in ("id", "term", "heading", "title"):
            if isinstance(data.get(key), str):
                yield data[key]


def _what(error: ErrorDetails, fields: Sequence[str]) -> str:
    given: Any = error["input"]
    rule = error.get("ctx", {})
    kind = error["type"]
    if kind == "unexpected_keyword_argument":
        hint = did_you_mean(str(error["loc"][-1]), fields)
        return f"there is no such field here.{hint or ' Known: ' + ', '.join(fields)}"
    if kind == "enum":
        known = rule["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        hint = did_you_mean(str(given), known)
        return f'"{given}" is not known.{hint} It must be one of {", ".join(known)}'
    if kind == "string_pattern_mismatch":
        shape = "step.slug" if r"\." in rule["pattern"] else "lower-case-words-with-hyphens"
        return f'"{given}" must be written like this: {shape}'
    if kind == "string_too_long":
        return f"has {len(given.strip())} characters; at most {rule['max_length']} fit"
    sentence = _SENTENCES.get(kind) or _SENTENCES.get(kind.partition("_")[0]) or error["msg"]
    return sentence.format(given=given, **rule)


# By pydantic's name for the error, or for its family.
_SENTENCES = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "string_type": "must be text, but YAML reads it as {given!r}; put it in quotes",
    "too_long": "has {actual_length} entries; at most {max_length} fit",
    "too_short": "needs at least one entry",
    "date": "{given!r} is not a day; write it as 2026-11-23",
    "time": '{given!r} is not a time; write it in quotes, as "23:59:59"',
    "int": "{given!r} is not a whole number",
    "bool": "{given!r} is neither true nor false",
    "tuple": "must be a list",
    "dataclass": "must be fields, each written as name: value",
    "dict": "must be fields, each written as name: value",
    "value_error": "{error}",
    "greater": "must be {ge} or more",
    "less": "must be {le} or less",
}
