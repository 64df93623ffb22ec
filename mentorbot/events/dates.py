"""The dates of a series one by one: those that are moved or called off, and those that were held.

A date is known by when its rule has it ("planned"), wherever it was moved to since.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.events import recurrence

MOST_HELD: Final = 2 * recurrence.MOST_TIMES
"""Dates that are remembered after their series was moved; the latest are."""


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A date that is otherwise than its series; None and empty texts are as the series has them."""

    planned: datetime
    starts_at: datetime
    ends_at: datetime
    place: str | None = None
    link: str | None = None
    title: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A date as it takes place. ``title`` and ``about`` are empty where the series has none of its own."""

    planned: datetime
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    title: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class DateChange:
    """What became of one date.

    Args:
        was: When it was to begin; None if it had been called off.
        now: As it is now; None if it is called off.
    """

    planned: datetime
    was: datetime | None
    now: Occurrence | None


@dataclass(frozen=True, slots=True)
class When:
    """When and where: what those who come are told of when it changes.

    Args:
        until: When the last of a series ends.
        link: Where it takes place online; may go with a place or without one.
        skipped: Of a series, the planned starts that do not take place (see recurrence).
        own_dates: Of a series, the dates that are otherwise than the others (see :func:`write_own`).
        all_day: Whether it is about days: it begins with the first and ends with the last, on the clock
            of its zone.
    """

    starts_at: datetime
    ends_at: datetime
    until: datetime
    time_zone: str
    rule: str
    place: str
    link: str
    skipped: str = ""
    own_dates: str = ""
    all_day: bool = False

    @property
    def planned(self) -> tuple[datetime, ...]:
        """Every start that the rule gives."""
        return recurrence.list_starts(self.rule, self.time_zone, self.starts_at)

    @property
    def dates(self) -> tuple[Occurrence, ...]:
        """Every date that takes place, in order."""
        return _list_dates(self)

    @property
    def own(self) -> tuple[Occurrence, ...]:
        """Those of them that are otherwise than the others."""
        planned = {one.planned for one in read_own(self.own_dates)}
        return tuple(one for one in self.dates if one.planned in planned)

    @property
    def starts(self) -> tuple[datetime, ...]:
        """Every start, in order."""
        return tuple(one.starts_at for one in self.dates)

    def settled(self) -> "When":
        """The same, with the end of the last date as it follows from the others."""
        last = max((one.ends_at for one in self.dates), default=self.ends_at)
        return replace(self, until=max(last, self.ends_at))


def find_end(when: When, planned: datetime) -> datetime:
    """When the date ends that is planned for then. Days end with a day, whatever the clocks do meanwhile."""
    if not when.all_day:
        return planned + (when.ends_at - when.starts_at)
    zone = ZoneInfo(when.time_zone)
    first, last, begins = (one.astimezone(zone) for one in (when.starts_at, when.ends_at, planned))
    day = begins.date() + (last.date() - first.date())
    return datetime.combine(day, last.time(), zone).astimezone(UTC)


def write_own(own: Iterable[OwnDate]) -> str:
    """Dates of their own as they are stored in one column; an empty place or link is one: there is none."""
    usual = {("place", None), ("link", None), ("title", ""), ("about", "")}
    rows = [
        {name: _stored(value) for name, value in asdict(one).items() if (name, value) not in usual}
        for one in sorted(own, key=lambda one: one.planned)
    ]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


@lru_cache(maxsize=1024)
def read_own(text: str) -> tuple[OwnDate, ...]:
    """What :func:`write_own` wrote."""
    return tuple(
        OwnDate(
            datetime.fromisoformat(row["planned"]),
            datetime.fromisoformat(row["starts_at"]),
            datetime.fromisoformat(row["ends_at"]),
            row.get("place"),
            row.get("link"),
            row.get("title", ""),
            row.get("about", ""),
        )
        for row in (json.loads(text) if text else ())
    )


@lru_cache(maxsize=1024)
def list_all(when: When, held: str) -> tuple[Occurrence, ...]:
    """Every date in order, with those that are not in the rule any more (see :func:`keep_held`)."""
    kept = (_occurrence(one, when) for one in read_own(held))
    return tuple(sorted((*kept, *when.dates), key=_order))


def keep_held(every: Iterable[Occurrence], held: str, after: When, now: datetime) -> str:
    """What is remembered beside the rule of a series: dates that were due before it was moved.

    Args:
        every: All its dates before that.
        held: Those that were remembered so far.
        after: When it takes place now.

    Returns:
        To be read with :func:`read_own`.
    """
    known = {one.planned: one for one in read_own(held)}
    planned = frozenset(after.planned)
    for one in every:
        if one.planned <= now and one.planned not in planned:
            known[one.planned] = OwnDate(
                one.planned, one.starts_at, one.ends_at, one.place, one.link, one.title, one.about
            )
    return write_own(sorted(known.values(), key=lambda one: one.starts_at)[-MOST_HELD:])


def compare(before: When, after: When, now: datetime) -> tuple[DateChange, ...] | None:
    """What became of single dates to come; None if not single ones changed, but all of them."""
    if not before.rule or not after.rule or _frame(before) != _frame(after):
        return None
    old = [start for start in before.planned if start > now]
    new = [start for start in after.planned if start > now]
    same = min(len(old), len(new))
    if old[:same] != new[:same] or (not same and before.planned != after.planned):
        return None
    was = {one.planned: one for one in before.dates if one.ends_at > now}
    is_ = {one.planned: one for one in after.dates if one.ends_at > now}
    changed = [
        planned for planned in {*was, *is_} & {*before.planned} if was.get(planned) != is_.get(planned)
    ]
    # Of a date that runs, or that its rule no longer gives because it has passed, nothing new is known.
    told = [planned for planned in changed if planned in is_ or was[planned].starts_at > now]
    return tuple(
        DateChange(planned, was[planned].starts_at if planned in was else None, is_.get(planned))
        for planned in sorted(told)
    )


def move_date(when: When, date: Occurrence) -> When:
    """A series with one of its dates as it is now; nothing is kept of it that is as the series has it."""
    same = (date.place, date.link) == (when.place, when.link)
    place, link = (None, None) if same else (date.place, date.link)
    own = OwnDate(date.planned, date.starts_at, date.ends_at, place, link, date.title, date.about)
    others = _without(when.own_dates, {date.planned})
    kept = others if own == _usual(when, date.planned) else [*others, own]
    return replace(when, own_dates=write_own(kept)).settled()


def call_off(when: When, planned: Collection[datetime]) -> When:
    """A series without these of its dates."""
    skipped = recurrence.write_moments({*recurrence.read_moments(when.skipped), *planned})
    own = write_own(_without(when.own_dates, planned))
    return replace(when, skipped=skipped, own_dates=own).settled()


def restore(when: When, planned: datetime) -> When:
    """A series with one of its dates as planned, though it was moved or called off."""
    skipped = recurrence.write_moments(recurrence.read_moments(when.skipped) - {planned})
    own = write_own(_without(when.own_dates, {planned}))
    return replace(when, skipped=skipped, own_dates=own).settled()


def is_as_planned(when: When, date: Occurrence) -> bool:
    """Whether one of its dates is as the series has it."""
    return date == _occurrence(_usual(when, date.planned), when)


def shift(own: str, to: Mapping[datetime, datetime]) -> str:
    """The stored dates of a series that was moved: each stays where it was put.

    Args:
        to: Where each that was planned is planned now; what is not in it has passed.
    """
    kept = (one for one in read_own(own) if one.planned in to)
    return write_own(replace(one, planned=to[one.planned]) for one in kept)


@lru_cache(maxsize=1024)
def _list_dates(when: When) -> tuple[Occurrence, ...]:
    without = recurrence.read_moments(when.skipped)
    own = {one.planned: one for one in read_own(when.own_dates)}
    found = [
        _occurrence(own.get(planned) or _usual(when, planned), when)
        for planned in when.planned
        if planned not in without
    ]
    return tuple(sorted(found, key=_order))


def _without(own: str, planned: Collection[datetime]) -> list[OwnDate]:
    return [one for one in read_own(own) if one.planned not in planned]


def _usual(when: When, planned: datetime) -> OwnDate:
    return OwnDate(planned, planned, find_end(when, planned))


def _occurrence(one: OwnDate, when: When) -> Occurrence:
    place = when.place if one.place is None else one.place
    link = when.link if one.link is None else one.link
    return Occurrence(one.planned, one.starts_at, one.ends_at, place, link, one.title, one.about)


def _order(one: Occurrence) -> tuple[datetime, datetime]:
    return one.starts_at, one.planned


def _frame(when: When) -> tuple[object, ...]:
    length = when.ends_at - when.starts_at
    return when.time_zone, length, when.place, when.link, when.all_day


def _stored(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
