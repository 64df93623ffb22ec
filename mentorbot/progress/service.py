"""Reading and writing what members have done. What comes next is decided in advice."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, json_by_key, rows_of
from mentorbot.guide.model import Guide, Milestone, Way
from mentorbot.members import service as members
from mentorbot.members.aims import find_credentials
from mentorbot.members.answers import Answers
from mentorbot.members.service import Aims
from mentorbot.progress.advice import Advice, choose_next
from mentorbot.progress.models import PROGRESS, Mark
from mentorbot.progress.path import SETTLED, Path, Standing, state_of, states_of
from mentorbot.progress.ways import item_of, items_of, note_way

__all__ = [
    "Advice",
    "Change",
    "Mark",
    "Marked",
    "Standing",
    "Started",
    "choose_form",
    "choose_next",
    "load_standing",
    "mark_milestone",
    "set_aims",
    "start_guide",
    "states_of",
    "tick_way",
]

# The marks come as one value: a row for each would repeat the member in it, to be read again every time.
_marks = (
    select(json_by_key(PROGRESS.c.item, PROGRESS.c.state))
    .where(PROGRESS.c.member_id == members.ID)
    .correlate(members.SOURCE.left)
    .scalar_subquery()
)
_member_with_marks = select(*members.COLUMNS, _marks.label("marks")).select_from(members.SOURCE)
_MARKS = {mark.value: mark for mark in Mark}
_HERE = _member_with_marks.where(members.HERE)
_LAST_USED = _member_with_marks.where(members.LAST_USED)


class Change(StrEnum):
    """What a press of a button can say of a milestone."""

    DONE = "done"
    NOT_FOR_ME = "not_for_me"
    STARTED = "started"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of a press.

    Args:
        standing: How the member stands now.
        before: What had been said of the milestone; None if nothing.
        changed: False if the press came to nothing new, such as a double click.
    """

    standing: Standing
    milestone: Milestone
    change: Change
    before: Mark | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Started:
    """What came of /start. ``first_time``: the member was not enrolled here before."""

    standing: Standing
    first_time: bool


async def load_standing(connection: AsyncConnection | Session, caller: Caller) -> Standing:
    """Who the caller is and what they have done: one statement. In a direct message, where they were last."""
    statement = _HERE if members.has_place(caller) else _LAST_USED
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    if row is None:
        return Standing()
    marks = json.loads(row.marks)
    return Standing(members.read_member(row), {item: _MARKS[said] for item, said in marks.items()})


async def start_guide(session: Session, caller: Caller, guide: Guide, answers: Answers) -> Started:
    """Enrol the caller, or renew their answers; their milestones stay as they are.

    A credential that their goal names needs no choosing any more.

    Raises:
        UserError: In a direct message, from someone who is in no community.
    """
    member = await members.enrol(session, caller, answers.profile)
    where = dict.fromkeys(answers.finished, Mark.DONE) | dict.fromkeys(answers.under_way, Mark.STARTED)
    left = [step.id for step in guide.steps if step.id not in where]
    await session.execute(
        delete(PROGRESS).where(PROGRESS.c.member_id == member.id, PROGRESS.c.item.in_(left))
    )
    await _write(session, member.id, where)
    if find_credentials(member):
        await note_way(session, member.id, Way.NAME_CREDENTIAL)
    marks = select(PROGRESS.c.item, PROGRESS.c.state).where(PROGRESS.c.member_id == member.id)
    rows = (await session.execute(marks)).all()
    return Started(
        Standing(member, {row.item: row.state for row in rows}),
        first_time=member.enrolled_at == member.updated_at,
    )


async def set_aims(session: Session, caller: Caller, aims: Aims) -> Standing:
    """Keep what the caller aims at; a credential that is named needs no choosing any more.

    Raises:
        UserError: They are not enrolled.
    """
    member = await members.set_aims(session, caller, aims)
    if aims.credential is not None:
        await note_way(session, member.id, Way.NAME_CREDENTIAL)
    return await load_standing(session, caller)


async def choose_form(session: Session, caller: Caller, *, dark: bool) -> Standing:
    """Draw dark pictures for the caller from now on, or light ones. Of strangers nothing is kept."""
    standing = await load_standing(session, caller)
    if standing.member is not None and standing.member.dark is not dark:
        await members.set_dark(session, standing.member.id, dark=dark)
    return standing


async def mark_milestone(session: Session, caller: Caller, guide: Guide, item: str, change: Change) -> Marked:
    """Say of a milestone that it is done, not for the caller, or under way; or take back what was said.

    Saying the same twice changes nothing, and neither does starting what is settled.

    Args:
        item: The milestone's id, from a button that may be old.

    Raises:
        UserError: The caller is not enrolled, or the guide no longer has the milestone.
    """
    found = await load_standing(session, caller)
    if found.member is None:
        raise members.refuse_stranger(caller)
    return await _mark(session, found, guide, item, Change(change))


async def tick_way(session: Session, caller: Caller, guide: Guide, way: Way, times: int) -> Standing:
    """Note how often a member has done something in another room: it ticks what on their path asks for it.

    What asks for no more is done, and the first that does is under way; what belongs to a later year is left
    alone.

    Args:
        times: How often they have done it; 0 if they only began.

    Raises:
        UserError: They are not enrolled.
    """
    standing = await load_standing(session, caller)
    if standing.member is None:
        raise members.refuse_stranger(caller)
    path = Path(guide, standing, clock.now())
    for milestone in path.milestones:
        if milestone.way is not way or path.is_ahead(milestone):
            continue
        if milestone.often_enough(times, path.stage):
            standing = (await _mark(session, standing, guide, milestone.id, Change.DONE)).standing
        elif milestone.id in path.open:
            return (await _mark(session, standing, guide, milestone.id, Change.STARTED)).standing
    return standing


async def _mark(session: Session, found: Standing, guide: Guide, item: str, change: Change) -> Marked:
    """Store what was said of a milestone by a member who stands so."""
    if found.member is None:
        raise ValueError("there is nobody to mark it for")
    milestone = found.told(guide).milestone(item)
    items = items_of(milestone)
    before = next((found.marks[one] for one in items if one in found.marks), None)
    after = None if change is Change.UNDO else Mark(change.value)
    state = state_of(milestone, found.marks)
    if after is before or (state in SETTLED and after in {state, Mark.STARTED}):
        return Marked(found, milestone, change, state, changed=False)
    # What one says oneself stands in the place of what was done in another room.
    gone = [one for one in items if one in found.marks and (after is None or one != item)]
    if gone:
        theirs = PROGRESS.c.member_id == found.member.id
        await session.execute(delete(PROGRESS).where(theirs, PROGRESS.c.item.in_(gone)))
    said = _keep_others(guide, milestone, found.marks, gone)
    if after is not None:
        said[item] = after
    await _write(session, found.member.id, said)
    moment = clock.now()
    await members.note_use(session, found.member.id, moment)
    kept = {other: said for other, said in found.marks.items() if other not in items}
    marks = {**kept, **said}
    member = replace(found.member, updated_at=moment)
    return Marked(Standing(member, marks), milestone, change, before, changed=True)


def _keep_others(
    guide: Guide, milestone: Milestone, marks: Mapping[str, Mark], gone: Sequence[str]
) -> dict[str, Mark]:
    """What is to be said of other milestones, as what was done elsewhere and is taken back said it so far."""
    if milestone.way is None or (item := item_of(milestone.way)) not in gone:
        return {}
    others = [m for m in guide.milestones.values() if m.way is milestone.way and m.id != milestone.id]
    return {m.id: marks[item] for m in others if state_of(m, marks) is marks[item]}


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Every mark of these members, by member."""
    statement = select(PROGRESS.c.item, PROGRESS.c.state, PROGRESS.c.at).order_by(
        PROGRESS.c.at, PROGRESS.c.item
    )
    return await rows_of(session, member_ids, PROGRESS.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete every mark of these members."""
    await session.execute(delete(PROGRESS).where(PROGRESS.c.member_id.in_(member_ids)))


async def _write(session: Session, member_id: int, marks: Mapping[str, Mark]) -> None:
    if not marks:
        return
    moment = clock.now()
    statement = insert(PROGRESS).values(
        [
            {"member_id": member_id, "item": item, "state": state, "at": moment}
            for item, state in marks.items()
        ]
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["member_id", "item"],
            set_={"state": statement.excluded.state, "at": statement.excluded.at},
            where=PROGRESS.c.state != statement.excluded.state,
        )
    )
