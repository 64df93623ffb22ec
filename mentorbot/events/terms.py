"""The words events are described in, and how long descriptions may be."""

from enum import StrEnum

MOST_TITLE = 100
MOST_ABOUT = 1000
MOST_HOST = 100
MOST_CAPACITY = 1_000_000
MOST_HOURS = 100
MOST_UID = 255
MOST_SKIPPED = 2200
MOST_PICTURE = 2**20
MOST_ALT = 500
MOST_QUESTION = 200
MOST_REPLY = 300


class EventKind(StrEnum):
    """What sort of event it is."""

    CONFERENCE = "conference"
    EDUCATION = "education"
    WEBINAR = "webinar"
    CHAPTER = "chapter"
    DEADLINE = "deadline"
    SOCIAL = "social"


class EventState(StrEnum):
    """How far an event has come: drafts are seen by organizers alone."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class EventAnswer(StrEnum):
    """What a member said to an event; who waits said "going" when it was full."""

    GOING = "going"
    WAITING = "waiting"
    INTERESTED = "interested"
    CANNOT = "cannot"


class CreditType(StrEnum):
    """What an hour at the event counts as (https://www.ache.org/fache/maintain-your-fache)."""

    IN_PERSON = "in_person"
    VIRTUAL = "virtual_interactive"
    QUALIFYING = "qualifying"
    OTHER = "other"


class What(StrEnum):
    """What a notice is about."""

    START = "start"
    FEE = "fee"
    CHANGED = "changed"
    DATES = "dates"
    """Single dates of a series were moved, called off, or are on again."""
    CANCELLED = "cancelled"
    SEAT = "seat"
    WAITS = "waits"
    """The seat of somebody who was away is taken, so that they wait for one."""
    REMOVED = "removed"
    ATTENDED = "attended"
