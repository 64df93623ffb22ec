"""What a member does about an opportunity: applies, asks to be reminded of the deadline, reports it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import moment
from mentorbot.chat.caller import Caller
from mentorbot.db import Session, insert
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide, Milestone, Way
from mentorbot.members import service as members
from mentorbot.members.answers import one_line
from mentorbot.members.service import MemberView
from mentorbot.networking.opportunities import notices, searches
from mentorbot.networking.opportunities.models import OPPORTUNITY_REPORT, OPPORTUNITY_SETTING
from mentorbot.networking.opportunities.notices import MARK
from mentorbot.networking.opportunities.service import CLOSED, OpportunityView
from mentorbot.networking.opportunities.terms import MOST_REASON, OpportunityKind
from mentorbot.progress import service as progress
from mentorbot.progress.path import Path

WAYS: Final = {
    OpportunityKind.JOB: Way.FIND_JOB,
    OpportunityKind.INTERNSHIP: Way.FIND_INTERNSHIP,
    OpportunityKind.FELLOWSHIP: Way.FIND_FELLOWSHIP,
    OpportunityKind.RESIDENCY: Way.FIND_FELLOWSHIP,
    OpportunityKind.VOLUNTEER: Way.FIND_VOLUNTEERING,
}
"""Which milestones of the guide are under way for whoever applies: those of which it is the way."""
NO_DEADLINE: Final = "It has no deadline, so there is nothing to remind you of. Better apply soon."
TOO_LATE: Final = "The deadline is less than a day away, too near for a reminder: {moment}."


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of saying that one applied.

    Args:
        under_way: What on their path that is a part of.
    """

    opportunity: OpportunityView
    under_way: tuple[Milestone, ...]


async def mark_applied(session: Session, caller: Caller, guide: Guide, id_: int) -> Applied:
    """Note that the caller applied: its milestone is under way, and the deadline needs no reminder.

    Saying it twice changes nothing. It may be said of what has closed, too.

    Raises:
        UserError: They are not enrolled, or it is gone.
    """
    looked = await searches.look_at(session, caller, id_)
    found = looked.opportunity
    caller = replace(caller, community=found.community)
    member = await _member(session, caller)
    if not looked.applied:
        await _write(session, id_, member.id, {"applied_at": clock.now()})
        await notices.take_back_reminders(session, id_, member.id)
    way = WAYS[found.kind]
    standing = await progress.tick_way(session, caller, guide, way, 0)
    return Applied(found, tuple(Path(guide, standing, clock.now()).under_way_by(way)))


async def switch_reminder(
    session: Session, caller: Caller, id_: int, *, on: bool
) -> tuple[OpportunityView, list[datetime]]:
    """Remind the caller before the deadline, or not any more.

    Returns:
        The opportunity, and when they will be reminded.

    Raises:
        UserError: They are not enrolled, or it is gone, closed, without a deadline, or its deadline is near.
    """
    looked = await searches.look_at(session, caller, id_)
    found = looked.opportunity
    member = await _member(session, replace(caller, community=found.community))
    if not on:
        await notices.take_back_reminders(session, id_, member.id)
        theirs = (MARK.c.opportunity_id == id_) & (MARK.c.member_id == member.id)
        if looked.applied:
            await session.execute(MARK.update().where(theirs).values(remind_at=None))
        else:
            await session.execute(MARK.delete().where(theirs))
        return found, []
    if not found.is_open(clock.now()):
        raise UserError(CLOSED)
    if found.deadline is None:
        raise UserError(NO_DEADLINE)
    if found.deadline - notices.LEADS[-1] <= clock.now():
        raise UserError(TOO_LATE.format(moment=moment(found.deadline)))
    await _write(session, id_, member.id, {"remind_at": clock.now()})
    return found, await notices.plan_reminders(session, found, member.id)


async def report_opportunity(session: Session, caller: Caller, id_: int, reason: str) -> OpportunityView:
    """Tell organizers that something is wrong with an opportunity; once of each member.

    Raises:
        UserError: They are not enrolled, it is gone or closed, reported by them already, or nothing is said.
    """
    looked = await searches.look_at(session, caller, id_)
    found = looked.opportunity
    member = await _member(session, replace(caller, community=found.community))
    said = one_line(reason)
    if not said:
        raise UserError("Please say in a few words what is wrong with it.")
    if len(said) > MOST_REASON:
        raise UserError(f"That is {len(said):,} characters long. Please say it in at most {MOST_REASON}.")
    if not found.is_open(clock.now()):
        raise UserError(CLOSED)
    row = {"opportunity_id": id_, "member_id": member.id, "reason": said, "at": clock.now()}
    added = (
        insert(OPPORTUNITY_REPORT)
        .values(row)
        .on_conflict_do_nothing()
        .returning(OPPORTUNITY_REPORT.c.member_id)
    )
    if (await session.execute(added)).first() is None:
        raise UserError("You have told organizers of this one already. They look after it.")
    where = select(OPPORTUNITY_SETTING.c.review_channel_id).where(
        OPPORTUNITY_SETTING.c.community_id == found.community_id
    )
    channel = (await session.execute(where)).scalar()
    if not channel:
        raise UserError(
            "Organizers have named no place to look at reports yet, so nothing was sent. "
            "Please write to one of them."
        )
    await notices.tell_of_report(session, found, channel, member.id)
    return found


async def _member(session: Session, caller: Caller) -> MemberView:
    member = await members.find_profile(session, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    return member


async def _write(session: Session, id_: int, member_id: int, values: dict[str, Any]) -> None:
    nothing = {"applied_at": None, "remind_at": None}
    await session.execute(
        insert(MARK)
        .values(opportunity_id=id_, member_id=member_id, **{**nothing, **values})
        .on_conflict_do_update(index_elements=["opportunity_id", "member_id"], set_=values)
    )
