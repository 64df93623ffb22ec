"""The tables of communities and of the people enrolled in them."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.guide.model import Stage

MOST_GOAL = 300


class Platform(StrEnum):
    """Where a community lives."""

    DISCORD = "discord"
    SLACK = "slack"


class Community(Base):
    """A Discord server or a Slack workspace: every other row belongs to one."""

    __tablename__ = "community"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        CheckConstraint("length(external_id) > 0", name="external_id_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[Platform] = mapped_column(text_enum(Platform))
    external_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Member(Base):
    """One person in one community; the same person elsewhere is another member."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("community_id", "user_id"),
        # A direct message names no community: the one the person used last is found by this index.
        Index(None, "user_id", "updated_at"),
        CheckConstraint("length(user_id) > 0", name="user_id_given"),
        CheckConstraint(f"length(goal) <= {MOST_GOAL}", name="goal_short"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(String(64))
    stage: Mapped[Stage | None] = mapped_column(text_enum(Stage))
    goal: Mapped[str] = mapped_column(String(MOST_GOAL))
    time_zone: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(20))
    target_date: Mapped[date | None]
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Both or neither; times of day in time_zone.
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
