"""Telling whoever saved a search of what is new: of each opportunity once, whatever they searched for.

One row turns into some hundred messages at a time, each batch in the transaction that also schedules the
next, so it can be stopped anywhere and goes on there. Which message tells whom of what is written down with
it; so a message can be made again, and nobody is told twice.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any, Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session, insert
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.members import service as members
from mentorbot.networking.opportunities import notices, service
from mentorbot.networking.opportunities.filters import has_words, list_buckets
from mentorbot.networking.opportunities.models import OPPORTUNITY_ALERT, SAVED_SEARCH
from mentorbot.networking.opportunities.notices import About
from mentorbot.networking.opportunities.service import AUTHOR, OpportunityView
from mentorbot.networking.opportunities.terms import Cadence
from mentorbot.times import repeats
from mentorbot.times.repeats import Repeat

BATCH: Final = delivery.CHUNK
DIGEST_AT: Final = time(9)
"""When a day's or a week's new opportunities are told of, on the member's clock; a week's on Monday."""

MARGIN: Final = timedelta(minutes=1)
_MOMENTS: Final = 300
"""Seconds from one moment at which many are told of together to the next."""

FAN, ALERT = "opportunity_fan", "opportunity_alert"

SEARCH: Final = SAVED_SEARCH
ALERTS: Final = OPPORTUNITY_ALERT
_RULES: Final = {Cadence.DAILY: "FREQ=DAILY", Cadence.WEEKLY: "FREQ=WEEKLY;BYDAY=MO"}


@dataclass(frozen=True, slots=True)
class Fan(About):
    """Telling those who search for such.

    Args:
        many: It was opened together with others.
        place: Which kind of search is next.
        after: Those of that kind up to this id have been told.
    """

    many: bool
    place: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Alert(Payload):
    """What is new for one member, as often as they want to know."""

    cadence: Cadence


async def begin_alerts(session: Session, opportunity: OpportunityView, *, many: bool = False) -> None:
    """Begin to tell whoever saved a search for such.

    Args:
        many: It was opened together with others: whoever wants to know at once is told of all within minutes,
            with one message.
    """
    await delivery.schedule_many(session, [_fan(opportunity, Fan(opportunity.id, many))])


async def forget_alerts(session: Session, opportunity_id: int) -> None:
    """Tell nobody of this opportunity any more."""
    await session.execute(delete(ALERTS).where(ALERTS.c.opportunity_id == opportunity_id))


async def fan_out(session: Session, due: Due, fan: Fan) -> Card | None:
    """Turn a new opportunity into alerts to some of those who search for such, and go on after that."""
    found = await service.find_opportunity(session, fan.opportunity)
    if found is None or not found.is_open(clock.now()):
        return None
    place, after = fan.place, fan.after
    # Those who want to know at once come first: of what they are told then, no digest tells again.
    within = list(product(Cadence, list_buckets(found)))
    rows: list[Any] = []
    while place < len(within) and len(rows) < BATCH:
        some = await session.execute(_searching(found, *within[place], after, BATCH - len(rows)))
        rows += some.all()
        if len(rows) < BATCH:
            place, after = place + 1, 0
    await _tell(session, found, fan.many, [row for row in rows if has_words(found.words, row.words)])
    if place < len(within):
        more = replace(fan, place=place, after=rows[-1].id)
        await delivery.schedule_many(session, [_fan(found, more)])
    return None


def _searching(opportunity: OpportunityView, cadence: Cadence, bucket: str, after: int, most: int) -> Any:
    """Saved searches of one kind that were there before the opportunity, and are not its author's."""
    author = select(AUTHOR.c.member_id).where(AUTHOR.c.opportunity_id == opportunity.id)
    return (
        select(SEARCH.c.id, SEARCH.c.words, SEARCH.c.cadence, members.TIME_ZONE, *members.RECIPIENT)
        .select_from(members.SOURCE.join(SEARCH, SEARCH.c.member_id == members.ID))
        .where(
            SEARCH.c.community_id == opportunity.community_id,
            SEARCH.c.cadence == cadence,
            SEARCH.c.bucket == bucket,
            SEARCH.c.id > after,
            SEARCH.c.after_turn < opportunity.turn,
            SEARCH.c.member_id.not_in(author),
        )
        .order_by(SEARCH.c.id)
        .limit(most)
    )


async def _tell(session: Session, opportunity: OpportunityView, many: bool, rows: list[Any]) -> None:
    if not rows:
        return
    now = clock.now()
    alerts: dict[int, Row] = {}
    for row in rows:
        alerts.setdefault(row.member_id, _alert(opportunity, many, row, now))
    values = [
        {"member_id": id_, "opportunity_id": opportunity.id, "told_with": one.dedupe_key}
        for id_, one in alerts.items()
    ]
    added = insert(ALERTS).values(values).on_conflict_do_nothing().returning(ALERTS.c.member_id)
    new = set((await session.execute(added)).scalars())
    await delivery.schedule_many(session, [one for id_, one in alerts.items() if id_ in new])


def _alert(opportunity: OpportunityView, many: bool, row: Any, now: datetime) -> Row:
    if row.cadence is Cadence.AT_ONCE and not many:
        due_at, stamp = now, str(opportunity.turn)
    else:
        due_at = _together(row.cadence, row.time_zone, now)
        stamp = f"{due_at:%Y-%m-%dT%H:%M}"
    to = members.to_recipient(row)
    key = f"opportunity_alert:{to.member_id}:{row.cadence}:{stamp}"
    return notices.make_note(ALERT, Alert(row.cadence), key, opportunity, to, due_at=due_at)


def _together(cadence: Cadence, time_zone: str, now: datetime) -> datetime:
    """When a member is told of several: never so soon that the message may be on its way already."""
    earliest = now + MARGIN
    if cadence is not Cadence.AT_ONCE:
        return repeats.next_after(Repeat(_RULES[cadence], time_zone, DIGEST_AT, earliest.date()), earliest)
    return datetime.fromtimestamp((earliest.timestamp() // _MOMENTS + 1) * _MOMENTS, UTC)


def _fan(opportunity: OpportunityView, fan: Fan) -> Row:
    return Row(
        FAN,
        fan,
        Address(opportunity.platform, opportunity.community, channel_id=opportunity.channel_id),
        clock.now(),
        dedupe_key=f"{notices.prefix(opportunity.id)}fan:{fan.place}:{fan.after}",
        community_id=opportunity.community_id,
        respect_quiet=False,
    )
