"""The tables of meetings and of who takes part in them."""

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.meetings.terms import LONGEST, MOST_NOTE, MOST_PLACE, SHORTEST, MeetingState

MEETING: Final = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("uid", String(64), nullable=False),
    Column("state", text_enum(MeetingState), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    # Who proposed the times that are offered.
    Column("proposer_id", Integer, ForeignKey("member.id", ondelete="SET NULL"), index=True),
    # The times to choose from, as seconds since 1970 with commas between them; empty for none.
    Column("offered", String(64), nullable=False),
    Column("offered_minutes", Integer, nullable=False),
    Column("offered_place", String(MOST_PLACE), nullable=False),
    # What was agreed; it holds until another time is, or the meeting is cancelled.
    Column("starts_at", UTCDateTime),
    Column("minutes", Integer, nullable=False),
    Column("place", String(MOST_PLACE), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    UniqueConstraint("uid"),
    # Of one owner one meeting is being planned at a time. PostgreSQL's condition stands in the migration.
    Index("uq_meeting_proposed", "kind", "owner_id", unique=True, sqlite_where=text("state = 'proposed'")),
    Index(None, "kind", "owner_id", "starts_at"),
    Index(None, "community_id"),
    CheckConstraint("length(kind) > 0", name="kind_given"),
    CheckConstraint(f"minutes BETWEEN {SHORTEST} AND {LONGEST}", name="minutes_sane"),
    CheckConstraint("turn > 0 AND sequence >= 0", name="counts_up"),
    CheckConstraint(
        "CASE state WHEN 'proposed' THEN starts_at IS NULL WHEN 'cancelled' THEN true "
        "ELSE starts_at IS NOT NULL END",
        name="agreed_on_a_time",
    ),
)
"""One meeting about an owner, which is a kind and an id that only the room it belongs to understands.

``turn`` rises with every proposal, so that a button of an older one is known as such; ``sequence`` when
what was agreed is changed or cancelled (RFC 5546 section 2.1.4).
"""


MEETING_MEMBER: Final = Table(
    "meeting_member",
    metadata,
    Column("meeting_id", Integer, ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("met", Boolean),
    Column("note", String(MOST_NOTE), nullable=False),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Who takes part. ``met`` is what they said afterwards; ``note`` is theirs alone."""
