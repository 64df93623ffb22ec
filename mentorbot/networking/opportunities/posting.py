"""The life of an opportunity: written, looked at by organizers, open to all, closed."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat import Card, escape
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery.kinds import Due
from mentorbot.errors import UserError
from mentorbot.members.answers import check_length, paragraph
from mentorbot.networking.opportunities import alerts, links, notices, rights, service, terms
from mentorbot.networking.opportunities.answers import Texts
from mentorbot.networking.opportunities.filters import join_words
from mentorbot.networking.opportunities.notices import About
from mentorbot.networking.opportunities.service import (
    CLOSED,
    LIVE,
    OVERTAKEN,
    TABLE,
    OpportunityView,
    Seen,
    change_opportunity,
    check_pace,
    find_managed,
    list_values,
    require_member,
)
from mentorbot.networking.opportunities.terms import OpportunityState


async def write_opportunity(
    session: Session, caller: Caller, allowed: Rights, seen: Seen, texts: Texts
) -> OpportunityView:
    """Store what was written about an opportunity. The same once more leaves it as it is.

    Raises:
        UserError: It is gone, another's, closed or was changed by another, or its link is here already.
    """
    before = await _unchanged(session, caller, allowed, seen)
    values = {name: value for name, value in list_values(texts).items() if getattr(before, name) != value}
    if not values:
        return before
    if before.state in LIVE and "link" in values:
        values["live_link"] = await _free_link(session, before.community_id, texts.link, before.id)
    values["words"] = join_words(texts.title, texts.organization, texts.place, texts.about)
    return await change_opportunity(session, before, values)


async def set_deadline(
    session: Session, caller: Caller, allowed: Rights, seen: Seen, deadline: datetime | None
) -> OpportunityView:
    """Give an opportunity another deadline, or none; reminders move with it.

    Raises:
        UserError: It is gone, another's, closed or was changed by another.
    """
    before = await _unchanged(session, caller, allowed, seen)
    if before.deadline == deadline:
        return before
    values: dict[str, Any] = {"deadline": deadline}
    if before.state is OpportunityState.OPEN:
        values["closes_at"] = _closing(deadline)
    after = await change_opportunity(session, before, values)
    if after.state is OpportunityState.OPEN:
        await notices.plan_closing(session, after)
        await notices.plan_all_reminders(session, after)
    return after


async def publish_opportunity(
    session: Session, caller: Caller, allowed: Rights, seen: Seen
) -> OpportunityView:
    """Open a draft to all, or hand it to organizers where they look at each first. Twice changes nothing.

    Raises:
        UserError: The caller may not post, it is gone, another's or changed, its link is here already, its
            deadline has passed, or nothing is written about it.
    """
    found = await rights.may_post(session, caller, allowed)
    allowed = await rights.read_rights(session, caller, allowed)
    before = await find_managed(session, caller, allowed, seen.id)
    if before.state is not OpportunityState.DRAFT:
        return before
    if before.version != seen.version:
        raise UserError(OVERTAKEN)
    if not before.title:
        raise UserError("Please write first what it is about.")
    if not rights.organizes_opportunities(allowed):
        await check_pace(session, require_member(found), clock.now())
    values = {"live_link": await _free_link(session, before.community_id, before.link, before.id)}
    values["channel_id"] = found.channel_id
    if found.approval and not rights.organizes_opportunities(allowed):
        after = await change_opportunity(session, before, {**values, "state": OpportunityState.WAITING})
        await notices.ask_organizers(session, after, found.review_channel_id)
        return after
    return await open_(session, before, values)


async def open_(
    session: Session, before: OpportunityView, values: dict[str, Any], *, many: bool = False
) -> OpportunityView:
    """Show an opportunity to all, tell whoever searches for such, and see to it that it closes.

    Args:
        values: What else changes of it.
        many: It is one of many that are shown and told of together.

    Raises:
        UserError: Its deadline has passed.
    """
    if before.deadline is not None and before.deadline <= clock.now():
        raise UserError("Its deadline has passed, so nobody could apply. Give it a later one first.")
    last = select(func.coalesce(func.max(TABLE.c.turn), 0) + 1).where(
        TABLE.c.community_id == before.community_id
    )
    values = {
        **values,
        "state": OpportunityState.OPEN,
        "turn": last.scalar_subquery(),
        "closes_at": _closing(before.deadline),
        "message_key": "" if many else notices.make_message_key(before),
    }
    after = await change_opportunity(session, before, values)
    if not many:
        await notices.post_message(session, after)
    await alerts.begin_alerts(session, after, many=many)
    await notices.plan_closing(session, after)
    return after


async def decide_on_opportunity(
    session: Session, caller: Caller, allowed: Rights, id_: int, *, approve: bool
) -> OpportunityView:
    """Open what waits for an organizer, or decline it; its author is told. Twice changes nothing.

    Raises:
        UserError: The caller is no organizer, it is gone, or its deadline has passed meanwhile.
    """
    await rights.require_organizer(session, caller, allowed)
    before = await find_managed(session, caller, allowed, id_)
    if before.state is not OpportunityState.WAITING:
        return before
    if approve:
        after = await open_(session, before, {})
    else:
        ended = {"state": OpportunityState.DECLINED, "live_link": None}
        after = await change_opportunity(session, before, ended)
    await notices.tell_author(session, after)
    return after


async def find_declined(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, id_: int
) -> OpportunityView:
    """What organizers decided not to show. Raises UserError: the caller is none, or it is not so decided."""
    await rights.require_organizer(connection, caller, allowed)
    found = await find_managed(connection, caller, allowed, id_)
    if found.state is not OpportunityState.DECLINED:
        raise UserError("This opportunity was not declined, so there is nothing to explain.")
    return found


async def explain_decline(
    session: Session, caller: Caller, allowed: Rights, id_: int, reason: str
) -> OpportunityView:
    """Tell its author why an opportunity is not shown. Raises UserError: as above, or no reason is given."""
    found = await find_declined(session, caller, allowed, id_)
    said = check_length(paragraph(reason), terms.MOST_REASON, "reason")
    if not said:
        raise UserError("Please say why, in a sentence. Its author reads it.")
    await notices.tell_why(session, found, said)
    return found


async def close_opportunity(session: Session, caller: Caller, allowed: Rights, id_: int) -> OpportunityView:
    """Close an opportunity, whose author or an organizer says so; a draft is dropped. Twice changes nothing.

    Raises:
        UserError: It is gone, or another's.
    """
    before = await find_managed(session, caller, allowed, id_)
    if before.state is OpportunityState.DRAFT:
        await session.execute(TABLE.delete().where(TABLE.c.id == id_))
        return before
    if before.state not in LIVE:
        return before
    return await end_opportunity(session, before)


async def end_opportunity(session: Session, before: OpportunityView) -> OpportunityView:
    """Close an opportunity and take back all that was to be sent about it."""
    after = await change_opportunity(session, before, {"state": OpportunityState.CLOSED, "live_link": None})
    await notices.take_back(session, before)
    await alerts.forget_alerts(session, before.id)
    return after


async def close_in_time(session: Session, due: Due, about: About) -> Card | None:
    """Close what has reached its end."""
    found = await service.find_opportunity(session, about.opportunity)
    if found is not None and found.state is OpportunityState.OPEN and not found.is_open(clock.now()):
        await end_opportunity(session, found)
    return None


async def _unchanged(session: Session, caller: Caller, allowed: Rights, seen: Seen) -> OpportunityView:
    before = await find_managed(session, caller, allowed, seen.id)
    if before.version != seen.version:
        raise UserError(OVERTAKEN)
    if before.state not in {OpportunityState.DRAFT, *LIVE}:
        raise UserError(CLOSED)
    return before


async def _free_link(session: Session, community_id: int, link: str, id_: int) -> str | None:
    """The link in its normal form; None for none. Raises UserError if it is here already."""
    if not link:
        return None
    normal = links.make_normal(link)
    same = select(TABLE.c.title).where(
        TABLE.c.community_id == community_id, TABLE.c.live_link == normal, TABLE.c.id != id_
    )
    title = (await session.execute(same)).scalar()
    if title is not None:
        raise UserError(
            f"This link is here already, as “{escape(title)}”, so it is not posted twice. "
            "`/opportunity search` finds it."
        )
    return normal


def _closing(deadline: datetime | None) -> datetime:
    return deadline or clock.now() + timedelta(days=terms.DAYS_OPEN)
