"""By whose clock a time is read that an organizer typed: theirs, their community's, or nobody's known."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.members.service import COMMUNITY, IN_COMMUNITY, find_profile, is_community
from mentorbot.times import zones


class Whose(StrEnum):
    """Whose clock it is."""

    NAMED = "named"
    OWN = "own"
    COMMUNITY = "community"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock to read times by. ``zone``: an IANA name; UTC where nobody has said any."""

    zone: str
    whose: Whose


async def find_clock(connection: AsyncConnection | Session, caller: Caller, typed: str = "") -> Clock:
    """By which clock the caller's times are read.

    It is the one that they name; else that of where they live, as they or their chat say; else the one that
    the community was set up by. UTC counts as not said: it is what everybody has who never said anything.

    Args:
        typed: A city or time zone as it was typed; blank for none.

    Raises:
        UserError: There is no such zone.
    """
    if typed.strip():
        return Clock(zones.find_zone(typed, zones.home_of(caller)), Whose.NAMED)
    member = await find_profile(connection, caller)
    if member and member.zone_told:
        return Clock(member.time_zone, Whose.OWN)
    if caller.time_zone not in {"", zones.DEFAULT}:
        return Clock(caller.time_zone, Whose.OWN)
    if member:
        return Clock(member.time_zone, Whose.NOBODY if member.time_zone == zones.DEFAULT else Whose.COMMUNITY)
    here = {"platform": caller.platform, "community": caller.community}
    shared = (await connection.execute(select(COMMUNITY.c.time_zone).where(IN_COMMUNITY), here)).scalar()
    return Clock(shared, Whose.COMMUNITY) if shared else Clock(zones.DEFAULT, Whose.NOBODY)


async def set_shared_clock(session: Session, caller: Caller, zone: str) -> None:
    """Keep by which clock, an IANA name, organizers' times are read who have not said where they live."""
    here = is_community(caller.platform, caller.community or "")
    await session.execute(COMMUNITY.update().where(here).values(time_zone=zone))
