"""The tables of introductions."""

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
    text,
)

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.mentoring.terms import LISTED, Setting
from mentorbot.networking.intros.grouping import LEAST_SIZE, MOST_SIZE, Mode
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

INTRO_SETTING: Final = Table(
    "intro_setting",
    metadata,
    Column(
        "community_id",
        Integer,
        ForeignKey("community.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("state", text_enum(Programme), nullable=False),
    Column("channel_id", String(64), nullable=False),
    # Only people with this role can join; empty for everybody.
    Column("role_id", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("mode", text_enum(Mode), nullable=False),
    Column("by", text_enum(By), nullable=False),
    Column("cadence", text_enum(Cadence), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("since", Date, nullable=False),
    Column("message", String(MOST_MESSAGE), nullable=False),
    # How many there have been, which is the number of the last one.
    Column("rounds", Integer, nullable=False),
    Column("next_at", UTCDateTime, nullable=False),
    CheckConstraint(f"size BETWEEN {LEAST_SIZE} AND {MOST_SIZE}", name="size_sane"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
    CheckConstraint("rounds >= 0", name="rounds_counted"),
)
"""How a community introduces its members to each other.

``since`` is the day that every second or fourth week is counted from; ``next_at`` when the next round
begins, which is also in the key of the delivery that begins it.
"""


INTRO_MEMBER: Final = Table(
    "intro_member",
    metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("member.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("paused_until", UTCDateTime),
    Column("every", Integer, nullable=False),
    Column("setting", text_enum(Setting)),
    Column("topics", String(LISTED), nullable=False),
    Column("day_parts", String(LISTED), nullable=False),
    # Of an association, such as an ACHE chapter; empty if they did not say.
    Column("chapter", String(MOST_CHAPTER), nullable=False),
    # The number of the last round they were in; 0 for none.
    Column("last_round", Integer, nullable=False),
    Column("joined_at", UTCDateTime, nullable=False),
    Index(None, "community_id"),
    CheckConstraint(f"every BETWEEN {LEAST_EVERY} AND {MOST_EVERY}", name="every_sane"),
)
"""Somebody who takes part."""


INTRO_ROUND: Final = Table(
    "intro_round",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("begins_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("people", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    UniqueConstraint("community_id", "number"),
)
"""One round, as it was made. ``left_out``: how many took part and met nobody."""


INTRO_GROUP: Final = Table(
    "intro_group",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", Integer, ForeignKey("intro_round.id", ondelete="CASCADE"), nullable=False),
    Column("place", text_enum(Place), nullable=False),
    Column("thread_id", String(64), nullable=False),
    Index(None, "round_id"),
    # PostgreSQL's condition stands in the migration alone, as for delivery's indexes.
    Index("ix_intro_group_wanted", "place", sqlite_where=text("place = 'wanted'")),
)
"""People who meet in a round, and where they talk: directly, or in a thread once it is there."""


INTRO_PERSON: Final = Table(
    "intro_person",
    metadata,
    Column("group_id", Integer, ForeignKey("intro_group.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("met", text_enum(Met)),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Somebody in a group, and whether they said that they met."""
