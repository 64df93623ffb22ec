"""The tables of what is due, and of where it goes."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    text,
)

from mentorbot.db import UTCDateTime, belongs_to, byte_text, metadata, text_enum

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


class _Delivery(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    dedupe_key: Named[str] = Column(byte_text(LONGEST_KEY), unique=True)
    community_id: Named[int] = belongs_to("community")
    member_id: Named[int | None] = belongs_to("member", index=True)
    # The member by whose act it is sent, where it was another's; taken out when they are erased.
    sender_id: Named[int | None]
    kind: Named[str] = Column(String(64))
    payload: Named[dict[str, Any]] = Column(JSON)
    platform: Named[str] = Column(String(32))
    community: Named[str | None] = Column(String(64))
    user_id: Named[str | None] = Column(String(64))
    channel_id: Named[str | None] = Column(String(64))
    due_at: Named[datetime] = Column(UTCDateTime)
    useful_until: Named[datetime | None] = Column(UTCDateTime)
    respect_quiet: Named[bool]
    nonce: Named[str] = Column(String(25))
    state: Named[State] = Column(text_enum(State))
    try_at: Named[datetime] = Column(UTCDateTime)
    leased_by: Named[str | None] = Column(String(32))
    # Since when it may have been sent without anyone having noted it: set with a lease, cleared by its end.
    in_doubt_since: Named[datetime | None] = Column(UTCDateTime)
    attempts: Named[int]
    error: Named[str | None] = Column(String(LONGEST_ERROR))
    message_id: Named[str | None] = Column(String(64))
    settled_at: Named[datetime | None] = Column(UTCDateTime)


DELIVERY: Final = Table(
    "delivery",
    metadata,
    _Delivery,
    CheckConstraint("length(dedupe_key) > 0", name="dedupe_key_given"),
    CheckConstraint("user_id IS NOT NULL OR channel_id IS NOT NULL", name="address_given"),
    CheckConstraint("user_id IS NULL OR member_id IS NOT NULL", name="person_is_member"),
    CheckConstraint("(settled_at IS NULL) = (state IN ('pending', 'leased'))", name="settled_or_open"),
    CheckConstraint("try_at >= due_at", name="not_tried_before_due"),
    # What is next, and what is oldest of each community. Taking a row changes nothing that the second
    # holds: else a batch from sixty communities would write sixty of its pages.
    # PostgreSQL's conditions stand in the migration alone: to name them here would load its whole dialect
    # (3 MB, a twentieth of the start) in every bot.
    # How much somebody has sent to others, and to whom, lately.
    Index("ix_delivery_sender", "sender_id", "due_at"),
    Index("ix_delivery_next", "try_at", sqlite_where=_OPEN),
    Index("ix_delivery_lane", "community_id", "due_at", sqlite_where=_OPEN),
    Index("ix_delivery_dead", "community_id", sqlite_where=text("state = 'dead'")),
    Index("ix_delivery_settled", "settled_at", sqlite_where=text("settled_at IS NOT NULL")),
)
"""One message, due at a moment.

``try_at`` says when a dispatcher may take the row: of a pending one when it is due or tried again, of a
leased one when the lease runs out. So one index finds both, and a lease that ran out needs no sweeping.
"""


class _DirectChannel(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    channel_id: Named[str] = Column(String(64))


DIRECT_CHANNEL: Final = Table(
    "direct_channel",
    metadata,
    _DirectChannel,
)
"""Where a member's direct messages go, once a channel was opened for them."""


class _NoticeChannel(TypedColumns):
    community_id: Named[int] = belongs_to("community", primary_key=True)
    channel_id: Named[str] = Column(String(64))


NOTICE_CHANNEL: Final = Table(
    "notice_channel",
    metadata,
    _NoticeChannel,
)
"""Where a community's members are told what could not reach them in a direct message."""
