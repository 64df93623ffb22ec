"""Reading and checking ``content/en/icebreakers.yaml``."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from mentorbot import paths
from mentorbot.guide.document import Document
from mentorbot.guide.problems import ContentError, Problem, describe
from mentorbot.meetings.icebreakers import FEWEST, Icebreaker

FILE: Final = "en/icebreakers.yaml"
_LIST: Final = TypeAdapter(tuple[Icebreaker, ...])


def load(root: Path = paths.CONTENT) -> tuple[Icebreaker, ...]:
    """Read and check the questions. Raises ContentError with all that is wrong."""
    document = Document(root / FILE)
    try:
        found = _LIST.validate_python(document.data)
    except ValidationError as error:
        names = [field.name for field in fields(Icebreaker)]
        raise ContentError(
            document.problem(describe(detail, names, document.data), *detail["loc"])
            for detail in error.errors(include_url=False)
        ) from None
    if problems := list(_check(document, found)):
        raise ContentError(problems)
    return found


def _check(document: Document, found: tuple[Icebreaker, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, one in enumerate(found):
        if one.id in seen:
            yield document.problem(f'id: "{one.id}" is used already', place, "id")
        seen.add(one.id)
    if sum(not one.stages and not one.settings for one in found) < FEWEST:
        yield document.problem(f"needs at least {FEWEST} questions without stages and settings, for any two")
