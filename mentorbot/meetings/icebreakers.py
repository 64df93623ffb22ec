"""Questions for people who meet for the first time, from ``content/en/icebreakers.yaml``."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Final

from pydantic import StringConstraints, TypeAdapter, ValidationError

from mentorbot import paths
from mentorbot.guide.document import Document
from mentorbot.guide.model import Content, Stage, words
from mentorbot.guide.problems import ContentError, Problem, describe

FILE: Final = "en/icebreakers.yaml"

FEWEST: Final = 3
"""How many there are at least that fit any two people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Icebreaker(Content):
    """One question. ``stages`` and ``settings``: only where one of the two is at, or in, one of these."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    ask: Annotated[str, words(200)]
    stages: tuple[Stage, ...] = ()
    settings: tuple[str, ...] = ()


_LIST: Final = TypeAdapter(tuple[Icebreaker, ...])

_kept: list[Icebreaker] = []


def keep_questions(icebreakers: Sequence[Icebreaker]) -> None:
    """Use these from now on."""
    _kept[:] = icebreakers


def list_questions() -> Sequence[Icebreaker]:
    """The questions that are kept, or else those that come with the bot."""
    if not _kept:
        keep_questions(load_questions())
    return _kept


def choose_questions(
    seed: int, stages: Collection[str] = (), settings: Collection[str] = (), count: int = FEWEST
) -> list[str]:
    """Some questions for people who meet: first what fits them, then what fits anybody.

    Args:
        seed: The same people get the same questions again.
        stages: The career stages of those who meet.
        settings: Where in healthcare they work, or want to.
    """
    order = list(list_questions())
    random.Random(seed).shuffle(order)  # noqa: S311 - nothing hangs on it
    fit = [one for one in order if {*one.stages} & {*stages} or {*one.settings} & {*settings}]
    anybody = [one for one in order if not one.stages and not one.settings]
    # One of the questions is always for anybody, so that two careers are never all there is between them.
    return [one.ask for one in (*fit[: count - 1], *anybody)][:count]


def load_questions(root: Path = paths.CONTENT) -> tuple[Icebreaker, ...]:
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
