"""The guide in memory, in every language, all of it or nothing; read once, and again when it was edited."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from mentorbot import paths
from mentorbot.chat.turn import Turn
from mentorbot.guide import glossary
from mentorbot.guide.check import check_draft
from mentorbot.guide.draft import Draft, read_draft
from mentorbot.guide.model import GLOSSARY, Guide, Page, Source
from mentorbot.guide.problems import ContentError, Problem
from mentorbot.guide.search import Index

__all__ = ["ContentError", "Library"]

FALLBACK = "en"

_LOCALE = re.compile(r"^[a-z]{2,3}(-([A-Z][A-Za-z]+|\d{3}))?$")


class Library:
    """The guide in every language there is a folder for.

    Args:
        root: The folder that holds ``en/`` and its translations.
        guides: By locale; "en" is always among them.
    """

    def __init__(self, root: Path, guides: Mapping[str, Guide]) -> None:
        self.root = root
        self._guides = guides

    @classmethod
    def load(cls, root: Path = paths.CONTENT) -> "Library":
        """Read and check everything. Raises ContentError with all that is wrong."""
        return cls(root, _read(root))

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages there is a folder for, English first."""
        return tuple(self._guides)

    def guide(self, locale: str = FALLBACK) -> Guide:
        """The guide in this language ("es-ES"), else in its base ("es"), else in English."""
        guides = self._guides
        return guides.get(locale) or guides.get(locale.partition("-")[0]) or guides[FALLBACK]

    def list_sources(self) -> Iterator[tuple[str, Source]]:
        """Each source of each page, and the page as ``en/fache``; one that a translation repeats, again."""
        for locale, guide in self._guides.items():
            for page in guide.pages.values():
                yield from ((f"{locale}/{page.id}", source) for source in page.sources)

    def reload(self) -> None:
        """Read everything again, and swap it in at once.

        Raises:
            ContentError: Something is wrong; what was there before is still served.
        """
        self._guides = _read(self.root)


def guide_for(turn: Turn) -> Guide:
    """The guide in the language of whoever asks."""
    return turn.part(Library).guide(turn.caller.locale)


def _read(root: Path) -> dict[str, Guide]:
    """Read and check every language. Raises ContentError with all that is wrong."""
    if not (root / FALLBACK).is_dir():
        raise ContentError(
            [Problem(root, 1, f"there is no folder {FALLBACK}/ here; the guide begins with it")]
        )
    english = read_draft(root / FALLBACK)
    drafts, problems = [english], [*english.problems, *check_draft(english)]
    for folder in sorted(root.iterdir()):
        if folder.name == FALLBACK or not folder.is_dir():
            continue
        if _LOCALE.match(folder.name):
            draft = read_draft(folder, english)
            drafts.append(draft)
            problems += [*draft.problems, *check_draft(draft)]
        elif (folder / "guide.yaml").exists() or (folder / "steps").exists():
            problems.append(Problem(folder, 1, 'is not named as a language is, such as "es" or "pt-BR"'))
    if problems:
        raise ContentError(problems)
    return {draft.locale: _finished(draft) for draft in drafts}


def _finished(draft: Draft) -> Guide:
    assert draft.cover is not None, "a draft without a cover has problems"  # noqa: S101 - told to mypy
    steps = tuple(draft.steps())
    chapters = tuple(draft.pages[chapter] for chapter in draft.cover.chapters)
    pages: dict[str, Page] = {page.id: page for page in (*steps, *chapters)}
    pages |= {page.id: page for page in draft.pages.values() if page.id not in pages}
    pages[GLOSSARY] = glossary.make_page(draft.cover, draft.terms)
    milestones = {milestone.id: milestone for step in steps for milestone in step.milestones}
    return Guide(
        locale=draft.locale,
        title=draft.cover.title,
        stages=draft.cover.stages,
        endings=draft.cover.endings,
        steps=steps,
        chapters=chapters,
        pages=pages,
        milestones=milestones,
        terms=tuple(draft.terms),
        synonyms=draft.synonyms,
        finder=Index(pages, milestones, draft.terms, draft.synonyms),
    )
