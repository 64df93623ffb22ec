"""What the two want to reach: up to five goals, of which some are milestones of the guide.

A goal that is tied to a milestone has no state of its own: it is done when the mentee has done the milestone,
wherever they said so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, or_, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide, Milestone
from mentorbot.members.answers import one_line
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.mentorships.models import GOAL, MENTORSHIP
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.terms import MOST_GOAL, MOST_GOALS
from mentorbot.mentoring.people import Person
from mentorbot.progress import service as progress
from mentorbot.progress.service import Change, Mark

GONE: Final = "That goal is not there any more. `/mentorship goals` shows those there are."
NO_WORDS: Final = "What do you want to reach? Write a goal, or choose a milestone of the guide."
THEIRS: Final = "This goal is a milestone of your mentee's guide. They tick it, here or with `/nextstep`."


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal. ``milestone``: the id of the one it is tied to, or empty."""

    id: int
    title: str
    milestone: str
    done: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of a mentorship, and who looks at them."""

    pair: Pair
    me: Side
    goals: tuple[GoalView, ...]
    changed: bool = True


async def find_goals(
    connection: AsyncConnection | Session, caller: Caller, guide: Guide, mentorship_id: int
) -> Goals:
    """The goals of a mentorship of the caller's, with what of them is done by now.

    Raises:
        UserError: It is not theirs, or has ended.
    """
    pair, me = await pairs.find_own(connection, caller, mentorship_id)
    return Goals(pair, me, await _read(connection, pair, guide), changed=False)


async def find_meant(
    connection: AsyncConnection | Session, caller: Caller, guide: Guide, chosen: str
) -> Goals:
    """The goals of the mentorship that a command is about; see :func:`pairs.find_meant`."""
    pair, me = await pairs.find_meant(connection, caller, chosen)
    return Goals(pair, me, await _read(connection, pair, guide), changed=False)


async def find_near(
    connection: AsyncConnection | Session, caller: Caller, guide: Guide, mentorship_id: int
) -> tuple[Pair, list[Milestone]]:
    """The milestones that the mentee may want next: those advised, and the rest of their steps.

    Raises:
        UserError: It is not the caller's mentorship, or has ended.
    """
    pair, _ = await pairs.find_own(connection, caller, mentorship_id)
    standing = await progress.load_standing(connection, _caller(pair.mentee.person))
    advice = progress.choose_next(guide, standing, clock.now())
    picks = [pick.milestone for pick in (advice.next, *advice.alternatives) if pick]
    steps = {one.step for one in picks}
    rest = [one for one in advice.path.open.values() if one.step in steps and one not in picks]
    return pair, [*picks, *rest]


async def add_goal(
    session: Session,
    caller: Caller,
    guide: Guide,
    mentorship_id: int,
    *,
    title: str = "",
    milestone: str = "",
) -> Goals:
    """Add a goal.

    Args:
        title: What it is called; that of the milestone if it is empty.
        milestone: The id of the one it is tied to; empty for none.

    Raises:
        UserError: It is not theirs or has ended, has five goals already or this one, or nothing was said.
    """
    pair, me = await pairs.find_own(session, caller, mentorship_id)
    tied = await _tie(session, pair, guide, milestone) if milestone else None
    words = one_line(title) or (tied.title[:MOST_GOAL] if tied else "")
    if not words:
        raise UserError(NO_WORDS)
    if len(words) > MOST_GOAL:
        raise UserError(
            f"That is {len(words):,} characters long. Please put the goal in at most {MOST_GOAL}."
        )
    there = await _read(session, pair, guide)
    if len(there) >= MOST_GOALS:
        raise UserError(
            f"You have {MOST_GOALS} goals, which is as many as two can keep in mind. Drop one first."
        )
    if milestone and any(one.milestone == milestone for one in there):
        raise UserError("That milestone is one of your goals already.")
    row = {
        "mentorship_id": pair.id,
        "title": words,
        "milestone": milestone,
        "created_at": clock.now(),
    }
    await session.execute(insert(GOAL).values(row))
    return Goals(pair, me, await _read(session, pair, guide))


async def tick_goal(session: Session, caller: Caller, guide: Guide, goal_id: int, *, done: bool) -> Goals:
    """Say that a goal is reached, or take that back; of a milestone, in the mentee's guide.

    Raises:
        UserError: It is not theirs or has ended, or it is a milestone and the caller is the mentor.
    """
    pair, me, goal = await _mine(session, caller, guide, goal_id)
    if goal.done is done:
        return Goals(pair, me, await _read(session, pair, guide), changed=False)
    if goal.milestone:
        if me is pair.mentor:
            raise UserError(THEIRS)
        change = Change.DONE if done else Change.UNDO
        await progress.mark_milestone(session, _caller(pair.mentee.person), guide, goal.milestone, change)
    else:
        changed = update(GOAL).where(GOAL.c.id == goal_id)
        await session.execute(changed.values(done_at=clock.now() if done else None))
    return Goals(pair, me, await _read(session, pair, guide))


async def drop_goal(session: Session, caller: Caller, guide: Guide, goal_id: int) -> Goals:
    """Let a goal go; what was done of a milestone stays done.

    Raises:
        UserError: It is not theirs, or has ended.
    """
    pair, me, _ = await _mine(session, caller, guide, goal_id)
    await session.execute(delete(GOAL).where(GOAL.c.id == goal_id))
    return Goals(pair, me, await _read(session, pair, guide))


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The goals of mentorships of these members, by member."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    rows = await session.execute(
        select(MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id, GOAL)
        .join(MENTORSHIP, MENTORSHIP.c.id == GOAL.c.mentorship_id)
        .where(_theirs(member_ids))
        .order_by(GOAL.c.id)
    )
    for row in rows.mappings():
        for side in ("mentor_id", "mentee_id"):
            if row[side] in said:
                said[row[side]].append(
                    {name: row[name] for name in ("mentorship_id", "title", "milestone", "done_at")}
                )
    return said


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete the goals of mentorships of these members."""
    theirs = select(MENTORSHIP.c.id).where(_theirs(member_ids))
    await session.execute(delete(GOAL).where(GOAL.c.mentorship_id.in_(theirs)))


def _theirs(member_ids: Sequence[int]) -> Any:
    return or_(MENTORSHIP.c.mentor_id.in_(member_ids), MENTORSHIP.c.mentee_id.in_(member_ids))


async def _mine(session: Session, caller: Caller, guide: Guide, goal_id: int) -> tuple[Pair, Side, GoalView]:
    where = select(GOAL.c.mentorship_id).where(GOAL.c.id == goal_id)
    found = await pairs.find_pair(session, (await session.execute(where)).scalar() or 0)
    if found is None or not any(pairs.is_caller(caller, one.person) for one in found.sides):
        raise UserError(GONE)
    pair, me = await pairs.find_own(session, caller, found.id)
    for one in await _read(session, pair, guide):
        if one.id == goal_id:
            return pair, me, one
    raise UserError(GONE)


async def _tie(session: Session, pair: Pair, guide: Guide, milestone: str) -> Milestone:
    """A milestone as it is told to the mentee. Raises UserError when the guide no longer has it."""
    standing = await progress.load_standing(session, _caller(pair.mentee.person))
    return standing.told(guide).milestone(milestone)


async def _read(connection: AsyncConnection | Session, pair: Pair, guide: Guide) -> tuple[GoalView, ...]:
    which = select(GOAL).where(GOAL.c.mentorship_id == pair.id).order_by(GOAL.c.id)
    rows = (await connection.execute(which)).mappings().all()
    states: dict[str, Mark] = {}
    if any(row["milestone"] for row in rows):
        standing = await progress.load_standing(connection, _caller(pair.mentee.person))
        states = progress.states_of(guide, standing)
    return tuple(
        GoalView(
            row["id"],
            row["title"],
            row["milestone"],
            states.get(row["milestone"]) is Mark.DONE if row["milestone"] else row["done_at"] is not None,
            row["created_at"],
        )
        for row in rows
    )


def _caller(person: Person) -> Caller:
    return Caller(person.platform, person.community, person.user_id)
