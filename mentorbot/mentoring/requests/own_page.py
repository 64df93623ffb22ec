"""Requests on one's own page: what waits for a mentor, for whoever asked, and for organizers."""

from typing import Final

from mentorbot.chat import Card, Section
from mentorbot.chat.declare import own_part
from mentorbot.chat.lists import end_with
from mentorbot.chat.turn import Turn
from mentorbot.mentoring.requests import cards, own, waiting
from mentorbot.mentoring.requests.waiting import ForOrganizers
from mentorbot.mentoring.terms import RequestState

_SHOWN: Final = 3


@own_part(20)
async def show_waiting(turn: Turn) -> Card | None:
    """What waits for a mentor's answer, and what any mentor can take."""
    async with turn.read() as connection:
        found = (await waiting.find_waiting(connection, turn.caller, turn.rights)).mentor
    if found is None or not (found.asked or found.pool):
        return None
    card = cards.mentor_list_card(found.asked[:_SHOWN], found.pool[:_SHOWN], found.mentees)
    more = sum(max(0, len(one) - _SHOWN) for one in (found.asked, found.pool))
    return end_with(Card("Requests that wait for you", card.blocks, card.accent), more, "mentor requests")


@own_part(40)
async def show_own(turn: Turn) -> Card | None:
    """How what one asked for stands."""
    async with turn.read() as connection:
        found = await own.find_own(connection, turn.caller)
    if not found.requests:
        return None
    card = cards.mine_card(found.requests[:_SHOWN], found.choices, found.mentors)
    return end_with(card, len(found.requests) - _SHOWN, "mentee requests")


@own_part(80)
async def show_open(turn: Turn) -> Card | None:
    """How many requests are open, for organizers."""
    async with turn.read() as connection:
        found = (await waiting.find_waiting(connection, turn.caller, turn.rights)).organizers
    return open_card(found) if found is not None and found.counts.get(RequestState.OPEN) else None


def open_card(found: ForOrganizers) -> Card:
    """That requests stand open which nobody has taken."""
    count = found.counts[RequestState.OPEN]
    what = f"{count} requests have" if count > 1 else "A request has"
    words = f"{what} found no mentor yet, and {'stand' if count > 1 else 'stands'} open to all."
    return Card("Requests without a mentor", (Section(f"{words} `/mentor requests` shows them."),))
