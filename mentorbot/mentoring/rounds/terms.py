"""The words a matching round is described in, and how much of it there may be."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

MOST_NAME: Final = 100
MOST_RULES: Final = 500
"""Pins and forbidden pairs of one round."""
MOST_WEIGHTS: Final = 200
"""How long the column is that says which parts of a score count otherwise than usual."""
MOST_PLACES: Final = 300
"""How long the column is that says for whom places are kept."""
MOST_KEPT: Final = 9_999
SHORTEST: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(days=120)
"""How long people can sign up."""
TURNS: Final = 3
"""How often, with confirmation, those who are left are matched again."""

MOST_SILENCES: Final = 2
"""Whoever leaves so many questions of a round unanswered is asked no more in it."""


class RoundState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    """People sign up; organizers look at previews."""
    PUBLISHING = "publishing"
    """Pairs are being formed, or asked, some hundred at a time."""
    ASKING = "asking"
    """Both sides of each pair are asked whether they want it."""
    DONE = "done"
    CANCELLED = "cancelled"


class Shows(StrEnum):
    """What the announcement of a round says."""

    OPEN = "open"
    CLOSED = "closed"
    DONE = "done"
    CANCELLED = "cancelled"


LIVE: Final = (RoundState.OPEN, RoundState.PUBLISHING, RoundState.ASKING)


class Side(StrEnum):
    """As what somebody signs up."""

    MENTEE = "mentee"
    MENTOR = "mentor"


class RuleKind(StrEnum):
    """What is laid down about two people in a round."""

    PIN = "pin"
    FORBID = "forbid"
    DECLINED = "declined"
    """One of the two did not want it, or did not answer."""


class ResultState(StrEnum):
    """What became of what was worked out for a mentee."""

    PROPOSED = "proposed"
    ASKED = "asked"
    FORMED = "formed"
    DECLINED = "declined"
    FAILED = "failed"
    """It could no longer be formed: the mentor is full meanwhile, say."""
    ALONE = "alone"
    """They have been told that there is no mentor for them this time."""
