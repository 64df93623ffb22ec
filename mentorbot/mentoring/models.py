"""The tables that all of mentoring stands on: who mentors, who looks for a mentor, and who is paired.

What requests, sessions and rounds store besides is in tables of their own modules.
"""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, text

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.mentoring.terms import (
    LISTED,
    MOST_ABOUT,
    MOST_CAPACITY,
    MOST_HOURS,
    MOST_MONTHS,
    MOST_NAME,
    MOST_ORGANIZATION,
    MOST_ROLE,
    MOST_YEARS,
    BlockKind,
    Ending,
    Format,
    MentorState,
    Origin,
    Setting,
)

_LIVE = text("ended_at IS NULL")


MENTOR: Final = Table(
    "mentor",
    metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("member.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("state", text_enum(MentorState), nullable=False),
    # When a pause ends by itself; None while paused: until they resume.
    Column("paused_until", UTCDateTime),
    Column("name", String(MOST_NAME), nullable=False),
    Column("role", String(MOST_ROLE), nullable=False),
    Column("organization", String(MOST_ORGANIZATION), nullable=False),
    Column("setting", text_enum(Setting), nullable=False),
    Column("topics", String(LISTED), nullable=False),
    # Ids of content/credentials.
    Column("credentials", String(LISTED), nullable=False),
    Column("years", Integer, nullable=False),
    # ISO 639 codes, such as "en,es".
    Column("languages", String(LISTED), nullable=False),
    Column("day_parts", String(LISTED), nullable=False),
    # Hours a month.
    Column("hours", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("formats", String(LISTED), nullable=False),
    Column("about", String(MOST_ABOUT), nullable=False),
    Column("joined_at", UTCDateTime, nullable=False),
    # When anything of this row changed, a seat that was taken or freed among it.
    Column("updated_at", UTCDateTime, nullable=False),
    Index(None, "community_id", "state"),
    # By which :mod:`mentorbot.mentoring.shelf` sees what has changed.
    Index(None, "community_id", "updated_at"),
    CheckConstraint(f"capacity BETWEEN 1 AND {MOST_CAPACITY}", name="capacity_sane"),
    CheckConstraint("taken BETWEEN 0 AND capacity", name="capacity_kept"),
    CheckConstraint(f"hours BETWEEN 1 AND {MOST_HOURS}", name="hours_sane"),
    CheckConstraint(f"years BETWEEN 0 AND {MOST_YEARS}", name="years_sane"),
)
"""What a mentor offers. Columns of several ids hold them with commas between (vocabulary.joined).

``taken`` counts the live mentorships, so that the schema itself keeps a mentor from getting more than
``capacity``; only :mod:`mentorbot.mentoring.pairing` changes it.
"""


MENTEE: Final = Table(
    "mentee",
    metadata,
    Column(
        "member_id",
        Integer,
        ForeignKey("member.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(MOST_NAME), nullable=False),
    Column("goals", String(MOST_ABOUT), nullable=False),
    # Where they work or study, so that an employer can be kept out of a match; may be empty.
    Column("organization", String(MOST_ORGANIZATION), nullable=False),
    Column("topics", String(LISTED), nullable=False),
    Column("settings", String(LISTED), nullable=False),
    # Those they aim at.
    Column("credentials", String(LISTED), nullable=False),
    Column("languages", String(LISTED), nullable=False),
    Column("day_parts", String(LISTED), nullable=False),
    Column("helps", String(LISTED), nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Index(None, "community_id"),
)
"""What a member looks for in a mentor."""


BLOCK: Final = Table(
    "block",
    metadata,
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", text_enum(BlockKind), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "other_id"),
    CheckConstraint("member_id <> other_id", name="of_another"),
    sqlite_with_rowid=False,
)
"""Somebody who does not want to be brought together with somebody. Never shown to the other."""


MENTORSHIP: Final = Table(
    "mentorship",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("mentor_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("mentee_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("couple", String(41), nullable=False),
    Column("format", text_enum(Format), nullable=False),
    Column("circle_id", Integer, ForeignKey("circle.id", ondelete="SET NULL"), index=True),
    Column("origin", text_enum(Origin), nullable=False),
    # What the mentee wrote when they asked; may be empty.
    Column("wanted", String(MOST_ABOUT), nullable=False),
    # How long it is agreed to last.
    Column("months", Integer, nullable=False),
    Column("formed_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Column("ending", text_enum(Ending)),
    # PostgreSQL's condition stands in the migration alone, as for delivery's indexes.
    Index("uq_mentorship_live", "couple", unique=True, sqlite_where=_LIVE),
    Index(None, "mentor_id", "ended_at"),
    Index(None, "mentee_id", "ended_at"),
    Index(None, "community_id", "ended_at"),
    CheckConstraint("mentor_id <> mentee_id", name="of_two"),
    CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
    CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_somehow"),
)
"""A mentor and a mentee, from the day they were brought together until it ends, and after.

``couple`` is the two ids, the smaller first: two people have one live mentorship, whoever mentors whom.
Those of one circle share ``circle_id``.
"""


CIRCLE: Final = Table(
    "circle",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    # None: a circle of peers.
    Column("mentor_id", Integer, ForeignKey("member.id", ondelete="SET NULL"), index=True),
    Column("name", String(MOST_NAME), nullable=False),
    Column("formed_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Index(None, "community_id"),
)
"""Several mentees around one mentor, or among themselves, who talk in one place."""


CIRCLE_PEER: Final = Table(
    "circle_peer",
    metadata,
    Column("circle_id", Integer, ForeignKey("circle.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("left_at", UTCDateTime),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Who is or was in a circle of peers. Those around a mentor are found by their mentorships."""


MENTORING_SETTING: Final = Table(
    "mentoring_setting",
    metadata,
    Column(
        "community_id",
        Integer,
        ForeignKey("community.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    # Under which private threads are opened and rounds announced; empty for none.
    Column("channel_id", String(64), nullable=False),
    # Where organizers are told what needs them; empty for none.
    Column("organizer_channel_id", String(64), nullable=False),
    # Whether an organizer looks at a mentor before they are listed.
    Column("approval", Boolean, nullable=False),
    Column("answer_hours", Integer, nullable=False),
    # Open requests of one mentee.
    Column("most_open", Integer, nullable=False),
    # How often a mentor is asked in seven days.
    Column("asks_a_week", Integer, nullable=False),
    # How long a mentorship is agreed to last unless the two say otherwise.
    Column("months", Integer, nullable=False),
    CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer_hours_sane"),
    CheckConstraint("most_open BETWEEN 1 AND 10", name="most_open_sane"),
    CheckConstraint("asks_a_week BETWEEN 1 AND 50", name="asks_a_week_sane"),
    CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
)
"""How a community mentors; without a row the defaults hold (see settings)."""
