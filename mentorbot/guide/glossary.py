"""The glossary as a page like any other, so that one way of showing and turning pages is enough."""

from collections.abc import Iterable, Iterator

from mentorbot.guide.model import GLOSSARY, MOST_SECTION, Cover, Kind, Page, PageSection, Term


def make_page(cover: Cover, terms: Iterable[Term]) -> Page:
    """All terms in alphabetical order, in sections named as a dictionary names its pages."""
    return Page(
        id=GLOSSARY,
        kind=Kind.GLOSSARY,
        title=cover.glossary_title,
        summary=cover.glossary_summary,
        sections=tuple(_sections(terms)),
    )


def write_line(term: Term) -> str:
    """One term as Markdown."""
    also = f" ({', '.join(term.also)})" if term.also else ""
    return f"**{term.term}**{also}: {term.meaning}"


def _sections(terms: Iterable[Term]) -> Iterator[PageSection]:
    held: list[Term] = []
    text = ""
    for term in sorted(terms, key=lambda term: term.term.casefold()):
        entry = write_line(term)
        if text and len(text) + 2 + len(entry) > MOST_SECTION:
            yield _section(held, text)
            held, text = [], ""
        held.append(term)
        text = f"{text}\n\n{entry}" if text else entry
    if text:
        yield _section(held, text)


def _section(held: list[Term], text: str) -> PageSection:
    return PageSection(heading=f"{held[0].term[:4]} – {held[-1].term[:4]}", text=text)
