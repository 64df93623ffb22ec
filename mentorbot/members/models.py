"""The tables of communities and of the people enrolled in them."""

from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Time,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.guide.model import Stage

MOST_GOAL = 300


class Platform(StrEnum):
    """Where a community lives."""

    DISCORD = "discord"
    SLACK = "slack"


COMMUNITY: Final = Table(
    "community",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", text_enum(Platform), nullable=False),
    Column("external_id", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("platform", "external_id"),
    CheckConstraint("length(external_id) > 0", name="external_id_given"),
)
"""A Discord server or a Slack workspace: every other row belongs to one."""


MEMBER: Final = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", String(64), nullable=False),
    Column("stage", text_enum(Stage)),
    Column("goal", String(MOST_GOAL), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("locale", String(20), nullable=False),
    Column("target_date", Date),
    Column("enrolled_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    # Both or neither; times of day in time_zone.
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    UniqueConstraint("community_id", "user_id"),
    # A direct message names no community: the one the person used last is found by this index.
    Index(None, "user_id", "updated_at"),
    CheckConstraint("length(user_id) > 0", name="user_id_given"),
    CheckConstraint(f"length(goal) <= {MOST_GOAL}", name="goal_short"),
)
"""One person in one community; the same person elsewhere is another member."""
