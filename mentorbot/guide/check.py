"""What must hold between the pieces of the guide; what one field may hold is said in the model."""

import re
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mentorbot.guide import aims, anchor, glossary
from mentorbot.guide.cards import MOST_SOURCES, sources_line
from mentorbot.guide.document import Document
from mentorbot.guide.draft import Draft
from mentorbot.guide.model import (
    FEWEST_MILESTONES,
    GLOSSARY,
    MOST_MILESTONES,
    MOST_SECTION,
    MOST_SECTIONS,
    Anchor,
    Milestone,
    Page,
    Stage,
    Step,
)
from mentorbot.guide.problems import Problem, did_you_mean

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]*)\)")
_MENTION = re.compile(r"@everyone|@here|<[@#:]")


def check_draft(draft: Draft) -> list[Problem]:
    """Everything that is wrong with how a draft hangs together; empty when nothing is."""
    problems = [*_cover(draft), *_order(draft), *_prerequisites(draft), *_terms(draft), *_asked(draft)]
    for page_id, document in draft.files.items():
        page = draft.pages.get(page_id)
        if page is not None:
            problems += _page(draft, document, page)
            problems += _milestones(draft, document, page) if isinstance(page, Step) else []
    return problems


def _cover(draft: Draft) -> Iterator[Problem]:
    cover, document = draft.cover, draft.cover_file
    if cover is None or document is None:
        return
    for index, chapter in enumerate(cover.chapters):
        page = draft.pages.get(chapter)
        if cover.chapters.index(chapter) != index:
            yield document.problem(f'chapters: "{chapter}" is listed twice', "chapters", index)
        elif chapter not in draft.named:
            hint = did_you_mean(chapter, draft.pages)
            yield document.problem(f'chapters: there is no page "{chapter}".{hint}', "chapters", index)
        elif page is not None and page.parent is not None:
            what = f'chapters: "{chapter}" is a sub-page of "{page.parent}"; list that one alone'
            yield document.problem(what, "chapters", index)
    for stage in Stage:
        if stage not in cover.stages:
            yield document.problem(f"stages: {stage} has no label", "stages")


def _order(draft: Draft) -> Iterator[Problem]:
    steps = draft.steps()
    for expected, step in enumerate(steps, 1):
        document = draft.files.get(step.id)
        if step.number != expected and document is not None:
            what = f"number: is {step.number}, but the steps before it make it {expected}"
            yield document.problem(what, "number")
            return
    if not steps and not draft.named:
        yield Problem(draft.folder / "steps", 1, "there is no step here")


def _page(draft: Draft, document: Document, page: Page) -> Iterator[Problem]:
    yield from _sources(document, page)
    if page.id == GLOSSARY:
        yield document.problem(f'id: "{GLOSSARY}" is kept for glossary.yaml', "id")
    if len(page.sections) > MOST_SECTIONS:
        what = f"sections: there are {len(page.sections)}; split the page, at most {MOST_SECTIONS} fit"
        yield document.problem(what, "sections", MOST_SECTIONS)
    yield from _parents(draft, document, page)
    headings: set[str] = set()
    for index, section in enumerate(page.sections):
        if section.heading in headings:
            yield document.problem(f'sections: "{section.heading}" is there twice', "sections", index)
        headings.add(section.heading)
        for what in _text(draft, section.text):
            yield document.problem(f'section "{section.heading}": {what}', "sections", index)
    for name, text in (("summary", page.summary), ("note", page.note or "")):
        for what in _text(draft, text):
            yield document.problem(f"{name}: {what}", name)


def _sources(document: Document, page: Page) -> Iterator[Problem]:
    if not page.sources:
        yield document.problem("sources: at least one is needed: title, url, checked", "sources")
    if (length := len(sources_line(page.sources))) > MOST_SOURCES:
        what = f"sources: make {length} characters under the page; at most {MOST_SOURCES} fit, so name fewer"
        yield document.problem(what, "sources")


def _parents(draft: Draft, document: Document, page: Page) -> Iterator[Problem]:
    if page.parent is None:
        cover = draft.cover
        if page.kind == "chapter" and cover is not None and page.id not in cover.chapters:
            what = f'parent: is missing, and guide.yaml does not list "{page.id}" among its chapters'
            yield document.problem(what)
        return
    parent = draft.pages.get(page.parent)
    if page.parent not in draft.named:
        hint = did_you_mean(page.parent, draft.pages)
        yield document.problem(f'parent: there is no page "{page.parent}".{hint}', "parent")
    elif parent is not None and parent.parent is not None:
        what = f'parent: "{page.parent}" is a sub-page itself; sub-pages go one level deep'
        yield document.problem(what, "parent")


def _milestones(draft: Draft, document: Document, step: Step) -> Iterator[Problem]:
    count = len(step.milestones)
    if not FEWEST_MILESTONES <= count <= MOST_MILESTONES:
        what = f"milestones: there are {count}; a step has {FEWEST_MILESTONES} to {MOST_MILESTONES}"
        yield document.problem(what, "milestones")
    for milestone in step.milestones:
        for field, what in _milestone(draft, step, milestone):
            place = ("milestones", milestone.id, *field)
            name = " ".join(word for word in field if isinstance(word, str))
            yield document.problem(f"milestone {milestone.id} {name}: {what}", *place)


def _milestone(draft: Draft, step: Step, milestone: Milestone) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if not milestone.id.startswith(f"{step.id}."):
        yield ("id",), f'must begin with "{step.id}."'
    for place, other in _named(milestone):
        if other not in draft.named:
            hint = did_you_mean(other, _milestone_ids(draft))
            yield place, f'there is no milestone "{other}".{hint}'
    yield from _aimed(milestone)
    for index, resource in enumerate(milestone.resources):
        if (resource.url is None) == (resource.page is None):
            yield ("resources", index), f'"{resource.title}" needs either url or page'
        elif resource.page is not None and not _exists(draft, resource.page):
            hint = did_you_mean(resource.page, draft.pages)
            yield ("resources", index, "page"), f'there is no page "{resource.page}".{hint}'
    if milestone.anchor is not None:
        yield from _anchor(milestone.anchor)
    for name in ("why", "done_when"):
        for what in _text(draft, getattr(milestone, name)):
            yield (name,), what


def _named(milestone: Milestone) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The milestones that one speaks of, and where it does."""
    for name in ("after", "needs", "unless"):
        yield from (((name, index), other) for index, other in enumerate(getattr(milestone, name)))
    for at, telling in enumerate(milestone.told):
        yield from ((("told", at, "after", index), other) for index, other in enumerate(telling.after))


def _aimed(milestone: Milestone) -> Iterator[tuple[tuple[str | int, ...], str]]:
    known = aims.load_aims()
    for name in ("only_for", "first_for", "not_for"):
        for index, aim in enumerate(getattr(milestone, name)):
            if aim != aims.ANY_CREDENTIAL and aim not in known:
                yield (name, index), f'there is no aim "{aim}" in aims.yaml.{did_you_mean(aim, known)}'
    said = [stage for telling in milestone.told for stage in telling.stages]
    for stage in said:
        if said.count(stage) > 1 or (milestone.stages and stage not in milestone.stages):
            yield ("told",), f"{stage} is told twice, or is none of its stages"
            return


def _anchor(given: Anchor) -> Iterator[tuple[tuple[str | int, ...], str]]:
    troubles = list(anchor.find_troubles(given.rrule))
    if not troubles and given.known is not None:
        troubles += anchor.find_troubles_beside_known(given.rrule)
    for what in troubles:
        yield ("anchor", "rrule"), what
    years = [day.year for day in given.known or ()]
    if len(set(years)) < len(years):
        yield ("anchor", "known"), "has two days of one year"
    if not _is_zone(given.time_zone):
        yield (
            ("anchor", "time_zone"),
            f'"{given.time_zone}" is not a time zone; write it as in America/New_York',
        )


def _prerequisites(draft: Draft) -> Iterator[Problem]:
    """Each circle of milestones that wait for one another, once."""
    after = {m.id: m.before for step in draft.steps() for m in step.milestones}
    finished: set[str] = set()
    for start in after:
        path: list[str] = []
        # Each frame is the milestones that the last of the path still waits for.
        frames = [iter((start,))]
        while frames:
            following = next(frames[-1], None)
            if following is None:
                frames.pop()
                if path:
                    finished.add(path.pop())
            elif following in path:
                circle = [*path[path.index(following) :], following]
                document = draft.files.get(following.partition(".")[0])
                if document is not None:
                    what = f"milestone {following} after: waits for itself: {' → '.join(circle)}"
                    yield document.problem(what, "milestones", following, "after")
            elif following in after and following not in finished:
                path.append(following)
                frames.append(iter(after[following]))


def _terms(draft: Draft) -> Iterator[Problem]:
    document = draft.terms_file
    if document is None or not isinstance(document.data, list):
        return
    if not document.data:
        yield document.problem("holds no terms; at least one is needed")
    index_of = {
        str(e["term"]).strip(): i for i, e in enumerate(document.data) if isinstance(e, dict) and "term" in e
    }
    seen: dict[str, str] = {}
    for term in draft.terms:
        index = index_of.get(term.term)
        if index is None:
            continue
        if term.page is not None and not _exists(draft, term.page):
            hint = did_you_mean(term.page, draft.pages)
            what = f'{term.term} page: there is no page "{term.page}".{hint}'
            yield document.problem(what, index, "page")
        for what in _text(draft, term.meaning):
            yield document.problem(f"{term.term} meaning: {what}", index, "meaning")
        if len(glossary.write_line(term)) > MOST_SECTION:
            yield document.problem(f"{term.term}: has too many other names for one message", index)
        key = term.term.casefold()
        if key in seen:
            yield document.problem(f'term: "{term.term}" is there twice', index, "term")
        seen[key] = term.term


def _asked(draft: Draft) -> Iterator[Problem]:
    """Questions put under a page or a heading that is not there."""
    document = draft.asked_file
    if document is None:
        return
    for page_id, sections in draft.asked.items():
        page = draft.pages.get(page_id)
        if page is None:
            if page_id not in draft.named:
                hint = did_you_mean(page_id, draft.pages)
                yield document.problem(f'there is no page "{page_id}".{hint}', page_id)
            continue
        headings = [section.heading for section in page.sections]
        for heading in sections:
            if heading not in headings:
                hint = did_you_mean(heading, headings)
                yield document.problem(f'{page_id}: has no section "{heading}".{hint}', page_id, heading)


def _text(draft: Draft, text: str) -> Iterator[str]:
    """What is wrong with a piece of Markdown."""
    for target in _LINK.findall(text) if "](" in text else ():
        scheme, colon, page_id = target.partition(":")
        if scheme == "page" and colon:
            if not _exists(draft, page_id):
                yield f'links to page "{page_id}", which is not there.{did_you_mean(page_id, draft.pages)}'
        elif scheme not in ("https", "http"):
            yield f'the link to "{target}" must begin with https:// (or page: for a page of the guide)'
    if _MENTION.search(text):
        yield "looks like a mention of people or channels; leave it out"


def _exists(draft: Draft, page_id: str) -> bool:
    return page_id == GLOSSARY or (page_id in draft.named and "." not in page_id)


def _milestone_ids(draft: Draft) -> list[str]:
    return [name for name in draft.named if "." in name]


@lru_cache
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
