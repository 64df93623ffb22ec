"""A zone that was typed beside a time: "5pm EST", "17:00 UTC+2", "5pm New York time". Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.errors import UserError
from mentorbot.times import zones
from mentorbot.times.cities import SHORT_NAMES
from mentorbot.times.words import WEEKDAYS

_ZONES: Final = {name.lower().removesuffix(" time"): zones for name, zones in SHORT_NAMES.items()}
_NAMES: Final = "|".join(sorted(map(re.escape, _ZONES), key=len, reverse=True))
_CLOCK: Final = r"[0-9]{1,2}\s?[ap]m|[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2})?(?:\s?[ap]m)?|noon|\bat [0-9]{1,2}"
_HOUR: Final = (
    rf"(?:{_CLOCK}|(?:[01][0-9]|2[0-3])[0-5][0-9](?:\s?h| hrs| hours)?"
    r"|\b(?:midnight|eod|cob|morning|afternoon|evening|night|tonight|tomorrow|day))"
)
_NAMED: Final = re.compile(
    rf"(?<![a-z0-9])(?P<hour>{_HOUR})\s?(?:us )?(?P<zone>{_NAMES})(?:\s+time)?"
    r"(?!\s?[+-]\s?[0-9])(?![a-z0-9+-])"
)
_AT_END: Final = re.compile(rf"(?P<hour>.*(?<![a-z0-9]){_HOUR}.*)\s(?:us )?(?P<zone>{_NAMES})(?:\s+time)?")
_OFFSET: Final = re.compile(
    rf"(?P<hour>(?:{_CLOCK}))\s?(?:(?P<name>utc|gmt)\s?)?(?P<sign>[+-])(?P<hours>[0-9]{{1,2}})(?::?(?P<minutes>[0-9]{{2}}))?(?![0-9:])(?P<half>\s?[ap]m)?"
)
_PLACE: Final = re.compile(
    rf"(?P<hour>.*(?<![a-z0-9]){_HOUR}(?: today| tomorrow|(?: [a-z]+)?day)?)\s(?:in )?"
    r"(?:(?P<place>[^\W\d][^\d]*?) time|(?P<key>[a-z]+/[a-z_/]+)|(?<= in )(?P<town>[^\W\d][^\d]*))"
)
# "5pm in Tokyo on Friday"; what no place is called stays as it is.
_IN_TOWN: Final = re.compile(
    rf"(?P<hour>.*(?<![a-z0-9])(?:{_CLOCK})) in (?P<town>[^\W\d][^\d]*?)"
    r" (?=on |tomorrow|today|[a-z]+day\b)(?P<after>.*)"
)
# "5pm Tokyo time on Friday".
_TIME_OF: Final = re.compile(
    rf"(?P<hour>.*(?<![a-z0-9])(?:{_CLOCK})) (?P<place>[^\W\d][^\d]*?) time"
    r" (?P<after>(?:on |tomorrow|today|next |[a-z]+day\b).*)"
)
_MINE: Final = re.compile(r"\b(?:in )?(?:my|local) time(?: ?zone)?\b")
_STANDARD: Final = re.compile(r"[0-9]:[0-9]{2}:[0-9]{2}[+-]")
_ZULU: Final = re.compile(r"(?P<hour>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)z\b")


_OFF_THE_HOUR: Final = {
    "+3:30": "Asia/Tehran", "+4:30": "Asia/Kabul", "+5:30": "Asia/Kolkata", "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon", "+9:30": "Australia/Darwin", "-9:30": "Pacific/Marquesas",
}  # fmt: skip
"""Zones that are so far from UTC all year."""
_BESIDE_TODAY: Final = re.compile(
    r"\b(?:to(?:day|night|morrow)|this|yesterday|in [0-9a-z]+ (?:days?|weeks?))\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """On whose clock a time is.

    Args:
        rest: What was typed without the zone.
        time_zone: Its IANA key.
        note: What the zone was taken for, as a sentence; empty if none was typed.
    """

    rest: str
    time_zone: str
    note: str = ""


def find_named(text: str, usual: str) -> Named:
    """Find a zone beside the time of day in what :func:`mentorbot.times.tidying.tidy` made.

    Args:
        usual: The IANA key of the zone where none is named; of several of one name, the one that is meant.

    Raises:
        UserError: It is so far from UTC as no zone is.
    """
    text = " ".join(_MINE.sub(" ", text).split())
    text = re.sub(r"\b(utc|gmt) ?([+-]) (?=[0-9])", r"\1\2", text)
    if found := _NAMED.search(text) or _AT_END.fullmatch(text):
        meant = _ZONES[found["zone"]]
        zone = usual if usual in meant else meant[0]
        return _named(text, found, zone, f"I took “{found['zone'].upper()}” as the clock of {zone}.")
    if found := _IN_TOWN.fullmatch(text) or _PLACE.fullmatch(text) or _TIME_OF.fullmatch(text):
        return _in_place(text, found.groupdict(""), usual)
    if found := _ZULU.search(text):
        return _named(text, found, "UTC", "I took “Z” as UTC.")
    if found := _OFFSET.search(text):
        hours, sign = int(found["hours"]), found["sign"]
        if found["half"] or (sign == "-" and not found["name"] and not _STANDARD.search(text)):
            raise UserError(
                "That could be from when to when, or a clock so far from UTC. Give one time, as in "
                "“tomorrow 5pm”, or write “5pm UTC-5”."
            )
        if minutes := int(found["minutes"] or 0):
            offset = f"{sign}{hours}:{minutes:02d}"
            if offset not in _OFF_THE_HOUR:
                raise UserError(
                    f"I know no zone that is UTC{offset} all year. Name a city, as in “5pm Mumbai time”."
                )
            return _named(text, found, _OFF_THE_HOUR[offset], f"I took it as UTC{offset}.")
        if hours > (14 if sign == "+" else 12):
            raise UserError("No zone is that far from UTC. Write it as in “5pm UTC+2”.")
        # In these names the sign is the other way round.
        zone = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "UTC"
        return _named(text, found, zone, f"I took it as UTC{sign}{hours}.")
    return Named(text, usual)


def check_day(text: str, named: Named, usual: str, now: datetime) -> None:
    """Whether "tomorrow" is the same day in a zone that was named and where the person is.

    Args:
        text: What was typed, tidied.
        named: The zone in it.
        usual: The IANA key of the zone of whoever typed.
        now: Aware.

    Raises:
        UserError: It is another day there, and the day was counted from today.
    """
    here, there = (now.astimezone(ZoneInfo(key)).date() for key in (usual, named.time_zone))
    if here != there and _BESIDE_TODAY.search(text):
        raise UserError(
            f"With you it is {WEEKDAYS[here.weekday()]}, on that clock it is {WEEKDAYS[there.weekday()]}. "
            f"Please name the day, as in “{WEEKDAYS[(there.weekday() + 1) % 7]} 5pm EST”."
        )


def _in_place(text: str, found: Mapping[str, str], usual: str) -> Named:
    """ "5pm New York time", "17:00 Europe/Berlin", "5pm in Tokyo"."""
    try:
        named = next(filter(None, map(found.get, ("place", "key", "town"))), "")
        zone = zones.find_zone(named, zones.country_of(usual))
    except UserError:
        return Named(text, usual)
    return Named(
        f"{found['hour']} {found.get('after', '')}".strip(), zone, f"I took it on the clock of {zone}."
    )


def _named(text: str, found: re.Match[str], zone: str, note: str) -> Named:
    rest = f"{text[: found.start()]}{found['hour']} {text[found.end() :]}"
    return Named(" ".join(rest.split()), zone, note)
