"""What is offered while somebody types an option of /event."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat import limits
from mentorbot.chat.options import Suggestion
from mentorbot.chat.turn import Typing
from mentorbot.events import cards, managing, service, templates
from mentorbot.events.view import EventView
from mentorbot.guide.model import Stage


async def suggest_upcoming(typing: Typing) -> Sequence[Suggestion]:
    """Events that are coming up."""
    async with typing.read() as connection:
        found = await service.find_upcoming(connection, typing.caller)
    return _fitting(found, typing.typed)


async def suggest_editable(typing: Typing) -> Sequence[Suggestion]:
    """Events that an organizer can change, drafts too; anybody else is told when they send the command."""
    async with typing.read() as connection:
        found = await managing.find_editable(connection, typing.caller, typing.rights)
    return _fitting(found, typing.typed)


async def suggest_earlier(typing: Typing) -> Sequence[Suggestion]:
    """Events that were announced, the latest first."""
    async with typing.read() as connection:
        found = await templates.find_earlier(connection, typing.caller, typing.rights)
    return _fitting(found, typing.typed)


async def suggest_hosts(typing: Typing) -> Sequence[Suggestion]:
    """Who often holds events."""
    wanted = typing.typed.casefold().strip()
    return [Suggestion(host, host) for host in cards.HOSTS if wanted in host.casefold()]


async def suggest_stages(typing: Typing) -> Sequence[Suggestion]:
    """Career stages, each put behind those that are typed already."""
    before, _, last = typing.typed.rpartition(",")
    kept = [part.strip() for part in before.split(",") if part.strip()]
    offered = [
        ", ".join((*kept, stage.value))
        for stage in Stage
        if stage.value not in kept and last.strip().casefold() in stage.value
    ]
    return [Suggestion(one, one) for one in offered if len(one) <= limits.SUGGESTION]


def _fitting(events: Iterable[EventView], typed: str) -> list[Suggestion]:
    """The events whose titles have every word."""
    words, now = typed.casefold().split(), clock.now()
    return [
        Suggestion(f"{_day(event, now):%Y-%m-%d} · {event.title}", str(event.id))
        for event in events
        if all(word in event.title.casefold() for word in words)
    ]


def _day(event: EventView, now: datetime) -> date:
    """The day of the next date, where it is."""
    return event.near(now).starts_at.astimezone(ZoneInfo(event.time_zone)).date()
