"""The tables of events, of the answers to them, and of where a community announces them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.events.terms import (
    MOST_ABOUT,
    MOST_CAPACITY,
    MOST_HOST,
    MOST_HOURS,
    MOST_LINK,
    MOST_PLACE,
    MOST_TITLE,
    CreditType,
    EventAnswer,
    EventKind,
    EventState,
)


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
