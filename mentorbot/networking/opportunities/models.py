"""The tables of opportunities, of what members do with them, and of the searches they saved."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, belongs_to, byte_text, metadata, text_enum
from mentorbot.guide.model import Setting
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


class _Opportunity(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    state: Named[OpportunityState] = Column(text_enum(OpportunityState))
    version: Named[int]
    kind: Named[OpportunityKind] = Column(text_enum(OpportunityKind))
    title: Named[str] = Column(String(MOST_TITLE))
    organization: Named[str] = Column(String(MOST_ORGANIZATION))
    place: Named[str] = Column(String(MOST_PLACE))
    mode: Named[WorkMode | None] = Column(text_enum(WorkMode))
    setting: Named[Setting | None] = Column(text_enum(Setting))
    level: Named[Level | None] = Column(text_enum(Level))
    pay: Named[str] = Column(String(MOST_PAY))
    about: Named[str] = Column(String(MOST_ABOUT))
    link: Named[str] = Column(String(MOST_LINK))
    live_link: Named[str | None] = Column(Text)
    # What it is found by: all that is written about it, in the form of :func:`search.words`.
    words: Named[str] = Column(Text)
    deadline: Named[datetime | None] = Column(UTCDateTime)
    closes_at: Named[datetime | None] = Column(UTCDateTime)
    turn: Named[int | None]
    channel_id: Named[str] = Column(String(64))
    # The delivery that posts the message for all; empty before it is open.
    message_key: Named[str] = Column(String(100))
    # The version that message was last brought to; 0 for none.
    shown_version: Named[int]
    created_at: Named[datetime] = Column(UTCDateTime)
    updated_at: Named[datetime] = Column(UTCDateTime)


OPPORTUNITY: Final = Table(
    "opportunity",
    metadata,
    _Opportunity,
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


class _OpportunityAuthor(TypedColumns):
    opportunity_id: Named[int] = belongs_to("opportunity", primary_key=True)
    member_id: Named[int] = belongs_to("member")
    at: Named[datetime] = Column(UTCDateTime)


OPPORTUNITY_AUTHOR: Final = Table(
    "opportunity_author",
    metadata,
    _OpportunityAuthor,
    Index(None, "member_id", "at"),
    sqlite_with_rowid=False,
)
"""Who posted an opportunity."""


class _OpportunityMark(TypedColumns):
    opportunity_id: Named[int] = belongs_to("opportunity", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    applied_at: Named[datetime | None] = Column(UTCDateTime)
    # When they asked to be reminded; None: not to be.
    remind_at: Named[datetime | None] = Column(UTCDateTime)


OPPORTUNITY_MARK: Final = Table(
    "opportunity_mark",
    metadata,
    _OpportunityMark,
    Index(None, "member_id"),
    CheckConstraint("applied_at IS NOT NULL OR remind_at IS NOT NULL", name="something"),
    sqlite_with_rowid=False,
)
"""What a member does about an opportunity: when they applied, and when they asked to be reminded."""


class _OpportunityReport(TypedColumns):
    opportunity_id: Named[int] = belongs_to("opportunity", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    reason: Named[str] = Column(String(MOST_REASON))
    at: Named[datetime] = Column(UTCDateTime)


OPPORTUNITY_REPORT: Final = Table(
    "opportunity_report",
    metadata,
    _OpportunityReport,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What a member told organizers about an opportunity."""


class _SavedSearch(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    member_id: Named[int] = belongs_to("member")
    bucket: Named[str] = Column(byte_text(100))
    words: Named[str] = Column(String(MOST_WORDS))
    cadence: Named[Cadence] = Column(text_enum(Cadence))
    after_turn: Named[int]
    created_at: Named[datetime] = Column(UTCDateTime)


SAVED_SEARCH: Final = Table(
    "saved_search",
    metadata,
    _SavedSearch,
    UniqueConstraint("member_id", "bucket", "words"),
    Index(None, "community_id", "cadence", "bucket", "id"),
)
"""What a member wants to be told of. An empty column takes everything.

``bucket`` is the four filters as one value, so that those that a new opportunity is among are found by
index. ``after_turn`` is the last opportunity that was there already when it was saved.
"""


class _OpportunityAlert(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    opportunity_id: Named[int] = belongs_to("opportunity", primary_key=True)
    told_with: Named[str] = Column(String(100))


OPPORTUNITY_ALERT: Final = Table(
    "opportunity_alert",
    metadata,
    _OpportunityAlert,
    Index(None, "opportunity_id"),
    sqlite_with_rowid=False,
)
"""With which delivery a member is told of an opportunity: by its key, each of each at most once."""


class _OpportunityImport(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    content: Named[str] = Column(Text)
    # Says which file a button was about.
    number: Named[int]
    at: Named[datetime] = Column(UTCDateTime)


OPPORTUNITY_IMPORT: Final = Table(
    "opportunity_import",
    metadata,
    _OpportunityImport,
)
"""A file that an organizer looks over before it is taken in; one at a time."""


class _OpportunitySetting(TypedColumns):
    community_id: Named[int] = belongs_to("community", primary_key=True)
    channel_id: Named[str] = Column(String(64))
    # Where organizers look at what was handed in or reported; empty for none.
    review_channel_id: Named[str] = Column(String(64))
    poster_role: Named[str] = Column(String(64))
    # Whether an organizer looks at each before it is shown.
    approval: Named[bool]


OPPORTUNITY_SETTING: Final = Table(
    "opportunity_setting",
    metadata,
    _OpportunitySetting,
)
"""Where opportunities are shown in a community and who may post; an empty role is everybody."""
