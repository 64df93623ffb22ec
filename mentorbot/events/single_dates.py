"""What organizers do with one date of a series: it is moved, called off, or on again; the others stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, dates, managing, service
from mentorbot.events.dates import Occurrence, When
from mentorbot.events.managing import Managed
from mentorbot.events.service import Seen
from mentorbot.events.view import EventView

GONE: Final = "That date is over, or not in the series any more. `/organize event edit` shows those to come."
LAST: Final = "It is the last date that is left. To call that off as well, cancel the event instead."


@dataclass(frozen=True, slots=True)
class Which:
    """A date that somebody is about to change. ``stamp``: when it is planned, in seconds since 1970."""

    seen: Seen
    stamp: int


@dataclass(frozen=True, slots=True)
class SingleDate:
    """One date of a series. ``now`` None: it is called off."""

    event: EventView
    planned: datetime
    now: Occurrence | None


def list_coming(event: EventView) -> list[SingleDate]:
    """The dates to come of a series, those that are called off too."""
    now = clock.now()
    there = {one.planned: one for one in event.when.dates}
    found = [SingleDate(event, planned, there.get(planned)) for planned in event.when.planned]
    return [one for one in found if (one.now.ends_at if one.now else one.planned) > now]


def find_coming(event: EventView, stamp: int) -> SingleDate:
    """One of them.

    Args:
        stamp: When it is planned, in seconds since 1970.

    Raises:
        UserError: It is over, or there is none.
    """
    coming = list_coming(event) if event.rule else []
    found = next((one for one in coming if int(one.planned.timestamp()) == stamp), None)
    if found is None:
        raise UserError(GONE)
    return found


async def move_date(
    session: Session, caller: Caller, rights: Rights, which: Which, typed: Mapping[str, str]
) -> Managed:
    """Change time and place of one date.

    Args:
        typed: By field of forms.date_form.

    Raises:
        UserError: Something was not understood; or as :func:`find_coming` and :func:`announce.move`.
    """
    found = await managing.find_event(session, caller, rights, which.seen.event_id)
    when = read_moved(found, which, typed)
    service.check_seen(found, which.seen)
    return await _move(session, found, when)


def read_moved(found: EventView, which: Which, typed: Mapping[str, str]) -> When:
    """A series with a date as it was filled into forms.date_form. Raises UserError as :func:`move_date`."""
    date = find_coming(found, which.stamp)
    if date.now is None:
        raise UserError("That date is called off. Put it back on first.")
    starts, ends, place = (typed.get(name, "") for name in ("starts", "ends", "place"))
    return answers.read_date(found.when, date.now, starts, ends, place)


async def call_off_date(session: Session, caller: Caller, rights: Rights, which: Which) -> Managed:
    """Call one date off. Raises UserError as :func:`move_date` does, or it is the last that is left."""
    found = await service.find_seen(session, caller, rights, which.seen)
    when = dates.call_off(found.when, {find_coming(found, which.stamp).planned})
    now = clock.now()
    if not any(one.ends_at > now for one in when.dates):
        raise UserError(LAST)
    return await _move(session, found, when)


async def restore_date(session: Session, caller: Caller, rights: Rights, which: Which) -> Managed:
    """Have one date take place as planned. Raises UserError as :func:`move_date` does."""
    found = await service.find_seen(session, caller, rights, which.seen)
    planned = find_coming(found, which.stamp).planned
    if planned <= clock.now():
        raise UserError("When it was planned has passed. Move it to a time that is to come.")
    return await _move(session, found, dates.restore(found.when, planned))


async def _move(session: Session, event: EventView, when: When) -> Managed:
    changed = await announce.move(session, event, when, capacity=event.capacity)
    return await managing.add_picture(session, changed)
