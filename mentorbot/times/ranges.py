"""From when to when, where both are typed in one: "tomorrow 2-4pm", "Friday from 9 to 5". Pure."""

import re
from typing import Final

from mentorbot.times.words import WEEKDAY_RE

_CLOCK: Final = r"(?:noon|midday|(?P<{0}>[0-9]{{1,2}})(?::[0-9]{{2}})?\s?(?P<{0}_half>[ap]\.?m\b\.?|[ap]\b)?)"
_FROM_TO: Final = re.compile(
    rf"(?P<day>.*?)(?:\b(?P<from>from|between)\s+|(?<![0-9:./t-])\b)(?P<start>{_CLOCK.format('first')})"
    rf"\s*(?:-|to\b|till?\b|until\b|and\b)\s*(?P<end>{_CLOCK.format('last')})(?![0-9:./-]|[a-z])(?P<after>.*)",
    re.IGNORECASE,
)
# Two bare numbers are as well days of a month: they are hours behind a day, and before one.
_BEHIND: Final = re.compile(rf"\b(?:today|tonight|tomorrow|{WEEKDAY_RE}|at)[, ]+$", re.IGNORECASE)
_BARE: Final = re.compile(r"[0-9]{1,2}")


def split_range(typed: str) -> tuple[str, str] | None:
    """Start and end, each as it can be typed alone; None where it is one time.

    "2-4pm" begins in the half of the day in which that is shortest: "11-1pm" in the morning.
    """
    found = _FROM_TO.fullmatch(" ".join(re.sub("[–—−]", "-", typed).split()))
    if found is None:
        return None
    start, end = found["start"].strip(), found["end"].strip()
    bare = _BARE.fullmatch(start) and _BARE.fullmatch(end)
    if bare and not (found["from"] or _BEHIND.search(found["day"])):
        return None
    if found["first"] and not found["first_half"] and found["last_half"]:
        start = f"{start}{_half_before(found)}"
    elif found["first"] and not found["first_half"] and end.lower() in {"noon", "midday"}:
        start = f"{start}am"
    return f"{found['day']}{'at ' if _BARE.fullmatch(start) else ''}{start}{found['after']}", end


def _half_before(found: re.Match[str]) -> str:
    """The half of the day in which a start without one is nearest before its end."""
    if int(found["first"]) > 12:
        return ""
    minutes = [
        int(more[1]) if (more := re.search(r":([0-9]{2})", found[name])) else 0 for name in ("start", "end")
    ]
    end = (int(found["last"]) % 12 + 12 * (found["last_half"][0].lower() == "p")) * 60 + minutes[1]
    start = int(found["first"]) % 12 * 60 + minutes[0]
    return min(("am", "pm"), key=lambda half: (end - start - 720 * (half == "pm") - 1) % 1440)
