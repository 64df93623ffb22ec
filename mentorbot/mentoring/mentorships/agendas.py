"""What to talk about in a session: agendas by the session's number and the mentee's current step.

They are read from ``content/agendas/*.yaml``, with the rest of the content.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from mentorbot import paths
from mentorbot.guide.document import Document
from mentorbot.guide.model import Content, Setting, words
from mentorbot.guide.problems import ContentError, Problem, describe
from mentorbot.meetings import icebreakers

FOLDER: Final = "agendas"
ANY: Final = "any"

_Line = Annotated[str, words(200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda(Content):
    """One agenda.

    ``sessions``: the numbers of the sessions it is for; ``last``: it is for the one before the end;
    ``steps``: the guide's steps it fits. The one with the id "any" serves where no other does.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: _Line
    sessions: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    steps: tuple[str, ...] = ()
    last: bool = False
    minutes: Annotated[int, Field(ge=10, le=240)]
    prepare: _Line
    points: Annotated[tuple[_Line, ...], Field(min_length=2, max_length=10)]
    leave_with: _Line


_AGENDA: Final = TypeAdapter(Agenda)

_kept: dict[str, Agenda] = {}


def keep_agendas(agendas: Mapping[str, Agenda]) -> None:
    """Use these from now on."""
    _kept.clear()
    _kept.update(agendas)


def list_agendas() -> Mapping[str, Agenda]:
    """The agendas that are kept, or else those that come with the bot."""
    if not _kept:
        keep_agendas(load_agendas())
    return _kept


def choose_agenda(number: int, step: str | None = None, *, last: bool = False) -> Agenda:
    """The agenda of a session.

    Args:
        number: How many sessions there will have been, this one included.
        step: The id of the step that the mentee is in.
        last: Whether the mentorship ends soon after it.
    """
    agendas = list_agendas().values()
    if last and number > 1:
        for agenda in agendas:
            if agenda.last:
                return agenda
    for agenda in agendas:
        if number in agenda.sessions:
            return agenda
    # Every other session is about the step, so that there is room for whatever else comes up.
    if number % 2:
        for agenda in agendas:
            if step in agenda.steps:
                return agenda
    return list_agendas()[ANY]


def load_agendas(root: Path = paths.CONTENT) -> dict[str, Agenda]:
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
    for place, one in enumerate(icebreakers.load_questions(root)):
        for name in one.settings:
            if name not in settings:
                known_ones = ", ".join(sorted(settings))
                what = f'settings: "{name}" is not known. It must be one of {known_ones}'
                yield document.problem(what, place, "settings")
