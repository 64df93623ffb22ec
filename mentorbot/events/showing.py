"""What is shown of events outside of the database, and whether it is behind."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, select, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, some_of_each
from mentorbot.events.dates import Occurrence
from mentorbot.events.models import EVENT, EVENT_SETTING
from mentorbot.events.terms import EventState
from mentorbot.events.view import SOURCE, VIEW, EventView, read_event
from mentorbot.members import service as members

LOOKS_AGAIN: Final = timedelta(days=1)
"""After so long what is shown is shown again, though it is the same: its message may have been deleted, which
platforms do not tell a bot that reads no messages."""
STALE: Final = timedelta(days=2)
"""How long after its end an event is still brought up to date where it is shown."""
MOST_OF_ONE: Final = 5
MOST_AT_ONCE: Final = 50
"""What is brought up to date at a time: of one community, and in all."""
_SHOWN: Final = EVENT.c.shown_version
_BEHIND: Final = case((_SHOWN > 0, 0), else_=_SHOWN) - 1
"""Below 0, and another number each time, so that whoever is showing it just then can tell."""


async def note_shown(session: Session, event_id: int, **known: str | int | datetime | None) -> None:
    """Remember where an event is shown, which is no change of the event itself.

    Args:
        known: ``channel_id``, ``message_key``, ``native_id``, ``native_shown`` or ``native_gone``.
    """
    await session.execute(update(EVENT).where(EVENT.c.id == event_id).values(known))


async def note_up_to_date(session: Session, event: EventView, at: datetime) -> None:
    """All that is shown is as the event was when it was read; what was marked as behind since stays so.

    Args:
        event: As it was read, and shown at that moment.
    """
    unmarked = EVENT.c.shown_version == event.shown_version
    version = case((unmarked, event.version), else_=_SHOWN)
    shown = {"shown_version": version, "shown_until": shows_until(event, at)}
    await session.execute(update(EVENT).where(EVENT.c.id == event.id).values(shown))


async def mark_behind(session: Session, event_id: int) -> None:
    """Have an event shown anew though it is the same: who comes is not, or it is gone where it was shown."""
    await session.execute(update(EVENT).where(EVENT.c.id == event_id).values(shown_version=_BEHIND))


def find_shown_date(event: EventView, now: datetime) -> Occurrence | None:
    """The date that a platform shows of an event at that moment; None of a draft, or what is off or over."""
    return event.next_date(now) if event.state is EventState.PUBLISHED else None


def shows_until(event: EventView, now: datetime) -> datetime | None:
    """Until when what was shown at that moment stays right, as far as is known; None for ever."""
    date = find_shown_date(event, now)
    if date is None:
        return None
    ends = min(date.ends_at, now + LOOKS_AGAIN)
    closes = event.closes_at
    return closes if closes is not None and now < closes < ends else ends


async def note_lost(session: Session, platform: str, community: str, channel_id: str) -> None:
    """A channel is gone, with what was posted in it: have it posted anew."""
    here = select(members.COMMUNITY.c.id).where(members.is_community(platform, community))
    lost = (EVENT.c.channel_id == channel_id) & (EVENT.c.state == EventState.PUBLISHED)
    statement = update(EVENT).where(EVENT.c.community_id.in_(here), lost, EVENT.c.until > clock.now())
    await session.execute(statement.values(shown_version=_BEHIND))


async def find_home(connection: AsyncConnection | Session, event: EventView) -> str:
    """The channel where the community announces events now; empty if none is chosen."""
    found = select(EVENT_SETTING.c.channel_id).where(EVENT_SETTING.c.community_id == event.community_id)
    return (await connection.execute(found)).scalar() or ""


async def find_behind(
    connection: AsyncConnection | Session,
    platform: str,
    *,
    without: Collection[int] = (),
    without_communities: Collection[int] = (),
) -> list[EventView]:
    """Events whose message or scheduled event shows an older version, or a date that is over.

    A few of each community.

    Args:
        without: Leave these out, by id.
        without_communities: And all of these communities.
    """
    now = clock.now()
    waiting = (
        select(EVENT.c.id, EVENT.c.community_id)
        .select_from(SOURCE)
        .where(
            members.COMMUNITY.c.platform == platform,
            (EVENT.c.shown_version != EVENT.c.version) | (EVENT.c.shown_until <= now),
            EVENT.c.state != EventState.DRAFT,
            EVENT.c.until > now - STALE,
            EVENT.c.id.not_in(without),
            EVENT.c.community_id.not_in(without_communities),
        )
    )
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    in_turn = select(*VIEW).select_from(SOURCE.join(some, some.c.id == EVENT.c.id)).order_by(some.c.turn)
    return [read_event(row) for row in await connection.execute(in_turn)]
