"""The guide's screens.

Every card that depends on nothing but the guide is built once for each guide and kept in ``guide.cards``.
What is shown fits one message: 4,000 characters and 40 components, whatever the page
(:mod:`mentorbot.guide.check` refuses content that would not).

Buttons and drop-downs: ``guide:home``, ``guide:page:<page>:<part>``, ``guide:step:<step>``,
``guide:glossary:<part>``, and ``guide:open`` with the chosen key (see
:class:`mentorbot.guide.model.Hit`).
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    Divider,
    Option,
    Section,
    Style,
    fit,
    limits,
    lists,
    moment,
    when,
)
from mentorbot.chat import escape as escaped
from mentorbot.errors import UserError
from mentorbot.guide.aims import name_aims
from mentorbot.guide.hit import Hit
from mentorbot.guide.model import GLOSSARY, Guide, Kind, Milestone, Page, Source
from mentorbot.guide.paging import split_page

# Characters of small print; with the longest title, summary, note and part a card stays under 4,000.
MOST_SOURCES = 1200
MOST_RESULTS = 8
ESTIMATE = "an estimate from earlier years: check this year's date"
"""What stands beside a date that nobody has announced."""
MOST_SUMMARY = 180
# From here on a search has found what was meant, when the next is clearly behind.
_SURE = 55.0
_CLEARLY = 1.15

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_PAGE_LINK = re.compile(r"\[([^\]]*)\]\(page:([^)\s]*)\)")
_MARKS = {"done": "✅", "started": "▶️", "not_for_me": "➖"}
_NO_MARKS: Mapping[str, str] = {}


def home_card(guide: Guide) -> Card:
    """Where /guide begins: the steps, the chapters, and how to look for anything else."""
    return _kept(guide, "home", lambda: _home(guide))


def _home(guide: Guide) -> Card:
    steps = "\n".join(f"**{step.number}.** {step.title}" for step in guide.steps)
    chapters = "\n".join(f"• **{page.title}**: {page.summary}" for page in guide.chapters)
    credentials = [page for page in guide.pages.values() if page.kind is Kind.CREDENTIAL]
    blocks: list[Block] = [
        Section(steps, heading="The steps"),
        _opener("Open a step", ((step, step.title) for step in guide.steps)),
        Divider(),
        Section(chapters, heading="The chapters"),
        _opener("Open a chapter", ((page, page.title) for page in _with_children(guide, guide.chapters))),
    ]
    if credentials:
        blocks.append(_opener("Open a credential", ((page, page.title) for page in credentials)))
    blocks.append(Actions((Action("Glossary", id=f"guide:{GLOSSARY}:1"),)))
    return Card(guide.title, tuple(blocks), footer="Looking for something else? Type it: `/guide topic`")


def page_card(guide: Guide, page_id: str, part: int = 1) -> Card:
    """One part of a page, with buttons to the others.

    Args:
        guide: In the reader's language.
        page_id: Which page.
        part: From 1; a part that is not there any more gives the nearest that is.

    Raises:
        UserError: There is no such page.
    """
    page = guide.page(page_id)
    part = min(max(part, 1), len(split_page(page)))
    return _kept(guide, (page_id, part), lambda: _page(guide, page, part))


def _page(guide: Guide, page: Page, part: int) -> Card:
    shown = split_page(page)
    blocks: list[Block] = []
    if part == 1:
        blocks.append(Section(f"*{page.summary}*"))
    blocks += [Section(_linked(guide, section.text), heading=section.heading) for section in shown[part - 1]]
    if page.note and part == len(shown):
        blocks.append(Section(_linked(guide, page.note), heading="Good to know"))
    if buttons := tuple(_turners(page, part, len(shown))):
        blocks.append(Actions(buttons))
    if related := list(_related(guide, page)):
        blocks.append(_opener("Read on", related))
    lines = [f"Part {part} of {len(shown)}"] if len(shown) > 1 else []
    if page.sources:
        lines.append(sources_line(page.sources))
    return Card(page.title, tuple(blocks), accent=Accent.PLAIN, footer=" · ".join(lines) or None)


def step_card(
    guide: Guide,
    step_id: str,
    now: datetime,
    marks: Mapping[str, str] = _NO_MARKS,
    *,
    path: Collection[str] | None = None,
) -> Card:
    """A step and its milestones.

    Args:
        guide: In the reader's language.
        step_id: Which step.
        now: To tell when dates that come back come next.
        marks: What the reader has said of milestones: id to "done", "started" or "not_for_me".
        path: The ids of the milestones that are meant for the reader; None if that is not known.

    Raises:
        UserError: There is no such step.
    """
    step = guide.step(step_id)
    where = guide.steps.index(step)
    buttons = [Action("Read about this step", id=f"guide:page:{step.id}:1", style=Style.PRIMARY)]
    if where > 0:
        buttons.append(Action(f"◀ Step {step.number - 1}", id=f"guide:step:{guide.steps[where - 1].id}"))
    if where + 1 < len(guide.steps):
        buttons.append(Action(f"Step {step.number + 1} ▶", id=f"guide:step:{guide.steps[where + 1].id}"))
    options = tuple(Option(milestone.title, milestone.id) for milestone in step.milestones)
    blocks: tuple[Block, ...] = (
        Section(f"*{step.summary}*"),
        Section(milestone_list(step.milestones, now, marks, path), heading="Milestones"),
        Choice("guide:open", "Look at a milestone", options),
        Actions(tuple(buttons)),
    )
    return Card(step.title, blocks, accent=Accent.NEXT, footer=sources_line(step.sources))


def milestone_list(
    milestones: Sequence[Milestone],
    now: datetime,
    marks: Mapping[str, str] = _NO_MARKS,
    path: Collection[str] | None = None,
) -> str:
    """Milestones as lines of Markdown, with what the reader has said of each and when its date comes next."""
    return "\n".join(_milestone_line(milestone, now, marks, path) for milestone in milestones)


def _milestone_line(
    milestone: Milestone, now: datetime, marks: Mapping[str, str], path: Collection[str] | None
) -> str:
    mark = _MARKS.get(marks.get(milestone.id, ""), "▫️")
    details = [milestone.typical_time]
    if milestone.optional:
        details.append("optional")
    theirs = path is not None and milestone.id in path
    if milestone.only_for and not theirs:
        details.append("if you aim at it")
    elif path is not None and not theirs:
        details.append("not on your path")
    if milestone.anchor is not None:
        due = milestone.anchor.next_after(now)
        about = "about " if milestone.anchor.estimates(due) else ""
        details.append(f"next {about}{moment(due, 'D')}")
        if about:
            details.append(ESTIMATE)
    return f"{mark} {milestone.title} ({', '.join(details)})"


def milestone_card(guide: Guide, milestone_id: str, now: datetime) -> Card:
    """One milestone: why, how to tell that it is done, and what helps.

    Raises:
        UserError: There is no such milestone.
    """
    milestone = guide.milestone(milestone_id)
    step = guide.step(milestone.step)
    blocks: list[Block] = [
        Section(_linked(guide, milestone.why), heading="Why"),
        Section(_linked(guide, milestone.done_when), heading="Done when"),
        Section("\n".join(_facts(guide, milestone, now))),
    ]
    pages = [(guide.pages[r.page], r.title) for r in milestone.resources if r.page is not None]
    if links := [f"• [{r.title}]({r.url})" for r in milestone.resources if r.url is not None]:
        blocks.append(Section("\n".join(links), heading="To read"))
    if pages:
        blocks.append(_opener("Read in the guide", pages))
    mine = Action("Work on it", f"progress:show:{milestone.id}", style=Style.PRIMARY)
    blocks.append(Actions((mine, Action(f"◀ {step.title}", id=f"guide:step:{step.id}"))))
    return Card(milestone.title, tuple(blocks), accent=Accent.NEXT)


def _facts(guide: Guide, milestone: Milestone, now: datetime) -> Iterator[str]:
    optional = " (optional)" if milestone.optional else ""
    yield f"**Takes:** {milestone.typical_time}{optional}"
    if milestone.anchor is not None:
        due = milestone.anchor.next_after(now)
        estimate = f" ({ESTIMATE})" if milestone.anchor.estimates(due) else ""
        yield f"**{milestone.anchor.label}:** {when(due, 'F')}{estimate}"
    if milestone.before:
        yield f"**After:** {'; '.join(guide.milestones[earlier].title for earlier in milestone.before)}"
    if milestone.only_for:
        yield f"**If you aim at:** {' or '.join(name_aims(milestone.only_for))}"
    if milestone.stages:
        yield f"**For:** {', '.join(guide.stages[stage] for stage in milestone.stages)}"


def results_card(query: str, hits: Sequence[Hit]) -> Card:
    """What was found for ``query`` (as typed), best first; says what to try when nothing was."""
    asked = escaped(fit(" ".join(query.split()), 100))
    if not hits:
        text = (
            f"Nothing in the guide is near “{asked}”. Try one or two plain words, such as a degree or a job."
        )
        return Card("Nothing found", (Section(text), Actions((_HOME,))), accent=Accent.CARE)
    shown = hits[:MOST_RESULTS]
    lines = "\n".join(
        f"**{number}. {hit.title}**\n{_brief(hit.summary)}" for number, hit in enumerate(shown, 1)
    )
    options = tuple(Option(hit.title, hit.key) for hit in hits[: limits.OPTIONS])
    blocks: tuple[Block, ...] = (
        Section(f"You asked: “{asked}”"),
        Section(lines),
        Choice("guide:open", "Open one of them", options),
        Actions((_HOME,)),
    )
    return Card("What the guide has on that", blocks)


def glossary_card(guide: Guide, part: int = 1) -> Card:
    """One part of the glossary."""
    return page_card(guide, GLOSSARY, part)


def open_card(guide: Guide, key: str, now: datetime) -> Card:
    """What a chosen hit's key leads to.

    Raises:
        UserError: The guide has changed, and nothing of that name is in it.
    """
    hit = guide.resolve(key)
    if hit is None:
        raise UserError("That is no longer in the guide. Use `/guide` to look for it again.")
    if hit.milestone is not None:
        return milestone_card(guide, hit.milestone, now)
    if hit.key.startswith(f"{GLOSSARY}:"):
        return _kept(guide, hit.key, lambda: _term(hit))
    return page_card(guide, hit.page_id, hit.part)


def topic_card(guide: Guide, topic: str, now: datetime) -> Card:
    """The answer to /guide: a page for a key or for words that plainly mean one, else what was found."""
    topic = topic.strip()
    if not topic:
        return home_card(guide)
    for key in (topic, "-".join(topic.casefold().split())):
        if guide.resolve(key) is not None:
            return open_card(guide, key, now)
    hits = guide.search(topic)
    first = hits[0].score if hits else 0.0
    if first >= _SURE and (len(hits) == 1 or first >= _CLEARLY * hits[1].score):
        return open_card(guide, hits[0].key, now)
    return results_card(topic, hits)


def sources_line(sources: Sequence[Source]) -> str:
    """Where the facts come from and when they were last checked, as small print."""
    by_day: dict[str, list[str]] = {}
    for source in sources:
        by_day.setdefault(source.checked.isoformat(), []).append(
            f"[{source.title}]({source.url}){_as_of(source.as_of or '')}"
        )
    return " · ".join(f"Sources, checked {day}: {', '.join(links)}" for day, links in by_day.items())


_YEAR = re.compile(r"(\w+ )?\d{4}\b")
"""How words begin that name a year, or a month of one."""


def _as_of(words: str) -> str:
    """What a source's figures speak of: "as of" a year or a month; other words stand for themselves."""
    if not words:
        return ""
    return f" (as of {words})" if _YEAR.match(words) else f" ({words})"


_HOME = Action("Whole guide", id="guide:home")


def _term(hit: Hit) -> Card:
    if hit.page_id == GLOSSARY:
        more = Action("Glossary", id=f"guide:{GLOSSARY}:{hit.part}")
    else:
        more = Action("Read more", id=f"guide:page:{hit.page_id}:1", style=Style.PRIMARY)
    return Card(hit.title, (Section(hit.summary), Actions((more, _HOME))))


def _kept(guide: Guide, key: object, build: Callable[[], Card]) -> Card:
    card = guide.cards.get(key)
    if card is None:
        card = guide.cards[key] = build()
    return card


def _turners(page: Page, part: int, last: int) -> Iterator[Action]:
    yield from lists.Page((), part, last).turns(f"guide:page:{page.id}", style=Style.PRIMARY)
    if page.kind is Kind.STEP:
        yield Action("Milestones", id=f"guide:step:{page.id}", style=Style.GOOD)
    yield _HOME


def _related(guide: Guide, page: Page) -> Iterator[tuple[Page, str]]:
    """Where to go from a page: those it links to, those under it or beside it, and the one above."""
    related: dict[str, Page] = {}
    for section in page.sections:
        for _, page_id in _PAGE_LINK.findall(section.text):
            related[page_id] = guide.pages[page_id]
    top = page.parent or page.id
    if page.parent is not None:
        related[page.parent] = guide.pages[page.parent]
    related |= {other.id: other for other in guide.pages.values() if other.parent == top}
    related.pop(page.id, None)
    yield from ((other, other.title) for other in list(related.values())[: limits.OPTIONS])


def _with_children(guide: Guide, chapters: Sequence[Page]) -> Iterator[Page]:
    for chapter in chapters:
        yield chapter
        yield from (page for page in guide.pages.values() if page.parent == chapter.id)


def _opener(placeholder: str, pages: Iterator[tuple[Page, str]] | Sequence[tuple[Page, str]]) -> Choice:
    options = {page.id: Option(title, page.id, page.summary) for page, title in pages}
    return Choice("guide:open", placeholder, tuple(options.values())[: limits.OPTIONS])


def _linked(guide: Guide, text: str) -> str:
    """Links to pages of the guide as bold words: a chat cannot follow them, the drop-down below can."""
    return _PAGE_LINK.sub(r"**\1**", text) if "](page:" in text else text


def _brief(summary: str) -> str:
    # Cut in the middle, a link or bold words would spill over into what follows.
    return fit(" ".join(_LINK.sub(r"\1", summary).replace("*", "").split()), MOST_SUMMARY)
