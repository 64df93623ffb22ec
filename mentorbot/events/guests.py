"""A group for those who come to an event: wanted by an organizer, kept as answers change, in the end ended.

It is made for the event, or one that organizers have already: that is neither made nor ended here, and
whoever was in it before stays in it.

Nobody who answers waits for it: a loop brings up what differs, so what was missed comes right by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, exists, literal, or_, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.losing import Loss
from mentorbot.db import AsyncConnection, Session, insert, rows_of, some_of_each
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.events import managing, organizers, service
from mentorbot.events.models import EVENT, EVENT_GROUP, EVENT_GUEST, EVENT_GUEST_ERASED, EVENT_RSVP
from mentorbot.events.terms import EventAnswer, EventState
from mentorbot.events.view import SOURCE, EventView
from mentorbot.members import service as members
from mentorbot.members.rights import find_organizers

TROUBLE: Final = "event_group_trouble"
LOST: Final = "event_group_lost"
MOST_PEOPLE: Final = 20
"""Who is let in, and as many who are let out, at a time."""
MOST_OF_ONE, MOST_AT_ONCE = 3, 30
"""Groups that are brought up at a time: of one community, and in all."""
ORGANIZES: Final = (
    "Whoever has that role, or is in that group, organizes here, so I do not let people into it for coming "
    "to an event. Please choose another."
)
_OTHER: Final = "There is a group of those who come already. End it first; then choose another."
_ENDING: Final = "What it had before is just being ended. Please try again in a minute."


@dataclass(frozen=True, slots=True)
class Trouble(Payload):
    """What keeps a group from being as it should, in a sentence, and of which event."""

    event: int
    why: str


@dataclass(frozen=True, slots=True)
class Lost(Payload):
    """That the group of an event is gone by somebody's hand, and how."""

    event: int
    loss: Loss


@dataclass(frozen=True, slots=True)
class GuestGroup:
    """The group of an event.

    Args:
        wanted: Whether there is to be one.
        people: How many of those who come are in it.
        existing: Which one of the organizers' own it is; empty for one that is made for the event.
        lost: What became of it by somebody's hand; None while it is there.
    """

    event: EventView
    wanted: bool
    people: int
    existing: str
    lost: Loss | None


@dataclass(frozen=True, slots=True)
class Behind:
    """A group that is not as it should be.

    Args:
        id: Of the event.
        known: Its id on the platform; empty if there is none yet.
        existing: Whether it was there before.
        over: Whether it is to end.
    """

    id: int
    community_id: int
    platform: str
    community: str
    channel_id: str
    title: str
    known: str
    existing: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Who is to be let in and out, by member, with their ids on the platform.

    Args:
        stay: Those of the latter who stay in it all the same: they were in it before, or come to another
            event with the same group.
    """

    come: dict[int, str]
    gone: dict[int, str]
    stay: frozenset[int] = frozenset()

    @property
    def out(self) -> list[str]:
        """Who is let out, by their ids on the platform."""
        return [user_id for member_id, user_id in self.gone.items() if member_id not in self.stay]


@dataclass(frozen=True, slots=True)
class Erased:
    """Somebody who erased themselves, and is to be let out of a group that was there before."""

    id: int
    community_id: int
    platform: str
    community: str
    group_id: str
    user_id: str


async def find_group(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> GuestGroup:
    """The group of an event. Raises UserError: the caller does not organize it, or it is gone."""
    event = await managing.find_event(connection, caller, rights, event_id)
    row = await _find_row(connection, event_id)
    inside = select(EVENT_GUEST.c.member_id).where(EVENT_GUEST.c.event_id == event_id)
    people = len((await connection.execute(inside)).all())
    existing = row.group_id if row is not None and row.existing else ""
    lost = Loss(row.lost) if row is not None and row.lost else None
    return GuestGroup(event, row is not None and row.wanted, people, existing, lost)


async def _find_row(connection: AsyncConnection | Session, event_id: int) -> Row[bool, str, bool, str] | None:
    group = EVENT_GROUP.c
    kept = select(group.wanted, group.group_id, group.existing, group.lost)
    return (await connection.execute(kept.where(EVENT_GROUP.c.event_id == event_id))).first()


async def want_group(
    session: Session, caller: Caller, rights: Rights, event_id: int, *, wanted: bool, existing: str = ""
) -> GuestGroup:
    """Have a group for those who come, instead of one that is lost too; or have it end.

    Args:
        existing: One that there is already; the platform was asked whether it can be (``check_group``).
            Empty: one is made.

    Raises:
        UserError: As :func:`find_group`; or another is still there, or people in it organize.
    """
    event = await managing.find_event(session, caller, rights, event_id)
    if wanted and (event.state is not EventState.PUBLISHED or event.until <= clock.now()):
        raise UserError("Nobody can come to this event now, so there is no group to let them into.")
    row = await _find_row(session, event_id)
    if wanted and row is not None and (row.group_id if row.existing else "") != existing:
        raise UserError(_ENDING if not row.wanted else _OTHER)
    if wanted and existing and await is_organizers(session, event, existing):
        raise UserError(ORGANIZES)
    if wanted and row is not None and row.lost:
        await _begin_anew(session, event_id)
    values = {"wanted": wanted, "told": False}
    statement = insert(EVENT_GROUP).values(
        event_id=event_id, group_id=existing, existing=bool(existing), **values
    )
    await session.execute(statement.on_conflict_do_update(index_elements=["event_id"], set_=values))
    return await find_group(session, caller, rights, event_id)


async def is_organizers(connection: AsyncConnection | Session, event: EventView, group_id: str) -> bool:
    """Whether those in a group organize the community of an event."""
    place = Caller(event.platform, event.community, "")
    return (await find_organizers(connection, place)).role == group_id


async def find_behind(
    connection: AsyncConnection | Session, without: Collection[int], without_communities: Collection[int]
) -> list[Behind]:
    """Groups that are not as they should be: a few of each community.

    Args:
        without: Leave these events out.
        without_communities: And all of these communities.
    """
    group, guest, said = EVENT_GROUP.c, EVENT_GUEST.c, EVENT_RSVP.c
    live = and_(group.wanted, _published())
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
            or_(over, and_(live, group.lost == "", or_(comes.correlate(EVENT), goes.correlate(EVENT)))),
            EVENT.c.id.not_in(without),
            EVENT.c.community_id.not_in(without_communities),
        )
    )
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    found = (
        select(
            EVENT.c.id, EVENT.c.community_id, *members.PLACE, EVENT.c.channel_id, EVENT.c.title,
            group.group_id, group.existing, over.label("over"),
        )
        .select_from(
            SOURCE.join(EVENT_GROUP, group.event_id == EVENT.c.id).join(some, some.c.id == EVENT.c.id)
        )
        .order_by(some.c.turn)
    )  # fmt: skip
    return [Behind(*row) for row in await connection.execute(found)]


async def find_change(connection: AsyncConnection | Session, found: Behind) -> Change:
    """Some of those who are to be let in and out; of a group that is over, everybody is."""
    event_id = found.id
    inside = select(EVENT_GUEST.c.member_id).where(EVENT_GUEST.c.event_id == event_id)
    going = select(EVENT_RSVP.c.member_id).where(
        EVENT_RSVP.c.event_id == event_id, EVENT_RSVP.c.answer == EventAnswer.GOING, literal(not found.over)
    )
    who = select(members.ID, members.USER_ID).select_from(members.SOURCE).limit(MOST_PEOPLE)
    come = await connection.execute(who.where(members.ID.in_(going), members.ID.not_in(inside)))
    gone = await connection.execute(who.where(members.ID.in_(inside), members.ID.not_in(going)))
    leaving = {row.id: row.user_id for row in gone}
    stay = await _find_staying(connection, found, leaving) if found.existing else frozenset()
    return Change({row.id: row.user_id for row in come}, leaving, stay)


async def _find_staying(
    connection: AsyncConnection | Session, found: Behind, leaving: Collection[int]
) -> frozenset[int]:
    guest = EVENT_GUEST.c
    before = select(guest.member_id).where(
        guest.event_id == found.id, guest.before, guest.member_id.in_(leaving)
    )
    stay = set((await connection.execute(before)).scalars())
    return frozenset(stay | set(await _find_elsewhere(connection, found.id, found.known, leaving)))


async def _find_elsewhere(
    connection: AsyncConnection | Session, event_id: int, known: str, who: Collection[int]
) -> dict[int, bool]:
    """Which of these are in the same group for another event, and whether they were in it before that."""
    guest, group = EVENT_GUEST.c, EVENT_GROUP.c
    same = (
        select(guest.member_id, guest.before)
        .join(EVENT_GROUP, group.event_id == guest.event_id)
        .where(group.existing, group.group_id == known, guest.event_id != event_id, guest.member_id.in_(who))
    )
    return {row.member_id: row.before for row in await connection.execute(same)}


async def note_change(
    session: Session,
    event_id: int,
    known: str,
    change: Change,
    before: Collection[str] = (),
    *,
    instead_of: str = "",
) -> None:
    """The group is as it should be for these people.

    Args:
        before: Who of them was in it already, by their ids on the platform.
        instead_of: The group that there was; if it is another now, all are let in anew.
    """
    if instead_of not in {"", known}:
        await _begin_anew(session, event_id)
    elsewhere = await _find_elsewhere(session, event_id, known, change.come)
    await session.execute(
        update(EVENT_GROUP).where(EVENT_GROUP.c.event_id == event_id).values(group_id=known, told=False)
    )
    if change.come:
        rows = [
            {"event_id": event_id, "member_id": one, "before": elsewhere.get(one, user_id in before)}
            for one, user_id in change.come.items()
        ]
        await session.execute(insert(EVENT_GUEST).on_conflict_do_nothing(), rows)
    theirs = (EVENT_GUEST.c.event_id == event_id) & EVENT_GUEST.c.member_id.in_(list(change.gone))
    await session.execute(delete(EVENT_GUEST).where(theirs))


async def note_over(session: Session, event_id: int) -> None:
    """The group has ended."""
    await session.execute(delete(EVENT_GUEST).where(EVENT_GUEST.c.event_id == event_id))
    await session.execute(delete(EVENT_GROUP).where(EVENT_GROUP.c.event_id == event_id))


async def note_lost(session: Session, platform: str, community: str, group_id: str, loss: Loss) -> None:
    """The group of an event is gone by somebody's hand: whoever organizes the event is told.

    They may have had their reasons, so no other is made unasked. Of any other place nothing is noted.
    """
    lost = update(EVENT_GROUP).where(*_of(platform, community, group_id), EVENT_GROUP.c.lost == "")
    ids = (await session.execute(lost.values(lost=loss).returning(EVENT_GROUP.c.event_id))).scalars().all()
    for id_ in ids:
        event = await service.load_event(session, id_)
        if event is not None:
            key = f"{_key(id_)}{int(clock.now().timestamp())}"
            await organizers.tell_organizers(session, event, LOST, Lost(id_, loss), key)


async def note_found(session: Session, platform: str, community: str, group_id: str) -> None:
    """It is back: it goes on as it was."""
    back = update(EVENT_GROUP).where(*_of(platform, community, group_id)).values(lost="")
    for id_ in (await session.execute(back.returning(EVENT_GROUP.c.event_id))).scalars().all():
        await delivery.cancel(session, prefix=_key(id_))


async def find_lost(session: Session, lost: Lost) -> EventView | None:
    """The event whose group is lost, if it has no other by now."""
    still = EVENT.c.id.in_(
        select(EVENT_GROUP.c.event_id).where(EVENT_GROUP.c.event_id == lost.event, EVENT_GROUP.c.lost != "")
    )
    there = (await session.execute(select(EVENT.c.id).where(still, _published()))).first()
    return await service.load_event(session, lost.event) if there is not None else None


def _of(platform: str, community: str, group_id: str) -> tuple[ColumnElement[bool], ...]:
    """Which group has this id on a platform, if its event is still to come."""
    here = members.is_community(platform, community)
    theirs = (
        select(EVENT.c.id)
        .join(members.COMMUNITY, EVENT.c.community_id == members.COMMUNITY_ID)
        .where(here, _published())
    )
    group = EVENT_GROUP.c
    return group.wanted, ~group.existing, group.group_id == group_id, group.event_id.in_(theirs)


def _published() -> ColumnElement[bool]:
    return and_(EVENT.c.state == EventState.PUBLISHED, EVENT.c.until > clock.now())


def _key(event_id: int) -> str:
    return f"event:{event_id}:{LOST}:"


async def _begin_anew(session: Session, event_id: int) -> None:
    """Nobody is in the group, and there is none: all who come are let into another."""
    await session.execute(delete(EVENT_GUEST).where(EVENT_GUEST.c.event_id == event_id))
    none = {"group_id": "", "lost": ""}
    await session.execute(update(EVENT_GROUP).where(EVENT_GROUP.c.event_id == event_id).values(none))


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
        select(EVENT.c.title, EVENT.c.starts_at, EVENT_GUEST.c.before)
        .join(EVENT_GUEST, EVENT_GUEST.c.event_id == EVENT.c.id)
        .order_by(EVENT.c.id)
    )
    return await rows_of(session, member_ids, EVENT_GUEST.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget in which groups these members are: those end with their events; out of others they are let."""
    let_in = (
        select(EVENT.c.community_id, EVENT_GROUP.c.group_id, members.USER_ID)
        .select_from(
            members.SOURCE.join(EVENT_GUEST, EVENT_GUEST.c.member_id == members.ID)
            .join(EVENT_GROUP, EVENT_GROUP.c.event_id == EVENT_GUEST.c.event_id)
            .join(EVENT, EVENT.c.id == EVENT_GUEST.c.event_id)
        )
        .where(members.ID.in_(member_ids), EVENT_GROUP.c.existing, ~EVENT_GUEST.c.before)
        .distinct()
    )
    columns = ["community_id", "group_id", "user_id"]
    await session.execute(insert(EVENT_GUEST_ERASED).from_select(columns, let_in))
    await session.execute(delete(EVENT_GUEST).where(EVENT_GUEST.c.member_id.in_(member_ids)))


async def find_erased(
    connection: AsyncConnection | Session, without: Collection[int], without_communities: Collection[int]
) -> list[Erased]:
    """Some of those who erased themselves and are still to be let out; the rest as :func:`find_behind`."""
    one = EVENT_GUEST_ERASED.c
    found = (
        select(one.id, one.community_id, *members.PLACE, one.group_id, one.user_id)
        .select_from(EVENT_GUEST_ERASED.join(members.COMMUNITY, one.community_id == members.COMMUNITY_ID))
        .where(one.id.not_in(without), one.community_id.not_in(without_communities))
        .order_by(one.id)
        .limit(MOST_AT_ONCE)
    )
    return [Erased(*row) for row in await connection.execute(found)]


async def forget_erased(session: Session, id_: int) -> None:
    """They are out of the group, or cannot be let out of it."""
    await session.execute(delete(EVENT_GUEST_ERASED).where(EVENT_GUEST_ERASED.c.id == id_))
