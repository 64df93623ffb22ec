"""What an entry of the directory says, and how often people may ask to be introduced."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from mentorbot.mentoring.terms import MOST_LANGUAGES, MOST_TOPICS

KIND: Final = "introduction"
"""What meetings and reports call an introduction."""

MOST_VALUE: Final = 100
MOST_NOTE: Final = 500
MOST_OPEN: Final = 3
"""How many people one may be asking at a time."""
MOST_A_WEEK: Final = 5
"""How many one may ask in a week."""
MOST_ASKED: Final = 3
"""By how many one may be asked at a time."""
ANSWER_WITHIN: Final = timedelta(days=7)
ASK_AGAIN: Final = timedelta(days=90)
"""After how long one may ask the same person again."""


class EntryField(StrEnum):
    """What an entry may say; each is seen by others only if its owner ticked it."""

    NAME = "name"
    ROLE = "role"
    ORGANIZATION = "organization"
    PLACE = "place"
    SETTING = "setting"
    TOPIC = "topic"
    CREDENTIAL = "credential"
    LANGUAGE = "language"
    OPEN_TO = "open_to"


TYPED: Final = (EntryField.NAME, EntryField.ROLE, EntryField.ORGANIZATION, EntryField.PLACE)
"""What is typed, one value each."""
CHOSEN: Final = {
    EntryField.SETTING: 1,
    EntryField.TOPIC: MOST_TOPICS,
    EntryField.CREDENTIAL: MOST_TOPICS,
    EntryField.LANGUAGE: MOST_LANGUAGES,
    EntryField.OPEN_TO: 4,
}
"""What is chosen from lists, and how much of each at most."""


class OpenTo(StrEnum):
    """What somebody is open to."""

    COFFEE = "coffee"
    INTERVIEW = "interview"
    ADVICE = "advice"
    SPEAKING = "speaking"


class IntroductionState(StrEnum):
    """Where an introduction stands. Who asked is not told of DECLINED before it would have run out anyway."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
