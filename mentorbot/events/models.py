"""The tables of events: what is announced and where, the answers, and what comes from other calendars."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, byte_text, text_enum
from mentorbot.events.terms import (
    MOST_ABOUT,
    MOST_ALT,
    MOST_CAPACITY,
    MOST_HOST,
    MOST_HOURS,
    MOST_LINK,
    MOST_PICTURE,
    MOST_PLACE,
    MOST_SKIPPED,
    MOST_TITLE,
    MOST_UID,
    CreditType,
    EventAnswer,
    EventKind,
    EventState,
)

MOST_VALIDATOR = 200
MOST_ERROR = 300


class Event(Base):
    """One event, or a series of them by one rule.

    ``version`` rises with every change, so that of two organizers who edit at once the second is told;
    ``sequence`` only when time or place change, of which those who come are told (RFC 5546 section 2.1.4).
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("community_id", "uid"),
        Index(None, "community_id", "state", "until"),
        CheckConstraint("length(title) > 0", name="title_given"),
        CheckConstraint("starts_at <= ends_at AND ends_at <= until", name="ends_after_start"),
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_CAPACITY}", name="capacity_sane"),
        CheckConstraint("version > 0 AND sequence >= 0", name="counts_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(String(255))
    state: Mapped[EventState] = mapped_column(text_enum(EventState))
    version: Mapped[int]
    sequence: Mapped[int]
    kind: Mapped[EventKind] = mapped_column(text_enum(EventKind))
    title: Mapped[str] = mapped_column(String(MOST_TITLE))
    about: Mapped[str] = mapped_column(String(MOST_ABOUT))
    host: Mapped[str] = mapped_column(String(MOST_HOST))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    """When the last of a series ends; the same as ``ends_at`` where there is only one."""
    time_zone: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(200))
    skipped: Mapped[str] = mapped_column(String(MOST_SKIPPED), server_default="")
    """Starts that the rule gives and that do not take place, with commas between them (see recurrence)."""
    place: Mapped[str] = mapped_column(String(MOST_PLACE))
    link: Mapped[str] = mapped_column(String(MOST_LINK))
    registration: Mapped[str] = mapped_column(String(MOST_LINK))
    fee_deadline: Mapped[datetime | None] = mapped_column(UTCDateTime)
    capacity: Mapped[int | None]
    audience_role: Mapped[str] = mapped_column(String(64))
    audience_stages: Mapped[str] = mapped_column(String(200))
    """Career stages with commas between them; empty for all."""
    channel_id: Mapped[str] = mapped_column(String(64))
    message_key: Mapped[str] = mapped_column(String(100))
    """The delivery that posts the message for all; empty before it is published."""
    native_id: Mapped[str] = mapped_column(String(64))
    """The platform's own scheduled event; empty where there is none."""
    shown_version: Mapped[int]
    """The version that message and scheduled event were last brought to; 0 for none."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EventCredit(Base):
    """Continuing-education hours of one type that an event gives, in hundredths."""

    __tablename__ = "event_credit"
    __table_args__ = (
        CheckConstraint(f"hundredths BETWEEN 1 AND {MOST_HOURS * 100}", name="hours_sane"),
        {"sqlite_with_rowid": False},
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    type: Mapped[CreditType] = mapped_column(text_enum(CreditType), primary_key=True)
    hundredths: Mapped[int]


class EventPicture(Base):
    """The picture of an event, ready to be sent."""

    __tablename__ = "event_picture"
    __table_args__ = (CheckConstraint(f"length(data) BETWEEN 1 AND {MOST_PICTURE}", name="size_bounded"),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    data: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(String(64))
    """Its file name, which is another for another picture."""
    alt: Mapped[str] = mapped_column(String(MOST_ALT))
    """Words for those who cannot see it."""


class EventRsvp(Base):
    """What a member said to an event. ``turn`` is the order in which people said so."""

    __tablename__ = "event_rsvp"
    __table_args__ = (
        Index(None, "event_id", "answer", "turn"),
        Index(None, "member_id"),
        {"sqlite_with_rowid": False},
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[EventAnswer] = mapped_column(text_enum(EventAnswer))
    turn: Mapped[int]
    muted: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class EventSetting(Base):
    """Where a community announces its events, and the role of those who may; empty for none."""

    __tablename__ = "event_setting"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True
    )
    channel_id: Mapped[str] = mapped_column(String(64))
    organizer_role: Mapped[str] = mapped_column(String(64))


class EventFeed(Base):
    """A calendar on the web that is read once a day.

    ``next_at`` says when it is read next, and is moved on before it is read: whoever dies in between has it
    read again an hour later.
    """

    __tablename__ = "event_feed"
    __table_args__ = (
        UniqueConstraint("community_id", "url"),
        Index(None, "next_at"),
        CheckConstraint("failures >= 0", name="failures_count_up"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(byte_text(MOST_LINK))
    title: Mapped[str] = mapped_column(String(MOST_TITLE))
    kind: Mapped[EventKind] = mapped_column(text_enum(EventKind))
    time_zone: Mapped[str] = mapped_column(String(64))
    """For what says no zone of its own."""
    etag: Mapped[str] = mapped_column(String(MOST_VALIDATOR))
    modified: Mapped[str] = mapped_column(String(MOST_VALIDATOR))
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it could last be read."""
    failures: Mapped[int]
    """How often in a row it could not be."""
    error: Mapped[str] = mapped_column(String(MOST_ERROR))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EventFeedKeeper(Base):
    """An organizer who is told when a calendar that they followed cannot be read."""

    __tablename__ = "event_feed_keeper"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    feed_id: Mapped[int] = mapped_column(ForeignKey("event_feed.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)


class EventOrigin(Base):
    """What is known of an entry of another calendar, so that reading it again adds nothing twice.

    Without an event it was left out, and is not offered by itself again.
    """

    __tablename__ = "event_origin"
    __table_args__ = (
        UniqueConstraint("community_id", "uid", "recurrence"),
        Index(None, "event_id"),
        Index(None, "feed_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(byte_text(MOST_UID))
    recurrence: Mapped[str] = mapped_column(byte_text(32))
    """Which one of a series, as its RECURRENCE-ID in UTC; empty for the series, or what takes place once."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    feed_id: Mapped[int | None] = mapped_column(ForeignKey("event_feed.id", ondelete="SET NULL"))
    entry: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The entry as it was last taken over, to tell what the calendar changed from what organizers did."""


class EventImport(Base):
    """A calendar that was read and waits for an organizer to choose from it."""

    __tablename__ = "event_import"
    __table_args__ = (Index(None, "community_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(byte_text(MOST_LINK))
    """Empty for a file."""
    title: Mapped[str] = mapped_column(String(MOST_TITLE))
    kind: Mapped[EventKind] = mapped_column(text_enum(EventKind))
    time_zone: Mapped[str] = mapped_column(String(64))
    etag: Mapped[str] = mapped_column(String(MOST_VALIDATOR))
    modified: Mapped[str] = mapped_column(String(MOST_VALIDATOR))
    entries: Mapped[list[Any]] = mapped_column(JSON)
    notes: Mapped[list[Any]] = mapped_column(JSON)
    chosen: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
