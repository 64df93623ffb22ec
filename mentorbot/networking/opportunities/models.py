"""The tables of opportunities, of what members do with them, and of the searches they saved."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, byte_text, text_enum
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


class Opportunity(Base):
    """What is on offer. It does not say who posted it; that is in OpportunityAuthor.

    ``live_link`` is the link as it is compared with others (see links), for as long as nobody else may post
    it: from when it is handed in until it closes. ``turn`` is the order in which opportunities were opened.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        UniqueConstraint("community_id", "live_link"),
        UniqueConstraint("community_id", "turn"),
        Index(None, "community_id", "state", "closes_at"),
        CheckConstraint("length(live_link) > 0", name="live_link_given"),
        CheckConstraint("version > 0", name="counts_up"),
        CheckConstraint("state <> 'open' OR (turn IS NOT NULL AND closes_at IS NOT NULL)", name="open_whole"),
        CheckConstraint("state = 'draft' OR length(title) > 0", name="title_given"),
        # Drafts are deleted, and nothing that was sent or pressed may be taken to be about another one.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    state: Mapped[OpportunityState] = mapped_column(text_enum(OpportunityState))
    version: Mapped[int]
    kind: Mapped[OpportunityKind] = mapped_column(text_enum(OpportunityKind))
    title: Mapped[str] = mapped_column(String(MOST_TITLE))
    organization: Mapped[str] = mapped_column(String(MOST_ORGANIZATION))
    place: Mapped[str] = mapped_column(String(MOST_PLACE))
    mode: Mapped[WorkMode | None] = mapped_column(text_enum(WorkMode))
    setting: Mapped[Setting | None] = mapped_column(text_enum(Setting))
    level: Mapped[Level | None] = mapped_column(text_enum(Level))
    pay: Mapped[str] = mapped_column(String(MOST_PAY))
    about: Mapped[str] = mapped_column(String(MOST_ABOUT))
    link: Mapped[str] = mapped_column(String(MOST_LINK))
    live_link: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    """What it is found by: all that is written about it, in the form of :func:`search.words`."""
    deadline: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    turn: Mapped[int | None]
    channel_id: Mapped[str] = mapped_column(String(64))
    message_key: Mapped[str] = mapped_column(String(100))
    """The delivery that posts the message for all; empty before it is open."""
    shown_version: Mapped[int]
    """The version that message was last brought to; 0 for none."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OpportunityAuthor(Base):
    """Who posted an opportunity."""

    __tablename__ = "opportunity_author"
    __table_args__ = (Index(None, "member_id", "at"), {"sqlite_with_rowid": False})

    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class OpportunityMark(Base):
    """What a member does about an opportunity: when they applied, and when they asked to be reminded."""

    __tablename__ = "opportunity_mark"
    __table_args__ = (
        Index(None, "member_id"),
        CheckConstraint("applied_at IS NOT NULL OR remind_at IS NOT NULL", name="something"),
        {"sqlite_with_rowid": False},
    )

    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    remind_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When they asked to be reminded; None: not to be."""


class OpportunityReport(Base):
    """What a member told organizers about an opportunity."""

    __tablename__ = "opportunity_report"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(MOST_REASON))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class SavedSearch(Base):
    """What a member wants to be told of. An empty column takes everything.

    ``bucket`` is the four filters as one value, so that those that a new opportunity is among are found by
    index. ``after_turn`` is the last opportunity that was there already when it was saved.
    """

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("member_id", "bucket", "words"),
        Index(None, "community_id", "cadence", "bucket", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    bucket: Mapped[str] = mapped_column(byte_text(100))
    words: Mapped[str] = mapped_column(String(MOST_WORDS))
    cadence: Mapped[Cadence] = mapped_column(text_enum(Cadence))
    after_turn: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class OpportunityAlert(Base):
    """With which delivery a member is told of an opportunity: by its key, each of each at most once."""

    __tablename__ = "opportunity_alert"
    __table_args__ = (Index(None, "opportunity_id"), {"sqlite_with_rowid": False})

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
    )
    told_with: Mapped[str] = mapped_column(String(100))


class OpportunityImport(Base):
    """A file that an organizer looks over before it is taken in; one at a time."""

    __tablename__ = "opportunity_import"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    content: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    """Says which file a button was about."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class OpportunitySetting(Base):
    """Where opportunities are shown in a community and who may post; an empty role is everybody."""

    __tablename__ = "opportunity_setting"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    channel_id: Mapped[str] = mapped_column(String(64))
    review_channel_id: Mapped[str] = mapped_column(String(64))
    """Where organizers look at what was handed in or reported; empty for none."""
    poster_role: Mapped[str] = mapped_column(String(64))
    approval: Mapped[bool]
    """Whether an organizer looks at each before it is shown."""
