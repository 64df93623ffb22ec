"""A member with their goals and what they have earned for them, read in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.credits.credential import Credential
from mentorbot.credits.hooks import GapFiller
from mentorbot.credits.models import CREDIT_ENTRY, CREDIT_GOAL, CREDIT_PROOF
from mentorbot.credits.rule import Count, Credit, Gap, count_credits
from mentorbot.credits.rules import Rules
from mentorbot.db import AsyncConnection, Session, name_columns, read_row
from mentorbot.delivery.kinds import Address
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.service import MemberView
from mentorbot.times.typed import said_at

GOAL_GONE: Final = "That goal is no longer there. `/credits status` shows what there is now."
ENTRY_GONE: Final = "That entry is no longer there. `/credits status` shows what there is now."

goals: Final = CREDIT_GOAL
entries: Final = CREDIT_ENTRY


@dataclass(frozen=True, slots=True)
class EntryView:
    """One thing that was logged. ``type`` may be of a rule that has changed since.

    Args:
        proof: A link to the proof.
        file: The name of the file that proves it, if one is kept.
    """

    id: int
    title: str
    day: date
    quarters: int
    type: str
    proof: str | None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class GoalView:
    """A credential that somebody keeps; its entries by day, those of earlier cycles among them."""

    id: int
    credential: str
    starts_on: date
    ends_on: date
    reminded: bool
    entries: tuple[EntryView, ...] = ()

    def within(self) -> tuple[EntryView, ...]:
        """The entries of this cycle."""
        return tuple(entry for entry in self.entries if self.starts_on <= entry.day <= self.ends_on)

    def credits(self) -> tuple[Credit, ...]:
        """The entries of this cycle, as a rule counts them."""
        return tuple(Credit(entry.id, entry.day, entry.quarters, entry.type) for entry in self.within())

    def count(self, credential: Credential) -> Count:
        """How the goal stands."""
        return count_credits(credential.asked(self.starts_on), self.credits())

    def gap(self, credential: Credential) -> Gap:
        """What is open, for offers to fill."""
        parts = credential.asked(self.starts_on)
        return Gap(parts, self.credits(), credential.kinds, self.starts_on, self.ends_on)

    def entry(self, id_: int) -> EntryView:
        """One of the entries. Raises UserError if it is not there."""
        for entry in self.entries:
            if entry.id == id_:
                return entry
        raise UserError(ENTRY_GONE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member and their goals, by when they end. ``member`` is None for somebody who is not enrolled."""

    member: MemberView | None = None
    community_id: int = 0
    address: Address = Address("", None)  # noqa: RUF009 - it never changes
    goals: tuple[GoalView, ...] = ()

    def goal(self, id_: int | None) -> GoalView:
        """One of the goals. Raises UserError if it is not there."""
        for goal in self.goals:
            if goal.id == id_:
                return goal
        raise UserError(GOAL_GONE)

    def today(self) -> date:
        """The day where the member is."""
        return clock.now().astimezone(self._zone()).date()

    def said_on(self) -> date:
        """The day from which "yesterday" counts, where the member is."""
        return said_at().astimezone(self._zone()).date()

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.member.time_zone if self.member else "UTC")


@dataclass(frozen=True, slots=True)
class Stands:
    """How a goal stands.

    Args:
        entry: The entry that this is about, if it is about one.
        new: Whether what this is about was not there before.
        notes: What was taken otherwise than it was typed, in sentences.
    """

    standing: Standing
    goal: GoalView
    credential: Credential
    count: Count
    entry: EntryView | None = None
    new: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """How somebody stands with a goal.

    Args:
        goal: None if they keep no credential.
        stands: None if there is no rule for it any more.
        fillers: What would fill the gap, best first.
    """

    standing: Standing
    goal: GoalView | None = None
    stands: Stands | None = None
    fillers: Sequence[GapFiller] = ()


_GOAL: Final = tuple(goals.c[name] for name in GoalView.__dataclass_fields__ if name != "entries")
_ENTRY: Final = tuple(entries.c[name] for name in EntryView.__dataclass_fields__ if name != "file")


def _select() -> Select[*tuple[Any, ...]]:
    joined = members.SOURCE.outerjoin(goals, goals.c.member_id == members.ID)
    joined = joined.outerjoin(entries, entries.c.goal_id == goals.c.id)
    joined = joined.outerjoin(CREDIT_PROOF, CREDIT_PROOF.c.entry_id == entries.c.id)
    return (
        select(
            *members.COLUMNS,
            members.MEMBER_COMMUNITY,
            *members.PLACE,
            *name_columns("goal_", _GOAL),
            *name_columns("entry_", _ENTRY),
            CREDIT_PROOF.c.name.label("entry_file"),
        )
        .select_from(joined)
        .order_by(goals.c.ends_on, goals.c.id, entries.c.day, entries.c.id)
    )


_owner = goals.alias()
_HERE: Final = _select().where(members.HERE)
_LAST_USED: Final = _select().where(members.LAST_USED)
_OWNER: Final = select(_owner.c.member_id).where(_owner.c.id == bindparam("goal")).correlate(None)
_OF_GOAL: Final = _select().where(members.THEIRS, members.ID.in_(_OWNER))
_ONE: Final = _select().where(goals.c.id == bindparam("one"), goals.c.member_id == bindparam("of"))


def find_stands(rules: Rules, standing: Standing, goal: GoalView) -> Stands:
    """How a goal stands.

    Raises:
        UserError: Its rule is gone.
    """
    credential = rules.get(goal.credential)
    if credential is None:
        raise UserError(
            "The rule of that credential is not in my content any more, so I cannot count by it. "
            "`/credits export` still gives you all that you logged."
        )
    return Stands(standing, goal, credential, goal.count(credential))


async def load_standing(
    connection: AsyncConnection | Session, caller: Caller, goal: int | None = None
) -> Standing:
    """The caller's goals: one statement.

    Args:
        goal: In a direct message, the goal that a button is about, and so the community; what belongs to
            somebody else is not found. Otherwise it is about the community they are in, or used last.
    """
    parameters = members.bind_caller(caller)
    if goal is not None and caller.community is None:
        found = await connection.execute(_OF_GOAL, {**parameters, "goal": goal})
    else:
        here = _HERE if members.has_place(caller) else _LAST_USED
        found = await connection.execute(here, parameters)
    return _standing(caller, found.all())


async def load_goal(
    connection: AsyncConnection | Session, member_id: int, goal_id: int
) -> tuple[MemberView, GoalView] | None:
    """One goal of one member, with its entries; None if it is gone."""
    rows = (await connection.execute(_ONE, {"one": goal_id, "of": member_id})).all()
    return (members.read_member(rows[0]), *_goals(rows)) if rows else None  # type: ignore[return-value]


async def find_ends(connection: AsyncConnection, member_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """When the cycles of a member's goals end: id, credential, ends_on and created_at of each."""
    columns = goals.c.id, goals.c.credential, goals.c.ends_on, goals.c.created_at
    return (await connection.execute(select(*columns).where(goals.c.member_id == member_id))).all()


def _standing(caller: Caller, rows: Iterable[Row[*tuple[Any, ...]]]) -> Standing:
    rows = list(rows)
    if not rows:
        return Standing()
    (first, *_) = rows
    address = Address(caller.platform, first.community, user_id=caller.user_id)
    return Standing(members.read_member(first), first.community_id, address, tuple(_goals(rows)))


def _goals(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[GoalView]:
    found: dict[int, GoalView] = {}
    inside: dict[int, list[EntryView]] = {}
    for row in rows:
        if row.goal_id is None:
            continue
        if row.goal_id not in found:
            found[row.goal_id] = read_row(GoalView, row, "goal_", entries=())
        if row.entry_id is not None:
            inside.setdefault(row.goal_id, []).append(read_row(EntryView, row, "entry_"))
    for goal in found.values():
        yield replace(goal, entries=tuple(inside.get(goal.id, ())))
