"""Quiet hours: when a member wants no messages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mentorbot import logs
from mentorbot.delivery.outbox import Taken

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day to another, in the member's zone; from 22:00 to 7:00 goes over midnight.

    Args:
        start: Without a zone. The same as ``end`` means no quiet hours.
        end: Without a zone.
        zone: An IANA name, such as "America/Chicago".
    """

    start: time
    end: time
    zone: str


def ends_at(quiet: Quiet, moment: datetime) -> datetime | None:
    """When the quiet hours that hold at this moment end, in UTC; None if none hold.

    An end that the clocks skip in spring is the moment they skip to; one that comes twice in autumn is the
    first of the two.

    Raises:
        ZoneInfoNotFoundError: There is no such zone.
    """
    zone = ZoneInfo(quiet.zone)
    local = moment.astimezone(zone)
    clock = local.time()
    over_midnight = quiet.start > quiet.end
    begun, over = clock >= quiet.start, clock >= quiet.end
    if not (begun or not over if over_midnight else begun and not over):
        return None
    day = local.date() + timedelta(days=1) if over_midnight and begun else local.date()
    end = datetime.combine(day, quiet.end, zone).astimezone(UTC)
    # In autumn an hour is told twice; in its second turn the first end has passed, and the second is meant.
    if end <= moment:
        end = datetime.combine(day, quiet.end, zone).replace(fold=1).astimezone(UTC)
    return end if end > moment else None


def later(
    rows: Iterable[Taken], rules: Mapping[int, Quiet], now: datetime
) -> Iterator[tuple[Taken, datetime]]:
    """Those of these rows that wait for the end of quiet hours, and until when.

    Args:
        rules: Quiet hours by the ids of members.
    """
    for row in rows:
        rule = rules.get(row.due.member_id or -1)
        try:
            end = ends_at(rule, now) if rule is not None else None
        except ZoneInfoNotFoundError:
            log.warning("there is no such time zone any more", member=row.due.member_id)
            continue
        if end is not None and (row.useful_until is None or end <= row.useful_until):
            yield row, end
