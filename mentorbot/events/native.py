"""What a platform itself shows of an event, such as Discord's, and what people changed of it there."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import fit
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.events import announce, dates, organizers, service, showing
from mentorbot.events.answers import LONGEST, Texts
from mentorbot.events.dates import When
from mentorbot.events.models import EVENT
from mentorbot.events.terms import MOST_ABOUT, MOST_TITLE, EventKind, EventState
from mentorbot.events.view import SOURCE, VIEW, EventView, read_event
from mentorbot.members import service as members
from mentorbot.members.answers import MOST_PLACE, read_place_or_link

GONE = "event_native_gone"
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Native:
    """The event as the platform shows it."""

    name: str
    about: str
    starts_at: datetime
    ends_at: datetime
    place: str

    def as_text(self) -> str:
        """As it is stored."""
        return json.dumps(
            {name: value.isoformat() if isinstance(value, datetime) else value
             for name, value in asdict(self).items()},
            ensure_ascii=False,
        )  # fmt: skip

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """What :meth:`as_text` made; None for nothing."""
        if not text:
            return None
        kept = json.loads(text)
        moments = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at")}
        return cls(**kept | moments)


@dataclass(frozen=True, slots=True)
class Lost(Payload):
    """The event, by its id, whose own event was taken away."""

    event: int


async def find_by_native(
    connection: AsyncConnection | Session, platform: str, community: str, native_id: str
) -> EventView | None:
    """The published event that the platform shows so."""
    here = members.is_community(platform, community)
    shown = (EVENT.c.native_id == native_id) & (EVENT.c.state == EventState.PUBLISHED)
    row = (await connection.execute(select(*VIEW).select_from(SOURCE).where(here, shown))).first()
    return read_event(row) if row else None


async def find_shown(connection: AsyncConnection | Session, platform: str) -> list[EventView]:
    """All that is published and not over on a platform."""
    here = (members.COMMUNITY.c.platform == platform) & (EVENT.c.state == EventState.PUBLISHED)
    statement = select(*VIEW).select_from(SOURCE).where(here, EVENT.c.until > clock.now())
    return [read_event(row) for row in await connection.execute(statement)]


async def take_over(session: Session, event_id: int, before: Native, now: Native) -> None:
    """Take over what people changed of an event where the platform shows it, as if done here.

    Args:
        before: As it was shown last.
        now: As it is shown by now. What was changed here since then stays as it is here.
    """
    event = await service.load_event(session, event_id)
    if event is None or event.state is not EventState.PUBLISHED:
        return
    title = now.name if now.name != before.name and event.title == before.name else event.title
    about = now.about if now.about != before.about and event.about in {before.about, ""} else event.about
    texts = Texts(
        fit(title.strip() or event.title, MOST_TITLE), fit(about, MOST_ABOUT), event.registration,
        event.fee_deadline, event.credits,
    )  # fmt: skip
    event = (await announce.write(session, event, texts)).event
    await announce.move(session, event, _moved(event, before, now), capacity=event.capacity)


async def note_gone(session: Session, event: EventView) -> None:
    """The platform's own event was taken away there: organizers are told, and can have it made again."""
    await showing.note_shown(session, event.id, native_id="", native_shown="", native_gone=True)
    key = f"event:{event.id}:{GONE}:{event.native_id}"
    await organizers.tell_organizers(session, event, GONE, Lost(event.id), key)


async def make_again(session: Session, event: EventView) -> None:
    """Have the platform show the event again."""
    await showing.note_shown(session, event.id, native_gone=False)
    await showing.mark_behind(session, event.id)


def _moved(event: EventView, before: Native, now: Native) -> When:
    date = event.near(clock.now())
    when = event.when
    place, link = date.place, date.link
    if now.place != before.place and before.place in {place, link, ""}:
        place, link = _place(now.place, place, link)
    start, end = date.starts_at, date.ends_at
    moved = (now.starts_at, now.ends_at) != (before.starts_at, before.ends_at)
    if moved and start == before.starts_at and now.ends_at - now.starts_at <= LONGEST:
        start, end = _whole_days(event, now) if event.all_day else (now.starts_at, now.ends_at)
        if event.kind is EventKind.DEADLINE and not event.all_day:
            end = start
    after = replace(date, starts_at=start, ends_at=end, place=place, link=link)
    if after == date:
        return when
    if not event.rule:
        return replace(when, starts_at=start, ends_at=end, place=place, link=link).settled()
    return dates.move_date(when, after)


def _whole_days(event: EventView, now: Native) -> tuple[datetime, datetime]:
    """What is about days takes place on those that it was moved to, whatever hours they have there."""
    zone = ZoneInfo(event.time_zone)
    first, last = (moment.astimezone(zone).date() for moment in (now.starts_at, now.ends_at - _MINUTE))
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(max(first, last) + timedelta(days=1), time(), zone)
    return start.astimezone(UTC), end.astimezone(UTC) - _MINUTE


def _place(typed: str, place: str, link: str) -> tuple[str, str]:
    if not typed.strip():
        return place, link
    try:
        return read_place_or_link(fit(typed, MOST_PLACE))
    except UserError:
        return place, link
