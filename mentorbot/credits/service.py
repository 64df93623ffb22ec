"""Keeping goals and what was earned for them. What counts is decided in rule."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Table, delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.credits import answers, nudges, proofs
from mentorbot.credits.answers import Draft
from mentorbot.credits.credential import Credential, Group
from mentorbot.credits.cycle import find_span
from mentorbot.credits.hooks import GapHooks
from mentorbot.credits.proofs import Proof
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import (
    EntryView,
    GoalView,
    Standing,
    Stands,
    Status,
    entries,
    find_stands,
    goals,
    load_standing,
)
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.answers import read_last_day

when_logged: Final[list[Callable[[Session, int], Awaitable[None]]]] = []
"""Called with the id of every member who logged something, in that transaction."""
when_kept: Final[list[Callable[[Session, int], Awaitable[None]]]] = []
"""Called with the id of every member who says which credential they keep, likewise."""
when_complete: Final[list[Callable[[Session, int], Awaitable[None]]]] = []
"""Called with the id of every member who logged what was missing last, likewise."""
MOST_GOALS: Final = 10
MOST_ENTRIES: Final = 5_000
"""For one goal, over all its cycles."""

CHOOSE: Final = ("Choose it", "credits:begin")
"""The button with which one says which credential one keeps, for a refusal."""
NO_GOAL: Final = "Tell me first which credential you keep: `/credits goal`."
NOT_KEPT: Final = "That credential is not among those you keep. `/credits goal` adds it."
TWICE: Final = "That is in your list already, with the same title, day, type and hours. Nothing was added."


def list_offered(rules: Rules, kept: Iterable[GoalView]) -> list[tuple[Credential, Group]]:
    """Every type that can be logged, goal by goal."""
    credentials = [rules.get(goal.credential) for goal in kept]
    return [(one, type_) for one in credentials if one is not None for type_ in one.types.values()]


async def find_standing(
    connection: AsyncConnection | Session, caller: Caller, goal_id: int | None = None
) -> Standing:
    """The caller and their goals: one statement.

    Args:
        goal_id: As for :func:`mentorbot.credits.standing.load_standing`.

    Raises:
        UserError: They are not enrolled.
    """
    standing = await load_standing(connection, caller, goal_id)
    if standing.member is None:
        raise members.refuse_stranger(caller)
    return standing


async def find_logged(connection: AsyncConnection, caller: Caller) -> Standing:
    """The caller with at least one goal. Raises UserError: they have none, or are not enrolled."""
    standing = await find_standing(connection, caller)
    if not standing.goals:
        raise UserError(NO_GOAL, way_on=CHOOSE)
    return standing


async def find_status(
    connection: AsyncConnection,
    caller: Caller,
    rules: Rules,
    hooks: GapHooks,
    *,
    credential: Credential | None = None,
    goal_id: int | None = None,
) -> Status:
    """How the caller stands with one goal, and what would fill the gap.

    Args:
        credential: The goal's; None for the goal that ends first, unless its id is given.

    Raises:
        UserError: They are not enrolled, or do not keep it.
    """
    standing = await find_standing(connection, caller, goal_id)
    if goal_id is not None:
        goal = standing.goal(goal_id)
    else:
        kept = [one for one in standing.goals if credential is None or one.credential == credential.id]
        if credential is not None and not kept:
            raise UserError(NOT_KEPT, way_on=CHOOSE)
        if not kept:
            return Status(standing)
        goal = kept[0]
    if rules.get(goal.credential) is None:
        return Status(standing, goal)
    found = find_stands(rules, standing, goal)
    if found.count.complete:
        return Status(standing, goal, found)
    there = replace(caller, community=standing.address.community)
    fillers = await hooks.find_fillers(connection, there, goal.gap(found.credential))
    return Status(standing, goal, found, fillers)


async def set_goal(
    session: Session,
    caller: Caller,
    credential: Credential,
    rules: Rules,
    *,
    started: str,
    expires: str,
) -> Stands:
    """Keep a credential, or change the cycle one is in; what was logged stays.

    Args:
        started: When they were certified or last renewed, as it was typed; nothing if they did not say.
        expires: When the cycle ends, likewise.

    Raises:
        UserError: A day cannot be read, not enrolled, too many goals, or a cycle that makes no sense.
    """
    standing = await find_standing(session, caller)
    today = standing.today()
    first = answers.read_date(started, today)
    last = read_last_day(expires, today, "date") if expires.strip() else None
    cycle = find_span(credential.cycle, today, first, last)
    before = next((goal for goal in standing.goals if goal.credential == credential.id), None)
    dates = {"starts_on": cycle.starts_on, "ends_on": cycle.ends_on}
    if before is not None:
        goal = replace(before, starts_on=cycle.starts_on, ends_on=cycle.ends_on)
        await session.execute(goals.update().where(goals.c.id == goal.id).values(dates))
    else:
        if len(standing.goals) >= MOST_GOALS:
            raise UserError(
                f"You keep {MOST_GOALS} credentials already. Remove one in `/credits status` first."
            )
        row = {
            "member_id": _member(standing),
            "credential": credential.id,
            **dates,
            "reminded": True,
            "created_at": clock.now(),
        }
        added = await session.execute(goals.insert().values(row).returning(goals.c.id))
        goal = GoalView(added.scalar_one(), credential.id, cycle.starts_on, cycle.ends_on, reminded=True)
    found = find_stands(rules, _with(standing, goal), goal)
    await nudges.plan_nudges(session, standing, goal, complete=found.count.complete)
    await _touch(session, standing)
    for function in when_kept:
        await function(session, _member(standing))
    return replace(found, new=before is None, notes=cycle.notes)


async def log_entry(
    session: Session,
    caller: Caller,
    rules: Rules,
    draft: Draft,
    goal_id: int | None = None,
    *,
    proof: Proof | None = None,
) -> Stands:
    """Write down something that was earned.

    Args:
        proof: The file that proves it.
        goal_id: For which goal; None lets the draft's type say it.

    Raises:
        UserError: Not enrolled, no goal, no known type, a day that does not count, or twice the same.
    """
    standing = await find_standing(session, caller, goal_id)
    if not standing.goals:
        raise UserError(NO_GOAL, way_on=CHOOSE)
    goals_here = standing.goals if goal_id is None else (standing.goal(goal_id),)
    credential, type_ = answers.pick_group(list_offered(rules, goals_here), draft.type)
    goal = next(goal for goal in goals_here if goal.credential == credential.id)
    if len(goal.entries) >= MOST_ENTRIES:
        raise UserError(
            f"There are {MOST_ENTRIES:,} entries for {credential.name} already. `/credits export` keeps a "
            "copy; delete those of old cycles, then there is room."
        )
    fields = _fields(standing, goal, credential, type_, draft)
    row = {"goal_id": goal.id, "member_id": _member(standing), "created_at": clock.now(), **fields}
    added = await session.execute(
        insert(entries).values(row).on_conflict_do_nothing().returning(entries.c.id)
    )
    id_ = added.scalar()
    if id_ is None:
        raise UserError(TWICE)
    entry = EntryView(id=id_, **fields, file=proof.name if proof else None)
    if proof is not None:
        await proofs.keep_proof(session, _member(standing), id_, proof)
    for function in when_logged:
        await function(session, _member(standing))
    found = await _changed(session, rules, standing, goal, (*goal.entries, entry), entry=entry)
    for function in when_complete if found.count.complete else ():
        await function(session, _member(standing))
    return found


async def change_entry(
    session: Session, caller: Caller, rules: Rules, goal_id: int, entry_id: int, *, draft: Draft
) -> Stands:
    """Correct an entry.

    Raises:
        UserError: It is not there, or what :func:`log_entry` raises.
    """
    standing = await find_standing(session, caller, goal_id)
    goal = standing.goal(goal_id)
    entry = goal.entry(entry_id)
    credential = find_stands(rules, standing, goal).credential
    _, type_ = answers.pick_group(list_offered(rules, [goal]), draft.type)
    fields = _fields(standing, goal, credential, type_, draft)
    changed = EntryView(id=entry.id, **fields, file=entry.file)
    others = tuple(one for one in goal.entries if one.id != entry.id)
    if any(replace(one, id=entry.id, proof=changed.proof, file=changed.file) == changed for one in others):
        raise UserError(TWICE)
    await session.execute(entries.update().where(entries.c.id == entry.id).values(fields))
    return await _changed(session, rules, standing, goal, (*others, changed), entry=changed)


async def attach_proof(
    session: Session, caller: Caller, rules: Rules, goal_id: int, entry_id: int, *, proof: Proof | None
) -> Stands:
    """Keep a file with an entry, in the place of the one that was there; None: no file any more.

    Raises:
        UserError: The entry is not there, or files fill more than is kept.
    """
    standing = await find_standing(session, caller, goal_id)
    goal = standing.goal(goal_id)
    entry = replace(goal.entry(entry_id), file=proof.name if proof else None)
    if proof is None:
        await proofs.drop_proof(session, _member(standing), entry.id)
    else:
        await proofs.keep_proof(session, _member(standing), entry.id, proof)
    others = tuple(one for one in goal.entries if one.id != entry.id)
    return await _changed(session, rules, standing, goal, (*others, entry), entry=entry)


async def remove_entry(session: Session, caller: Caller, rules: Rules, goal_id: int, entry_id: int) -> Stands:
    """Delete an entry. Raises UserError if it is not there."""
    standing = await find_standing(session, caller, goal_id)
    goal = standing.goal(goal_id)
    entry = goal.entry(entry_id)
    await session.execute(entries.delete().where(entries.c.id == entry.id))
    others = tuple(one for one in goal.entries if one.id != entry.id)
    return await _changed(session, rules, standing, goal, others, entry=entry)


async def drop_goal(session: Session, caller: Caller, goal_id: int) -> Standing:
    """Delete a goal with everything that was logged for it. Raises UserError if it is not there."""
    standing = await find_standing(session, caller, goal_id)
    goal = standing.goal(goal_id)
    await session.execute(goals.delete().where(goals.c.id == goal.id))
    await nudges.cancel_nudges(session, goal.id)
    await _touch(session, standing)
    return replace(standing, goals=tuple(one for one in standing.goals if one.id != goal.id))


async def set_reminded(
    session: Session, caller: Caller, rules: Rules, goal_id: int, *, reminded: bool
) -> Stands:
    """Say whether one wants to hear when behind. Raises UserError if the goal is not there."""
    standing = await find_standing(session, caller, goal_id)
    goal = replace(standing.goal(goal_id), reminded=reminded)
    found = find_stands(rules, _with(standing, goal), goal)
    await session.execute(goals.update().where(goals.c.id == goal.id).values(reminded=reminded))
    await nudges.plan_nudges(session, standing, goal, complete=found.count.complete)
    await _touch(session, standing)
    return found


async def export_goals(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Every goal of these members, by member."""
    return await _export(session, goals, member_ids)


async def export_entries(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Every entry of these members, by member."""
    return await _export(session, entries, member_ids)


async def erase_goals(session: Session, member_ids: Sequence[int]) -> None:
    """Delete every goal of these members."""
    await session.execute(delete(goals).where(goals.c.member_id.in_(member_ids)))


async def erase_entries(session: Session, member_ids: Sequence[int]) -> None:
    """Delete every entry of these members."""
    await session.execute(delete(entries).where(entries.c.member_id.in_(member_ids)))


def _member(standing: Standing) -> int:
    if standing.member is None:
        raise RuntimeError("only members change something")
    return standing.member.id


def _fields(
    standing: Standing, goal: GoalView, credential: Credential, type_: Group, draft: Draft
) -> dict[str, Any]:
    today = standing.today()
    day = answers.read_date(draft.day, standing.said_on()) or today
    if day > today:
        raise UserError("That day is still to come. Log it when it is over; the credits are yours then.")
    if not goal.starts_on <= day <= goal.ends_on:
        raise UserError(
            f"{day} lies outside your {credential.name} cycle, {goal.starts_on} to {goal.ends_on}, "
            "so it would not count. If the cycle is wrong, `/credits goal` changes it."
        )
    return {
        "title": draft.title,
        "day": day,
        "quarters": draft.quarters,
        "type": type_.id,
        "proof": draft.proof,
    }


async def _changed(
    session: Session,
    rules: Rules,
    standing: Standing,
    goal: GoalView,
    kept: tuple[EntryView, ...],
    *,
    entry: EntryView,
) -> Stands:
    """The goal with these entries; nudges are planned anew if it became complete by that, or incomplete."""
    was = find_stands(rules, standing, goal).count.complete
    now = replace(goal, entries=tuple(sorted(kept, key=lambda one: (one.day, one.id))))
    found = find_stands(rules, _with(standing, now), now)
    if found.count.complete is not was:
        await nudges.plan_nudges(session, standing, now, complete=found.count.complete)
    await _touch(session, standing)
    return replace(found, entry=entry)


def _with(standing: Standing, goal: GoalView) -> Standing:
    others = [one for one in standing.goals if one.id != goal.id]
    return replace(standing, goals=tuple(sorted((*others, goal), key=lambda one: (one.ends_on, one.id))))


async def _touch(session: Session, standing: Standing) -> None:
    await members.note_use(session, _member(standing), clock.now())


async def _export(
    session: Session, table: Table, member_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    columns = [column for column in table.c if column.name != "member_id"]
    return await rows_of(session, member_ids, table.c.member_id, select(*columns).order_by(table.c.id))
