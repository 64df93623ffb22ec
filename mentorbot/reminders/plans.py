"""Milestones with a day to be done by: gentle nudges until then, and none once it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide, Milestone
from mentorbot.members import service as members
from mentorbot.members.service import MemberView
from mentorbot.progress import advice
from mentorbot.progress import service as progress
from mentorbot.progress.path import SETTLED, Standing, state_of
from mentorbot.progress.service import Change, Marked
from mentorbot.reminders import contact
from mentorbot.reminders.contact import Contact
from mentorbot.reminders.models import PLAN

KIND: Final = "plan"
DAYS_BEFORE: Final = (14, 3, 0)
AT: Final = time(9)
"""When a nudge comes, on the member's clock."""
MOST_YEARS: Final = 5

ONE_DAY: Final = "A plan has one day. Try “2027-03-01”, “end of next month” or “in 6 weeks”."
NOT_YOURS: Final = "That plan is not there any more. `/nextstep` shows what is next for you."


@dataclass(frozen=True, slots=True)
class PlanView:
    """A milestone with its day.

    Args:
        due_on: On the member's calendar.
        nudges: When they will be nudged: aware, UTC, to come.
    """

    milestone: Milestone
    member: MemberView
    due_on: date
    nudges: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """Which milestone a member has planned for which day."""

    member_id: int
    item: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Nudge(Payload):
    """A milestone with the day it is planned for; ``days``: how long before that the nudge comes."""

    item: str
    due_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A day to plan a milestone for.

    Args:
        day: None if nothing speaks for any.
        estimate: It is a date of the calendar that nobody has announced.
    """

    milestone: Milestone
    day: date | None
    estimate: bool = False


async def propose_day(
    connection: AsyncConnection | Session, caller: Caller, guide: Guide, item: str
) -> Proposed:
    """The day to propose: as planned, or what the advice says: the calendar's date or a share of the way.

    Raises:
        UserError: The caller is not enrolled, or the guide no longer has the milestone.
    """
    standing = await progress.load_standing(connection, caller)
    if standing.member is None:
        raise members.refuse_stranger(caller)
    milestone = standing.told(guide).milestone(item)
    already = select(PLAN.c.due_on).where(PLAN.c.member_id == standing.member.id, PLAN.c.item == item)
    day = (await connection.execute(already)).scalar()
    if day is not None:
        return Proposed(milestone, day)
    due = advice.advise_on(guide, standing, milestone, clock.now()).due
    if due is None:
        return Proposed(milestone, None)
    estimate = milestone.anchor is not None and milestone.anchor.estimates(due)
    return Proposed(milestone, day_of(due, standing.member), estimate)


async def plan_milestone(session: Session, caller: Caller, guide: Guide, item: str, due_on: date) -> PlanView:
    """Plan a milestone for a day, instead of any day before it; nudges go with it.

    Raises:
        UserError: The caller is not enrolled, the milestone is gone or settled, or the day is not to come.
    """
    standing = await progress.load_standing(session, caller)
    if standing.member is None:
        raise members.refuse_stranger(caller)
    milestone = standing.told(guide).milestone(item)
    _check(standing, milestone, due_on)
    row = {"member_id": standing.member.id, "item": item, "due_on": due_on, "planned_at": clock.now()}
    statement = insert(PLAN).values(row)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["member_id", "item"],
            set_={"due_on": statement.excluded.due_on, "planned_at": statement.excluded.planned_at},
        )
    )
    moments = _nudges(due_on, standing.member.time_zone)
    where = await contact.find_contact(session, standing.member.id)
    plan = Planned(standing.member.id, item, due_on)
    await _schedule(session, plan, where, moments)
    return PlanView(milestone, standing.member, due_on, tuple(moments.values()))


async def move_nudges(session: Session, member_id: int, time_zone: str) -> None:
    """Let the nudges of a member's plans come by the clock of another zone; the days stay."""
    planned = await find_coming(session, member_id, date.max)
    if not planned:
        return
    where = await contact.find_contact(session, member_id)
    for item, due_on in planned.items():
        plan = Planned(member_id, item, due_on)
        await _schedule(session, plan, where, _nudges(due_on, time_zone))


def day_of(moment: datetime, member: MemberView) -> date:
    """The day that a moment falls on, on the member's calendar."""
    return moment.astimezone(ZoneInfo(member.time_zone)).date()


async def drop_plan(session: Session, caller: Caller, member_id: int, item: str) -> bool:
    """Forget a plan of the caller's, and its nudges.

    Args:
        member_id: Which of the caller's members; from a button, so it is checked.

    Returns:
        False if there was none any more.

    Raises:
        UserError: The member is not the caller's.
    """
    await _owner(session, caller, member_id)
    await delivery.cancel(session, prefix=_prefix(member_id, item))
    gone = await session.execute(
        delete(PLAN).where(PLAN.c.member_id == member_id, PLAN.c.item == item).returning(PLAN.c.item)
    )
    return gone.first() is not None


async def mark_reached(session: Session, caller: Caller, guide: Guide, member_id: int, item: str) -> Marked:
    """Mark the milestone of a nudge as done, in the community that the nudge came from.

    Raises:
        UserError: The member is not the caller's, or the guide no longer has the milestone.
    """
    return await progress.mark_milestone(
        session, await _owner(session, caller, member_id), guide, item, Change.DONE
    )


async def find_coming(session: Session, member_id: int, until: date) -> dict[str, date]:
    """What a member has planned up to a day, the earliest first: days by milestone."""
    statement = (
        select(PLAN.c.item, PLAN.c.due_on)
        .where(PLAN.c.member_id == member_id, PLAN.c.due_on <= until)
        .order_by(PLAN.c.due_on, PLAN.c.item)
    )
    return {row.item: row.due_on for row in await session.execute(statement)}


async def find_planned(
    connection: AsyncConnection | Session, member_id: int, since: date
) -> list[tuple[str, date, datetime]]:
    """What a member has planned from a day on: the milestone, its day, and when that was said."""
    statement = (
        select(PLAN.c.item, PLAN.c.due_on, PLAN.c.planned_at)
        .where(PLAN.c.member_id == member_id, PLAN.c.due_on >= since)
        .order_by(PLAN.c.item)
    )
    rows = await connection.execute(statement)
    return [(row.item, row.due_on, row.planned_at) for row in rows]


async def find_day(session: Session, member_id: int, item: str) -> date | None:
    """The day that a member has planned a milestone for."""
    kept = select(PLAN.c.due_on).where(PLAN.c.member_id == member_id, PLAN.c.item == item)
    return (await session.execute(kept)).scalar()


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Every plan of these members, by member."""
    statement = select(PLAN.c.item, PLAN.c.due_on, PLAN.c.planned_at).order_by(PLAN.c.due_on, PLAN.c.item)
    return await rows_of(session, member_ids, PLAN.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete every plan of these members."""
    await session.execute(delete(PLAN).where(PLAN.c.member_id.in_(member_ids)))


async def _owner(session: Session, caller: Caller, member_id: int) -> Caller:
    """The caller in the community of that member of theirs."""
    found = await contact.find_owner(session, caller, member_id)
    if found is None:
        raise UserError(NOT_YOURS)
    return found


async def _schedule(session: Session, plan: Planned, where: Contact, moments: dict[int, datetime]) -> None:
    """Let these nudges come, by the days before, and none of those that were to come."""
    prefix = _prefix(plan.member_id, plan.item)
    await delivery.cancel(session, prefix=prefix)
    await delivery.schedule_many(
        session,
        [
            Row(
                kind=KIND,
                payload=Nudge(plan.item, plan.due_on, days),
                to=where.to,
                due_at=moment,
                dedupe_key=f"{prefix}{plan.due_on}:{days}",
                community_id=where.community_id,
                member_id=plan.member_id,
            )
            for days, moment in moments.items()
        ],
    )


def _check(standing: Standing, milestone: Milestone, due_on: date) -> None:
    if standing.member is None or state_of(milestone, standing.marks) in SETTLED:
        raise UserError("That milestone is settled already, so there is nothing to plan. See `/nextstep`.")
    check_day(due_on, standing.member)


def check_day(due_on: date, member: MemberView) -> None:
    """Raises UserError: nothing can be planned for that day."""
    today = day_of(clock.now(), member)
    if due_on <= today:
        raise UserError("Pick a day after today, so that there is time to do it.")
    if due_on > today + timedelta(days=MOST_YEARS * 366):
        raise UserError(f"Pick a day within {MOST_YEARS} years; you can always move it.")


def _nudges(due_on: date, time_zone: str) -> dict[int, datetime]:
    """When to nudge, by the days before: those moments that are to come."""
    zone = ZoneInfo(time_zone)
    moments = {
        days: datetime.combine(due_on - timedelta(days=days), AT, zone).astimezone(UTC)
        for days in DAYS_BEFORE
    }
    return {days: moment for days, moment in moments.items() if moment > clock.now()}


def _prefix(member_id: int, item: str) -> str:
    return f"plan:{member_id}:{item}:"
