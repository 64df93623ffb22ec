"""An event as the rest of the program sees it, and what to select for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, String, func, select
from sqlalchemy import cast as cast_to

from mentorbot.db import read_row
from mentorbot.events import dates, pictures
from mentorbot.events.dates import Occurrence, When
from mentorbot.events.models import EVENT, EVENT_CREDIT, EVENT_RSVP
from mentorbot.events.terms import CreditType, EventAnswer, EventKind, EventState
from mentorbot.members import service as members


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as the rest of the program sees it. Credits are hundredths of hours by type.

    ``platform`` and ``community`` are the community's own ids, as in a Caller.
    """

    platform: str
    community: str
    id: int
    community_id: int
    uid: str
    state: EventState
    version: int
    sequence: int
    kind: EventKind
    title: str
    about: str
    host: str
    starts_at: datetime
    ends_at: datetime
    until: datetime
    time_zone: str
    rule: str
    skipped: str
    own_dates: str
    held: str
    all_day: bool
    place: str
    link: str
    registration: str
    fee_deadline: datetime | None
    capacity: int | None
    closes_at: datetime | None
    least: int | None
    question: str
    audience_role: str
    audience_stages: str
    channel_id: str
    message_key: str
    native_id: str
    native_shown: str
    native_gone: bool
    shown_version: int
    created_at: datetime
    updated_at: datetime
    credits: Mapping[CreditType, int]
    going: int
    waiting: int
    interested: int
    picture: str
    """The file name of its picture; empty if it has none."""
    picture_alt: str

    @property
    def dates(self) -> tuple[Occurrence, ...]:
        """Every date that takes place or was held, in order."""
        return dates.list_all(self.when, self.held)

    @property
    def starts(self) -> tuple[datetime, ...]:
        """Every start, in order."""
        return tuple(one.starts_at for one in self.dates)

    def next_date(self, moment: datetime) -> Occurrence | None:
        """The first date that has not ended at that moment; None if all have."""
        return next((one for one in self.dates if one.ends_at > moment), None)

    def date_at(self, start: datetime) -> Occurrence | None:
        """The date that starts then; None if there is none (any more)."""
        return next((one for one in self.dates if one.starts_at == start), None)

    def near(self, moment: datetime) -> Occurrence:
        """The date that is meant at that moment: the next one, or when all are over the last."""
        return self.next_date(moment) or self.dates[-1]

    def closed(self, moment: datetime) -> bool:
        """Whether nobody can sign up any more at that moment."""
        return self.closes_at is not None and self.closes_at <= moment

    def upcoming(self, moment: datetime) -> datetime | None:
        """The start of the first one that has not ended at that moment; None if all have."""
        found = self.next_date(moment)
        return found.starts_at if found else None

    @property
    def when(self) -> When:
        """Time and place together."""
        return When(
            self.starts_at,
            self.ends_at,
            self.until,
            self.time_zone,
            self.rule,
            self.place,
            self.link,
            self.skipped,
            self.own_dates,
            self.all_day,
        )


_COLUMNS: Final = (
    *members.PLACE,
    *(EVENT.c[name] for name in EventView.__dataclass_fields__ if name in EVENT.c),
)


def _count(answer: EventAnswer) -> Any:
    return (
        select(func.count())
        .select_from(EVENT_RSVP)
        .where(EVENT_RSVP.c.event_id == EVENT.c.id, EVENT_RSVP.c.answer == answer)
        .correlate(EVENT)
        .scalar_subquery()
    )


def _picture(name: str, label: str) -> Any:
    found = select(pictures.picture.c[name]).where(pictures.picture.c.event_id == EVENT.c.id)
    return func.coalesce(found.correlate(EVENT).scalar_subquery(), "").label(label)


_CREDITS = (
    select(
        func.aggregate_strings(
            cast_to(EVENT_CREDIT.c.type, String)
            .concat(":")
            .concat(cast_to(EVENT_CREDIT.c.hundredths, String)),
            ",",
        )
    )
    .where(EVENT_CREDIT.c.event_id == EVENT.c.id)
    .correlate(EVENT)
    .scalar_subquery()
)
VIEW: Final = (
    *_COLUMNS,
    _CREDITS.label("credits"),
    _count(EventAnswer.GOING).label("going"),
    _count(EventAnswer.WAITING).label("waiting"),
    _count(EventAnswer.INTERESTED).label("interested"),
    _picture("name", "picture"),
    _picture("alt", "picture_alt"),
)
"""What to select, first of all, for :func:`read_event`."""
SOURCE: Final = EVENT.join(members.COMMUNITY, EVENT.c.community_id == members.COMMUNITY_ID)


def read_event(row: Row[*tuple[Any, ...]]) -> EventView:
    """The event of a row that was selected with VIEW, before what has the same names."""
    pairs = (part.split(":") for part in (row.credits or "").split(",") if part)
    earned = {CreditType(type_): int(amount) for type_, amount in sorted(pairs)}
    return read_row(EventView, row, credits=earned)
