"""The words meetings are described in, and how much of each there may be."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

MOST_MEMBERS: Final = 21
"""A mentor, and as many mentees as one may have in a circle; most often it is two."""
MOST_OFFERED: Final = 3
MOST_PLACE: Final = 500
MOST_NOTE: Final = 1000
MOST_UPCOMING: Final = 5
"""How many meetings about one owner may be agreed and still to come."""
SHORTEST: Final = 10
USUAL: Final = 45
LONGEST: Final = 480
"""Minutes."""
FARTHEST: Final = timedelta(days=366)
LEADS: Final = (timedelta(days=1), timedelta(hours=1))
ASKED_FOR: Final = timedelta(days=14)
"""How long after it whoever took part is asked, and can say, whether they met."""


class MeetingState(StrEnum):
    """How far a meeting has come. ``MISSED`` becomes ``MET`` if somebody knows better."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


LIVE: Final = (MeetingState.PROPOSED, MeetingState.AGREED)


class What(StrEnum):
    """What a message about a meeting says."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    START = "start"
    ASKED = "asked"
    LAPSED = "lapsed"
