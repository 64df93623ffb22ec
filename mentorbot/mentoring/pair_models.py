"""The tables of a mentorship's life: where the two talk, what they agreed, goals, check-ins, feedback."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.mentoring.pair_terms import (
    MOST_FEEDBACK,
    MOST_GOAL,
    MOST_REPORT,
    Cadence,
    Said,
    TalkKind,
    TalkState,
)


class Talk(Base):
    """Where a pair or a circle talks. It outlives what it belongs to, until the thread is closed."""

    __tablename__ = "mentoring_talk"
    __table_args__ = (
        UniqueConstraint("kind", "owner_id"),
        Index(None, "state"),
        Index(None, "community_id"),
        CheckConstraint("state <> 'open' OR length(thread_id) > 0", name="open_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    kind: Mapped[TalkKind] = mapped_column(text_enum(TalkKind))
    owner_id: Mapped[int]
    state: Mapped[TalkState] = mapped_column(text_enum(TalkState))
    channel_id: Mapped[str] = mapped_column(String(64))
    thread_id: Mapped[str] = mapped_column(String(64))
    seen_id: Mapped[str] = mapped_column(String(64))
    """The last message that was seen to be there; what it says is not read."""
    active_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When one of them last wrote there."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Agreement(Base):
    """What the two agreed; each of them by one click. How long is in the mentorship itself."""

    __tablename__ = "mentorship_agreement"

    mentorship_id: Mapped[int] = mapped_column(
        ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    cadence: Mapped[Cadence] = mapped_column(text_enum(Cadence))
    mentor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mentee_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Goal(Base):
    """What the two want to reach. One that is tied to a milestone is done when that is."""

    __tablename__ = "mentorship_goal"
    __table_args__ = (
        Index(None, "mentorship_id"),
        CheckConstraint("length(title) > 0", name="title_given"),
        CheckConstraint("length(milestone) = 0 OR done_at IS NULL", name="tied_is_not_copied"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(MOST_GOAL))
    milestone: Mapped[str] = mapped_column(String(100))
    """A milestone of the guide; empty for none."""
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CheckIn(Base):
    """What one of the two said of how it goes. ``turn`` counts the fortnights."""

    __tablename__ = "mentorship_check_in"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    mentorship_id: Mapped[int] = mapped_column(
        ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[Said] = mapped_column(text_enum(Said))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Feedback(Base):
    """What one of the two says of it afterwards; it stays when the other is erased."""

    __tablename__ = "mentorship_feedback"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "member_id"),
        Index(None, "community_id"),
        Index(None, "member_id"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_sane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    mentorship_id: Mapped[int | None] = mapped_column(ForeignKey("mentorship.id", ondelete="SET NULL"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    as_mentor: Mapped[bool]
    rating: Mapped[int]
    recommend: Mapped[bool]
    text: Mapped[str] = mapped_column(String(MOST_FEEDBACK))
    shared: Mapped[bool]
    """Whether organizers may read it with the author's name."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Report(Base):
    """Something that went wrong, told to organizers. Erasing a person leaves the case, without their name."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("community_id", "number"),
        Index(None, "reporter_id"),
        Index(None, "about_id"),
        CheckConstraint("number > 0", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    number: Mapped[int]
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(String(MOST_REPORT))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ReportNote(Base):
    """What was added to a case. ``shown``: the reporter sees it too."""

    __tablename__ = "report_note"
    __table_args__ = (Index(None, "report_id"), Index(None, "author_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    by_reporter: Mapped[bool]
    text: Mapped[str] = mapped_column(String(MOST_REPORT))
    shown: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
