"""By whose clock a member is told times: theirs, or their community's while nobody said where they live."""

from typing import Any, Final

from sqlalchemy import Label, Select, func, select

from mentorbot.members import models
from mentorbot.times import zones

_member: Final = models.MEMBER
_community: Final = models.COMMUNITY


def _zone_by(shared: Select[*tuple[Any, ...]]) -> Label[str]:
    own = func.nullif(_member.c.time_zone, zones.DEFAULT)
    theirs = func.nullif(shared.scalar_subquery(), "")
    return func.coalesce(own, theirs, zones.DEFAULT).label("time_zone")


_SHARED: Final = select(_community.c.time_zone)
TIME_ZONE: Final = _zone_by(_SHARED.where(_community.c.id == _member.c.community_id).correlate(_member))
"""By whose clock a member is told times, wherever a member is selected: an IANA name."""
ZONE_TOLD: Final = (_member.c.time_zone != zones.DEFAULT).label("zone_told")
"""Whether they or their chat said where they live."""


def select_zone_in(community_id: int) -> Label[str]:
    """TIME_ZONE of a member of that community who is added just now."""
    return _zone_by(_SHARED.where(_community.c.id == community_id))


def keep_zone(zone: str) -> str:
    """What is kept of somebody who says that they live by this clock, an IANA name.

    UTC is kept by another name: by its own it is of all who never said anything.
    """
    return zones.TOLD_UTC if zone == zones.DEFAULT else zone
