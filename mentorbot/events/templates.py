"""Events as they were before: a draft that takes over all of an earlier one but its time."""

from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.events import answers, managing, pictures, service
from mentorbot.events.answers import Frame, Texts
from mentorbot.events.managing import Preview
from mentorbot.events.models import EVENT
from mentorbot.events.pictures import Picture
from mentorbot.events.rights import require_organizer
from mentorbot.events.terms import EventKind, EventState
from mentorbot.events.view import SOURCE, VIEW, EventView, read_event
from mentorbot.guide.model import Stage
from mentorbot.members import service as members

MOST_OFFERED: Final = 100


async def find_earlier(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> list[EventView]:
    """Events that were announced, the latest first. Raises UserError: the caller is no organizer."""
    await require_organizer(connection, caller, rights)
    statement = (
        select(*VIEW)
        .select_from(SOURCE)
        .where(members.IN_COMMUNITY, EVENT.c.state != EventState.DRAFT)
        .order_by(EVENT.c.starts_at.desc(), EVENT.c.id.desc())
        .limit(MOST_OFFERED)
    )
    return [read_event(row) for row in await connection.execute(statement, members.bind_caller(caller))]


async def draft_again(
    session: Session, caller: Caller, rights: Rights, event_id: int, time: tuple[str, str]
) -> Preview:
    """Begin an event like an earlier one, at another time; it takes place once.

    Args:
        time: Start and end, as for :func:`answers.read_when`; a blank end for as long as the earlier one.

    Raises:
        UserError: As :func:`managing.find_event`, :func:`answers.read_when` or :func:`service.draft_event`.
    """
    starts, ends = time
    before = await managing.find_event(session, caller, rights, event_id)
    deadline = before.kind is EventKind.DEADLINE
    if not ends.strip() and not deadline:
        ends = how_long(before)
    if before.all_day:
        starts = f"{starts} all day"
    when = answers.read_when(starts, ends, before.time_zone, "", deadline=deadline)
    when = replace(when, place=before.place, link=before.link)
    stages = tuple(Stage(stage) for stage in before.audience_stages.split(",") if stage)
    frame = Frame(before.kind, before.host, before.capacity, before.audience_role, stages)
    made = await service.draft_event(session, caller, rights, frame, when)
    texts = Texts(before.title, before.about, before.registration, None, before.credits)
    data = await pictures.load_picture(session, before.id) if before.picture else None
    picture = Picture(data, before.picture, before.picture_alt) if data is not None else None
    values = {"least": before.least, "question": before.question}
    made = await service.change_event(session, made, texts=texts, picture=picture, values=values)
    return Preview(made, data)


def how_long(event: EventView) -> str:
    """How long an event takes, as it can be typed; days are those of the calendar, whatever the clocks do."""
    if not event.all_day:
        return f"{int((event.ends_at - event.starts_at).total_seconds()) // 60} min"
    zone = ZoneInfo(event.time_zone)
    first, last = (one.astimezone(zone).date() for one in (event.starts_at, event.ends_at))
    return f"{(last - first).days + 1} days"
