"""What is sent about opportunities, all of it through delivery: the message for all, and to single members.

What new ones whoever searches is told of is in alerts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.service import Row
from mentorbot.members import service as members
from mentorbot.networking.opportunities import cards, list_cards, service
from mentorbot.networking.opportunities.models import OPPORTUNITY_MARK, OPPORTUNITY_REPORT
from mentorbot.networking.opportunities.service import AUTHOR, COLUMNS, SOURCE, TABLE, OpportunityView, view
from mentorbot.networking.opportunities.terms import OpportunityState

LEADS: Final = (timedelta(days=7), timedelta(days=1))
"""How long before the deadline members are reminded who asked to be."""

MESSAGE, REVIEW, REPORT = "opportunity_message", "opportunity_review", "opportunity_report"
MANY: Final = "opportunity_many"
REMIND, DECIDED, CLOSE = "opportunity_remind", "opportunity_decided", "opportunity_close"

MARK: Final = OPPORTUNITY_MARK


def message_key(opportunity: OpportunityView) -> str:
    """The delivery that posts the message for all."""
    return f"{prefix(opportunity.id)}message"


async def post(session: Session, opportunity: OpportunityView) -> None:
    """Have the message for all posted now."""
    await _to_channel(session, opportunity, MESSAGE, opportunity.message_key, clock.now())


async def ask_organizers(session: Session, opportunity: OpportunityView, channel_id: str) -> None:
    """Show organizers what was handed in."""
    key = f"{prefix(opportunity.id)}review:{opportunity.version}"
    await _to_channel(session, opportunity, REVIEW, key, clock.now(), channel_id)


async def tell_of_report(
    session: Session, opportunity: OpportunityView, channel_id: str, member_id: int
) -> None:
    """Show organizers that somebody reported an opportunity, not who."""
    key = f"opportunity_report:{opportunity.id}:{member_id}"
    payload = {"opportunity": opportunity.id, "by": member_id}
    to = Address(opportunity.platform, opportunity.community, channel_id=channel_id)
    row = Row(REPORT, payload, to, clock.now(), key, opportunity.community_id, respect_quiet=False)
    await delivery.schedule_many(session, [row])


async def plan_closing(session: Session, opportunity: OpportunityView) -> None:
    """Have it closed when its time has come."""
    if opportunity.closes_at is not None:
        key = f"{prefix(opportunity.id)}close:{int(opportunity.closes_at.timestamp())}"
        await delivery.cancel(session, prefix=f"{prefix(opportunity.id)}close:")
        await _to_channel(session, opportunity, CLOSE, key, opportunity.closes_at)


async def take_back(session: Session, opportunity: OpportunityView) -> None:
    """Take back all that was to be sent about an opportunity."""
    await delivery.cancel(session, prefix=prefix(opportunity.id))


async def tell_of_many(session: Session, opened: Sequence[OpportunityView]) -> None:
    """Post one message for all about many that were opened together."""
    first = opened[0]
    to = Address(first.platform, first.community, channel_id=first.channel_id)
    payload = {"opportunities": [one.id for one in opened]}
    key = f"opportunity_many:{first.id}"
    row = Row(MANY, payload, to, clock.now(), key, first.community_id, respect_quiet=False)
    await delivery.schedule_many(session, [row])


async def tell_author(session: Session, opportunity: OpportunityView) -> None:
    """Tell whoever handed it in what organizers said."""
    statement = (
        select(members.ID, *members.ADDRESS)
        .select_from(members.SOURCE.join(AUTHOR, AUTHOR.c.member_id == members.ID))
        .where(AUTHOR.c.opportunity_id == opportunity.id)
    )
    row = (await session.execute(statement)).first()
    if row is not None:
        key = f"opportunity_decided:{opportunity.id}"
        await delivery.schedule_many(
            session, [to_member(DECIDED, {"opportunity": opportunity.id}, key, opportunity, tuple(row))]
        )


async def plan_reminders(session: Session, opportunity: OpportunityView, member_id: int) -> list[datetime]:
    """Remind a member before the deadline, in the place of what was planned before; returns when."""
    found = (
        select(members.ID, *members.ADDRESS).select_from(members.SOURCE).where(members.ID.in_((member_id,)))
    )
    row = (await session.execute(found)).one()
    rows = _reminders(opportunity, tuple(row))
    await take_back_reminders(session, opportunity.id, member_id)
    await delivery.schedule_many(session, rows)
    return [one.due_at for one in rows]


async def take_back_reminders(session: Session, id_: int, member_id: int) -> None:
    """Remind this member of the deadline no more."""
    for lead in LEADS:
        await delivery.cancel(session, prefix=_remind_prefix(id_, lead, member_id))


async def plan_all_reminders(session: Session, opportunity: OpportunityView) -> None:
    """Move the reminders of all who asked for them to where the deadline is now."""
    await delivery.cancel(session, prefix=f"{prefix(opportunity.id)}remind:")
    statement = (
        select(members.ID, *members.ADDRESS)
        .select_from(members.SOURCE.join(MARK, MARK.c.member_id == members.ID))
        .where(MARK.c.opportunity_id == opportunity.id, MARK.c.remind_at.is_not(None))
        .order_by(members.ID)
    )
    rows = (await session.execute(statement)).all()
    await delivery.schedule_many(
        session, (one for row in rows for one in _reminders(opportunity, tuple(row)))
    )


@handler(MESSAGE)
async def message(session: Session, due: Due) -> Card | None:
    """The message for all, as it is by now."""
    found = await _of(session, due)
    return cards.public_card(found, clock.now()) if found is not None and found.is_open(clock.now()) else None


@handler(MANY)
async def many(session: Session, due: Due) -> Card | None:
    """The one message about many, as many as are open by now."""
    statement = select(*COLUMNS).select_from(SOURCE).where(TABLE.c.id.in_(due.payload["opportunities"]))
    found = [view(row) for row in await session.execute(statement.order_by(TABLE.c.turn))]
    open_ = [one for one in found if one.is_open(clock.now())]
    return list_cards.imported_card(open_) if open_ else None


@handler(REVIEW)
async def review(session: Session, due: Due) -> Card | None:
    """What waits for an organizer."""
    found = await _of(session, due)
    if found is None or found.state is not OpportunityState.WAITING:
        return None
    return cards.review_card(found, clock.now())


@handler(REPORT)
async def reported(session: Session, due: Due) -> Card | None:
    """What somebody told organizers, for as long as it is open and they have not been erased."""
    found = await _of(session, due)
    said = select(OPPORTUNITY_REPORT.c.reason).where(
        OPPORTUNITY_REPORT.c.opportunity_id == int(due.payload["opportunity"]),
        OPPORTUNITY_REPORT.c.member_id == due.payload["by"],
    )
    reason = (await session.execute(said)).scalar()
    if found is None or reason is None or found.state is not OpportunityState.OPEN:
        return None
    return cards.reported_card(found, reason, clock.now())


@handler(DECIDED)
async def decided(session: Session, due: Due) -> Card | None:
    """What organizers said to what somebody handed in."""
    found = await _of(session, due)
    if found is None or found.state not in {OpportunityState.OPEN, OpportunityState.DECLINED}:
        return None
    return cards.decided_card(found)


@handler(REMIND)
async def remind(session: Session, due: Due) -> Card | None:
    """A deadline is near, if it still is that deadline and they did not apply meanwhile."""
    found, now = await _of(session, due), clock.now()
    theirs = select(MARK.c.applied_at, MARK.c.remind_at).where(
        MARK.c.opportunity_id == int(due.payload["opportunity"]), MARK.c.member_id == due.member_id
    )
    mark = (await session.execute(theirs)).first()
    if found is None or found.deadline is None or not found.is_open(now):
        return None
    if mark is None or mark.remind_at is None or mark.applied_at is not None:
        return None
    lead = timedelta(seconds=due.payload["lead"])
    shorter = [one for one in LEADS if one < lead]
    # After a long outage the nearer reminder stands for the one before it.
    overtaken = bool(shorter) and now >= found.deadline - shorter[0]
    moved = int(found.deadline.timestamp()) != due.payload["deadline"]
    return None if overtaken or moved else cards.deadline_card(found)


async def _of(session: Session, due: Due) -> OpportunityView | None:
    return await service.find(session, int(due.payload["opportunity"]))


def _reminders(opportunity: OpportunityView, to: tuple[Any, ...]) -> list[Row]:
    deadline = opportunity.deadline
    if deadline is None:
        return []
    now, rows = clock.now(), []
    for lead in LEADS:
        if deadline - lead > now:
            payload = {
                "opportunity": opportunity.id,
                "lead": int(lead.total_seconds()),
                "deadline": int(deadline.timestamp()),
            }
            key = f"{_remind_prefix(opportunity.id, lead, to[0])}{payload['deadline']}"
            rows.append(
                to_member(REMIND, payload, key, opportunity, to, deadline - lead, late_after=lead / 2)
            )
    return rows


def prefix(id_: int) -> str:
    """What the keys of all that ends with an opportunity begin with."""
    return f"opportunity:{id_}:"


def _remind_prefix(id_: int, lead: timedelta, member_id: int) -> str:
    return f"{prefix(id_)}remind:{lead.days}:{member_id}:"


async def _to_channel(  # noqa: PLR0917 - what a row is made of
    session: Session,
    opportunity: OpportunityView,
    kind: str,
    key: str,
    due_at: datetime,
    channel_id: str = "",
) -> None:
    to = Address(opportunity.platform, opportunity.community, channel_id=channel_id or opportunity.channel_id)
    payload = {"opportunity": opportunity.id}
    row = Row(kind, payload, to, due_at, key, opportunity.community_id, respect_quiet=False)
    await delivery.schedule_many(session, [row])


def to_member(  # noqa: PLR0917 - what a row is made of
    kind: str,
    payload: dict[str, Any],
    key: str,
    opportunity: OpportunityView,
    to: tuple[Any, ...],
    due_at: datetime | None = None,
    late_after: timedelta | None = None,
) -> Row:
    """A message to one member: their id, platform, community and user id."""
    member_id, platform, community, user_id = to
    return Row(
        kind,
        payload,
        Address(platform, community, user_id=user_id),
        due_at or clock.now(),
        key,
        opportunity.community_id,
        member_id,
        late_after=late_after,
    )
