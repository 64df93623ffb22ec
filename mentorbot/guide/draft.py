"""One language of the guide while it is being read: what was understood, and all that is wrong with it."""

import re
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from mentorbot.guide.document import Document
from mentorbot.guide.model import (
    Anchor,
    Asked,
    Content,
    Cover,
    Kind,
    Milestone,
    Page,
    PageSection,
    Resource,
    Source,
    Step,
    Telling,
    Term,
)
from mentorbot.guide.problems import ContentError, Problem, describe
from mentorbot.guide.translation import translate

Model = TypeVar("Model", bound=Content)

FOLDERS = {"steps": Kind.STEP, "chapters": Kind.CHAPTER, "credentials": Kind.CREDENTIAL}

_NUMBER = re.compile(r"^\d+-")
_INNER: dict[str | int, type[Content]] = {
    "milestones": Milestone,
    "sources": Source,
    "sections": PageSection,
    "resources": Resource,
    "anchor": Anchor,
    "told": Telling,
}
_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {
    model: TypeAdapter(model) for model in (Cover, Term, Page, Step)
}
_QUESTIONS: Final[TypeAdapter[tuple[Asked, ...]]] = TypeAdapter(tuple[Asked, ...])
# Fields that come from where a file lies, not from what is written in it.
_NOT_WRITTEN = frozenset({"kind", "sections", "step"})


@dataclass
class Draft:
    """What is known of one language so far.

    Args:
        locale: The name of its folder.
        folder: Where it is.
        synonyms: What people type in that language, and the words of the guide that it may stand for.
        asked: By page and heading, the questions that people ask in that language.
        named: The ids of pages and milestones that exist, though something else may be wrong with them, so
            that one mistake is not reported as ten.
        data: The front matter of each page as it was read, for translations to start from.
    """

    locale: str
    folder: Path
    cover: Cover | None = None
    cover_file: Document | None = None
    terms: list[Term] = field(default_factory=list)
    terms_file: Document | None = None
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    asked_file: Document | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    files: dict[str, Document] = field(default_factory=dict)
    data: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def steps(self) -> list[Step]:
        """The steps that were understood, in order."""
        return sorted(
            (page for page in self.pages.values() if isinstance(page, Step)), key=lambda s: s.number
        )


def read_draft(folder: Path, english: Draft | None = None) -> Draft:
    """Read one language.

    Args:
        folder: ``content/en``, or that of a translation.
        english: What a translation falls back to; None for English itself.

    Returns:
        The draft, with ``problems`` where a file is not understood. How files hang together is for check.
    """
    draft = Draft(folder.name, folder)
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or any(part.startswith(".") for part in file.relative_to(folder).parts):
            continue
        try:
            _take(draft, file, english)
        except ContentError as error:
            draft.problems += error.problems
            # Whatever it was, other pages may point at it: say nothing of those.
            draft.named.add(_NUMBER.sub("", file.stem))
    if english is None:
        for name in ("guide.yaml", "glossary.yaml"):
            if not (folder / name).exists():
                draft.problems.append(Problem(folder / name, 1, "is missing"))
    else:
        _fall_back(draft, english)
    for page_id in draft.asked.keys() & draft.pages.keys():
        draft.pages[page_id] = _with_asked(draft.pages[page_id], draft.asked[page_id])
    return draft


def _with_asked(page: Page, asked: dict[str, tuple[str, ...]]) -> Page:
    sections = (replace(one, asked=asked.get(one.heading, one.asked)) for one in page.sections)
    return replace(page, sections=tuple(sections))


def _fall_back(draft: Draft, english: Draft) -> None:
    draft.cover = draft.cover or english.cover
    draft.named |= english.named
    draft.pages = {**english.pages, **draft.pages}
    known = {term.term.casefold() for term in draft.terms}
    draft.terms += [term for term in english.terms if term.term.casefold() not in known]


def _take(draft: Draft, file: Path, english: Draft | None) -> None:
    place = file.relative_to(draft.folder)
    kind = FOLDERS.get(place.parts[0]) if len(place.parts) > 1 else None
    if kind is not None and file.suffix == ".md":
        _take_page(draft, Document(file), kind, english)
    elif place.parts == ("guide.yaml",):
        _take_cover(draft, Document(file), english)
    elif place.parts == ("glossary.yaml",):
        _take_terms(draft, Document(file))
    elif place.parts == ("synonyms.yaml",):
        _take_synonyms(draft, Document(file))
    elif place.parts == ("asked.yaml",):
        _take_asked(draft, Document(file))
    elif kind is not None or file.suffix == ".md":
        folders = ", ".join(f"{name}/" for name in FOLDERS)
        draft.problems.append(Problem(file, 1, f"is not read: pages are .md files in {folders}"))


def _take_cover(draft: Draft, document: Document, english: Draft | None) -> None:
    draft.cover_file = document
    data = _fields(document)
    if english is not None and english.cover is not None:
        if "chapters" in data:
            problem = "chapters: belongs in the English guide.yaml alone"
            draft.problems.append(document.problem(problem, "chapters"))
        base = asdict(english.cover)
        for name in ("stages", "endings"):
            given = data.get(name, {})
            base[name] = {**base[name], **given} if isinstance(given, dict) else given
        data = {**data, **base, **{name: data[name] for name in data if name not in {"stages", "endings"}}}
    draft.cover = _validated(draft, document, Cover, data)


def _take_terms(draft: Draft, document: Document) -> None:
    draft.terms_file = document
    if not isinstance(document.data, list):
        raise document.error(1, "must be a list of terms, each beginning with - term:")
    for index, entry in enumerate(document.data):
        term = _validated(draft, document, Term, entry, index)
        if term is not None:
            draft.terms.append(term)


def _take_synonyms(draft: Draft, document: Document) -> None:
    for typed, meanings in _fields(document).items():
        words = [typed, *meanings] if isinstance(meanings, list) else [meanings]
        if len(words) < 2 or not all(isinstance(word, str) and word.strip() for word in words):
            problem = f"{typed}: must be a word in text, and a list of the words that it may stand for"
            draft.problems.append(document.problem(problem, typed))
        else:
            draft.synonyms[typed] = tuple(meanings)


def _take_asked(draft: Draft, document: Document) -> None:
    draft.asked_file = document
    for page_id, sections in _fields(document).items():
        taken = draft.asked[page_id] = {}
        if not isinstance(sections, dict):
            problem = f"{page_id}: must hold headings of the page, and under each a list of questions"
            draft.problems.append(document.problem(problem, page_id))
            continue
        for heading, questions in sections.items():
            try:
                taken[heading] = _QUESTIONS.validate_python(questions)
            except ValidationError:
                problem = (
                    f"{page_id}, {heading}: must be a list of questions in text, of at most 120 characters"
                )
                draft.problems.append(document.problem(problem, page_id, heading))


def _take_page(draft: Draft, document: Document, kind: Kind, english: Draft | None) -> None:
    data = {**_fields(document), "kind": kind}
    page_id = data.get("id")
    if not isinstance(page_id, str):
        raise document.error(document.line("id"), "id: is missing, or is not text")
    if page_id != _NUMBER.sub("", document.path.stem):
        draft.problems.append(document.problem(f'id: "{page_id}" differs from the name of the file', "id"))
    if page_id in draft.files:
        other = draft.files[page_id]
        problem = f'id: "{page_id}" is used already, in {other.path}:{other.line("id")}'
        raise document.error(document.line("id"), problem)
    draft.named.add(page_id)
    if english is not None:
        base = english.data.get(page_id)
        if base is None:
            raise document.error(
                document.line("id"), f'id: there is no English page "{page_id}" to translate'
            )
        data, problems = translate(document, data, base)
        draft.problems += problems
    data["sections"] = document.sections or data.get("sections", [])
    _take_milestones(draft, document, data)
    draft.files[page_id], draft.data[page_id] = document, data
    page = _validated(draft, document, Step if kind is Kind.STEP else Page, data)
    if page is not None:
        draft.pages[page_id] = page


def _take_milestones(draft: Draft, document: Document, data: dict[str, Any]) -> None:
    """Give each milestone its step, and note its id."""
    if not isinstance(data.get("milestones"), list):
        return
    data["milestones"] = [
        {**entry, "step": data["id"]} if isinstance(entry, dict) else entry for entry in data["milestones"]
    ]
    for index, entry in enumerate(data["milestones"]):
        name = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(name, str):
            if name in draft.named:
                problem = f'milestones {index + 1} id: "{name}" is used already'
                draft.problems.append(document.problem(problem, "milestones", index, "id"))
            draft.named.add(name)


def _fields(document: Document) -> dict[str, Any]:
    if not isinstance(document.data, dict):
        raise document.error(document.line(), "must hold fields, each written as name: value")
    return document.data


def _validated(
    draft: Draft, document: Document, model: type[Model], data: object, *where: int | str
) -> Model | None:
    """The model, or None after noting everything that is wrong with it."""
    try:
        adapter: TypeAdapter[Model] = _ADAPTERS[model]
        return adapter.validate_python(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            location = detail["loc"]
            inner = next((_INNER[key] for key in reversed(location[:-1]) if key in _INNER), model)
            known = [one.name for one in fields(cast("Any", inner)) if one.name not in _NOT_WRITTEN]
            place = [*where, *_by_id(location, data)]
            draft.problems.append(document.problem(describe(detail, known, data), *place))
        return None


def _by_id(location: tuple[int | str, ...], data: Any) -> tuple[int | str, ...]:
    """The same place, with a milestone named by its id: a translation may list it elsewhere."""
    if len(location) > 1 and location[0] == "milestones" and isinstance(location[1], int):
        entry = data["milestones"][location[1]]
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            return (location[0], entry["id"], *location[2:])
    return location
