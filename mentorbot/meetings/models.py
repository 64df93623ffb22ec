"""The tables of meetings and of who takes part in them."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.meetings.terms import LONGEST, MOST_NOTE, MOST_PLACE, SHORTEST, MeetingState


class _Meeting(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    kind: Named[str] = Column(String(32))
    owner_id: Named[int]
    uid: Named[str] = Column(String(64))
    state: Named[MeetingState] = Column(text_enum(MeetingState))
    turn: Named[int]
    sequence: Named[int]
    # Who proposed the times that are offered.
    proposer_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    # The times to choose from, as seconds since 1970 with commas between them; empty for none.
    offered: Named[str] = Column(String(64))
    offered_minutes: Named[int]
    offered_place: Named[str] = Column(String(MOST_PLACE))
    # What was agreed; it holds until another time is, or the meeting is cancelled.
    starts_at: Named[datetime | None] = Column(UTCDateTime)
    minutes: Named[int]
    place: Named[str] = Column(String(MOST_PLACE))
    created_at: Named[datetime] = Column(UTCDateTime)
    updated_at: Named[datetime] = Column(UTCDateTime)


MEETING: Final = Table(
    "meeting",
    metadata,
    _Meeting,
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


class _MeetingMember(TypedColumns):
    meeting_id: Named[int] = belongs_to("meeting", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    met: Named[bool | None]
    note: Named[str] = Column(String(MOST_NOTE))


MEETING_MEMBER: Final = Table(
    "meeting_member",
    metadata,
    _MeetingMember,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Who takes part. ``met`` is what they said afterwards; ``note`` is theirs alone."""
