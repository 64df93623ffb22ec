"""The tables of meetings and of who takes part in them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.meetings.terms import LONGEST, MOST_NOTE, MOST_PLACE, SHORTEST, MeetingState


class Meeting(Base):
    """One meeting about an owner, which is a kind and an id that only the room it belongs to understands.

    ``turn`` rises with every proposal, so that a button of an older one is known as such; ``sequence`` when
    what was agreed is changed or cancelled (RFC 5546 section 2.1.4).
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("uid"),
        # Of one owner one meeting is being planned at a time. PostgreSQL's condition stands in the migration.
        Index(
            "uq_meeting_proposed", "kind", "owner_id", unique=True, sqlite_where=text("state = 'proposed'")
        ),
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

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    owner_id: Mapped[int]
    uid: Mapped[str] = mapped_column(String(64))
    state: Mapped[MeetingState] = mapped_column(text_enum(MeetingState))
    turn: Mapped[int]
    sequence: Mapped[int]
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    """Who proposed the times that are offered."""
    offered: Mapped[str] = mapped_column(String(64))
    """The times to choose from, as seconds since 1970 with commas between them; empty for none."""
    offered_minutes: Mapped[int]
    offered_place: Mapped[str] = mapped_column(String(MOST_PLACE))
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """What was agreed; it holds until another time is, or the meeting is cancelled."""
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(MOST_PLACE))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class MeetingMember(Base):
    """Who takes part. ``met`` is what they said afterwards; ``note`` is theirs alone."""

    __tablename__ = "meeting_member"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    met: Mapped[bool | None]
    note: Mapped[str] = mapped_column(String(MOST_NOTE))
