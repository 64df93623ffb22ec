"""The words mentorship is described in, and how much of each there may be."""

from enum import StrEnum

MOST_CAPACITY = 20
MOST_CIRCLE = 6
MOST_NAME = 100
MOST_ROLE = 100
MOST_ORGANIZATION = 100
MOST_ABOUT = 1000
MOST_TOPICS = 8
MOST_LANGUAGES = 5
MOST_HOURS = 40
MOST_YEARS = 60
MOST_MONTHS = 24
MOST_MENTORS = 10
"""How many mentorships one mentee may be let have at a time."""
MOST_NEEDED = 50
"""How many sessions, or weeks, a certificate may need."""
MOST_CHOICES = 3
"""How many mentors one request names, in order."""
MOST_NOTE = 1000
MOST_MESSAGE = 1000
MOST_USER = 64
"""How long the id of a person on their platform may be."""
MOST_MESSAGES = 10
"""Questions and answers of one request."""
MOST_REASON = 500
"""How long the reason is that organizers give for what they do by hand."""
MOST_QUESTIONS = 5
MOST_QUESTION = 100
MOST_REPLY = 500
"""Questions that organizers add to the forms, and how long a question and an answer may be."""
LISTED = 300
"""How long a column is that holds several ids with commas between them."""


class Format(StrEnum):
    """How a mentor meets mentees."""

    PAIR = "pair"
    CIRCLE = "circle"
    ONCE = "once"


class DayPart(StrEnum):
    """When somebody has time, in their own zone."""

    MORNINGS = "mornings"
    MIDDAYS = "middays"
    EVENINGS = "evenings"
    WEEKENDS = "weekends"


class Help(StrEnum):
    """What kind of help a mentee looks for."""

    DIRECTION = "direction"
    SKILLS = "skills"
    ACCOUNTABILITY = "accountability"
    INTRODUCTIONS = "introductions"
    REVIEW = "review"


class MentorState(StrEnum):
    """Whether a mentor is offered to mentees: not finished, waiting for an organizer, yes, or paused."""

    DRAFT = "draft"
    WAITING = "waiting"
    LISTED = "listed"
    PAUSED = "paused"


class Origin(StrEnum):
    """How two people came together."""

    REQUEST = "request"
    ROUND = "round"
    ORGANIZER = "organizer"


class Ending(StrEnum):
    """Why a mentorship ended; nobody is to blame for any of them."""

    GRADUATED = "graduated"
    TIME = "time"
    MENTOR = "mentor"
    MENTEE = "mentee"
    BLOCKED = "blocked"
    LEFT = "left"
    ORGANIZER = "organizer"


class BlockKind(StrEnum):
    """Not this person as mentor or mentee, or nothing to do with them at all."""

    NOT_MATCH = "not_match"
    BLOCK = "block"


class RequestState(StrEnum):
    """Where a request for a mentor stands: with one of those chosen, open to all mentors, or settled."""

    ASKING = "asking"
    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class ChoiceState(StrEnum):
    """What became of one of the mentors that a request names."""

    WAITING = "waiting"
    ASKED = "asked"
    DECLINED = "declined"
    SILENT = "silent"
    PASSED = "passed"


class ActKind(StrEnum):
    """What an organizer did by hand about a mentor, a mentorship or a request."""

    MADE = "made"
    ENDED = "ended"
    CHANGED = "changed"
    PAUSED = "paused"
    REMOVED = "removed"
    DELISTED = "delisted"
    LISTED = "listed"
    SUGGESTED = "suggested"
    WROTE = "wrote"
    HANDLED = "handled"


class Role(StrEnum):
    """As what somebody takes part."""

    MENTOR = "mentor"
    MENTEE = "mentee"
