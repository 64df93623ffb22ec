"""Cutting a page into parts that fit a chat message and can be read without scrolling far."""

from mentorbot.guide.model import Page, PageSection

# Two of the longest sections fit; with title, note and sources the card stays under Discord's 4,000.
MOST_PART = 2000


def split_page(page: Page) -> tuple[tuple[PageSection, ...], ...]:
    """The page's sections, in order, gathered into parts of at most ``MOST_PART`` characters."""
    gathered: list[list[PageSection]] = []
    length = MOST_PART
    for section in page.sections:
        size = len(section.heading) + len(section.text)
        if length + size > MOST_PART:
            gathered.append([])
            length = 0
        gathered[-1].append(section)
        length += size
    return tuple(map(tuple, gathered))
