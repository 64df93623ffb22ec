"""The tables of a mentorship's life: where the two talk, what they agreed, goals, check-ins, feedback."""

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
)

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.mentoring.pair_terms import (
    MOST_FEEDBACK,
    MOST_GOAL,
    MOST_REPORT,
    Cadence,
    Said,
    TalkKind,
    TalkState,
)

TALK: Final = Table(
    "mentoring_talk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("kind", text_enum(TalkKind), nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("state", text_enum(TalkState), nullable=False),
    Column("channel_id", String(64), nullable=False),
    Column("thread_id", String(64), nullable=False),
    # The last message that was seen to be there; what it says is not read.
    Column("seen_id", String(64), nullable=False),
    # When one of them last wrote there.
    Column("active_at", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("kind", "owner_id"),
    Index(None, "state"),
    Index(None, "community_id"),
    CheckConstraint("state <> 'open' OR length(thread_id) > 0", name="open_somewhere"),
)
"""Where a pair or a circle talks. It outlives what it belongs to, until the thread is closed."""


AGREEMENT: Final = Table(
    "mentorship_agreement",
    metadata,
    Column(
        "mentorship_id",
        Integer,
        ForeignKey("mentorship.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("cadence", text_enum(Cadence), nullable=False),
    Column("mentor_at", UTCDateTime),
    Column("mentee_at", UTCDateTime),
)
"""What the two agreed; each of them by one click. How long is in the mentorship itself."""


GOAL: Final = Table(
    "mentorship_goal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mentorship_id", Integer, ForeignKey("mentorship.id", ondelete="CASCADE"), nullable=False),
    Column("title", String(MOST_GOAL), nullable=False),
    # A milestone of the guide; empty for none.
    Column("milestone", String(100), nullable=False),
    Column("done_at", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "mentorship_id"),
    CheckConstraint("length(title) > 0", name="title_given"),
    CheckConstraint("length(milestone) = 0 OR done_at IS NULL", name="tied_is_not_copied"),
)
"""What the two want to reach. One that is tied to a milestone is done when that is."""


CHECK_IN: Final = Table(
    "mentorship_check_in",
    metadata,
    Column("mentorship_id", Integer, ForeignKey("mentorship.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("said", text_enum(Said), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What one of the two said of how it goes. ``turn`` counts the fortnights."""


FEEDBACK: Final = Table(
    "mentorship_feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("mentorship_id", Integer, ForeignKey("mentorship.id", ondelete="SET NULL")),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("as_mentor", Boolean, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("recommend", Boolean, nullable=False),
    Column("text", String(MOST_FEEDBACK), nullable=False),
    # Whether organizers may read it with the author's name.
    Column("shared", Boolean, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("mentorship_id", "member_id"),
    Index(None, "community_id"),
    Index(None, "member_id"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_sane"),
)
"""What one of the two says of it afterwards; it stays when the other is erased."""


REPORT: Final = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("reporter_id", Integer, ForeignKey("member.id", ondelete="SET NULL")),
    Column("about_id", Integer, ForeignKey("member.id", ondelete="SET NULL")),
    Column("text", String(MOST_REPORT), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("closed_at", UTCDateTime),
    UniqueConstraint("community_id", "number"),
    Index(None, "reporter_id"),
    Index(None, "about_id"),
    CheckConstraint("number > 0", name="number_counts"),
)
"""Something that went wrong, told to organizers. Erasing a person leaves the case, without their name."""


REPORT_NOTE: Final = Table(
    "report_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", Integer, ForeignKey("report.id", ondelete="CASCADE"), nullable=False),
    Column("author_id", Integer, ForeignKey("member.id", ondelete="SET NULL")),
    Column("by_reporter", Boolean, nullable=False),
    Column("text", String(MOST_REPORT), nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "report_id"),
    Index(None, "author_id"),
)
"""What was added to a case. ``shown``: the reporter sees it too."""
