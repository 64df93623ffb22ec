"""The words an opportunity is described in, and how much of each there may be."""

from enum import StrEnum

MOST_TITLE = 100
MOST_ORGANIZATION = 100
MOST_PLACE = 100
MOST_PAY = 60
MOST_ABOUT = 1000
MOST_LINK = 500
MOST_WORDS = 40
MOST_REASON = 300
MOST_SEARCHES = 10
"""How many searches a member may save."""
MOST_A_DAY = 5
"""How many opportunities a member who is no organizer may post in a day."""
DAYS_OPEN = 60
"""How many days an opportunity without a deadline stays open."""


class OpportunityKind(StrEnum):
    """What is on offer."""

    JOB = "job"
    INTERNSHIP = "internship"
    FELLOWSHIP = "fellowship"
    RESIDENCY = "residency"
    VOLUNTEER = "volunteer"


class WorkMode(StrEnum):
    """Where the work is done."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    REMOTE = "remote"


class Level(StrEnum):
    """How far along a career it is."""

    ENTRY = "entry"
    MIDDLE = "middle"
    SENIOR = "senior"
    EXECUTIVE = "executive"


class OpportunityState(StrEnum):
    """Seen by who writes it, by organizers, by all; or over."""

    DRAFT = "draft"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    DECLINED = "declined"


class Cadence(StrEnum):
    """How often a saved search tells of what is new."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
