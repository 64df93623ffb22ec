"""What makes the messages of reminders when they are due: a reminder, a nudge about a milestone, a digest."""

from datetime import timedelta

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide
from mentorbot.progress import service as progress
from mentorbot.progress.path import SETTLED, Standing, state_of
from mentorbot.reminders import cards, digest, moving, planned, plans, rows, service
from mentorbot.reminders.hooks import DigestHooks
from mentorbot.reminders.planned import Week


@handler(rows.KIND, rows.Reminding)
async def remind(session: Session, due: Due, about: rows.Reminding) -> Card | None:
    """A reminder: nothing if it was cancelled or changed, or its milestone is settled."""
    if due.member_id is None:
        return None
    reminder = await service.arrive(session, due.member_id, about.reminder, about.due)
    if reminder is None:
        return None
    if reminder.item is not None:
        standing = await progress.load_standing(session, _whose(due))
        if _is_settled(_guide(due, standing), standing, reminder.item):
            return None
    return cards.arrived_card(reminder, about.due)


@handler(moving.KIND, moving.Moved)
async def ask_by_which_clock(session: Session, due: Due, moved: moving.Moved) -> Card | None:
    """Somebody lives elsewhere now: nothing if none of their reminders come again, or they moved on."""
    member_id = due.member_id or 0
    asked = await moving.find_asked(session, member_id, moved)
    return cards.asked_clock_card(member_id, moved, asked) if asked else None


@handler(plans.KIND, plans.Nudge)
async def nudge(session: Session, due: Due, about: plans.Nudge) -> Card | None:
    """A nudge about a milestone: nothing if its day has changed, or it is settled."""
    if await plans.find_day(session, due.member_id or 0, about.item) != about.due_on:
        return None
    standing = await progress.load_standing(session, _whose(due))
    guide = _guide(due, standing)
    if standing.member is None or _is_settled(guide, standing, about.item):
        return None
    return planned.nudge_card(guide.milestones[about.item], standing.member, about.due_on)


@handler(digest.KIND, digest.Weekly)
async def tell_of_week(session: Session, due: Due, weekly: digest.Weekly) -> Card | None:
    """A digest, with which the next is scheduled: nothing if turned off or moved, or too late."""
    standing = await progress.load_standing(session, _whose(due))
    member, now = standing.member, clock.now()
    if member is None or not await digest.arrive(session, due, member, weekly.due):
        return None
    if now > weekly.due + digest.USEFUL:
        return None
    guide, hooks = _guide(due, standing), due.program.part(DigestHooks)
    dated = await plans.find_coming(session, member.id, plans.day_of(now + digest.AHEAD, member))
    still = [(item, day) for item, day in dated.items() if not _is_settled(guide, standing, item)]
    near = await hooks.find_near(session, _whose(due), member, now + digest.AHEAD)
    week = Week(
        progress.choose_next(guide, standing, now),
        dict(still[: digest.MOST_LISTED]),
        await service.find_coming(session, member.id, now + timedelta(days=7), digest.MOST_LISTED),
        near[: digest.MOST_LISTED],
        await hooks.tell_network(session, _whose(due)),
    )
    return planned.digest_card(guide, member, week)


def _whose(due: Due) -> Caller:
    """To whom a message goes."""
    return Caller(due.to.platform, due.to.community, due.to.user_id or "")


def _guide(due: Due, standing: Standing) -> Guide:
    """The guide in the member's language, as it is told to them."""
    library = due.program.part(Library)
    return standing.told(library.guide(standing.member.locale) if standing.member else library.guide())


def _is_settled(guide: Guide, standing: Standing, item: str) -> bool:
    """Whether nothing is to be done about a milestone: done, not for them, or gone from the guide."""
    milestone = guide.milestones.get(item)
    return milestone is None or state_of(milestone, standing.marks) in SETTLED
