"""What a calendar says of one event, from the library's parts: words, place, and how it is known again."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote

from dateutil.rrule import rrulestr
from icalendar import Calendar

from mentorbot.chat import fit
from mentorbot.events import terms
from mentorbot.events.ical_text import Line, unescape, write_calendar
from mentorbot.events.listings import secure_link
from mentorbot.events.title_words import is_called_off
from mentorbot.events.web_text import read_web_text
from mentorbot.members.answers import MOST_PLACE, one_line, paragraph

# What the library says of the types of its parts holds only for calendars that are well written.
Part = Any

_MOST_OFF: Final = 1_000
_MOST_ZONE: Final = 40
UNSURE: Final = "Not confirmed yet, says the calendar that this is from."
POSTPONED: Final = "Postponed, says the calendar that this is from."
_SAID: Final = {"TENTATIVE": UNSURE, "POSTPONED": POSTPONED, "RESCHEDULED": POSTPONED}
_LINK: Final = re.compile(r"https?://[^\s<>\"()]+[^\s<>\"().,;]", re.ASCII)
_MEETING: Final = re.compile(
    r"https://(?:[\w-]+\.)*(?:zoom\.us/[jw]/|zoomgov\.com/j/|teams\.microsoft\.com/l/meetup-join/|teams\.live\.com/meet/"
    r"|teams\.microsoft\.com/meet/|meet\.google\.com/[a-z]|webex\.com/[^\s<>\"()]*(?:MTID=|/j\.php|meet/)"
    r"|gotomeeting\.com/join/|meet\.goto\.com/|whereby\.com/|meet\.jit\.si/)[^\s<>\"()]*[^\s<>\"().,;]",
    re.ASCII,
)
"""Where one joins a video meeting: programs that have no field for it write it into the description."""
_WRAPPED: Final = re.compile(
    r"https://(?:[\w.-]*safelinks\.protection\.outlook\.com/\?url=|www\.google\.com/url\?q=)"
    r"(https?[^&\s<>)]+)[^\s<>)]*",
    re.ASCII,
)
"""A link as programs wrap it to look at where it leads first."""


def title_of(one: Part) -> str:
    """What an event is called, as words also where it is written for a web page."""
    return one_line(read_web_text(text_of(one, "SUMMARY")))


def about_of(one: Part) -> str:
    """What an event says of itself: its description, or that of those who write one for web pages only."""
    written = text_of(one, "DESCRIPTION")
    about = read_web_text(written if written.strip() else unescape(text_of(one, "X-ALT-DESC")))
    about = paragraph(_WRAPPED.sub(lambda found: unquote(found[1]), about))
    return f"{_SAID.get(_state_of(one), '')}\n{about}".strip()


def bare(master: Part) -> Part:
    """The series as its rule alone has it."""
    bare = master.copy(recursive=True)
    for name in ("EXDATE", "RDATE", "EXRULE"):
        bare.pop(name, None)
    return bare


def settle_exceptions(one: Part) -> Part:
    """The event with dates in the place of a rule that leaves some out, which the form had until 2009.

    Raises:
        ValueError: That rule cannot be read.
    """
    rules = one.pop("EXRULE", None)
    if rules is None:
        return one
    start = one["DTSTART"].dt
    timed = isinstance(start, datetime)
    wall = start.replace(tzinfo=None) if timed else datetime.combine(start, time())
    for rule in rules if isinstance(rules, list) else [rules]:
        text = re.sub(r"(UNTIL=[0-9T]+)Z", r"\1", rule.to_ical().decode())
        for off in islice(rrulestr(text, dtstart=wall), _MOST_OFF):
            one.add("EXDATE", off.replace(tzinfo=start.tzinfo) if timed else off.date())
    return one


def name_whole(one: Part, master: Part) -> Part:
    """A date of a series that says of which day it is alone, with the hour that the series has."""
    day, start = one["RECURRENCE-ID"].dt, master["DTSTART"].dt
    if isinstance(start, datetime) and not isinstance(day, datetime):
        parameters = dict(one["RECURRENCE-ID"].params)
        del one["RECURRENCE-ID"]
        one.add("RECURRENCE-ID", datetime.combine(day, start.timetz()))
        ranges = {name: value for name, value in parameters.items() if name.upper() == "RANGE"}
        one["RECURRENCE-ID"].params.update(ranges)
    return one


def zone_name_of(one: Part) -> str:
    """What an event calls the zone in which it begins; empty if it names none."""
    return fit(str(one["DTSTART"].params.get("TZID", "")), _MOST_ZONE)


def is_off(one: Part) -> bool:
    """Whether it is called off: by what it says of itself or, as some programs have it, in its title."""
    return _state_of(one) in {"CANCELLED", "CANCELED"} or is_called_off(title_of(one))


def _state_of(one: Part) -> str:
    return text_of(one, "STATUS").strip().upper()


def rule_parts(master: Part, name: str) -> set[str]:
    """What a part of its rule says; there may be several rules."""
    rules = master.get("RRULE", [])
    every = rules if isinstance(rules, list) else [rules]
    return {str(value).upper() for rule in every for value in rule.get(name, ())}


def own_rule(master: Part) -> str:
    """Its rule, if it has one alone."""
    rule = master.get("RRULE")
    return "" if rule is None or isinstance(rule, list) else str(rule.to_ical().decode())


def uid_of(one: Part) -> str:
    """Its UID; of one without, what it is called and when it begins, by which it is known again.

    A series and those of its dates that differ have nothing else in common than what they are called.
    """
    if uid := str(one.get("UID", "")).strip():
        return uid
    serial = {"RRULE", "RDATE", "RECURRENCE-ID"} & set(one)
    begins = "" if serial else getattr(one.get("DTSTART"), "dt", "")
    return f"none:{hashlib.sha256(f'{title_of(one)} {begins}'.encode()).hexdigest()}"


def key_of(uid: str) -> str:
    """What it is known again by, however long that is."""
    uid = one_line(uid)
    return uid if len(uid) <= terms.MOST_UID else f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"


def sequence_of(one: Part) -> int:
    """How often its time or place was changed."""
    try:
        return min(max(int(one.get("SEQUENCE", 0)), 0), 2**31 - 1)
    except (TypeError, ValueError):
        return 0


def modified_of(one: Part) -> str:
    """When it was last changed, in ISO 8601; empty if that is not said."""
    found = getattr(one.get("LAST-MODIFIED"), "dt", None)
    return found.astimezone(UTC).isoformat() if isinstance(found, datetime) and found.tzinfo else ""


def text_of(one: Part, name: str) -> str:
    """What it says under a name; empty for nothing."""
    found = one.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found or "")[:20_000]


def organizer_of(one: Part) -> str:
    """Who holds it, if that is said."""
    organizer = one.get("ORGANIZER")
    organizer = organizer[0] if isinstance(organizer, list) and organizer else organizer
    return host_name(str(getattr(organizer, "params", {}).get("CN", "")).strip('"'))


def host_name(name: str) -> str:
    """Who holds it, as all may read it: nobody's address for mail."""
    return "" if "@" in name else name


def says_only_busy(one: Part) -> bool:
    """Whether it is what a calendar shows to strangers: that somebody is busy, and not with what."""
    said = any(text_of(one, name).strip() for name in ("DESCRIPTION", "LOCATION", "URL", "X-ALT-DESC"))
    return not said and title_of(one).casefold() in _BUSY


_BUSY: Final = {
    "away", "belegt", "busy", "focus time", "free", "gebucht", "no disponible", "occupato", "occup\u00e9",
    "ocupado", "ooo", "out of office", "private", "private appointment", "private event", "tentative",
    "unavailable", "working elsewhere",
}  # fmt: skip


def where_of(one: Part) -> tuple[str, str]:
    """Place and link: a link in what says where, or that of a video meeting."""
    typed = one_line(read_web_text(text_of(one, "LOCATION")).replace("\n", ", "))
    found = _LINK.search(typed)
    links = [found[0] if found else ""]
    for name in ("X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        links += _texts_of(one, name)
    for name in one:
        links += _MEETING.findall(text_of(one, name)) if name.startswith("X-") else []
    links += _MEETING.findall(about_of(one))
    place = typed.replace(found[0], "").strip(" ,;()-/|") if found else typed
    return fit(place, MOST_PLACE) if place else "", next(filter(None, map(secure_link, links)), "")


def _texts_of(one: Part, name: str) -> list[str]:
    """All that it says under a name that may stand there several times."""
    found = one.get(name, [])
    return [str(text) for text in (found if isinstance(found, list) else [found])]


def is_for_all_after(one: Part) -> bool:
    """Whether what differs in one date differs in all after it as well."""
    return str(one["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE"


def parse_events(
    zones_: Iterable[Iterable[Line]],
    events: Iterable[Iterable[Line]],
    *,
    or_without: bool = False,
) -> list[Part]:
    """Events as the library has them; if it stumbles over a zone, without the zones, where that is wanted."""
    try:
        return _events_of(write_calendar((), zones_, events))
    except Exception:
        if not or_without:
            raise
    return _events_of(write_calendar((), (), events))


def _events_of(text: str) -> list[Part]:
    return [settle_exceptions(one) for one in Calendar.from_ical(text).walk("VEVENT")]
