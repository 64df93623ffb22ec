"""Whoever organizes an event: who announced it, and whom they named. They are told what concerns it.

Whoever was named may change this event and no other, whatever they may do in the community.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, literal, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Session, insert, rows_of
from mentorbot.delivery import direct
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.events.models import EVENT, EVENT_ORGANIZER
from mentorbot.events.rights import find_settings
from mentorbot.events.view import EventView
from mentorbot.members import service as members


async def note_organizer(session: Session, caller: Caller, event_id: int) -> None:
    """The caller organizes this event; nothing is noted of whoever is no member."""
    me = select(literal(event_id), members.ID).select_from(members.SOURCE).where(members.HERE)
    noted = insert(EVENT_ORGANIZER).from_select(["event_id", "member_id"], me).on_conflict_do_nothing()
    await session.execute(noted, members.bind_caller(caller))


async def tell_organizers(session: Session, event: EventView, kind: str, payload: Payload, key: str) -> None:
    """Tell whoever organizes an event; or if none of them is a member, the channel for notices.

    Args:
        kind: What makes the message.
        key: What is told under it is told once.
    """
    statement = (
        select(*members.RECIPIENT)
        .select_from(members.SOURCE.join(EVENT_ORGANIZER, EVENT_ORGANIZER.c.member_id == members.ID))
        .where(EVENT_ORGANIZER.c.event_id == event.id)
    )
    rows = (await session.execute(statement)).all()
    place = Caller(event.platform, event.community, "")
    await tell_each(session, place, event.community_id, rows, kind=kind, payload=payload, key=key)


async def tell_each(
    session: Session,
    place: Caller,
    community_id: int,
    rows: Iterable[Row[*tuple[Any, ...]]],
    *,
    kind: str,
    payload: Payload,
    key: str,
) -> None:
    """Tell these members; or if there are none, the channel for notices or that of events.

    Args:
        place: Their community.
        rows: Of columns members.RECIPIENT.
        kind: What makes the message.
        key: What is told under it is told once.
    """
    to: list[tuple[int | None, Address]] = [
        (one.member_id, one.address) for one in map(members.to_recipient, rows)
    ]
    if not to:
        channel = await direct.find_notice_channel(session, community_id)
        announced = await find_settings(session, place)
        to = [(None, Address(place.platform, place.community, channel_id=channel or announced.channel_id))]
    for member_id, address in to:
        await delivery.schedule(
            session,
            kind=kind,
            payload=payload,
            to=address,
            due_at=clock.now(),
            dedupe_key=f"{key}:{member_id or 'channel'}",
            community_id=community_id,
            member_id=member_id,
        )


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Which events these members organized, by member."""
    statement = (
        select(EVENT.c.title, EVENT.c.starts_at, EVENT_ORGANIZER.c.named)
        .join(EVENT_ORGANIZER, EVENT_ORGANIZER.c.event_id == EVENT.c.id)
        .order_by(EVENT.c.id)
    )
    return await rows_of(session, member_ids, EVENT_ORGANIZER.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget that these members organized events, which others may go on with."""
    await session.execute(delete(EVENT_ORGANIZER).where(EVENT_ORGANIZER.c.member_id.in_(member_ids)))
