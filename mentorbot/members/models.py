"""The tables of communities and of the people enrolled in them."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.guide.model import Setting, Stage

MOST_GOAL = 300
FIRST_YEAR, LAST_YEAR = 2000, 2200


class Platform(StrEnum):
    """Where a community lives."""

    DISCORD = "discord"
    SLACK = "slack"


class _Community(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    platform: Named[Platform] = Column(text_enum(Platform))
    external_id: Named[str] = Column(String(64))
    name: Named[str] = Column(String(200))
    created_at: Named[datetime] = Column(UTCDateTime)
    # Of those who organize; empty for none.
    organizer_role: Named[str] = Column(String(64), server_default="")
    # By which organizers' times are read who have not said where they live; empty for none.
    time_zone: Named[str] = Column(String(64), server_default="")


COMMUNITY: Final = Table(
    "community",
    metadata,
    _Community,
    UniqueConstraint("platform", "external_id"),
    CheckConstraint("length(external_id) > 0", name="external_id_given"),
)
"""A Discord server or a Slack workspace: every other row belongs to one."""


class _Member(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    user_id: Named[str] = Column(String(64))
    stage: Named[Stage | None] = Column(text_enum(Stage))
    goal: Named[str] = Column(String(MOST_GOAL))
    time_zone: Named[str] = Column(String(64))
    locale: Named[str] = Column(String(20))
    target_date: Named[date | None]
    enrolled_at: Named[datetime] = Column(UTCDateTime)
    updated_at: Named[datetime] = Column(UTCDateTime)
    # Both or neither; times of day in time_zone.
    quiet_from: Named[time | None]
    quiet_until: Named[time | None]
    # Named by those who manage the community, whatever the platform lets them do.
    organizes: Named[bool] = Column(server_default=false())
    # What the platform calls them, of which no two are the same; empty where it is not known yet.
    username: Named[str] = Column(String(64), server_default="")
    setting: Named[Setting | None] = Column(text_enum(Setting))
    # The id of a credential's page in the guide; the guide may since have dropped it.
    credential: Named[str | None] = Column(String(40))
    graduation: Named[int | None]
    # Whether pictures are drawn for a dark screen.
    dark: Named[bool] = Column(server_default=false())
    # Since when they are known not to be in the community any more.
    left_at: Named[datetime | None] = Column(UTCDateTime)
    # When the platform was last asked whether they are in it.
    looked_at: Named[datetime | None] = Column(UTCDateTime)


MEMBER: Final = Table(
    "member",
    metadata,
    _Member,
    UniqueConstraint("community_id", "user_id"),
    # A direct message names no community: the one the person used last is found by this index.
    Index(None, "user_id", "updated_at"),
    Index(None, "looked_at"),
    CheckConstraint("length(user_id) > 0", name="user_id_given"),
    CheckConstraint(f"length(goal) <= {MOST_GOAL}", name="goal_short"),
    CheckConstraint(f"graduation BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", name="graduation_sane"),
)
"""One person in one community; the same person elsewhere is another member."""


class _Trace(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    # A keyed hash of the person who was erased.
    who: Named[str] = Column(String(64))
    # Who they are, once they have come back.
    member_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    # Whom it protects; it goes with them.
    other_id: Named[int | None] = belongs_to("member")
    kind: Named[str] = Column(String(32))
    at: Named[datetime] = Column(UTCDateTime)
    # None: as long as the other one is there.
    until: Named[datetime | None] = Column(UTCDateTime)


TRACE: Final = Table(
    "trace",
    metadata,
    _Trace,
    Index(None, "community_id", "who"),
    Index(None, "member_id", "kind"),
    Index(None, "other_id", "kind"),
    Index(None, "until"),
    CheckConstraint("length(who) > 0", name="who_given"),
)
"""What others, or a limit, need to know of somebody who erased themselves; see members/traces.py."""


class _TraceKey(TypedColumns):
    id: Named[int] = Column(primary_key=True, autoincrement=False)
    key: Named[bytes] = Column(LargeBinary)
    made_at: Named[datetime] = Column(UTCDateTime)


TRACE_KEY: Final = Table(
    "trace_key",
    metadata,
    _TraceKey,
    CheckConstraint("id = 1", name="only_one"),
)
"""The key of the hashes, made when the first is needed."""
