"""The words introductions are described in."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

MOST_MESSAGE: Final = 500
MOST_CHAPTER: Final = 60
LEAST_EVERY, MOST_EVERY = 1, 8
"""A member takes part in every round, or in every second, … at the least in every eighth."""
MOST_THREADS: Final = 100
"""A round of more groups has no threads: a Discord server can have 1,000 that are active, for all purposes
(https://docs.discord.com/developers/topics/threads)."""
ISOLATED: Final = timedelta(days=60)
"""Whoever met nobody for so long is shown to organizers."""


class Cadence(StrEnum):
    """How often there is a round."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    FOUR_WEEKS = "four_weeks"
    MONTHLY = "monthly"

    @property
    def days(self) -> int:
        """How long a round lasts, in days."""
        return {"weekly": 7, "two_weeks": 14, "four_weeks": 28, "monthly": 28}[self.value]


class By(StrEnum):
    """What groups are told apart by, where a round is across or within groups."""

    CAREER = "career"
    SETTING = "setting"
    CHAPTER = "chapter"


class Programme(StrEnum):
    """Whether there are rounds."""

    RUNNING = "running"
    PAUSED = "paused"


class Place(StrEnum):
    """Where a group talks: directly, or in a private thread, once that is there."""

    DIRECT = "direct"
    WANTED = "wanted"
    THREAD = "thread"


class Met(StrEnum):
    """What somebody said to "Did you meet?"."""

    YES = "yes"
    NO = "no"
