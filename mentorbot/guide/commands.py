"""/guide, and the pages that one turns in it. /step is with progress, which knows what is done."""

from collections.abc import Sequence

from mentorbot import clock
from mentorbot.chat import Card, limits
from mentorbot.chat.declare import command, press
from mentorbot.chat.options import Suggestion, text
from mentorbot.chat.turn import Press, Turn, Typing, number
from mentorbot.guide import cards
from mentorbot.guide.load import guide_for


async def suggest_topics(typing: Typing) -> Sequence[Suggestion]:
    """Pages, terms and milestones that fit what is being typed."""
    hits = guide_for(typing).suggest(typing.typed, limits.SUGGESTIONS)
    return [Suggestion(hit.title, hit.key) for hit in hits]


@command(
    "guide",
    "Read the guide, or look something up in it.",
    text("topic", "What you want to know about; leave it out to see everything.", suggest=suggest_topics),
)
async def read_guide(turn: Turn, topic: str = "") -> Card:
    """What fits the topic, or the whole guide."""
    return cards.topic_card(guide_for(turn), topic, clock.now())


@press("guide:home")
async def show_home(press: Press) -> Card:
    """The whole guide."""
    return cards.home_card(guide_for(press))


@press("guide:page")
async def turn_page(press: Press) -> Card:
    """Another page, in the place of the one that was there."""
    return _page_card(press)


@press("guide:page_beside", anew=True)
async def show_page(press: Press) -> Card:
    """A page beside advice, which is still wanted."""
    return _page_card(press)


@press("guide:glossary")
async def show_glossary(press: Press) -> Card:
    """A page of the glossary."""
    return cards.glossary_card(guide_for(press), number(press.argument, 1, digits=5))


@press("guide:milestone")
async def show_milestone(press: Press) -> Card:
    """A milestone, as the guide tells of it."""
    return cards.milestone_card(guide_for(press), press.argument, clock.now())


@press("guide:open")
async def open_chosen(press: Press) -> Card:
    """What was chosen in a drop-down."""
    return cards.open_card(guide_for(press), press.value, clock.now())


def _page_card(press: Press) -> Card:
    page, _, part = press.argument.rpartition(":")
    return cards.page_card(guide_for(press), page, number(part, 1, digits=5))
