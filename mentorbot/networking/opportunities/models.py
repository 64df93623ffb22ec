"""The tables of opportunities, of what members do with them, and of the searches they saved."""

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
    Text,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, byte_text, metadata, text_enum
from mentorbot.mentoring.terms import Setting
from mentorbot.networking.opportunities.terms import (
    MOST_ABOUT,
    MOST_LINK,
    MOST_ORGANIZATION,
    MOST_PAY,
    MOST_PLACE,
    MOST_REASON,
    MOST_TITLE,
    MOST_WORDS,
    Cadence,
    Level,
    OpportunityKind,
    OpportunityState,
    WorkMode,
)

OPPORTUNITY: Final = Table(
    "opportunity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("state", text_enum(OpportunityState), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", text_enum(OpportunityKind), nullable=False),
    Column("title", String(MOST_TITLE), nullable=False),
    Column("organization", String(MOST_ORGANIZATION), nullable=False),
    Column("place", String(MOST_PLACE), nullable=False),
    Column("mode", text_enum(WorkMode)),
    Column("setting", text_enum(Setting)),
    Column("level", text_enum(Level)),
    Column("pay", String(MOST_PAY), nullable=False),
    Column("about", String(MOST_ABOUT), nullable=False),
    Column("link", String(MOST_LINK), nullable=False),
    Column("live_link", Text),
    # What it is found by: all that is written about it, in the form of :func:`search.words`.
    Column("words", Text, nullable=False),
    Column("deadline", UTCDateTime),
    Column("closes_at", UTCDateTime),
    Column("turn", Integer),
    Column("channel_id", String(64), nullable=False),
    # The delivery that posts the message for all; empty before it is open.
    Column("message_key", String(100), nullable=False),
    # The version that message was last brought to; 0 for none.
    Column("shown_version", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    UniqueConstraint("community_id", "live_link"),
    UniqueConstraint("community_id", "turn"),
    Index(None, "community_id", "state", "closes_at"),
    CheckConstraint("length(live_link) > 0", name="live_link_given"),
    CheckConstraint("version > 0", name="counts_up"),
    CheckConstraint("state <> 'open' OR (turn IS NOT NULL AND closes_at IS NOT NULL)", name="open_whole"),
    CheckConstraint("state = 'draft' OR length(title) > 0", name="title_given"),
    # Drafts are deleted, and nothing that was sent or pressed may be taken to be about another one.
    sqlite_autoincrement=True,
)
"""What is on offer. It does not say who posted it; that is in OpportunityAuthor.

``live_link`` is the link as it is compared with others (see links), for as long as nobody else may post
it: from when it is handed in until it closes. ``turn`` is the order in which opportunities were opened.
"""


OPPORTUNITY_AUTHOR: Final = Table(
    "opportunity_author",
    metadata,
    Column("opportunity_id", Integer, ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "member_id", "at"),
    sqlite_with_rowid=False,
)
"""Who posted an opportunity."""


OPPORTUNITY_MARK: Final = Table(
    "opportunity_mark",
    metadata,
    Column("opportunity_id", Integer, ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("applied_at", UTCDateTime),
    # When they asked to be reminded; None: not to be.
    Column("remind_at", UTCDateTime),
    Index(None, "member_id"),
    CheckConstraint("applied_at IS NOT NULL OR remind_at IS NOT NULL", name="something"),
    sqlite_with_rowid=False,
)
"""What a member does about an opportunity: when they applied, and when they asked to be reminded."""


OPPORTUNITY_REPORT: Final = Table(
    "opportunity_report",
    metadata,
    Column("opportunity_id", Integer, ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("reason", String(MOST_REASON), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What a member told organizers about an opportunity."""


SAVED_SEARCH: Final = Table(
    "saved_search",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("bucket", byte_text(100), nullable=False),
    Column("words", String(MOST_WORDS), nullable=False),
    Column("cadence", text_enum(Cadence), nullable=False),
    Column("after_turn", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("member_id", "bucket", "words"),
    Index(None, "community_id", "cadence", "bucket", "id"),
)
"""What a member wants to be told of. An empty column takes everything.

``bucket`` is the four filters as one value, so that those that a new opportunity is among are found by
index. ``after_turn`` is the last opportunity that was there already when it was saved.
"""


OPPORTUNITY_ALERT: Final = Table(
    "opportunity_alert",
    metadata,
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("opportunity_id", Integer, ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True),
    Column("told_with", String(100), nullable=False),
    Index(None, "opportunity_id"),
    sqlite_with_rowid=False,
)
"""With which delivery a member is told of an opportunity: by its key, each of each at most once."""


OPPORTUNITY_IMPORT: Final = Table(
    "opportunity_import",
    metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("member.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("content", Text, nullable=False),
    # Says which file a button was about.
    Column("number", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False),
)
"""A file that an organizer looks over before it is taken in; one at a time."""


OPPORTUNITY_SETTING: Final = Table(
    "opportunity_setting",
    metadata,
    Column(
        "community_id",
        Integer,
        ForeignKey("community.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("channel_id", String(64), nullable=False),
    # Where organizers look at what was handed in or reported; empty for none.
    Column("review_channel_id", String(64), nullable=False),
    Column("poster_role", String(64), nullable=False),
    # Whether an organizer looks at each before it is shown.
    Column("approval", Boolean, nullable=False),
)
"""Where opportunities are shown in a community and who may post; an empty role is everybody."""
