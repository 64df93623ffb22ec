"""Finding a time zone by what people call it: a city, a country, a short name, or the IANA key.

Names, countries and links come from the tzdata package (https://data.iana.org/time-zones/theory.html);
places it does not name are in :mod:`mentorbot.times.american` and :mod:`mentorbot.times.cities`.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import chain
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from mentorbot import clock
from mentorbot.chat import fit, limits
from mentorbot.chat.caller import Caller
from mentorbot.errors import UserError
from mentorbot.times import american
from mentorbot.times.american import find_zip
from mentorbot.times.cities import CITIES, FIRST, SHORT_NAMES, STATES

DEFAULT = "UTC"
"""What is kept of whoever has not said where they live."""
TOLD_UTC = "Etc/UTC"
"""What is kept of whoever says that they live by UTC."""
_MOST_TYPED = 100
_LEAST_LIKENESS = 70
AMERICA = "US"
"""The country whose careers this is about; where somebody is who does not say."""
_PLACE, _REGION, _CODE = "place", "region", "code"
_EXACT, _BEGUN, _WORD, _WITHIN = range(4)
_MOST_TOGETHER = 3
"""Cities of one zone that are named together."""
_SHORTENED = {"Saint": "St", "Fort": "Ft", "Mount": "Mt"}


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone to choose: its IANA key, and the line that says which it is."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class _Name:
    """One name a zone goes by.

    Args:
        shown: As it is shown.
        folded: As it is compared.
        country: Whose it is, by its two letters; empty for what belongs to none.
        sort: City, region, code of a state, or anything else.
    """

    shown: str
    folded: str
    zone: str
    country: str = ""
    sort: str = ""


def find_zones(text: str, limit: int = limits.SUGGESTIONS, home: str = AMERICA) -> list[Zone]:
    """The zones a person may mean, the likeliest first.

    Args:
        text: What was typed so far: "chicago", "portland, me", "60601", "EST", "new yrok", or nothing.
        limit: At most this many.
        home: The country where they most likely are, by its two letters: of places that fit alike, its
            own come first.

    Returns:
        Each zone once, its label carrying the offset from UTC that is in force now.
    """
    moment = clock.now()
    typed = _fold(text[:_MOST_TYPED])
    if not typed:
        return [_zone(key, _city(key), moment) for key in FIRST[:limit]]
    if (zone := find_zip(text)) and home == AMERICA:
        return [_zone(zone, f"ZIP code {text.strip()}", moment)]
    found: dict[str, list[tuple[int, _Name]]] = {}
    for rank, name in _likely(text, home):
        found.setdefault(name.zone, []).append((rank, name))
    return [_zone(key, _together(fits), moment) for key, fits in list(found.items())[:limit]]


def find_zone(text: str, home: str = AMERICA) -> str:
    """The IANA key of the zone that was typed or picked.

    Args:
        text: An IANA key in any case, or a name that :func:`find_zones` knows exactly.
        home: As of :func:`find_zones`.

    Raises:
        UserError: Nothing goes by that name.
    """
    text = text[:_MOST_TYPED]
    key = _keys().get(text.strip().lower())
    exact = [name.zone for rank, name in _matching(_fold(text), home) if not rank] or [key or ""]
    found = exact[0] or (find_zip(text) if home == AMERICA else "")
    if not found:
        found = next((name.zone for name in _in_region(text, home, exactly=True)), "")
    if found:
        return found
    raise UserError(
        "I do not know that time zone. Name a large city near you, such as Chicago or Mumbai, "
        "or the zone itself, such as Eastern Time."
    )


def home_of(caller: Caller) -> str:
    """The country where somebody most likely is, by its two letters: as their chat tells; else America."""
    country = _current().get(caller.time_zone, ("", ""))[0]
    region = caller.locale.replace("_", "-").partition("-")[2].upper()
    return country or (region if region in _countries() else AMERICA)


def country_of(key: str) -> str:
    """The country of a zone, by its two letters; America where it belongs to none."""
    return _current().get(key, ("", ""))[0] or AMERICA


def label(key: str, moment: datetime | None = None) -> str:
    """A zone for reading: "America/Chicago (UTC−06:00)", with the offset in force at that moment."""
    shown = DEFAULT if key == TOLD_UTC else key
    return f"{shown} ({_offset(key, moment or clock.now())})"


def _together(fits: list[tuple[int, _Name]]) -> str:
    """What a zone is offered as: of what fits, the likeliest, and cities of it that fit as well."""
    least, first = fits[0]
    beside = (name for rank, name in fits if rank == least <= _BEGUN and name.sort == first.sort == _PLACE)
    return " / ".join(list(dict.fromkeys(one.shown for one in chain([first], beside)))[:_MOST_TOGETHER])


def _likely(text: str, home: str) -> list[tuple[int, _Name]]:
    """What was typed, or what it begins; else within a region; else what is only spelt differently."""
    typed = _fold(text[:_MOST_TYPED])
    matching = _matching(typed, home)
    begun = [(rank, name) for rank, name in matching if rank <= _WORD]
    if begun and begun[0][0] <= _BEGUN:
        return begun
    found = [(_BEGUN, name) for name in _in_region(text[:_MOST_TYPED], home)] + begun
    return found or matching + [(_WITHIN, name) for name in _alike(typed)]


def _matching(typed: str, home: str) -> list[tuple[int, _Name]]:
    """The names that are, begin with, have a word that begins with, or contain what was typed."""
    ranked = []
    for place, name in enumerate(_names()):
        at = name.folded.find(typed)
        if at < 0 or not typed or (name.sort == _CODE and (home != AMERICA or name.folded != typed)):
            continue
        if at == 0:
            rank = _EXACT if len(name.folded) == len(typed) else _BEGUN
        else:
            rank = _WORD if f" {typed}" in name.folded else _WITHIN
        ranked.append((rank, name.country not in {"", home}, place, name))
    ranked.sort(key=lambda entry: entry[:3])
    return [(rank, name) for rank, _, _, name in ranked]


def _in_region(text: str, home: str, *, exactly: bool = False) -> list[_Name]:
    """What "Springfield, Illinois", "Toronto, Canada" or "Naperville IL" may be.

    A place that is not known goes by its region.

    Args:
        exactly: Whether both are typed to the end.
    """
    place, comma, region = text.rpartition(",") if "," in text else text.strip().rpartition(" ")
    place, region = _fold(place), _fold(region)
    if not place or not region:
        return []
    begins = _EXACT if exactly or comma != "," else _BEGUN
    regions = [
        name for rank, name in _matching(region, home) if rank <= begins and name.sort in {_REGION, _CODE}
    ]
    zones = {name.zone for name in regions}
    places = [name for rank, name in _matching(place, home) if rank <= begins and name.zone in zones]
    return places or [name for name in regions if name.folded == region][:1]


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
    """Lower case, without accents and dots, every run of other signs a single space."""
    plain = unicodedata.normalize("NFKD", text).lower().replace(".", "").replace("’", "").replace("'", "")
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def _city(key: str) -> str:
    return key.rsplit("/", 1)[-1].replace("_", " ")


@cache
def _keys() -> dict[str, str]:
    """Every IANA key by its lower case."""
    return {key.lower(): key for key in _tzdata("zones").split()}


@cache
def _current() -> dict[str, tuple[str, str]]:
    """Every zone that stands for a place: its country, and what tzdata notes of it."""
    found = {}
    for line in _lines("zoneinfo", "zone.tab"):
        country, _, key, *comment = line.split("\t")
        found[key] = (country, comment[0] if comment else "")
    return found


@cache
def _countries() -> dict[str, str]:
    """What countries are called, by their two letters."""
    return dict(line.split("\t") for line in _lines("zoneinfo", "iso3166.tab"))


@cache
def _names() -> tuple[_Name, ...]:
    """All names, those that should win a tie first: short names, America by size, then the world."""
    short = (_Name(one, _fold(one), zone) for one, zones in SHORT_NAMES.items() for zone in zones)
    return tuple(dict.fromkeys(chain(short, _american(), _elsewhere())))


def _american() -> Iterator[_Name]:
    many = Counter(name for name, _, _ in american.CITIES)
    abroad = {place for places in CITIES.values() for place in places.split("|")}
    abroad.update(_city(key) for key, (country, _) in _current().items() if country != AMERICA)
    for name, code, zone in american.CITIES:
        shown = f"{name}, {code}" if many[name] > 1 or name in abroad or code == "DC" else name
        for one in _spellings(name):
            yield _Name(shown, _fold(one), zone, AMERICA, _PLACE)
        for one in _spellings(name):
            yield _Name(shown, _fold(f"{one} {code}"), zone, AMERICA, _PLACE)
    for state, zone in american.STATES.values():
        yield _Name(f"{state}, USA" if state == "Georgia" else state, _fold(state), zone, AMERICA, _REGION)
        if (bare := state.removesuffix(" State")) != state:
            yield _Name(state, _fold(bare), zone, AMERICA, _REGION)
    for zone, names in american.NICKNAMES.items():
        for name in names.split("|"):
            yield _Name(name, _fold(name), zone, AMERICA)
    for code, (state, zone) in american.STATES.items():
        yield _Name(state, code.lower(), zone, AMERICA, _CODE)


def _spellings(name: str) -> tuple[str, ...]:
    """A city's name as it is, and with its first word shortened as people do."""
    first, _, rest = name.partition(" ")
    return (name, f"{_SHORTENED[first]} {rest}") if first in _SHORTENED else (name,)


def _elsewhere() -> Iterator[_Name]:
    current = _current()
    links = (line.split()[1:3] for line in _tzdata("zoneinfo", "tzdata.zi").splitlines() if line[:2] == "L ")
    pairs = [(place, zone, _PLACE) for zone in CITIES for place in CITIES[zone].split("|")]
    pairs += [(_city(key), key, _PLACE) for key in current]
    pairs += [(place, zone, _REGION) for zone in STATES for place in STATES[zone].split("|")]
    pairs += [(_countries()[country], key, _REGION) for key, (country, _) in current.items()]
    pairs += [(key, key, "") for key in current]
    pairs += [
        (_city(old), key, _PLACE)
        for key, old in links
        if old not in current and key in current and "/" in old
    ]
    pairs += [(comment, key, "") for key, (_, comment) in current.items() if comment]
    pairs.sort(key=lambda pair: pair[1] not in FIRST)
    for shown, zone, sort in pairs:
        yield _Name(shown, _fold(shown), zone, current.get(zone, ("", ""))[0], sort)


def _lines(*path: str) -> list[str]:
    return [line for line in _tzdata(*path).splitlines() if line and not line.startswith("#")]


def _tzdata(*path: str) -> str:
    return files("tzdata").joinpath(*path).read_text("utf-8")
