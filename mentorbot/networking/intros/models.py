"""The tables of introductions."""

from datetime import date, datetime, time
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.guide.model import Setting
from mentorbot.mentoring.terms import LISTED
from mentorbot.networking.intros.costs import Mode
from mentorbot.networking.intros.grouping import LEAST_SIZE, MOST_SIZE
from mentorbot.networking.intros.terms import (
    LEAST_EVERY,
    MOST_CHAPTER,
    MOST_EVERY,
    MOST_MESSAGE,
    By,
    Cadence,
    Met,
    Place,
    Programme,
)


class _IntroSetting(TypedColumns):
    community_id: Named[int] = belongs_to("community", primary_key=True)
    state: Named[Programme] = Column(text_enum(Programme))
    channel_id: Named[str] = Column(String(64))
    # Only people with this role can join; empty for everybody.
    role_id: Named[str] = Column(String(64))
    size: Named[int]
    mode: Named[Mode] = Column(text_enum(Mode))
    by: Named[By] = Column(text_enum(By))
    cadence: Named[Cadence] = Column(text_enum(Cadence))
    weekday: Named[int]
    at: Named[time]
    time_zone: Named[str] = Column(String(64))
    since: Named[date]
    message: Named[str] = Column(String(MOST_MESSAGE))
    # How many there have been, which is the number of the last one.
    rounds: Named[int]
    next_at: Named[datetime] = Column(UTCDateTime)


INTRO_SETTING: Final = Table(
    "intro_setting",
    metadata,
    _IntroSetting,
    CheckConstraint(f"size BETWEEN {LEAST_SIZE} AND {MOST_SIZE}", name="size_sane"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
    CheckConstraint("rounds >= 0", name="rounds_counted"),
)
"""How a community introduces its members to each other.

``since`` is the day that every second or fourth week is counted from; ``next_at`` when the next round
begins, which is also in the key of the delivery that begins it.
"""


class _IntroMember(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    community_id: Named[int] = belongs_to("community")
    paused_until: Named[datetime | None] = Column(UTCDateTime)
    every: Named[int]
    setting: Named[Setting | None] = Column(text_enum(Setting))
    topics: Named[str] = Column(String(LISTED))
    day_parts: Named[str] = Column(String(LISTED))
    # Of an association, such as an ACHE chapter; empty if they did not say.
    chapter: Named[str] = Column(String(MOST_CHAPTER))
    # The number of the last round they were in; 0 for none.
    last_round: Named[int]
    # In how many rounds there was nobody for them, since they last met somebody.
    waited: Named[int] = Column(server_default="0")
    joined_at: Named[datetime] = Column(UTCDateTime)


INTRO_MEMBER: Final = Table(
    "intro_member",
    metadata,
    _IntroMember,
    Index(None, "community_id"),
    CheckConstraint(f"every BETWEEN {LEAST_EVERY} AND {MOST_EVERY}", name="every_sane"),
)
"""Somebody who takes part."""


class _IntroRound(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    number: Named[int]
    begins_at: Named[datetime] = Column(UTCDateTime)
    ends_at: Named[datetime] = Column(UTCDateTime)
    people: Named[int]
    left_out: Named[int]


INTRO_ROUND: Final = Table(
    "intro_round",
    metadata,
    _IntroRound,
    UniqueConstraint("community_id", "number"),
)
"""One round, as it was made. ``left_out``: how many took part and met nobody."""


class _IntroGroup(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    round_id: Named[int] = belongs_to("intro_round")
    place: Named[Place] = Column(text_enum(Place))
    thread_id: Named[str] = Column(String(64))


INTRO_GROUP: Final = Table(
    "intro_group",
    metadata,
    _IntroGroup,
    Index(None, "round_id"),
    # PostgreSQL's condition stands in the migration alone, as for delivery's indexes.
    Index("ix_intro_group_wanted", "place", sqlite_where=text("place = 'wanted'")),
)
"""People who meet in a round, and where they talk: directly, or in a thread once it is there."""


class _IntroPerson(TypedColumns):
    group_id: Named[int] = belongs_to("intro_group", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    met: Named[Met | None] = Column(text_enum(Met))


INTRO_PERSON: Final = Table(
    "intro_person",
    metadata,
    _IntroPerson,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Somebody in a group, and whether they said that they met."""


class _IntroLeft(TypedColumns):
    group_id: Named[int] = belongs_to("intro_group", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    met: Named[str | None] = Column(String(32))
    at: Named[datetime] = Column(UTCDateTime)


INTRO_LEFT: Final = Table("intro_left", metadata, _IntroLeft, Index(None, "member_id"))
"""A group of a round that somebody was in until they left the community."""
