"""The messages about opportunities, made when they fall due, and closing one whose time is up."""

from datetime import timedelta

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.networking.opportunities import alerts, cards, list_cards, notices, posting, service
from mentorbot.networking.opportunities.filters import read_bucket
from mentorbot.networking.opportunities.models import OPPORTUNITY_REPORT
from mentorbot.networking.opportunities.notices import About, Many, Reminding, Report
from mentorbot.networking.opportunities.service import (
    COLUMNS,
    SOURCE,
    TABLE,
    OpportunityView,
    read_opportunity,
)
from mentorbot.networking.opportunities.terms import OpportunityState


@handler(notices.MESSAGE, About)
async def make_message(session: Session, due: Due, about: About) -> Card | None:
    """The message for all, as it is by now."""
    found = await _of(session, about)
    return cards.public_card(found, clock.now()) if found is not None and found.is_open(clock.now()) else None


@handler(notices.MANY, Many)
async def make_many(session: Session, due: Due, about: Many) -> Card | None:
    """The one message about many, as many as are open by now."""
    statement = select(*COLUMNS).select_from(SOURCE).where(TABLE.c.id.in_(about.opportunities))
    found = [read_opportunity(row) for row in await session.execute(statement.order_by(TABLE.c.turn))]
    open_ = [one for one in found if one.is_open(clock.now())]
    return list_cards.imported_card(open_) if open_ else None


@handler(notices.REVIEW, About)
async def make_review(session: Session, due: Due, about: About) -> Card | None:
    """What waits for an organizer."""
    found = await _of(session, about)
    if found is None or found.state is not OpportunityState.WAITING:
        return None
    return cards.review_card(found, clock.now())


@handler(notices.REPORT, Report)
async def make_report(session: Session, due: Due, about: Report) -> Card | None:
    """What somebody told organizers, for as long as it is open and they have not been erased."""
    found = await _of(session, about)
    said = select(OPPORTUNITY_REPORT.c.reason).where(
        OPPORTUNITY_REPORT.c.opportunity_id == about.opportunity,
        OPPORTUNITY_REPORT.c.member_id == about.by,
    )
    reason = (await session.execute(said)).scalar()
    if found is None or reason is None or found.state is not OpportunityState.OPEN:
        return None
    return cards.reported_card(found, reason, clock.now())


@handler(notices.DECIDED, About)
async def make_decision(session: Session, due: Due, about: About) -> Card | None:
    """What organizers said to what somebody handed in."""
    found = await _of(session, about)
    if found is None or found.state not in {OpportunityState.OPEN, OpportunityState.DECLINED}:
        return None
    return cards.decided_card(found)


@handler(notices.WHY, notices.Why)
async def make_explanation(session: Session, due: Due, about: notices.Why) -> Card | None:
    """Why organizers decided not to show what somebody handed in."""
    found = await _of(session, about)
    if found is None or found.state is not OpportunityState.DECLINED:
        return None
    return cards.why_card(found, about.reason)


@handler(notices.REMIND, Reminding)
async def make_reminder(session: Session, due: Due, about: Reminding) -> Card | None:
    """A deadline is near, if it still is that deadline and they did not apply meanwhile."""
    found, now = await _of(session, about), clock.now()
    theirs = select(notices.MARK.c.applied_at, notices.MARK.c.remind_at).where(
        notices.MARK.c.opportunity_id == about.opportunity,
        notices.MARK.c.member_id == due.member_id,
    )
    mark = (await session.execute(theirs)).first()
    if found is None or found.deadline is None or not found.is_open(now):
        return None
    if mark is None or mark.remind_at is None or mark.applied_at is not None:
        return None
    lead = timedelta(seconds=about.lead)
    shorter = [one for one in notices.LEADS if one < lead]
    # After a long outage the nearer reminder stands for the one before it.
    overtaken = bool(shorter) and now >= found.deadline - shorter[0]
    moved = int(found.deadline.timestamp()) != about.deadline
    return None if overtaken or moved else cards.deadline_card(found)


async def _of(session: Session, about: About) -> OpportunityView | None:
    return await service.find_opportunity(session, about.opportunity)


@handler(alerts.ALERT, alerts.Alert)
async def make_alert(session: Session, due: Due, alert: alerts.Alert) -> Card | None:
    """What one message tells of: whatever of it is open and still searched for."""
    told = (
        select(*COLUMNS)
        .select_from(SOURCE.join(alerts.ALERTS, alerts.ALERTS.c.opportunity_id == TABLE.c.id))
        .where(alerts.ALERTS.c.member_id == due.member_id, alerts.ALERTS.c.told_with == due.dedupe_key)
        .order_by(TABLE.c.turn)
    )
    searched = select(alerts.SEARCH.c.bucket, alerts.SEARCH.c.words).where(
        alerts.SEARCH.c.member_id == due.member_id
    )
    filters = [read_bucket(*row) for row in await session.execute(searched)]
    now = clock.now()
    new = [
        one
        for one in map(read_opportunity, (await session.execute(told)).all())
        if one.is_open(now) and any(each.matches(one) for each in filters)
    ]
    return list_cards.alert_card(new, alert.cadence) if new else None


handler(notices.CLOSE, About)(posting.close_in_time)
handler(alerts.FAN, alerts.Fan)(alerts.fan_out)
