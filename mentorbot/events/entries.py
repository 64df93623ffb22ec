"""What is found in another calendar, as plain entries that can be kept and sent on as JSON."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from mentorbot.errors import UserError
from mentorbot.events.answers import When

MOST_BYTES: Final = 2 * 2**20
MOST_OFFERED: Final = 100
"""Entries that are to come; the soonest are kept."""
MOST_READ: Final = 2_000
"""Entries in a calendar, past ones included."""
TOO_LARGE: Final = f"That calendar is larger than {MOST_BYTES // 2**20} MB, which is more than I read."

NOT_A_CALENDAR: Final = (
    "That is not a calendar file: it should begin with BEGIN:VCALENDAR. Web pages often have a link named "
    "iCal, Subscribe or Export; that is the one I can read."
)
NOT_UTF8: Final = "That calendar is not written in UTF-8, as calendar files have to be, so I cannot read it."
TOO_MANY: Final = f"That calendar has more than {MOST_READ:,} entries, which is more than I read."
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that is to come, or a series of them.

    Args:
        uid: Names it among all, the same at every reading; at most MOST_UID characters.
        recurrence: Which one of a series it is, if it stands for itself; otherwise empty.
        sequence: Rises when its time or place is changed.
        modified: When it was last changed, in ISO 8601; empty if the calendar does not say.
        on: Whether the series goes on after the last start that was looked at.
    """

    uid: str
    recurrence: str
    sequence: int
    modified: str
    cancelled: bool
    title: str
    about: str
    host: str
    registration: str
    when: When
    on: bool = False

    @property
    def key(self) -> Key:
        """What it is known again by."""
        return self.uid, self.recurrence

    def as_json(self) -> dict[str, Any]:
        """The entry as JSON has it."""
        when = {name: _iso(value) for name, value in asdict(self.when).items()}
        return {**{name: getattr(self, name) for name in _PLAIN}, "when": when}

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> "Entry":
        """What :meth:`as_json` made."""
        when: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name in _MOMENTS else value
            for name, value in made["when"].items()
        }
        return cls(**{name: made[name] for name in _PLAIN}, when=When(**when))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a calendar.

    Args:
        title: What the calendar is called; empty if it does not say.
        notes: What was left out, or taken otherwise than it stands there; in sentences.
    """

    title: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    complete: bool = True
    """Whether nothing of it lies too far ahead to be seen yet."""


_MOMENTS: Final = ("starts_at", "ends_at", "until")
_PLAIN: Final = tuple(name for name in Entry.__dataclass_fields__ if name != "when")


def text_of(data: bytes) -> str:
    """A calendar as text, if it looks like one that can be read at all. Raises UserError if not, and why."""
    if len(data) > MOST_BYTES:
        raise UserError(TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(NOT_UTF8) from None
    if not text.lstrip()[:20].upper().startswith("BEGIN:VCALENDAR"):
        raise UserError(NOT_A_CALENDAR)
    text = text.lstrip()
    if text.upper().count("BEGIN:VEVENT") > MOST_READ:
        raise UserError(TOO_MANY)
    return text


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
