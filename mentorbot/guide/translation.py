"""Laying a translation over the English page: words change, the path that is walked does not."""

from collections.abc import Iterable
from typing import Any

from mentorbot.guide.document import Document
from mentorbot.guide.problems import Problem

_PAGE_WORDS = frozenset({"id", "kind", "title", "summary", "keywords", "sources", "note", "milestones"})
_MILESTONE_WORDS = frozenset(
    {"id", "title", "why", "done_when", "typical_time", "resources", "anchor", "told"}
)
_ANCHOR_WORDS = frozenset({"label"})


def translate(
    document: Document, data: dict[str, Any], english: dict[str, Any]
) -> tuple[dict[str, Any], list[Problem]]:
    """The English front matter with a translation's words laid over it.

    Args:
        document: The translated file, to say where something is wrong.
        data: Its front matter.
        english: The front matter of the English page of the same id.

    Returns:
        The whole front matter, and what the translation says that is not its to say.
    """
    problems = list(_foreign(document, data, _PAGE_WORDS))
    merged = {**english, **_own(data, _PAGE_WORDS)}
    if "milestones" not in english:
        return merged, problems
    known = {name: entry for entry in _list(english) if (name := _name(entry))}
    for index, entry in enumerate(_list(data)):
        where = ("milestones", index)
        name = _name(entry)
        if name is None or name not in known:
            problem = f'milestones {index + 1}: there is no English milestone "{name}" to translate'
            problems.append(document.problem(problem, *where))
            continue
        problems += _foreign(document, entry, _MILESTONE_WORDS, *where)
        words = _own(entry, _MILESTONE_WORDS)
        if isinstance(entry.get("anchor"), dict):
            problems += _foreign(document, entry["anchor"], _ANCHOR_WORDS, *where, "anchor")
            english_anchor = known[name].get("anchor")
            base = english_anchor if isinstance(english_anchor, dict) else {}
            words["anchor"] = {**base, **_own(entry["anchor"], _ANCHOR_WORDS)}
        # What English tells one stage apart would stand in the way of what is translated for all.
        told = {} if words.keys() == {"id"} else {"told": ()}
        known[name] = {**known[name], **told, **words}
    merged["milestones"] = list(known.values())
    return merged, problems


def _list(data: dict[str, Any]) -> list[Any]:
    milestones = data.get("milestones")
    return milestones if isinstance(milestones, list) else []


def _name(milestone: object) -> str | None:
    name = milestone.get("id") if isinstance(milestone, dict) else None
    return name if isinstance(name, str) else None


def _own(given: dict[str, Any], words: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in words}


def _foreign(
    document: Document, given: Iterable[str], words: frozenset[str], *where: int | str
) -> Iterable[Problem]:
    for name in given:
        if name not in words:
            yield document.problem(f"{name}: belongs to the English page alone; leave it out", *where, name)
