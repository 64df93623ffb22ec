"""The tables of what is due, and of where it goes."""

from enum import StrEnum
from typing import Final

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, text

from mentorbot.db import UTCDateTime, byte_text, metadata, text_enum

LONGEST_KEY = 200
LONGEST_ERROR = 300


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    CANCELLED = "cancelled"
    DEAD = "dead"


_OPEN = text("settled_at IS NULL")


DELIVERY: Final = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dedupe_key", byte_text(LONGEST_KEY), unique=True, nullable=False),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), index=True),
    Column("kind", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("platform", String(32), nullable=False),
    Column("community", String(64)),
    Column("user_id", String(64)),
    Column("channel_id", String(64)),
    Column("due_at", UTCDateTime, nullable=False),
    Column("useful_until", UTCDateTime),
    Column("respect_quiet", Boolean, nullable=False),
    Column("nonce", String(25), nullable=False),
    Column("state", text_enum(State), nullable=False),
    Column("try_at", UTCDateTime, nullable=False),
    Column("leased_by", String(32)),
    # Since when it may have been sent without anyone having noted it: set with a lease, cleared by its end.
    Column("in_doubt_since", UTCDateTime),
    Column("attempts", Integer, nullable=False),
    Column("error", String(LONGEST_ERROR)),
    Column("message_id", String(64)),
    Column("settled_at", UTCDateTime),
    CheckConstraint("length(dedupe_key) > 0", name="dedupe_key_given"),
    CheckConstraint("user_id IS NOT NULL OR channel_id IS NOT NULL", name="address_given"),
    CheckConstraint("user_id IS NULL OR member_id IS NOT NULL", name="person_is_member"),
    CheckConstraint("(settled_at IS NULL) = (state IN ('pending', 'leased'))", name="settled_or_open"),
    CheckConstraint("try_at >= due_at", name="not_tried_before_due"),
    # What is next, and what is oldest of each community. Taking a row changes nothing that the second
    # holds: else a batch from sixty communities would write sixty of its pages.
    # PostgreSQL's conditions stand in the migration alone: to name them here would load its whole dialect
    # (3 MB, a twentieth of the start) in every bot.
    Index("ix_delivery_next", "try_at", sqlite_where=_OPEN),
    Index("ix_delivery_lane", "community_id", "due_at", sqlite_where=_OPEN),
    Index("ix_delivery_dead", "community_id", sqlite_where=text("state = 'dead'")),
    Index("ix_delivery_settled", "settled_at", sqlite_where=text("settled_at IS NOT NULL")),
)
"""One message, due at a moment.

``try_at`` says when a dispatcher may take the row: of a pending one when it is due or tried again, of a
leased one when the lease runs out. So one index finds both, and a lease that ran out needs no sweeping.
"""


DIRECT_CHANNEL: Final = Table(
    "direct_channel",
    metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("member.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("channel_id", String(64), nullable=False),
)
"""Where a member's direct messages go, once a channel was opened for them."""


NOTICE_CHANNEL: Final = Table(
    "notice_channel",
    metadata,
    Column(
        "community_id",
        Integer,
        ForeignKey("community.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("channel_id", String(64), nullable=False),
)
"""Where a community's members are told what could not reach them in a direct message."""
