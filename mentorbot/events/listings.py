"""What another calendar lists, as plain rows that can be kept and sent on as JSON; and the form of a source.

Whatever a source is, a :class:`Listing` checks itself when it is made, so that none brings in what an event
could not hold, or a link that should not be followed.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from mentorbot.chat import fit
from mentorbot.errors import UserError
from mentorbot.events import recurrence
from mentorbot.events.answers import FARTHEST, LONGEST
from mentorbot.events.dates import Occurrence, When
from mentorbot.events.terms import MOST_ABOUT, MOST_HOST, MOST_SKIPPED, MOST_TITLE, MOST_UID
from mentorbot.members.answers import MOST_PLACE, one_line, read_link

MOST_BYTES: Final = 2 * 2**20
MOST_OFFERED: Final = 100
"""Listings that are to come; the soonest are kept."""
MOST_RULE: Final = 200
_MOST_NAME: Final = 60
_MOST_NAMED: Final = 5
TOO_LARGE: Final = f"That calendar is larger than {MOST_BYTES // 2**20} MB, which is more than I read."
UNREADABLE: Final = "that could not be read"

FILES: Final = "file"
"""The source of all that was sent in as a file: no address tells one from another."""

Key = tuple[str, str]


class ListingError(ValueError):
    """A listing cannot be taken; the words go on after "Left out: 3 "."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One event that is to come, or a series of them, as another calendar lists it.

    Args:
        uid: Names it within its source, the same at every reading; at most MOST_UID characters.
        recurrence: Which one of a series it is, if it stands for itself; otherwise empty.
        sequence: Rises when its time or place is changed.
        modified: When it was last changed, in ISO 8601; empty if the calendar does not say.
        on: Whether the series goes on after the last start that was looked at.

    Raises:
        ListingError: It is too long somewhere, has a link that is not https, or times that cannot be.
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

    def __post_init__(self) -> None:
        """Refuse what no event could be made of."""
        if not self.uid or len(self.uid) > MOST_UID:
            raise ListingError("without a UID to know it by")
        for text, most, what in (
            (self.title, MOST_TITLE, "title"),
            (self.about, MOST_ABOUT, "description"),
            (self.host, MOST_HOST, "host"),
            (self.when.place, MOST_PLACE, "place"),
            (self.when.rule, MOST_RULE, "rule"),
            (self.when.skipped, MOST_SKIPPED, "list of what is left out"),
        ):
            if len(text) > most:
                raise ListingError(f"with a {what} of more than {most:,} characters")
        if not self.title or one_line(self.title) != self.title:
            raise ListingError("without a title on one line")
        for link in (self.registration, self.when.link):
            if link and secure_link(link) != link:
                raise ListingError("with a link that is not https")
        _check_times(self.when)

    @property
    def key(self) -> Key:
        """What it is known again by, within its source."""
        return self.uid, self.recurrence

    def key_of(self, date: Occurrence) -> Key:
        """What one date of a series is known again by, if it stands for itself."""
        return self.uid, recurrence.write_moments([date.planned])

    def as_json(self) -> dict[str, Any]:
        """The listing as JSON has it."""
        when = {name: _iso(value) for name, value in asdict(self.when).items()}
        return {**{name: getattr(self, name) for name in _PLAIN}, "when": when}

    @classmethod
    def from_json(cls, made: dict[str, Any]) -> "Listing":
        """What :meth:`as_json` made. Links that were kept before they had to be https are taken as such."""
        when: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name in _MOMENTS else value
            for name, value in made["when"].items()
        }
        plain = {name: made[name] for name in _PLAIN}
        plain["registration"] = secure_link(plain["registration"])
        when["link"] = secure_link(when["link"])
        return cls(**plain, when=When(**when))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a calendar.

    Args:
        title: What the calendar is called; empty if it does not say.
        notes: What was left out, or taken otherwise than it stands there; in sentences.
    """

    title: str
    listings: tuple[Listing, ...]
    notes: tuple[str, ...] = ()
    complete: bool = True
    """Whether all of it was seen: nothing lies too far ahead, and nothing could not be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """One form in which events are listed elsewhere; ``SOURCE`` of each module in events/sources/.

    Args:
        takes: Whether this is such a list: its address (empty for a file), and what was found there.
        read: Find what is to come: what was found, the IANA zone of what says none, and now.
            Raises UserError if it cannot be read at all, and why.
    """

    takes: Callable[[str, bytes], bool]
    read: Callable[[bytes, str, datetime], Reading]


class Gathering:
    """Gathers the listings of a source, and keeps count of what is left out.

    Args:
        now: Aware; what has begun by then is not to come.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._listings: dict[Key, Listing] = {}
        self._left: dict[str, int] = defaultdict(int)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._taken: dict[str, int] = defaultdict(int)

    @contextmanager
    def one(self, name: str = "") -> Iterator[None]:
        """Read one of them: if it cannot be taken, that is noted, and the others are read none the less.

        Args:
            name: What it is called, if that is known already.
        """
        try:
            yield
        except ListingError as error:
            self.leave(str(error), name=name)
        except Exception:  # whatever strangers have written
            self.leave(UNREADABLE, name=name)

    def add(self, listing: Listing) -> None:
        """Take one, if it is to come. Raises ListingError if it is too far away."""
        if listing.when.starts_at > self._now + FARTHEST:
            raise ListingError("more than five years away")
        if listing.when.starts_at <= self._now and not listing.cancelled:
            return
        known = self._listings.setdefault(listing.key, listing)
        if known.when.starts_at != listing.when.starts_at:
            # Two events by one name are known again by when they begin.
            begins = f"{listing.when.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            uid = f"{listing.uid[: MOST_UID - len(begins) - 1]}#{begins}"
            self._listings.setdefault((uid, listing.recurrence), replace(listing, uid=uid))

    def leave(self, why: str, many: int = 1, *, name: str = "") -> None:
        """Note that some are left out; ``why`` goes on after "Left out: 3 ", then what they are called."""
        self._left[why] += many
        if (name := fit(one_line(name), _MOST_NAME)) and name not in self._names[why]:
            self._names[why].append(name)

    def note(self, how: str) -> None:
        """Note that one is taken otherwise than it stands there; ``how`` goes on after "3 "."""
        self._taken[how] += 1

    def reading(self, title: str) -> Reading:
        """All of it, the soonest first.

        Args:
            title: What the calendar is called.
        """
        found = sorted(self._listings.values(), key=lambda one: (one.when.starts_at, one.uid, one.recurrence))
        if len(found) > MOST_OFFERED:
            self.leave(f"after the first {MOST_OFFERED}", len(found) - MOST_OFFERED)
        seen = len(found) <= MOST_OFFERED and not self._left.get(UNREADABLE)
        complete = seen and not any(one.on for one in found)
        taken = [f"{count:,} {how}" for how, count in self._taken.items()]
        left = [say_left(count, why, self._names[why]) for why, count in self._left.items()]
        return Reading(
            fit(one_line(title), MOST_TITLE), tuple(found[:MOST_OFFERED]), (*taken, *left), complete
        )


def say_left(many: int, why: str, names: Sequence[str]) -> str:
    """That some are left out, and why, with some of their names. Args as of :meth:`Gathering.leave`."""
    more = many - len(names[:_MOST_NAMED])
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
    named = f": {shown}{f' and {more:,} more' if more else ''}" if shown else ""
    return f"Left out: {many:,} {why}{named}."


def secure_link(text: str) -> str:
    """A link that may be shown, with https where it said http; empty if it is none."""
    try:
        link = read_link(text)
    except UserError:
        return ""
    return f"https{link[4:]}" if link[:5].lower() == "http:" else link


def source_key(address: str) -> str:
    """What a source is known again by, followed or not: its address is a secret, and not kept for it."""
    return hashlib.sha256(address.encode()).hexdigest() if address else FILES


_MOMENTS: Final = ("starts_at", "ends_at", "until")
_PLAIN: Final = tuple(name for name in Listing.__dataclass_fields__ if name != "when")


def _check_times(when: When) -> None:
    if any(moment.tzinfo is None for moment in (when.starts_at, when.ends_at, when.until)):
        raise ListingError("with a time but no zone")
    if not timedelta() < when.ends_at - when.starts_at:
        raise ListingError("that end before they begin")
    if when.ends_at - when.starts_at > LONGEST:
        raise ListingError("longer than a month")
    if when.until < when.ends_at:
        raise ListingError("of a series that ends before it begins")
    try:
        ZoneInfo(when.time_zone)
    except (KeyError, ValueError, OSError):
        raise ListingError("in a time zone that I do not know") from None


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
