"""Those who organize one event together: who they are, naming somebody, and taking them off."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.delivery import service as delivery
from mentorbot.errors import UserError
from mentorbot.events import attendees, managing
from mentorbot.events.models import EVENT_ORGANIZER
from mentorbot.events.notices import About
from mentorbot.events.terms import EventState
from mentorbot.events.view import EventView
from mentorbot.members import service as members

NAMED: Final = "event_team"
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Team:
    """Who organizes an event: each by their id on the platform, and whether another named them."""

    event: EventView
    people: tuple[tuple[str, bool], ...]


async def find_team(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> Team:
    """Who organizes an event. Raises UserError: the caller does not, or it is gone."""
    event = await managing.find_event(connection, caller, rights, event_id)
    statement = (
        select(members.USER_ID, EVENT_ORGANIZER.c.named)
        .select_from(members.SOURCE.join(EVENT_ORGANIZER, EVENT_ORGANIZER.c.member_id == members.ID))
        .where(EVENT_ORGANIZER.c.event_id == event_id)
        .order_by(EVENT_ORGANIZER.c.named, members.ID)
    )
    rows = (await connection.execute(statement)).all()
    return Team(event, tuple((row.user_id, bool(row.named)) for row in rows))


async def name_organizer(
    session: Session, caller: Caller, rights: Rights, event_id: int, user_id: str
) -> Team:
    """Let somebody organize an event along, who is told; whoever does already stays as they are.

    Raises:
        UserError: As :func:`find_team`; they are no member, it was cancelled, or they are too many.
    """
    found = await find_team(session, caller, rights, event_id)
    _check(found.event)
    member_id = await attendees.find_present(session, caller, user_id)
    if (user_id, True) in found.people:
        return found
    if len(found.people) >= MOST:
        raise UserError(f"{MOST} people organize this event already, which is as many as I keep.")
    row = {"event_id": event_id, "member_id": member_id, "named": True}
    known = ["event_id", "member_id"]
    named = insert(EVENT_ORGANIZER).values(row)
    await session.execute(named.on_conflict_do_update(index_elements=known, set_={"named": True}))
    [to] = await members.find_recipients(session, [member_id])
    now = clock.now()
    await delivery.schedule(
        session,
        kind=NAMED,
        payload=About(event_id),
        to=to.address,
        due_at=now,
        # Whoever is named anew after they were taken off is told anew, but once a day.
        dedupe_key=f"event:{event_id}:{NAMED}:{member_id}:{now:%Y-%m-%d}",
        community_id=found.event.community_id,
        member_id=member_id,
    )
    return await find_team(session, caller, rights, event_id)


async def remove_organizer(
    session: Session, caller: Caller, rights: Rights, event_id: int, user_id: str
) -> Team:
    """Let somebody organize an event no more: they are told nothing of it, and cannot change it as named.

    Raises:
        UserError: As :func:`find_team`; or they do not organize it.
    """
    found = await find_team(session, caller, rights, event_id)
    if user_id not in {one for one, _ in found.people}:
        raise UserError("They do not organize this event, so there is nobody to take off.")
    member_id = await attendees.find_member(session, caller, user_id)
    theirs = (EVENT_ORGANIZER.c.event_id == event_id) & (EVENT_ORGANIZER.c.member_id == member_id)
    await session.execute(delete(EVENT_ORGANIZER).where(theirs))
    left = tuple((one, named) for one, named in found.people if one != user_id)
    return Team(found.event, left)  # it may be the caller, who may not look any more


async def is_named(session: Session, event_id: int, member_id: int) -> bool:
    """Whether a member was named to organize an event, and still is."""
    statement = select(EVENT_ORGANIZER.c.named).where(
        EVENT_ORGANIZER.c.event_id == event_id, EVENT_ORGANIZER.c.member_id == member_id
    )
    return bool((await session.execute(statement)).scalar())


def _check(event: EventView) -> None:
    if event.state is EventState.CANCELLED:
        raise UserError("This event was cancelled, so there is nothing to organize any more.")
