"""The words the life of a mentorship is described in, and how much of each there may be."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

MOST_GOALS: Final = 5
MOST_GOAL: Final = 200
MOST_FEEDBACK: Final = 1000
FEWEST_SHOWN: Final = 5
"""Of fewer answers no average is shown, so that nobody's can be guessed."""
CHECK_EVERY: Final = timedelta(days=14)
LOOKED_AFTER: Final = timedelta(days=3)
"""How long after a check-in is asked for it is looked at what came of it."""
ORGANIZERS_AFTER: Final = timedelta(days=4)
"""How long the two have to answer privately before organizers hear of a mentorship at risk."""
NEW_FOR: Final = timedelta(days=14)
QUIET_AFTER: Final = timedelta(days=21)
RISK_AFTER: Final = timedelta(days=35)
"""Without any sign of life."""
ASKED_MIDWAY: Final = timedelta(days=56)
"""Of what lasts less, nobody is asked halfway."""
END_ASKED: Final = timedelta(days=14)
"""How long before its end the two are asked whether to extend it."""
EXTENSION: Final = 3
"""Months."""


class TalkKind(StrEnum):
    """Whose place to talk it is."""

    PAIR = "pair"
    CIRCLE = "circle"


class TalkState(StrEnum):
    """A place to talk is wanted, open as a thread, replaced by direct messages, to be closed, or closed."""

    WANTED = "wanted"
    OPEN = "open"
    DIRECT = "direct"
    CLOSING = "closing"
    CLOSED = "closed"


class Cadence(StrEnum):
    """How often the two mean to meet."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    MONTHLY = "monthly"


class Said(StrEnum):
    """What one of the two says at a check-in."""

    WELL = "well"
    QUIET = "quiet"
    HELP = "help"


class Health(StrEnum):
    """How a mentorship does, from best to worst; and whether it is over."""

    NEW = "new"
    ACTIVE = "active"
    QUIET = "quiet"
    AT_RISK = "at_risk"
    ENDED = "ended"
