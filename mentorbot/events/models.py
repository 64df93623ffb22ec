"""The tables of events: what is announced and where, the answers, and what comes from other calendars."""

from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, byte_text, metadata, text_enum
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


EVENT: Final = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("uid", String(255), nullable=False),
    Column("state", text_enum(EventState), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", text_enum(EventKind), nullable=False),
    Column("title", String(MOST_TITLE), nullable=False),
    Column("about", String(MOST_ABOUT), nullable=False),
    Column("host", String(MOST_HOST), nullable=False),
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    # When the last of a series ends; the same as ``ends_at`` where there is only one.
    Column("until", UTCDateTime, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("rule", String(200), nullable=False),
    # Starts that the rule gives and that do not take place, with commas between them (see recurrence).
    Column("skipped", String(MOST_SKIPPED), server_default="", nullable=False),
    Column("place", String(MOST_PLACE), nullable=False),
    Column("link", String(MOST_LINK), nullable=False),
    Column("registration", String(MOST_LINK), nullable=False),
    Column("fee_deadline", UTCDateTime),
    Column("capacity", Integer),
    Column("audience_role", String(64), nullable=False),
    # Career stages with commas between them; empty for all.
    Column("audience_stages", String(200), nullable=False),
    Column("channel_id", String(64), nullable=False),
    # The delivery that posts the message for all; empty before it is published.
    Column("message_key", String(100), nullable=False),
    # The platform's own scheduled event; empty where there is none.
    Column("native_id", String(64), nullable=False),
    # The version that message and scheduled event were last brought to; 0 for none.
    Column("shown_version", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "uid"),
    Index(None, "community_id", "state", "until"),
    CheckConstraint("length(title) > 0", name="title_given"),
    CheckConstraint("starts_at <= ends_at AND ends_at <= until", name="ends_after_start"),
    CheckConstraint(f"capacity BETWEEN 1 AND {MOST_CAPACITY}", name="capacity_sane"),
    CheckConstraint("version > 0 AND sequence >= 0", name="counts_up"),
)
"""One event, or a series of them by one rule.

``version`` rises with every change, so that of two organizers who edit at once the second is told;
``sequence`` only when time or place change, of which those who come are told (RFC 5546 section 2.1.4).
"""


EVENT_CREDIT: Final = Table(
    "event_credit",
    metadata,
    Column("event_id", Integer, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("type", text_enum(CreditType), primary_key=True),
    Column("hundredths", Integer, nullable=False),
    CheckConstraint(f"hundredths BETWEEN 1 AND {MOST_HOURS * 100}", name="hours_sane"),
    sqlite_with_rowid=False,
)
"""Continuing-education hours of one type that an event gives, in hundredths."""


EVENT_PICTURE: Final = Table(
    "event_picture",
    metadata,
    Column(
        "event_id", Integer, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("data", LargeBinary, nullable=False),
    # Its file name, which is another for another picture.
    Column("name", String(64), nullable=False),
    # Words for those who cannot see it.
    Column("alt", String(MOST_ALT), nullable=False),
    CheckConstraint(f"length(data) BETWEEN 1 AND {MOST_PICTURE}", name="size_bounded"),
)
"""The picture of an event, ready to be sent."""


EVENT_RSVP: Final = Table(
    "event_rsvp",
    metadata,
    Column("event_id", Integer, ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("answer", text_enum(EventAnswer), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "event_id", "answer", "turn"),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What a member said to an event. ``turn`` is the order in which people said so."""


EVENT_SETTING: Final = Table(
    "event_setting",
    metadata,
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", String(64), nullable=False),
    Column("organizer_role", String(64), nullable=False),
)
"""Where a community announces its events, and the role of those who may; empty for none."""


EVENT_FEED: Final = Table(
    "event_feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("url", byte_text(MOST_LINK), nullable=False),
    Column("title", String(MOST_TITLE), nullable=False),
    Column("kind", text_enum(EventKind), nullable=False),
    # For what says no zone of its own.
    Column("time_zone", String(64), nullable=False),
    Column("etag", String(MOST_VALIDATOR), nullable=False),
    Column("modified", String(MOST_VALIDATOR), nullable=False),
    Column("next_at", UTCDateTime, nullable=False),
    # When it could last be read.
    Column("read_at", UTCDateTime, nullable=False),
    # How often in a row it could not be.
    Column("failures", Integer, nullable=False),
    Column("error", String(MOST_ERROR), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "url"),
    Index(None, "next_at"),
    CheckConstraint("failures >= 0", name="failures_count_up"),
)
"""A calendar on the web that is read once a day.

``next_at`` says when it is read next, and is moved on before it is read: whoever dies in between has it
read again an hour later.
"""


EVENT_FEED_KEEPER: Final = Table(
    "event_feed_keeper",
    metadata,
    Column("feed_id", Integer, ForeignKey("event_feed.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""An organizer who is told when a calendar that they followed cannot be read."""


EVENT_ORIGIN: Final = Table(
    "event_origin",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("uid", byte_text(MOST_UID), nullable=False),
    # Which one of a series, as its RECURRENCE-ID in UTC; empty for the series, or what takes place
    # once.
    Column("recurrence", byte_text(32), nullable=False),
    Column("event_id", Integer, ForeignKey("event.id", ondelete="SET NULL")),
    Column("feed_id", Integer, ForeignKey("event_feed.id", ondelete="SET NULL")),
    # The entry as it was last taken over, to tell what the calendar changed from what organizers did.
    Column("entry", JSON, nullable=False),
    # Since when it was not found in the calendar any more.
    Column("missing_since", UTCDateTime),
    UniqueConstraint("community_id", "uid", "recurrence"),
    Index(None, "event_id"),
    Index(None, "feed_id"),
)
"""What is known of an entry of another calendar, so that reading it again adds nothing twice.

Without an event it was left out, and is not offered by itself again.
"""


EVENT_IMPORT: Final = Table(
    "event_import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    # Empty for a file.
    Column("url", byte_text(MOST_LINK), nullable=False),
    Column("title", String(MOST_TITLE), nullable=False),
    Column("kind", text_enum(EventKind), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("etag", String(MOST_VALIDATOR), nullable=False),
    Column("modified", String(MOST_VALIDATOR), nullable=False),
    Column("entries", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("chosen", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "community_id"),
)
"""A calendar that was read and waits for an organizer to choose from it."""
