"""The tables of events: what is announced and where, who comes, and what was asked for the date."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    false,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.events.terms import (
    MOST_ABOUT,
    MOST_ALT,
    MOST_CAPACITY,
    MOST_HOST,
    MOST_HOURS,
    MOST_PICTURE,
    MOST_QUESTION,
    MOST_REPLY,
    MOST_SKIPPED,
    MOST_TITLE,
    CreditType,
    EventAnswer,
    EventKind,
    EventState,
)
from mentorbot.members.answers import MOST_LINK, MOST_PLACE


class _Event(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    uid: Named[str] = Column(String(255))
    state: Named[EventState] = Column(text_enum(EventState))
    version: Named[int]
    sequence: Named[int]
    kind: Named[EventKind] = Column(text_enum(EventKind))
    title: Named[str] = Column(String(MOST_TITLE))
    about: Named[str] = Column(String(MOST_ABOUT))
    host: Named[str] = Column(String(MOST_HOST))
    starts_at: Named[datetime] = Column(UTCDateTime)
    ends_at: Named[datetime] = Column(UTCDateTime)
    # When the last of a series ends; the same as ``ends_at`` where there is only one.
    until: Named[datetime] = Column(UTCDateTime)
    time_zone: Named[str] = Column(String(64))
    rule: Named[str] = Column(String(200))
    # Starts that the rule gives and that do not take place, with commas between them (see recurrence).
    skipped: Named[str] = Column(String(MOST_SKIPPED), server_default="")
    # Dates that are otherwise than the rule has them, and those from before it was changed (see dates).
    own_dates: Named[str] = Column(Text, server_default="")
    held: Named[str] = Column(Text, server_default="")
    all_day: Named[bool] = Column(server_default=false())
    place: Named[str] = Column(String(MOST_PLACE))
    link: Named[str] = Column(String(MOST_LINK))
    registration: Named[str] = Column(String(MOST_LINK))
    fee_deadline: Named[datetime | None] = Column(UTCDateTime)
    capacity: Named[int | None]
    # Until when one can sign up, how many have to come or it is called off, and what they are asked.
    closes_at: Named[datetime | None] = Column(UTCDateTime)
    least: Named[int | None]
    question: Named[str] = Column(String(MOST_QUESTION), server_default="")
    audience_role: Named[str] = Column(String(64))
    # Career stages with commas between them; empty for all.
    audience_stages: Named[str] = Column(String(200))
    channel_id: Named[str] = Column(String(64))
    # The delivery that posts the message for all; empty before it is published.
    message_key: Named[str] = Column(String(100))
    # The platform's own scheduled event; empty where there is none.
    native_id: Named[str] = Column(String(64))
    # How it was last shown (see native), and whether somebody took it away there.
    native_shown: Named[str] = Column(Text, server_default="")
    native_gone: Named[bool] = Column(server_default=false())
    # The version that message and scheduled event were last brought to; 0 for none.
    shown_version: Named[int]
    # When what is shown is over, and the next date is to be shown; None if nothing is.
    shown_until: Named[datetime | None] = Column(UTCDateTime)
    created_at: Named[datetime] = Column(UTCDateTime)
    updated_at: Named[datetime] = Column(UTCDateTime)


EVENT: Final = Table(
    "event",
    metadata,
    _Event,
    UniqueConstraint("community_id", "uid"),
    Index(None, "community_id", "state", "until"),
    CheckConstraint("length(title) > 0", name="title_given"),
    CheckConstraint("starts_at <= ends_at AND ends_at <= until", name="ends_after_start"),
    CheckConstraint(f"capacity BETWEEN 1 AND {MOST_CAPACITY}", name="capacity_sane"),
    CheckConstraint("version > 0 AND sequence >= 0", name="counts_up"),
)
"""One event, or a series of them by one rule.

``version`` rises with every change, so that of two organizers who edit at once the second is told;
``sequence`` as calendars count what they may have of it (RFC 5546 section 2.1.4).
"""


class _EventCredit(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    type: Named[CreditType] = Column(text_enum(CreditType), primary_key=True)
    hundredths: Named[int]


EVENT_CREDIT: Final = Table(
    "event_credit",
    metadata,
    _EventCredit,
    CheckConstraint(f"hundredths BETWEEN 1 AND {MOST_HOURS * 100}", name="hours_sane"),
    sqlite_with_rowid=False,
)
"""Continuing-education hours of one type that an event gives, in hundredths."""


class _EventPicture(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    data: Named[bytes]
    # Its file name, which is another for another picture.
    name: Named[str] = Column(String(64))
    # Words for those who cannot see it.
    alt: Named[str] = Column(String(MOST_ALT))


EVENT_PICTURE: Final = Table(
    "event_picture",
    metadata,
    _EventPicture,
    CheckConstraint(f"length(data) BETWEEN 1 AND {MOST_PICTURE}", name="size_bounded"),
)
"""The picture of an event, ready to be sent."""


class _EventRsvp(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    answer: Named[EventAnswer] = Column(text_enum(EventAnswer))
    turn: Named[int]
    muted: Named[bool]
    # To the question of the event.
    reply: Named[str] = Column(String(MOST_REPLY), server_default="")
    at: Named[datetime] = Column(UTCDateTime)


EVENT_RSVP: Final = Table(
    "event_rsvp",
    metadata,
    _EventRsvp,
    Index(None, "event_id", "answer", "turn"),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What a member said to an event. ``turn`` is the order in which people said so."""


class _EventLeft(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    answer: Named[EventAnswer] = Column(text_enum(EventAnswer))
    muted: Named[bool]
    reply: Named[str] = Column(String(MOST_REPLY))
    at: Named[datetime] = Column(UTCDateTime)


EVENT_LEFT: Final = Table(
    "event_left",
    metadata,
    _EventLeft,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What a member had said to an event when they left the community; ``at`` is when that was."""


class _EventOrganizer(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    # Whether another named them, so that they may change it whatever they may do beside.
    named: Named[bool] = Column(server_default=false())


EVENT_ORGANIZER: Final = Table(
    "event_organizer",
    metadata,
    _EventOrganizer,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""A member who organizes an event, and is told what concerns it."""


class _EventPoll(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    channel_id: Named[str] = Column(String(64))
    # The delivery that posts the question for all.
    message_key: Named[str] = Column(String(100))
    # The start that was chosen; None while it is asked.
    chosen: Named[datetime | None] = Column(UTCDateTime)
    asked_at: Named[datetime] = Column(UTCDateTime)


EVENT_POLL: Final = Table(
    "event_poll",
    metadata,
    _EventPoll,
)
"""The question for the date of an event that is still a draft, and what came of it."""


class _EventPollTime(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    starts_at: Named[datetime] = Column(UTCDateTime, primary_key=True)
    ends_at: Named[datetime] = Column(UTCDateTime)
    all_day: Named[bool]


EVENT_POLL_TIME: Final = Table(
    "event_poll_time",
    metadata,
    _EventPollTime,
    CheckConstraint("starts_at <= ends_at", name="ends_after_start"),
    sqlite_with_rowid=False,
)
"""A time that is proposed for an event."""


class _EventPollTick(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    starts_at: Named[datetime] = Column(UTCDateTime, primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    at: Named[datetime] = Column(UTCDateTime)


EVENT_POLL_TICK: Final = Table(
    "event_poll_tick",
    metadata,
    _EventPollTick,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""A member whom a time that is proposed suits."""


class _EventGroup(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    # What the platform calls it; empty before there is one.
    group_id: Named[str] = Column(String(64))
    wanted: Named[bool]
    # Whether organizers were told that it cannot be as it should.
    told: Named[bool]
    # Whether it was there already: then it is neither made nor ended here.
    existing: Named[bool] = Column(server_default=false())
    # What became of it by somebody's hand; empty while it is there. None is made instead unasked.
    lost: Named[str] = Column(String(16), server_default="")


EVENT_GROUP: Final = Table(
    "event_group",
    metadata,
    _EventGroup,
)
"""A group for those who come to an event: a role, a channel, or a user group."""


class _EventGuest(TypedColumns):
    event_id: Named[int] = belongs_to("event", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    # Whether they were in it before, so that they stay in it.
    before: Named[bool] = Column(server_default=false())


EVENT_GUEST: Final = Table(
    "event_guest",
    metadata,
    _EventGuest,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""A member who was let into the group of an event."""


class _EventGuestErased(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    group_id: Named[str] = Column(String(64))
    user_id: Named[str] = Column(String(64))


EVENT_GUEST_ERASED: Final = Table(
    "event_guest_erased",
    metadata,
    _EventGuestErased,
    Index(None, "community_id"),
)
"""Somebody who erased themselves, until they are let out of a group of before: mostly a minute."""


class _EventSetting(TypedColumns):
    community_id: Named[int] = belongs_to("community", primary_key=True)
    channel_id: Named[str] = Column(String(64))


EVENT_SETTING: Final = Table(
    "event_setting",
    metadata,
    _EventSetting,
)
"""Where a community announces its events."""
