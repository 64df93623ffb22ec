"""What a credential asks of those who hold it: read once from ``content/credentials/`` and never changed.

Amounts are whole quarters of an hour (or credit, or unit), so that sums are exact. The files have hours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from mentorbot.guide.model import Content, PageId, Source, Title, words

QUARTERS = 4
"""In an hour."""

MOST_TITLE = 200
MOST_PROOF = 500
MOST_FILE_NAME = 80
"""Characters of what is logged."""
MOST_FILE = 4 * 2**20
"""Bytes of one file of proof."""

MOST_QUARTERS = 800
"""In one entry: 200 hours."""

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _quarters(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number of hours")  # noqa: TRY004 - pydantic wants ValueError
    quarters = Decimal(str(value)) * QUARTERS
    if quarters != int(quarters) or not 0 <= quarters <= 4000:
        raise ValueError("must be from 0 to 1000, in whole quarters such as 1.25")
    return int(quarters)


def hours(quarters: int) -> str:
    """Quarters as one reads them: "12", "1.5", "0.25"."""
    return format((Decimal(quarters) / QUARTERS).normalize(), "f")


def amount_of(quarters: int, unit: str) -> str:
    """So much of a unit: "1 credit", "1.5 credits", "0 activities".

    Args:
        unit: In the plural, as the rule has it.
    """
    return with_unit(hours(quarters), unit)


def with_unit(said: str, unit: str) -> str:
    """An amount that is written already ("0 of 1", "at most 24"), with its unit."""
    if said.rpartition(" ")[2] == "1":
        unit = f"{unit[:-3]}y" if unit.endswith("ies") else unit.removesuffix("s")
    return f"{said} {unit}".strip()


Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=40)]
Quarters = Annotated[int, BeforeValidator(_quarters)]


class Begins(StrEnum):
    """When a cycle begins, told by the day one was certified."""

    SAME_DAY = "same_day"
    NEXT_JANUARY = "next_january"


class Ends(StrEnum):
    """To which day the end of a cycle is moved on."""

    ANY_DAY = "any_day"
    MONTH_END = "month_end"
    YEAR_END = "year_end"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cycle(Content):
    """How long one has.

    ``common_start`` is the first day of some cycle of a credential whose holders all share theirs.
    """

    years: Annotated[int, Field(ge=1, le=10)]
    begins: Begins = Begins.SAME_DAY
    ends: Ends = Ends.ANY_DAY
    common_start: date | None = None
    deadline: Annotated[str, words(200)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount(Content):
    """What one half-year (or other step) of proration puts in the place of a group's bounds."""

    least: Quarters | None = None
    most: Quarters | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Also(Content):
    """A minimum across a part's groups, such as by who gives the credits: at least so much of these types.

    No maximum may stand on these types, nor around them (see reading).
    """

    id: Slug
    name: Title
    short: Annotated[str, words(24)] | None = None
    least: Quarters
    types: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=20)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group(Content):
    """Credits with bounds of their own: at least, at most. One without ``of`` is a type that can be logged.

    ``kinds`` names the credits of events that are of this type, as events name them ("ache-in-person").
    ``also`` is for a part alone.
    """

    id: Slug
    name: Title
    short: Annotated[str, words(24)] | None = None
    hint: Annotated[str, words(80)] | None = None
    unit: Annotated[str, words(20)] | None = None
    least: Quarters = 0
    most: Quarters | None = None
    kinds: Annotated[tuple[Slug, ...], Field(max_length=20)] = ()
    of: Annotated[tuple["Group", ...], Field(max_length=12)] = ()
    also: Also | None = None

    def every(self) -> Iterator["Group"]:
        """This group and all within it, from the outside in."""
        yield self
        for inner in self.of:
            yield from inner.every()

    @property
    def label(self) -> str:
        """A short name, for where there is little room."""
        return self.short or self.name


def _unitary(parts: tuple[Group, ...]) -> tuple[Group, ...]:
    for part in parts:
        if part.unit is None:
            raise ValueError(f"{part.id} has no unit, such as hours")
    return parts


Parts = Annotated[tuple[Group, ...], Field(min_length=1, max_length=4), AfterValidator(_unitary)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proration(Content):
    """Less for those who come late in a shared cycle: a step for every so many months; the last one stays."""

    months: Annotated[int, Field(ge=1, le=12)]
    steps: Annotated[tuple[dict[Slug, Amount], ...], Field(min_length=1, max_length=40)]


@dataclass(frozen=True, kw_only=True)
class Credential(Content):
    """A credential and its rule. ``verified``: every figure is from the body's own page as it stands now."""

    id: PageId
    name: Annotated[str, words(20)]
    title: Title
    body: Annotated[str, words(60)]
    page: PageId
    verified: bool
    cycle: Cycle
    parts: Parts
    proration: Proration | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    note: Annotated[str, words(250)] | None = None

    @cached_property
    def types(self) -> Mapping[str, Group]:
        """What can be logged, by id."""
        return {group.id: group for part in self.parts for group in part.every() if not group.of}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """By type, what it is counted in."""
        return {group.id: part.unit or "" for part in self.parts for group in part.every() if not group.of}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """By the kind of an event's credits, the type they are here."""
        return {kind: type_.id for type_ in self.types.values() for kind in type_.kinds}

    def asked(self, starts_on: date) -> tuple[Group, ...]:
        """The parts with the bounds for somebody who began on this day, prorated where the rule says so."""
        if self.proration is None or self.cycle.common_start is None:
            return self.parts
        behind = _months(self.cycle.common_start, starts_on) % (12 * self.cycle.years)
        steps = self.proration.steps
        step = steps[min(behind // self.proration.months, len(steps) - 1)]
        return tuple(_prorated(part, step) for part in self.parts)


def _months(since: date, day: date) -> int:
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)


def _prorated(group: Group, step: Mapping[str, Amount]) -> Group:
    inner = tuple(_prorated(one, step) for one in group.of)
    amount = step.get(group.id, Amount())
    return replace(
        group,
        least=group.least if amount.least is None else amount.least,
        most=group.most if amount.most is None else amount.most,
        of=inner,
    )
