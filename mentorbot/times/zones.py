"""Finding a time zone by what people call it: a city, a country, a short name, or the IANA key.

Names, countries and links come from the tzdata package (https://data.iana.org/time-zones/theory.html);
places it does not name are in :mod:`mentorbot.times.cities`.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import chain
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from mentorbot import clock
from mentorbot.chat import fit, limits
from mentorbot.errors import UserError
from mentorbot.times.cities import CITIES, FIRST, SHORT_NAMES, STATES

DEFAULT = "UTC"
_MOST_TYPED = 100
_LEAST_LIKENESS = 70


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone to choose: its IANA key, and the line that says which it is."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class _Name:
    """One name a zone goes by: as it is shown, and as it is compared."""

    shown: str
    folded: str
    zone: str


def find_zones(text: str, limit: int = limits.SUGGESTIONS) -> list[Zone]:
    """The zones a person may mean, the likeliest first.

    Args:
        text: What was typed so far: "chicago", "india", "EST", "Europe/Ber", "new yrok", or nothing.
        limit: At most this many.

    Returns:
        Each zone once, its label carrying the offset from UTC that is in force now.
    """
    moment = clock.now()
    typed = _fold(text[:_MOST_TYPED])
    if not typed:
        return [_zone(key, _city(key), moment) for key in FIRST[:limit]]
    found: dict[str, str] = {}
    for name in chain(_matching(typed), _alike(typed)):
        found.setdefault(name.zone, name.shown)
        if len(found) == limit:
            break
    return [_zone(key, shown, moment) for key, shown in found.items()]


def find_zone(text: str) -> str:
    """The IANA key of the zone that was typed or picked.

    Args:
        text: An IANA key in any case, or a name that :func:`find_zones` knows exactly.

    Raises:
        UserError: Nothing goes by that name.
    """
    typed = _fold(text[:_MOST_TYPED])
    for name in _names():
        if name.folded == typed:
            return name.zone
    key = _keys().get(text.strip().lower())
    if key is not None:
        return key
    raise UserError(
        "I do not know that time zone. Name a large city near you, such as Chicago or Mumbai, "
        "or the zone itself, such as Eastern Time."
    )


def label(key: str, moment: datetime | None = None) -> str:
    """A zone for reading: "America/Chicago (UTC−06:00)", with the offset in force at that moment."""
    return f"{key} ({_offset(key, moment or clock.now())})"


def _matching(typed: str) -> list[_Name]:
    """The names that are, begin with, have a word that begins with, or contain what was typed."""
    ranked = []
    for place, name in enumerate(_names()):
        at = name.folded.find(typed)
        if at < 0:
            continue
        if at == 0:
            rank = 0 if len(name.folded) == len(typed) else 1
        else:
            rank = 2 if f" {typed}" in name.folded else 3
        ranked.append((rank, place, name))
    ranked.sort(key=lambda entry: entry[:2])
    return [name for _, _, name in ranked]


def _alike(typed: str) -> list[_Name]:
    """The names that are only spelt differently."""
    names = _names()
    hits = process.extract(
        typed, [name.folded for name in names], scorer=fuzz.ratio, limit=10, score_cutoff=_LEAST_LIKENESS
    )
    return [names[place] for _, _, place in hits]


def _zone(key: str, shown: str, moment: datetime) -> Zone:
    aside = "" if shown.replace(" ", "_") == key else f"{shown} · "
    return Zone(key, fit(f"{aside}{label(key, moment)}", limits.SUGGESTION))


def _offset(key: str, moment: datetime) -> str:
    offset = ZoneInfo(key).utcoffset(moment.astimezone(ZoneInfo(key)))
    minutes = round(offset.total_seconds() / 60) if offset else 0
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _fold(text: str) -> str:
    """Lower case, without accents, every run of other signs a single space."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def _city(key: str) -> str:
    return key.rsplit("/", 1)[-1].replace("_", " ")


@cache
def _keys() -> dict[str, str]:
    """Every IANA key by its lower case."""
    return {key.lower(): key for key in _tzdata("zones").split()}


@cache
def _names() -> tuple[_Name, ...]:
    """All names, those that should win a tie first."""
    current = {}
    for line in _lines("zoneinfo", "zone.tab"):
        country, _, key, *comment = line.split("\t")
        current[key] = (country, comment[0] if comment else "")
    countries = dict(line.split("\t") for line in _lines("zoneinfo", "iso3166.tab"))
    links = (line.split()[1:3] for line in _tzdata("zoneinfo", "tzdata.zi").splitlines() if line[:2] == "L ")

    pairs = [(short, zone) for short, zones in SHORT_NAMES.items() for zone in zones]
    pairs += [(place, zone) for zone in CITIES for place in CITIES[zone].split("|")]
    pairs += [(_city(key), key) for key in current]
    pairs += [(place, zone) for zone in STATES for place in STATES[zone].split("|")]
    pairs += [(countries[country], key) for key, (country, _) in current.items()]
    pairs += [(key, key) for key in current]
    pairs += [(_city(old), key) for key, old in links if old not in current and key in current and "/" in old]
    pairs += [(comment, key) for key, (_, comment) in current.items() if comment]
    pairs.sort(key=lambda pair: pair[0] not in SHORT_NAMES and pair[1] not in FIRST)
    return tuple(_Name(shown, _fold(shown), zone) for shown, zone in dict.fromkeys(pairs))


def _lines(*path: str) -> list[str]:
    return [line for line in _tzdata(*path).splitlines() if line and not line.startswith("#")]


def _tzdata(*path: str) -> str:
    return files("tzdata").joinpath(*path).read_text("utf-8")
