"""Whom somebody could meet next: what there is here that they do not use yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.events.near import find_near
from mentorbot.guide.model import Setting
from mentorbot.members import service as members
from mentorbot.networking.directory import service as directory
from mentorbot.networking.insight.past import Past
from mentorbot.networking.interviews import offering
from mentorbot.networking.intros import programme
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.terms import Programme

SOON: Final = timedelta(days=14)
"""How near an event has to be."""
MOST_OFFERS: Final = 200


@dataclass(frozen=True, slots=True)
class Ahead:
    """What could be next; what is None or False is not worth saying.

    Args:
        round_at: The next round of introductions, in which they do not take part.
        paused: They do, but pause.
        answers: Where somebody works who lets students ask, a setting in which they know nobody first.
        new: Whether that is one in which they know nobody.
        could_offer: They work in the field, and let nobody ask.
        event: When the next event for them begins, and what it is called.
        unlisted: Others find nothing of them in the directory.
        dark: They want pictures for a dark screen.
    """

    round_at: datetime | None = None
    paused: bool = False
    answers: Setting | None = None
    new: bool = False
    could_offer: bool = False
    event: tuple[datetime, str] | None = None
    unlisted: bool = False
    dark: bool = False


async def look_ahead(connection: AsyncConnection | Session, caller: Caller, past: Past) -> Ahead:
    """What the caller could do next.

    Raises:
        UserError: They are not enrolled.
    """
    member = await members.find_profile(connection, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    rounds = await programme.find_open(connection, caller)
    _, part = await taking_part.find_part(connection, caller)
    running = rounds is not None and rounds.state is Programme.RUNNING
    paused = part is not None and part.paused_until is not None and part.paused_until > clock.now()
    works = member.stage in taking_part.PROFESSIONALS
    offers = [] if works else await offering.find_offers(connection, caller, most=MOST_OFFERS)
    settings = [one.offer.setting for one in offers]
    unknown = [one for one in settings if one not in past.settings]
    events = await find_near(connection, caller, member, clock.now() + SOON)
    return Ahead(
        round_at=rounds.next_at if rounds and running and (part is None or paused) else None,
        paused=paused,
        answers=next(iter(unknown or settings), None),
        new=bool(unknown),
        could_offer=works and await offering.find_offer(connection, member.id) is None,
        event=next(iter(events), None),
        unlisted=not (await directory.find_own(connection, caller)).shown,
        dark=member.dark,
    )
