"""What a calendar says of one event, from the library's parts: words, place, and how it is known again."""

import hashlib
import re
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any, Final

from dateutil.rrule import rrulestr

from mentorbot.chat import fit
from mentorbot.events import terms
from mentorbot.events.listings import secure_link
from mentorbot.events.web_text import read_web_text
from mentorbot.members.answers import MOST_PLACE, one_line

# What the library says of the types of its parts holds only for calendars that are well written.
Part = Any

_MOST_OFF: Final = 1_000
UNSURE: Final = "Not confirmed yet, says the calendar that this is from."
_LINK: Final = re.compile(r"https?://[^\s<>\"()]+[^\s<>\"().,;]", re.ASCII)


def unescape(text: str) -> str:
    """A text without the escapes of the form."""
    return re.sub(r"\\([nN]|.)", lambda found: " " if found[1] in "nN" else found[1], text)


def about_of(one: Part) -> str:
    """What an event says of itself: its description, or that of those who write one for web pages only."""
    about = read_web_text(text_of(one, "DESCRIPTION") or text_of(one, "X-ALT-DESC"))
    return f"{UNSURE}\n{about}" if str(one.get("STATUS", "")).upper() == "TENTATIVE" else about


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


def is_off(one: Part) -> bool:
    """Whether it is called off."""
    return str(one.get("STATUS", "")).upper() == "CANCELLED"


def rule_parts(master: Part, name: str) -> set[str]:
    """What a part of its rule says; there may be several rules."""
    rules = master.get("RRULE", [])
    every = rules if isinstance(rules, list) else [rules]
    return {str(value).upper() for rule in every for value in rule.get(name, ())}


def own_rule(master: Part) -> str:
    """Its rule, if it has one alone."""
    rule = master.get("RRULE")
    return "" if rule is None or isinstance(rule, list) else str(rule.to_ical().decode())


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
    return str(getattr(organizer, "params", {}).get("CN", "")).strip('"')


def where_of(one: Part) -> tuple[str, str]:
    """Place and link: a link in what says where, or that of a video meeting."""
    typed = one_line(text_of(one, "LOCATION"))
    found = _LINK.search(typed)
    link = secure_link(found[0]) if found else ""
    for name in ("X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        link = link or secure_link(text_of(one, name))
    place = typed.replace(found[0], "").strip(" ,;()-") if found else typed
    return fit(place, MOST_PLACE) if place else "", link
