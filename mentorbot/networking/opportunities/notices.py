"""What is sent about opportunities, all of it through delivery: the message for all, and to single members.

What new ones whoever searches is told of is in alerts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zlib import crc32
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.members import service as members
from mentorbot.members.service import Recipient
from mentorbot.networking.opportunities.models import OPPORTUNITY_MARK
from mentorbot.networking.opportunities.service import AUTHOR, OpportunityView
from mentorbot.times.days import days_before

LEADS: Final = (timedelta(days=7), timedelta(days=1))
"""How long before the deadline members are reminded who asked to be."""

MESSAGE, REVIEW, REPORT = "opportunity_message", "opportunity_review", "opportunity_report"
MANY: Final = "opportunity_many"
REMIND, DECIDED, CLOSE = "opportunity_remind", "opportunity_decided", "opportunity_close"
WHY = "opportunity_why"

MARK: Final = OPPORTUNITY_MARK
_WITH_ZONE: Final = select(*members.RECIPIENT, members.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class About(Payload):
    """What is due of an opportunity, by its id."""

    opportunity: int


@dataclass(frozen=True, slots=True)
class Report(About):
    """That it was reported: by which member."""

    by: int


@dataclass(frozen=True, slots=True)
class Why(About):
    """Why organizers decided not to show it, in their words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Many(Payload):
    """What is due of several, by their ids."""

    opportunities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reminding(About):
    """That its deadline is near.

    Args:
        lead: How long before it, in seconds.
        deadline: When it was when this was planned, in seconds since 1970.
    """

    lead: int
    deadline: int


def make_message_key(opportunity: OpportunityView) -> str:
    """The delivery that posts the message for all."""
    return f"{prefix(opportunity.id)}message"


async def post_message(session: Session, opportunity: OpportunityView) -> None:
    """Have the message for all posted now."""
    await _to_channel(session, opportunity, MESSAGE, opportunity.message_key, clock.now())


async def ask_organizers(session: Session, opportunity: OpportunityView, channel_id: str) -> None:
    """Show organizers what was handed in."""
    key = f"{prefix(opportunity.id)}review:{opportunity.version}"
    await _to_channel(session, opportunity, REVIEW, key, clock.now(), channel_id=channel_id)


async def tell_of_report(
    session: Session, opportunity: OpportunityView, channel_id: str, member_id: int
) -> None:
    """Show organizers that somebody reported an opportunity, not who."""
    await delivery.schedule(
        session,
        kind=REPORT,
        payload=Report(opportunity.id, member_id),
        to=Address(opportunity.platform, opportunity.community, channel_id=channel_id),
        due_at=clock.now(),
        dedupe_key=f"opportunity_report:{opportunity.id}:{member_id}",
        community_id=opportunity.community_id,
        respect_quiet=False,
    )


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
    await delivery.schedule(
        session,
        kind=MANY,
        payload=Many(tuple(one.id for one in opened)),
        to=Address(first.platform, first.community, channel_id=first.channel_id),
        due_at=clock.now(),
        dedupe_key=f"opportunity_many:{first.id}",
        community_id=first.community_id,
        respect_quiet=False,
    )


async def tell_author(session: Session, opportunity: OpportunityView) -> None:
    """Tell whoever handed it in what organizers said."""
    key = f"opportunity_decided:{opportunity.id}"
    await _to_author(session, opportunity, DECIDED, About(opportunity.id), key)


async def tell_why(session: Session, opportunity: OpportunityView, reason: str) -> None:
    """Tell whoever handed it in why it is not shown; the same words are told once."""
    key = f"opportunity_why:{opportunity.id}:{crc32(reason.encode()):x}"
    await _to_author(session, opportunity, WHY, Why(opportunity.id, reason), key)


async def plan_reminders(session: Session, opportunity: OpportunityView, member_id: int) -> list[datetime]:
    """Remind a member before the deadline, in the place of what was planned before; returns when."""
    statement = _WITH_ZONE.select_from(members.SOURCE).where(members.ID.in_((member_id,)))
    rows = await _reminders(session, opportunity, statement)
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
        _WITH_ZONE.select_from(members.SOURCE.join(MARK, MARK.c.member_id == members.ID))
        .where(MARK.c.opportunity_id == opportunity.id, MARK.c.remind_at.is_not(None))
        .order_by(members.ID)
    )
    await delivery.schedule_many(session, await _reminders(session, opportunity, statement))


async def _reminders(
    session: Session, opportunity: OpportunityView, statement: Select[*tuple[Any, ...]]
) -> list[Row]:
    """The reminders of those whom a statement finds, each by the days of their own calendar."""
    deadline = opportunity.deadline
    if deadline is None:
        return []
    found = (await session.execute(statement)).all()
    return [
        row
        for one in found
        for row in _reminders_of(opportunity, deadline, members.to_recipient(one), ZoneInfo(one.time_zone))
    ]


def _reminders_of(
    opportunity: OpportunityView, deadline: datetime, to: Recipient, zone: ZoneInfo
) -> list[Row]:
    now, rows = clock.now(), []
    for lead in LEADS:
        due_at = days_before(deadline, lead.days, zone)
        if due_at > now:
            about = Reminding(opportunity.id, int(lead.total_seconds()), int(deadline.timestamp()))
            key = f"{_remind_prefix(opportunity.id, lead, to.member_id)}{about.deadline}"
            note = make_note(REMIND, about, key, opportunity, to, due_at=due_at, late_after=lead / 2)
            rows.append(note)
    return rows


def prefix(id_: int) -> str:
    """What the keys of all that ends with an opportunity begin with."""
    return f"opportunity:{id_}:"


def _remind_prefix(id_: int, lead: timedelta, member_id: int) -> str:
    return f"{prefix(id_)}remind:{lead.days}:{member_id}:"


async def _to_channel(
    session: Session,
    opportunity: OpportunityView,
    kind: str,
    key: str,
    due_at: datetime,
    *,
    channel_id: str = "",
) -> None:
    await delivery.schedule(
        session,
        kind=kind,
        payload=About(opportunity.id),
        to=Address(
            opportunity.platform, opportunity.community, channel_id=channel_id or opportunity.channel_id
        ),
        due_at=due_at,
        dedupe_key=key,
        community_id=opportunity.community_id,
        respect_quiet=False,
    )


def make_note(
    kind: str,
    payload: Payload,
    key: str,
    opportunity: OpportunityView,
    to: Recipient,
    *,
    due_at: datetime | None = None,
    late_after: timedelta | None = None,
) -> Row:
    """A message to one member; due now if nothing else is said."""
    return Row(
        kind,
        payload,
        to.address,
        due_at or clock.now(),
        dedupe_key=key,
        community_id=opportunity.community_id,
        member_id=to.member_id,
        late_after=late_after,
    )


async def _to_author(
    session: Session, opportunity: OpportunityView, kind: str, payload: About, key: str
) -> None:
    statement = select(AUTHOR.c.member_id).where(AUTHOR.c.opportunity_id == opportunity.id)
    author = (await session.execute(statement)).scalar()
    for to in await members.find_recipients(session, () if author is None else (author,)):
        await delivery.schedule_many(session, [make_note(kind, payload, key, opportunity, to)])
