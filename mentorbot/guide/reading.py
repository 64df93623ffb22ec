"""From the files in ``content/`` to guides, all or nothing. A running bot has this done aside."""

import re
from pathlib import Path

from mentorbot.guide import glossary
from mentorbot.guide.draft import Draft, read
from mentorbot.guide.load import FALLBACK
from mentorbot.guide.model import GLOSSARY, Guide, Page
from mentorbot.guide.problems import ContentError, Problem

_LOCALE = re.compile(r"^[a-z]{2,3}(-([A-Z][A-Za-z]+|\d{3}))?$")


def guides(root: Path) -> dict[str, Guide]:
    """Read and check every language. Raises ContentError with all that is wrong."""
    if not (root / FALLBACK).is_dir():
        raise ContentError(
            [Problem(root, 1, f"there is no folder {FALLBACK}/ here; the guide begins with it")]
        )
    english = read(root / FALLBACK)
    drafts, problems = [english], list(english.problems)
    for folder in sorted(root.iterdir()):
        if folder.name == FALLBACK or not folder.is_dir():
            continue
        if _LOCALE.match(folder.name):
            drafts.append(read(folder, english))
            problems += drafts[-1].problems
        elif (folder / "guide.yaml").exists() or (folder / "steps").exists():
            problems.append(Problem(folder, 1, 'is not named as a language is, such as "es" or "pt-BR"'))
    if problems:
        raise ContentError(problems)
    return {draft.locale: _finished(draft) for draft in drafts}


def searchable(root: Path) -> dict[str, Guide]:
    """The same, each with the index that its search needs."""
    found = guides(root)
    for guide in found.values():
        _ = guide.finder
    return found


def _finished(draft: Draft) -> Guide:
    assert draft.cover is not None, "a draft without a cover has problems"  # noqa: S101 - told to mypy
    steps = tuple(draft.steps())
    chapters = tuple(draft.pages[chapter] for chapter in draft.cover.chapters)
    pages: dict[str, Page] = {page.id: page for page in (*steps, *chapters)}
    pages |= {page.id: page for page in draft.pages.values() if page.id not in pages}
    pages[GLOSSARY] = glossary.page(draft.cover, draft.terms)
    milestones = {milestone.id: milestone for step in steps for milestone in step.milestones}
    return Guide(
        locale=draft.locale,
        title=draft.cover.title,
        stages=draft.cover.stages,
        steps=steps,
        chapters=chapters,
        pages=pages,
        milestones=milestones,
        terms=tuple(draft.terms),
    )
