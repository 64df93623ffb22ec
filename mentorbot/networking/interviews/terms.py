"""The words informational interviews are described in, and how much of each there may be."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

MOST_ROLE: Final = 100
MOST_QUESTIONS: Final = 1000
MOST_A_MONTH: Final = 8
LENGTHS: Final = (15, 20, 30, 45)
"""Minutes."""
MOST_OPEN: Final = 3
"""Requests that one student has open."""
ANSWER_WITHIN: Final = timedelta(hours=72)
NUDGE_AFTER: Final = timedelta(hours=48)
HOLD_WITHIN: Final = timedelta(days=30)
"""How long after a yes the two are asked whether the interview took place."""
MONTH: Final = timedelta(days=30)
AGAIN_AFTER: Final = timedelta(days=60)
"""How long a student waits before they ask the same person again."""


class InterviewState(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    MET = "met"
    MISSED = "missed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OPEN: Final = (InterviewState.ASKED, InterviewState.ACCEPTED)


class What(StrEnum):
    """What a message about a request says."""

    ASKED = "asked"
    NUDGE = "nudge"
    DEADLINE = "deadline"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    OUTCOME = "outcome"
    THANKS = "thanks"
    GONE = "gone"
    BACK = "back"
    LEFT = "left"
