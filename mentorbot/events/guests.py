"""A group for those who come to an event: wanted by an organizer, kept as answers change, in the end ended.

Nobody who answers waits for it: a loop brings up what differs, so what was missed comes right by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, delete, exists, or_, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, rows_of, some_of_each
from mentorbot.delivery.payloads import Payload
from mentorbot.events import managing, organizers
from mentorbot.events.models import EVENT, EVENT_GROUP, EVENT_GUEST, EVENT_RSVP
from mentorbot.events.terms import EventAnswer, EventState
from mentorbot.events.view import SOURCE, EventView
from mentorbot.members import service as members

TROUBLE: Final = "event_group_trouble"
MOST_PEOPLE: Final = 20
"""Who is let in, and as many who are let out, at a time."""
MOST_OF_ONE, MOST_AT_ONCE = 3, 30
"""Groups that are brought up at a time: of one community, and in all."""


@dataclass(frozen=True, slots=True)
class Trouble(Payload):
    """What keeps a group from being as it should, in a sentence, and of which event."""

    event: int
    why: str


@dataclass(frozen=True, slots=True)
class GuestGroup:
    """The group of an event. ``wanted``: whether there is to be one; ``people``: how many are in it."""

    event: EventView
    wanted: bool
    people: int


@dataclass(frozen=True, slots=True)
class Behind:
    """A group that is not as it should be.

    Args:
        id: Of the event.
        known: Its id on the platform; empty if there is none yet.
        over: Whether it is to end.
    """

    id: int
    community_id: int
    platform: str
    community: str
    channel_id: str
    title: str
    known: str
    over: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Who is to be let in and out, by member, with their ids on the platform."""

    come: dict[int, str]
    gone: dict[int, str]


async def find_group(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> GuestGroup:
    """The group of an event. Raises UserError: the caller does not organize it, or it is gone."""
    event = await managing.find_event(connection, caller, rights, event_id)
    wanted = select(EVENT_GROUP.c.wanted).where(EVENT_GROUP.c.event_id == event_id)
    inside = select(EVENT_GUEST.c.member_id).where(EVENT_GUEST.c.event_id == event_id)
    people = len((await connection.execute(inside)).all())
    return GuestGroup(event, bool((await connection.execute(wanted)).scalar()), people)


async def want_group(
    session: Session, caller: Caller, rights: Rights, event_id: int, *, wanted: bool
) -> GuestGroup:
    """Have a group for those who come, or have it end. Raises UserError as :func:`find_group`."""
    await managing.find_event(session, caller, rights, event_id)
    row = {"wanted": wanted, "told": False}
    statement = insert(EVENT_GROUP).values(event_id=event_id, group_id="", **row)
    await session.execute(statement.on_conflict_do_update(index_elements=["event_id"], set_=row))
    return await find_group(session, caller, rights, event_id)


async def find_behind(
    connection: AsyncConnection | Session, without: Collection[int], without_communities: Collection[int]
) -> list[Behind]:
    """Groups that are not as they should be: a few of each community.

    Args:
        without: Leave these events out.
        without_communities: And all of these communities.
    """
    group, guest, said = EVENT_GROUP.c, EVENT_GUEST.c, EVENT_RSVP.c
    live = and_(group.wanted, EVENT.c.state == EventState.PUBLISHED, EVENT.c.until > clock.now())
    inside = exists().where(guest.event_id == EVENT.c.id, guest.member_id == said.member_id)
    comes = exists().where(
        said.event_id == EVENT.c.id, said.answer == EventAnswer.GOING, ~inside.correlate(EVENT, EVENT_RSVP)
    )
    still = exists().where(
        said.event_id == EVENT.c.id, said.answer == EventAnswer.GOING, said.member_id == guest.member_id
    )
    goes = exists().where(guest.event_id == EVENT.c.id, ~still.correlate(EVENT, EVENT_GUEST))
    over = and_(~live, or_(EVENT.c.state != EventState.DRAFT, ~group.wanted))
    waiting = (
        select(EVENT.c.id, EVENT.c.community_id)
        .select_from(EVENT.join(EVENT_GROUP, group.event_id == EVENT.c.id))
        .where(
            or_(over, and_(live, or_(comes.correlate(EVENT), goes.correlate(EVENT)))),
            EVENT.c.id.not_in(without),
            EVENT.c.community_id.not_in(without_communities),
        )
    )
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    found = (
        select(
            EVENT.c.id, EVENT.c.community_id, *members.PLACE, EVENT.c.channel_id, EVENT.c.title,
            group.group_id, over.label("over"),
        )
        .select_from(
            SOURCE.join(EVENT_GROUP, group.event_id == EVENT.c.id).join(some, some.c.id == EVENT.c.id)
        )
        .order_by(some.c.turn)
    )  # fmt: skip
    return [Behind(*row) for row in await connection.execute(found)]


async def find_change(connection: AsyncConnection | Session, event_id: int) -> Change:
    """Some of those who are to be let in and out."""
    inside = select(EVENT_GUEST.c.member_id).where(EVENT_GUEST.c.event_id == event_id)
    going = select(EVENT_RSVP.c.member_id).where(
        EVENT_RSVP.c.event_id == event_id, EVENT_RSVP.c.answer == EventAnswer.GOING
    )
    who = select(members.ID, members.USER_ID).select_from(members.SOURCE).limit(MOST_PEOPLE)
    come = await connection.execute(who.where(members.ID.in_(going), members.ID.not_in(inside)))
    gone = await connection.execute(who.where(members.ID.in_(inside), members.ID.not_in(going)))
    return Change({row.id: row.user_id for row in come}, {row.id: row.user_id for row in gone})


async def note_change(session: Session, event_id: int, known: str, change: Change) -> None:
    """The group is as it should be for these people."""
    await session.execute(
        update(EVENT_GROUP).where(EVENT_GROUP.c.event_id == event_id).values(group_id=known, told=False)
    )
    if change.come:
        rows = [{"event_id": event_id, "member_id": one} for one in change.come]
        await session.execute(insert(EVENT_GUEST).on_conflict_do_nothing(), rows)
    theirs = (EVENT_GUEST.c.event_id == event_id) & EVENT_GUEST.c.member_id.in_(list(change.gone))
    await session.execute(delete(EVENT_GUEST).where(theirs))


async def note_over(session: Session, event_id: int) -> None:
    """The group has ended."""
    await session.execute(delete(EVENT_GUEST).where(EVENT_GUEST.c.event_id == event_id))
    await session.execute(delete(EVENT_GROUP).where(EVENT_GROUP.c.event_id == event_id))


async def note_trouble(session: Session, event: EventView, why: str) -> None:
    """Tell organizers, once until it works again, what keeps the group from being as it should."""
    told = update(EVENT_GROUP).where(EVENT_GROUP.c.event_id == event.id, ~EVENT_GROUP.c.told)
    first = (await session.execute(told.values(told=True).returning(EVENT_GROUP.c.event_id))).first()
    if first is not None:
        key = f"event:{event.id}:{TROUBLE}:{int(clock.now().timestamp())}"
        await organizers.tell_organizers(session, event, TROUBLE, Trouble(event.id, why), key)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """In the groups of which events these members are, by member."""
    statement = (
        select(EVENT.c.title, EVENT.c.starts_at)
        .join(EVENT_GUEST, EVENT_GUEST.c.event_id == EVENT.c.id)
        .order_by(EVENT.c.id)
    )
    return await rows_of(session, member_ids, EVENT_GUEST.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget in which groups these members are; those end with their events."""
    await session.execute(delete(EVENT_GUEST).where(EVENT_GUEST.c.member_id.in_(member_ids)))
