"""Events as what they are to somebody whose credits are missing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.credits.hooks import GapFiller
from mentorbot.credits.rule import Gap, Offer, fill_gap
from mentorbot.db import AsyncConnection
from mentorbot.events import service
from mentorbot.events.terms import CreditType
from mentorbot.events.view import EventView

KINDS: Final[Mapping[CreditType, str]] = {
    CreditType.IN_PERSON: "ache-in-person",
    CreditType.VIRTUAL: "ache-virtual-interactive",
    CreditType.QUALIFYING: "ache-qualifying",
    CreditType.OTHER: "other",
}
"""What the rules of credentials (``content/credentials/``) call the credits of events."""

_HUNDREDTHS: Final = 25  # in a quarter of an hour; what is left over is not counted


async def find_fillers(connection: AsyncConnection, caller: Caller, gap: Gap) -> list[GapFiller]:
    """Events of the caller's community that would fill a gap, best first: one statement."""
    now = clock.now()
    upcoming = await service.find_upcoming(connection, caller)
    by_id = {str(event.id): event for event in upcoming}
    return [
        GapFiller(event.title, start, filling.gain, f"events:show:{event.id}")
        for filling in fill_gap(gap, make_offers(upcoming, now))
        if (event := by_id[filling.offer.id]) and (start := event.upcoming(now))
    ]


def make_offers(events: Iterable[EventView], moment: datetime) -> list[Offer]:
    """The next occurrence of each event that gives credits, on its day where it takes place.

    Args:
        moment: Now; what is over by then is left out.
    """
    found = []
    for event in events:
        start = event.upcoming(moment)
        if start is not None and event.credits:
            day = start.astimezone(ZoneInfo(event.time_zone)).date()
            quarters = {KINDS[type_]: amount // _HUNDREDTHS for type_, amount in event.credits.items()}
            found.append(Offer(str(event.id), day, quarters))
    return found
