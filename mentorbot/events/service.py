"""Announcing events: who may, what is stored, and what there is to come to. Answers to them are in rsvp."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import case, delete, func, select, update

from mentorbot import clock
from mentorbot.chat import number_of
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.errors import UserError
from mentorbot.events import organizers, pictures
from mentorbot.events.answers import Frame, Texts
from mentorbot.events.dates import When
from mentorbot.events.models import EVENT, EVENT_CREDIT, EVENT_POLL
from mentorbot.events.pictures import Picture
from mentorbot.events.rights import require_organizer, require_organizer_of
from mentorbot.events.terms import CreditType, EventState
from mentorbot.events.view import SOURCE, VIEW, EventView, read_event
from mentorbot.members import service as members

UNNAMED: Final = "New event"
MOST_LISTED: Final = 200
DRAFTS_KEPT: Final = timedelta(days=30)
MOST_DRAFTS: Final = 50
_SIGNIFICANT: Final = When.__dataclass_fields__.keys() - {"until"}
GONE: Final = "There is no such event here any more."
OVERTAKEN: Final = (
    "Somebody changed this event after you opened it, so nothing of yours was stored. "
    "Look at it again with `/organize event edit`, and change what is still to be changed."
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An event, and the version of it that somebody saw before they changed it."""

    event_id: int
    version: int


async def find_channel(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> tuple[int, str]:
    """The id of an organizer's community, and of the channel where it announces.

    Raises:
        UserError: The caller may not, or no channel was chosen yet.
    """
    found = await require_organizer(connection, caller, rights)
    if found.community_id is None or not found.channel_id:
        raise UserError(
            "No channel for events was chosen yet. Someone who manages this community does that "
            "with `/setup events`."
        )
    return found.community_id, found.channel_id


async def draft_event(
    session: Session, caller: Caller, rights: Rights, frame: Frame, when: When
) -> EventView:
    """Begin an event that only organizers see; drafts that nobody went on with for a month are dropped,
    but for those whose date is asked for.

    Raises:
        UserError: The caller may not, no channel was chosen yet, or there are MOST_DRAFTS already.
    """
    community, channel_id = await find_channel(session, caller, rights)
    now = clock.now()
    drafts = (EVENT.c.community_id == community) & (EVENT.c.state == EventState.DRAFT)
    asked = select(EVENT_POLL.c.event_id)
    old = (EVENT.c.updated_at < now - DRAFTS_KEPT) & EVENT.c.id.not_in(asked)
    await session.execute(delete(EVENT).where(drafts, old))
    many = (await session.execute(select(func.count()).select_from(EVENT).where(drafts))).scalar_one()
    if many >= MOST_DRAFTS:
        raise UserError(
            f"There are {many} drafts already. Publish or drop some first; `/organize event edit` lists them."
        )
    row = {
        "community_id": community,
        "uid": f"{uuid4()}@mentorbot",
        "state": EventState.DRAFT,
        "version": 1,
        "sequence": 0,
        "title": UNNAMED,
        "about": "",
        "registration": "",
        "channel_id": channel_id,
        "message_key": "",
        "native_id": "",
        "shown_version": 0,
        "created_at": now,
        "updated_at": now,
        **_frame(frame),
        **_when(when),
    }
    made = (await session.execute(insert(EVENT).values(row).returning(EVENT.c.id))).scalar_one()
    await organizers.note_organizer(session, caller, made)
    return await find_event(session, caller, made)


async def find_event(connection: AsyncConnection | Session, caller: Caller, event_id: int) -> EventView:
    """An event of the caller's community, in any state: one statement. For organizers.

    Raises:
        UserError: There is none there.
    """
    statement = select(*VIEW).select_from(SOURCE).where(members.IN_COMMUNITY, EVENT.c.id == event_id)
    bound = {"platform": caller.platform, "community": caller.community}
    row = (await connection.execute(statement, bound)).first()
    if row is None:
        raise UserError(GONE)
    return read_event(row)


async def load_event(connection: AsyncConnection | Session, event_id: int) -> EventView | None:
    """An event by its id alone: for what the bot does by itself, never for a caller."""
    statement = select(*VIEW).select_from(SOURCE).where(EVENT.c.id == event_id)
    row = (await connection.execute(statement)).first()
    return read_event(row) if row else None


async def find_seen(session: Session, caller: Caller, rights: Rights, seen: Seen) -> EventView:
    """An event that an organizer is about to change, as they saw it.

    Raises:
        UserError: The caller may not, or the event is gone, or has been changed by another.
    """
    await require_organizer_of(session, caller, rights, seen.event_id)
    found = await find_event(session, caller, seen.event_id)
    check_seen(found, seen)
    return found


def check_seen(event: EventView, seen: Seen) -> None:
    """Raises UserError: the event has been changed since it was seen."""
    if event.version != seen.version:
        raise UserError(OVERTAKEN)


async def change_event(
    session: Session,
    before: EventView,
    *,
    texts: Texts | None = None,
    when: When | None = None,
    capacity: int | None = None,
    picture: Picture | None = None,
    values: Mapping[str, Any] | None = None,
) -> EventView:
    """Change an event that was read for an organizer in this transaction (see :func:`find_seen`).

    Args:
        when: With it comes ``capacity``, None for no limit.
        values: Further columns: ``state``, ``channel_id`` or ``message_key``.

    Returns:
        The event afterwards. The same values once more leave it as it is.

    Raises:
        UserError: The event was cancelled, or there would be room for fewer than are going.
    """
    if before.state is EventState.CANCELLED:
        raise UserError(
            "This event was cancelled, so it stays as it is. `/organize event announce` makes a new one."
        )
    wanted = dict(values or {})
    if texts is not None:
        wanted |= {name: getattr(texts, name) for name in ("title", "about", "registration", "fee_deadline")}
    if when is not None:
        if capacity is not None and capacity < before.going:
            going = number_of(before.going, "person is", "people are")
            raise UserError(f"{going} going already, so there cannot be room for fewer.")
        wanted |= _when(when) | {"capacity": capacity}
    fresh = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    new_credits = texts is not None and dict(texts.credits) != dict(before.credits)
    new_picture = picture is not None and (picture.name, picture.alt) != (before.picture, before.picture_alt)
    if not fresh and not new_credits and not new_picture:
        return before
    if before.state is EventState.PUBLISHED or _SIGNIFICANT & fresh.keys():
        # It may be in somebody's calendar, which takes what has a higher number.
        fresh["sequence"] = before.sequence + 1
    fresh |= {"version": before.version + 1, "updated_at": clock.now()}
    await session.execute(update(EVENT).where(EVENT.c.id == before.id).values(fresh))
    after = replace(before, **fresh)
    if new_credits and texts is not None:
        await _write_credits(session, before.id, texts.credits)
        after = replace(after, credits=dict(sorted(texts.credits.items())))
    if new_picture and picture is not None:
        await pictures.keep_picture(session, before.id, picture)
        after = replace(after, picture=picture.name, picture_alt=picture.alt)
    return after


async def drop_draft(session: Session, caller: Caller, rights: Rights, seen: Seen) -> EventView:
    """Delete a draft.

    Raises:
        UserError: The caller may not, it is gone or changed, or it is no draft any more.
    """
    found = await find_seen(session, caller, rights, seen)
    if found.state is not EventState.DRAFT:
        raise UserError(OVERTAKEN)
    await session.execute(delete(EVENT).where(EVENT.c.id == seen.event_id))
    return found


async def find_upcoming(
    connection: AsyncConnection | Session, caller: Caller, *, drafts: bool = False, cancelled: bool = False
) -> list[EventView]:
    """What is published and not over in the caller's community, the soonest first: one statement.

    Args:
        drafts: Drafts as well; for organizers.
        cancelled: What was called off as well; for calendars that may have it.

    Raises:
        UserError: In a direct message, from someone who is in no community.
    """
    states = [EventState.PUBLISHED]
    states += [EventState.DRAFT] * drafts + [EventState.CANCELLED] * cancelled
    now = clock.now()
    statement = select(*VIEW).where(EVENT.c.state.in_(states), EVENT.c.until > now)
    if not members.has_place(caller):
        statement = statement.select_from(
            EVENT.join(members.SOURCE, EVENT.c.community_id == members.MEMBER_COMMUNITY)
        ).where(members.LAST_USED)
    else:
        statement = statement.select_from(SOURCE).where(members.IN_COMMUNITY)
    # A series that has begun may come next at any time; it is put in its place below.
    soonest = case((EVENT.c.starts_at > now, EVENT.c.starts_at), else_=now)
    statement = statement.order_by(soonest, EVENT.c.id).limit(MOST_LISTED)
    rows = (await connection.execute(statement, members.bind_caller(caller))).all()
    return sorted(map(read_event, rows), key=lambda event: (event.upcoming(now) or event.until, event.id))


async def _write_credits(session: Session, event_id: int, hours: Mapping[CreditType, int]) -> None:
    await session.execute(delete(EVENT_CREDIT).where(EVENT_CREDIT.c.event_id == event_id))
    if hours:
        rows = [
            {"event_id": event_id, "type": type_, "hundredths": amount} for type_, amount in hours.items()
        ]
        await session.execute(insert(EVENT_CREDIT).values(rows))


def _frame(frame: Frame) -> dict[str, Any]:
    return {
        "kind": frame.kind,
        "host": frame.host,
        "capacity": frame.capacity,
        "audience_role": frame.role,
        "audience_stages": ",".join(frame.stages),
    }


def _when(when: When) -> dict[str, Any]:
    return {name: getattr(when, name) for name in When.__dataclass_fields__}


async def count_to_come(connection: AsyncConnection | Session, community_id: int) -> int:
    """How many events of a community are announced and not over."""
    to_come = (EVENT.c.state == EventState.PUBLISHED) & (EVENT.c.until > clock.now())
    counted = select(func.count()).select_from(EVENT).where(EVENT.c.community_id == community_id, to_come)
    return (await connection.execute(counted)).scalar_one()
