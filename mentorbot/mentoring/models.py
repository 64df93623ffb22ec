"""The tables that all of mentoring stands on: who mentors, who looks for a mentor, and who is paired.

What requests, sessions and rounds store besides is in tables of their own modules.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    TypedColumns,
    text,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
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


class _Mentor(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    community_id: Named[int] = belongs_to("community")
    state: Named[MentorState] = Column(text_enum(MentorState))
    # When a pause ends by itself; None while paused: until they resume.
    paused_until: Named[datetime | None] = Column(UTCDateTime)
    name: Named[str] = Column(String(MOST_NAME))
    role: Named[str] = Column(String(MOST_ROLE))
    organization: Named[str] = Column(String(MOST_ORGANIZATION))
    setting: Named[Setting] = Column(text_enum(Setting))
    topics: Named[str] = Column(String(LISTED))
    # Ids of content/credentials.
    credentials: Named[str] = Column(String(LISTED))
    years: Named[int]
    # ISO 639 codes, such as "en,es".
    languages: Named[str] = Column(String(LISTED))
    day_parts: Named[str] = Column(String(LISTED))
    # Hours a month.
    hours: Named[int]
    capacity: Named[int]
    taken: Named[int]
    formats: Named[str] = Column(String(LISTED))
    about: Named[str] = Column(String(MOST_ABOUT))
    joined_at: Named[datetime] = Column(UTCDateTime)
    # When anything of this row changed, a seat that was taken or freed among it.
    updated_at: Named[datetime] = Column(UTCDateTime)


MENTOR: Final = Table(
    "mentor",
    metadata,
    _Mentor,
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


class _Mentee(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    community_id: Named[int] = belongs_to("community")
    name: Named[str] = Column(String(MOST_NAME))
    goals: Named[str] = Column(String(MOST_ABOUT))
    # Where they work or study, so that an employer can be kept out of a match; may be empty.
    organization: Named[str] = Column(String(MOST_ORGANIZATION))
    topics: Named[str] = Column(String(LISTED))
    settings: Named[str] = Column(String(LISTED))
    # Those they aim at.
    credentials: Named[str] = Column(String(LISTED))
    languages: Named[str] = Column(String(LISTED))
    day_parts: Named[str] = Column(String(LISTED))
    helps: Named[str] = Column(String(LISTED))
    updated_at: Named[datetime] = Column(UTCDateTime)


MENTEE: Final = Table(
    "mentee",
    metadata,
    _Mentee,
    Index(None, "community_id"),
)
"""What a member looks for in a mentor."""


class _Block(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    other_id: Named[int] = belongs_to("member", primary_key=True)
    kind: Named[BlockKind] = Column(text_enum(BlockKind))
    at: Named[datetime] = Column(UTCDateTime)


BLOCK: Final = Table(
    "block",
    metadata,
    _Block,
    Index(None, "other_id"),
    CheckConstraint("member_id <> other_id", name="of_another"),
    sqlite_with_rowid=False,
)
"""Somebody who does not want to be brought together with somebody. Never shown to the other."""


class _Mentorship(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    mentor_id: Named[int] = belongs_to("member")
    mentee_id: Named[int] = belongs_to("member")
    couple: Named[str] = Column(String(41))
    format: Named[Format] = Column(text_enum(Format))
    circle_id: Named[int | None] = Column(ForeignKey("circle.id", ondelete="SET NULL"), index=True)
    origin: Named[Origin] = Column(text_enum(Origin))
    # What the mentee wrote when they asked; may be empty.
    wanted: Named[str] = Column(String(MOST_ABOUT))
    # How long it is agreed to last.
    months: Named[int]
    formed_at: Named[datetime] = Column(UTCDateTime)
    ends_at: Named[datetime] = Column(UTCDateTime)
    ended_at: Named[datetime | None] = Column(UTCDateTime)
    ending: Named[Ending | None] = Column(text_enum(Ending))


MENTORSHIP: Final = Table(
    "mentorship",
    metadata,
    _Mentorship,
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


class _Circle(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    # None: a circle of peers.
    mentor_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    name: Named[str] = Column(String(MOST_NAME))
    formed_at: Named[datetime] = Column(UTCDateTime)
    ended_at: Named[datetime | None] = Column(UTCDateTime)


CIRCLE: Final = Table(
    "circle",
    metadata,
    _Circle,
    Index(None, "community_id"),
)
"""Several mentees around one mentor, or among themselves, who talk in one place."""


class _CirclePeer(TypedColumns):
    circle_id: Named[int] = belongs_to("circle", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    left_at: Named[datetime | None] = Column(UTCDateTime)


CIRCLE_PEER: Final = Table(
    "circle_peer",
    metadata,
    _CirclePeer,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Who is or was in a circle of peers. Those around a mentor are found by their mentorships."""


class _MentoringSetting(TypedColumns):
    community_id: Named[int] = belongs_to("community", primary_key=True)
    # Under which private threads are opened and rounds announced; empty for none.
    channel_id: Named[str] = Column(String(64))
    # Where organizers are told what needs them; empty for none.
    organizer_channel_id: Named[str] = Column(String(64))
    # Whether an organizer looks at a mentor before they are listed.
    approval: Named[bool]
    answer_hours: Named[int]
    # Open requests of one mentee.
    most_open: Named[int]
    # How often a mentor is asked in seven days.
    asks_a_week: Named[int]
    # How long a mentorship is agreed to last unless the two say otherwise.
    months: Named[int]


MENTORING_SETTING: Final = Table(
    "mentoring_setting",
    metadata,
    _MentoringSetting,
    CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer_hours_sane"),
    CheckConstraint("most_open BETWEEN 1 AND 10", name="most_open_sane"),
    CheckConstraint("asks_a_week BETWEEN 1 AND 50", name="asks_a_week_sane"),
    CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
)
"""How a community mentors; without a row the defaults hold (see settings)."""
