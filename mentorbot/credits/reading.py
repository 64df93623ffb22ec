"""Reading and checking ``content/credentials/*.yaml``."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from mentorbot.credits.credential import Also, Amount, Credential, Cycle, Group, Proration, hours
from mentorbot.guide.document import Document
from mentorbot.guide.model import Source
from mentorbot.guide.problems import ContentError, Problem, describe

FOLDER: Final = "credentials"

_INNER: Final[Mapping[str | int, type]] = {
    "parts": Group,
    "of": Group,
    "also": Also,
    "cycle": Cycle,
    "proration": Proration,
    "steps": Amount,
    "sources": Source,
}
_CREDENTIAL: Final = TypeAdapter(Credential)


def read_credentials(root: Path) -> dict[str, Credential]:
    """Read and check every rule. Raises ContentError with all that is wrong."""
    problems: list[Problem] = []
    found: list[Credential] = []
    # A guide without rules of credentials is a guide too: then there is nothing to keep.
    for file in sorted((root / FOLDER).glob("*.yaml")):
        try:
            found.append(_credential(Document(file), root))
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return {credential.id: credential for credential in sorted(found, key=lambda one: one.name)}


def _credential(document: Document, root: Path) -> Credential:
    if not isinstance(document.data, dict):
        raise document.error(1, "must hold fields, each written as name: value")
    try:
        credential = _CREDENTIAL.validate_python(document.data)
    except ValidationError as error:
        raise ContentError(_problems(document, error)) from None
    if problems := list(_check(document, credential, root)):
        raise ContentError(problems)
    return credential


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        location = detail["loc"]
        model = next((_INNER[key] for key in reversed(location[:-1]) if key in _INNER), Credential)
        yield document.problem(
            describe(detail, [field.name for field in fields(model)], document.data), *location
        )


def _check(document: Document, credential: Credential, root: Path) -> Iterator[Problem]:
    if credential.id != document.path.stem:
        yield document.problem(f'id: "{credential.id}" differs from the name of the file', "id")
    if not (root / "en" / FOLDER / f"{credential.page}.md").is_file():
        yield document.problem(f'page: the guide has no credential "{credential.page}"', "page")
    places = dict(_places(document.data["parts"], ("parts",)))
    seen: set[str] = set()
    kinds: set[str] = set()
    for part in credential.parts:
        for group in part.every():
            where = places.get(group.id, ("parts",))
            if group.id in seen:
                yield document.problem(f'id: "{group.id}" is used already', *where)
            seen.add(group.id)
            for kind in group.kinds:
                if kind in kinds or group.of:
                    what = "belongs to a type, not to a group" if group.of else "belongs to one type alone"
                    yield document.problem(f'kinds: "{kind}" {what}', *where, "kinds")
                kinds.add(kind)
    for place, part in enumerate(credential.parts):
        for what in _check_also(part, seen):
            yield document.problem(f"also: {what}", "parts", place, "also")
    for what, group_id in _contradictions(credential.parts):
        yield document.problem(f"{group_id}: {what}", *places.get(group_id, ("parts",)))
    if credential.proration is not None:
        yield from _check_proration(document, credential, credential.proration, seen)


def _check_also(part: Group, known: set[str]) -> Iterator[str]:
    """What is wrong with a minimum across the groups of a part."""
    for group in part.every():
        if group is not part and group.also is not None:
            yield f"stands in a part, not in {group.id}"
    if part.also is None:
        return
    if part.also.id in known:
        yield f'id "{part.also.id}" is used already'
    types = {group.id for group in part.every() if not group.of}
    for name in part.also.types:
        if name not in types:
            yield f'there is no type "{name}" in {part.id}'
    for group in part.every():
        around = {inner.id for inner in group.every()} & set(part.also.types)
        if around and group.most is not None:
            yield f"{group.id} has a maximum, which cannot be beside it"


def _check_proration(
    document: Document, credential: Credential, proration: Proration, known: set[str]
) -> Iterator[Problem]:
    if credential.cycle.common_start is None:
        yield document.problem("proration: needs a cycle with a common_start to count from", "proration")
        return
    for place, step in enumerate(proration.steps):
        where = ("proration", "steps", place)
        for name in step.keys() - known:
            yield document.problem(f'proration steps {place + 1}: there is no group "{name}"', *where)
        months = (credential.cycle.common_start.month - 1) + place * proration.months
        years, month = divmod(months, 12)
        day = credential.cycle.common_start.replace(
            year=credential.cycle.common_start.year + years, month=month + 1
        )
        for what, group_id in _contradictions(credential.asked(day)):
            yield document.problem(f"proration steps {place + 1}: {group_id}: {what}", *where)


def _places(entries: Any, where: tuple[int | str, ...]) -> Iterator[tuple[str, tuple[int | str, ...]]]:
    for place, entry in enumerate(entries):
        here = (*where, place)
        yield entry["id"], here
        yield from _places(entry.get("of", ()), (*here, "of"))


def _contradictions(parts: tuple[Group, ...]) -> Iterator[tuple[str, str]]:
    """Minimums that nobody can meet, each with the id of its group."""
    for part in parts:
        yield from _impossible(part)[2]


def _impossible(group: Group) -> tuple[int, int | None, list[tuple[str, str]]]:
    """What must count of a group, what can at most (None: any amount), and what contradicts itself in it."""
    inner = [_impossible(one) for one in group.of]
    found = [problem for _, _, problems in inner for problem in problems]
    must = sum(least for least, _, _ in inner)
    tops = [most for _, most, _ in inner]
    can: int | None = None
    if inner and None not in tops:
        can = sum(most for most in tops if most is not None)
    if group.most is not None:
        can = group.most if can is None else min(can, group.most)
        if must > group.most:
            found.append((f"at most {hours(group.most)}, but {hours(must)} are asked for within", group.id))
    if can is not None and group.least > can:
        found.append((f"at least {hours(group.least)}, but no more than {hours(can)} can count", group.id))
    return max(must, group.least), can, found
