"""The tables of what is due, and of where it goes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, byte_text, text_enum

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


class Delivery(Base):
    """One message, due at a moment.

    ``try_at`` says when a dispatcher may take the row: of a pending one when it is due or tried again, of a
    leased one when the lease runs out. So one index finds both, and a lease that ran out needs no sweeping.
    """

    __tablename__ = "delivery"
    __table_args__ = (
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

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(byte_text(LONGEST_KEY), unique=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    platform: Mapped[str] = mapped_column(String(32))
    community: Mapped[str | None] = mapped_column(String(64))
    user_id: Mapped[str | None] = mapped_column(String(64))
    channel_id: Mapped[str | None] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    useful_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    respect_quiet: Mapped[bool]
    nonce: Mapped[str] = mapped_column(String(25))
    state: Mapped[State] = mapped_column(text_enum(State))
    try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    leased_by: Mapped[str | None] = mapped_column(String(32))
    # Since when it may have been sent without anyone having noted it: set with a lease, cleared by its end.
    in_doubt_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int]
    error: Mapped[str | None] = mapped_column(String(LONGEST_ERROR))
    message_id: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DirectChannel(Base):
    """Where a member's direct messages go, once a channel was opened for them."""

    __tablename__ = "direct_channel"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    channel_id: Mapped[str] = mapped_column(String(64))


class NoticeChannel(Base):
    """Where a community's members are told what could not reach them in a direct message."""

    __tablename__ = "notice_channel"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    channel_id: Mapped[str] = mapped_column(String(64))
