"""The tables of a mentorship's life: where the two talk, what they agreed, goals, check-ins, feedback."""

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
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.mentoring.pair_terms import (
    MOST_FEEDBACK,
    MOST_GOAL,
    MOST_REPORT,
    Cadence,
    Said,
    TalkKind,
    TalkState,
)


class _Talk(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    kind: Named[TalkKind] = Column(text_enum(TalkKind))
    owner_id: Named[int]
    state: Named[TalkState] = Column(text_enum(TalkState))
    channel_id: Named[str] = Column(String(64))
    thread_id: Named[str] = Column(String(64))
    # The last message that was seen to be there; what it says is not read.
    seen_id: Named[str] = Column(String(64))
    # When one of them last wrote there.
    active_at: Named[datetime | None] = Column(UTCDateTime)
    created_at: Named[datetime] = Column(UTCDateTime)


TALK: Final = Table(
    "mentoring_talk",
    metadata,
    _Talk,
    UniqueConstraint("kind", "owner_id"),
    Index(None, "state"),
    Index(None, "community_id"),
    CheckConstraint("state <> 'open' OR length(thread_id) > 0", name="open_somewhere"),
)
"""Where a pair or a circle talks. It outlives what it belongs to, until the thread is closed."""


class _Agreement(TypedColumns):
    mentorship_id: Named[int] = belongs_to("mentorship", primary_key=True)
    cadence: Named[Cadence] = Column(text_enum(Cadence))
    mentor_at: Named[datetime | None] = Column(UTCDateTime)
    mentee_at: Named[datetime | None] = Column(UTCDateTime)


AGREEMENT: Final = Table(
    "mentorship_agreement",
    metadata,
    _Agreement,
)
"""What the two agreed; each of them by one click. How long is in the mentorship itself."""


class _Goal(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    mentorship_id: Named[int] = belongs_to("mentorship")
    title: Named[str] = Column(String(MOST_GOAL))
    # A milestone of the guide; empty for none.
    milestone: Named[str] = Column(String(100))
    done_at: Named[datetime | None] = Column(UTCDateTime)
    created_at: Named[datetime] = Column(UTCDateTime)


GOAL: Final = Table(
    "mentorship_goal",
    metadata,
    _Goal,
    Index(None, "mentorship_id"),
    CheckConstraint("length(title) > 0", name="title_given"),
    CheckConstraint("length(milestone) = 0 OR done_at IS NULL", name="tied_is_not_copied"),
)
"""What the two want to reach. One that is tied to a milestone is done when that is."""


class _CheckIn(TypedColumns):
    mentorship_id: Named[int] = belongs_to("mentorship", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    turn: Named[int] = Column(primary_key=True)
    said: Named[Said] = Column(text_enum(Said))
    at: Named[datetime] = Column(UTCDateTime)


CHECK_IN: Final = Table(
    "mentorship_check_in",
    metadata,
    _CheckIn,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What one of the two said of how it goes. ``turn`` counts the fortnights."""


class _Feedback(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    mentorship_id: Named[int | None] = Column(ForeignKey("mentorship.id", ondelete="SET NULL"))
    member_id: Named[int] = belongs_to("member")
    as_mentor: Named[bool]
    rating: Named[int]
    recommend: Named[bool]
    text: Named[str] = Column(String(MOST_FEEDBACK))
    # Whether organizers may read it with the author's name.
    shared: Named[bool]
    at: Named[datetime] = Column(UTCDateTime)


FEEDBACK: Final = Table(
    "mentorship_feedback",
    metadata,
    _Feedback,
    UniqueConstraint("mentorship_id", "member_id"),
    Index(None, "community_id"),
    Index(None, "member_id"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_sane"),
)
"""What one of the two says of it afterwards; it stays when the other is erased."""


class _Report(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    number: Named[int]
    reporter_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    about_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    text: Named[str] = Column(String(MOST_REPORT))
    at: Named[datetime] = Column(UTCDateTime)
    closed_at: Named[datetime | None] = Column(UTCDateTime)


REPORT: Final = Table(
    "report",
    metadata,
    _Report,
    UniqueConstraint("community_id", "number"),
    Index(None, "reporter_id"),
    Index(None, "about_id"),
    CheckConstraint("number > 0", name="number_counts"),
)
"""Something that went wrong, told to organizers. Erasing a person leaves the case, without their name."""


class _ReportNote(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    report_id: Named[int] = belongs_to("report")
    author_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    by_reporter: Named[bool]
    text: Named[str] = Column(String(MOST_REPORT))
    shown: Named[bool]
    at: Named[datetime] = Column(UTCDateTime)


REPORT_NOTE: Final = Table(
    "report_note",
    metadata,
    _ReportNote,
    Index(None, "report_id"),
    Index(None, "author_id"),
)
"""What was added to a case. ``shown``: the reporter sees it too."""
