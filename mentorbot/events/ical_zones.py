"""Which zone a calendar means: by its name, however a program writes it, or by how its clock goes."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from mentorbot.times.cities import SHORT_NAMES

COMMON: Final = (
    "America/Chicago", "America/New_York", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "America/Anchorage", "Pacific/Honolulu", "America/Halifax", "America/Puerto_Rico", "Europe/London",
    "Europe/Berlin", "Europe/Athens", "Asia/Kolkata", "Asia/Manila", "Asia/Tokyo", "Australia/Sydney",
    "America/St_Johns", "America/Bogota", "America/Sao_Paulo", "America/Santiago", "Europe/Moscow",
    "Africa/Lagos", "Africa/Johannesburg", "Africa/Nairobi", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul",
    "Asia/Karachi", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Australia/Darwin",
    "Australia/Brisbane", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Fiji",
    "Pacific/Chatham", "Pacific/Marquesas",
)  # fmt: skip
"""Where most of those live whose calendars name no zone that is known; of equal clocks the first is taken."""

_OFFSET: Final = re.compile(r"\(?\b(?:UTC|GMT)\s*(?:[+-]\d{1,2}[:.]?(?:\d{2})?)?\)?", re.IGNORECASE)
_FIXED: Final = re.compile(r"\(?(?:UTC|GMT)\s*([+-])(\d{1,2})(?:[:.]?(\d{2}))?\)?", re.IGNORECASE)
_PARTS: Final = {
    ("+", 3, 30): "Asia/Tehran", ("+", 4, 30): "Asia/Kabul", ("+", 5, 30): "Asia/Kolkata",
    ("+", 5, 45): "Asia/Kathmandu", ("+", 6, 30): "Asia/Yangon", ("+", 9, 30): "Australia/Darwin",
}  # fmt: skip
"""Clocks that stay as they are, part of an hour from the others."""
_SHORT: Final = re.compile(r"([A-Z]{2,5})(?:\d{1,2}[A-Z]{3,4})?")
"""Such as CST, and CST6CDT."""
_SEASONS: Final = (1, 7)
_MONTH: Final = re.compile(r"\d{4}(0[1-9]|1[0-2])")
_BY_MONTH: Final = re.compile(r"BYMONTH=(\d{1,2})")
_UNTIL_YEAR: Final = re.compile(r"UNTIL=(\d{4})")
_TZOFFSET: Final = re.compile(r"([+-])(\d{2})(\d{2})")


@cache
def _ours() -> dict[str, str]:
    """Every zone by its key in small letters."""
    return {key.lower(): key for key in available_timezones() if "/" in key and not key.startswith("Etc/")}


@cache
def _cities() -> dict[str, str]:
    """Zones by the city in their key, in small letters with spaces."""
    found: dict[str, str] = {}
    for key in sorted(_ours().values()):
        found.setdefault(key.rpartition("/")[2].replace("_", " ").lower(), key)
    return found


def is_known(key: str) -> bool:
    """Whether this is a zone's key as it is written."""
    return key in available_timezones()


def find_by_name(name: str) -> str:
    """The IANA zone that a program means by a name, such as "(UTC-06:00) Central Time"; empty if unknown."""
    name = " ".join(name.strip().strip('"').split())
    if found := _by_key(name) or WINDOWS_TO_OLSON.get(name, "") or _by_offset(name):
        return found
    words = _OFFSET.sub("", name).strip(" ,-")
    bare = re.sub(r"\s*\(.*?\)", "", words).strip()
    if found := _by_key(bare):
        return found
    bare = re.sub(r"^(?:US|U\.S\.)(?: & Canada)? | \d$", "", bare).replace(" Daylight Time", " Time")
    for candidate in (words, bare, f"{bare.removesuffix(' Time')} Standard Time", f"{bare} (Mexico)"):
        if found := WINDOWS_TO_OLSON.get(candidate, ""):
            return found
    for city in re.split(r"\s*[,;]\s*", bare):
        if found := _cities().get(city.lower(), ""):
            return found
    return ""


def find_by_short_name(name: str) -> str:
    """The likeliest zone of a short name, such as "CST", that is not described; empty if it is unknown."""
    found = _SHORT.fullmatch(name.strip().upper())
    return SHORT_NAMES.get(found[1], ("",))[0] if found else ""


def find_by_clock(lines: Iterable[str], now: datetime, first: Iterable[str]) -> str:
    """The zone whose clock goes as a calendar says, this winter and this summer; empty if none of ours does.

    Args:
        lines: Of a VTIMEZONE.
        now: Aware.
        first: Zones that are likelier than the common ones.
    """
    lines = list(lines)
    located = (line.partition(":")[2] for line in lines if line.upper().startswith("X-LIC-LOCATION:"))
    if found := next(filter(None, map(find_by_name, located)), ""):
        return found
    wanted = _describe_year(lines, now)
    for key in (*first, *COMMON) if wanted else ():
        zone = ZoneInfo(key)
        seen = [datetime(now.year, month, 15, tzinfo=UTC).astimezone(zone).utcoffset() for month in _SEASONS]
        if seen == wanted:
            return key
    return ""


def _describe_year(lines: Iterable[str], now: datetime) -> list[timedelta]:
    """How far from UTC a clock is that is described, in January and July; empty if that is not said."""
    changes: dict[str, tuple[int, timedelta]] = {}
    kind, month, offset = "", 1, None
    for line in lines:
        name, _, value = line.upper().partition(":")
        if name == "BEGIN":
            kind, month, offset = value.strip(), 1, None
        elif name == "DTSTART" and (found := _MONTH.match(value.strip())):
            month = int(found[1])
        elif name == "RRULE" and (found := _BY_MONTH.search(value)):
            month = int(found[1])
            if (ended := _UNTIL_YEAR.search(value)) and int(ended[1]) < now.year:
                kind = ""
        elif name == "TZOFFSETTO" and (found := _TZOFFSET.match(value.strip())):
            size = timedelta(hours=int(found[2]), minutes=int(found[3]))
            offset = size if found[1] == "+" else -size
        elif name == "END" and kind and offset is not None:
            # Of several the last that stands there holds.
            changes[kind] = month, offset
    in_order = sorted(changes.values())
    return [_of_month(in_order, month) for month in _SEASONS] if in_order else []


def _of_month(changes: Sequence[tuple[int, timedelta]], month: int) -> timedelta:
    """What holds in a month, of changes that come every year."""
    return next((to for since, to in reversed(changes) if since <= month), changes[-1][1])


def _by_offset(name: str) -> str:
    """The zone of a clock that stays so far from UTC, such as "GMT+01:00"; empty if it is none of these."""
    found = _FIXED.fullmatch(name)
    if found is None:
        return "UTC" if name.lower() in {"tzone://microsoft/utc", "z", "utc", "gmt", "zulu"} else ""
    hours, minutes = int(found[2]), int(found[3] or 0)
    if minutes:
        return _PARTS.get((found[1], hours, minutes), "")
    # Their signs are the other way round.
    zone = f"Etc/GMT{'-' if found[1] == '+' else '+'}{hours}"
    return "UTC" if not hours else zone if is_known(zone) else ""


def _by_key(name: str) -> str:
    """A key of ours, alone or at the end of an address such as "/example.org/America/Chicago"."""
    parts = name.lower().split("/")
    for start in range(len(parts) - 1):
        if found := _ours().get("/".join(parts[start:]).replace(" ", "_")):
            return found
    return _ours().get(name.lower().replace("-", "/", 1), "")
