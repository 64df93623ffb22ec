"""The tables of calendars: of others, that come, and our own, that are followed."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, belongs_to, byte_text, metadata, text_enum
from mentorbot.events.terms import MOST_TITLE, MOST_UID, EventKind
from mentorbot.members.answers import MOST_LINK

MOST_VALIDATOR = 200
MOST_ERROR = 300


class _EventFeed(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    url: Named[str] = Column(byte_text(MOST_LINK))
    title: Named[str] = Column(String(MOST_TITLE))
    kind: Named[EventKind] = Column(text_enum(EventKind))
    # For what says no zone of its own.
    time_zone: Named[str] = Column(String(64))
    etag: Named[str] = Column(String(MOST_VALIDATOR))
    modified: Named[str] = Column(String(MOST_VALIDATOR))
    next_at: Named[datetime] = Column(UTCDateTime)
    # When it could last be read.
    read_at: Named[datetime] = Column(UTCDateTime)
    # How often in a row it could not be.
    failures: Named[int]
    error: Named[str] = Column(String(MOST_ERROR))
    created_at: Named[datetime] = Column(UTCDateTime)


EVENT_FEED: Final = Table(
    "event_feed",
    metadata,
    _EventFeed,
    UniqueConstraint("community_id", "url"),
    Index(None, "next_at"),
    CheckConstraint("failures >= 0", name="failures_count_up"),
)
"""A calendar on the web that is read once a day.

``next_at`` says when it is read next, and is moved on before it is read: whoever dies in between has it
read again an hour later.
"""


class _EventFeedKeeper(TypedColumns):
    feed_id: Named[int] = belongs_to("event_feed", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)


EVENT_FEED_KEEPER: Final = Table(
    "event_feed_keeper",
    metadata,
    _EventFeedKeeper,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""An organizer who is told when a calendar that they followed cannot be read."""


class _EventOrigin(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    # Which calendar it came from (see listings.source_key); empty for what was known before that was
    # told apart, which is known whatever calendar it is in.
    source: Named[str] = Column(byte_text(64))
    uid: Named[str] = Column(byte_text(MOST_UID))
    # Which one of a series, as its RECURRENCE-ID in UTC; empty for the series, or what takes place
    # once.
    recurrence: Named[str] = Column(byte_text(32))
    event_id: Named[int | None] = Column(ForeignKey("event.id", ondelete="SET NULL"))
    feed_id: Named[int | None] = Column(ForeignKey("event_feed.id", ondelete="SET NULL"))
    # The entry as it was last taken over, to tell what the calendar changed from what organizers did.
    entry: Named[dict[str, Any]] = Column(JSON)
    # Since when it was not found in the calendar any more.
    missing_since: Named[datetime | None] = Column(UTCDateTime)


EVENT_ORIGIN: Final = Table(
    "event_origin",
    metadata,
    _EventOrigin,
    UniqueConstraint("community_id", "source", "uid", "recurrence"),
    Index(None, "event_id"),
    Index(None, "feed_id"),
)
"""What is known of an entry of another calendar, so that reading it again adds nothing twice.

Without an event it was left out, and is not offered by itself again.
"""


class _EventImport(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    # Empty for a file.
    url: Named[str] = Column(byte_text(MOST_LINK))
    title: Named[str] = Column(String(MOST_TITLE))
    kind: Named[EventKind] = Column(text_enum(EventKind))
    time_zone: Named[str] = Column(String(64))
    etag: Named[str] = Column(String(MOST_VALIDATOR))
    modified: Named[str] = Column(String(MOST_VALIDATOR))
    entries: Named[list[Any]] = Column(JSON)
    notes: Named[list[Any]] = Column(JSON)
    chosen: Named[list[Any]] = Column(JSON)
    created_at: Named[datetime] = Column(UTCDateTime)


EVENT_IMPORT: Final = Table(
    "event_import",
    metadata,
    _EventImport,
    Index(None, "community_id"),
)
"""A calendar that was read and waits for an organizer to choose from it."""


class _CalendarLink(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community", index=True)
    # Whose calendar it is; None: that of the community, for everybody.
    member_id: Named[int | None] = belongs_to("member")
    # Of the secret part of its address (SHA-256), which is kept nowhere else.
    secret_hash: Named[str] = Column(String(64))
    # The same part in plain text, where it is no secret: of a community's calendar.
    shown: Named[str] = Column(String(64), server_default="")
    made_at: Named[datetime] = Column(UTCDateTime)


CALENDAR_LINK: Final = Table(
    "calendar_link",
    metadata,
    _CalendarLink,
    UniqueConstraint("secret_hash"),
    UniqueConstraint("member_id"),
)
"""The address of a calendar that other programs follow."""
