"""Reading and checking ``content/agendas/*.yaml``."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from mentorbot import paths
from mentorbot.guide.document import Document
from mentorbot.guide.problems import ContentError, Problem, describe
from mentorbot.meetings import icebreaker_reading as icebreakers
from mentorbot.mentoring.agendas import ANY, Agenda
from mentorbot.mentoring.terms import Setting

FOLDER: Final = "agendas"
_AGENDA: Final = TypeAdapter(Agenda)


def load(root: Path = paths.CONTENT) -> dict[str, Agenda]:
    """Read and check every agenda, and that icebreakers name settings there are.

    Raises:
        ContentError: With all that is wrong.
    """
    problems: list[Problem] = []
    found: dict[str, Agenda] = {}
    documents: dict[str, Document] = {}
    for file in sorted((root / FOLDER).glob("*.yaml")):
        try:
            document = Document(file)
            agenda = _agenda(document)
        except ContentError as error:
            problems += error.problems
            continue
        found[agenda.id], documents[agenda.id] = agenda, document
    problems += _check(root, found, documents)
    try:
        problems += _settings(root)
    except ContentError as error:
        problems += error.problems
    if problems:
        raise ContentError(problems)
    return found


def _agenda(document: Document) -> Agenda:
    if not isinstance(document.data, dict):
        raise document.error(1, "must hold fields, each written as name: value")
    try:
        return _AGENDA.validate_python(document.data)
    except ValidationError as error:
        names = [field.name for field in fields(Agenda)]
        raise ContentError(
            document.problem(describe(detail, names, document.data), *detail["loc"])
            for detail in error.errors(include_url=False)
        ) from None


def _check(root: Path, found: dict[str, Agenda], documents: dict[str, Document]) -> Iterator[Problem]:
    steps = {file.stem.partition("-")[2] for file in (root / "en" / "steps").glob("*.md")}
    numbers: dict[int, str] = {}
    for id_, agenda in found.items():
        document = documents[id_]
        if id_ != document.path.stem:
            yield document.problem(f'id: "{id_}" differs from the name of the file', "id")
        for step in agenda.steps:
            if step not in steps:
                yield document.problem(f'steps: the guide has no step "{step}"', "steps")
        for number in agenda.sessions:
            if number in numbers:
                yield document.problem(
                    f'sessions: "{numbers[number]}" is for session {number} already', "sessions"
                )
            numbers[number] = id_
    if (root / FOLDER).is_dir() and ANY not in found:
        yield Problem(root / FOLDER, 1, f'needs an agenda with the id "{ANY}", for any session')


def _settings(root: Path) -> Iterator[Problem]:
    if not (root / icebreakers.FILE).is_file():
        return
    settings = {one.value for one in Setting}
    document = Document(root / icebreakers.FILE)
    for place, one in enumerate(icebreakers.load(root)):
        for name in one.settings:
            if name not in settings:
                known_ones = ", ".join(sorted(settings))
                what = f'settings: "{name}" is not known. It must be one of {known_ones}'
                yield document.problem(what, place, "settings")
