"""The tables of profiles: who mentors, who looks for a mentor, and who keeps away from whom."""

from datetime import datetime
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
    true,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.guide.model import Setting
from mentorbot.mentoring.terms import (
    LISTED,
    MOST_ABOUT,
    MOST_CAPACITY,
    MOST_HOURS,
    MOST_NAME,
    MOST_ORGANIZATION,
    MOST_QUESTION,
    MOST_QUESTIONS,
    MOST_REPLY,
    MOST_ROLE,
    MOST_USER,
    MOST_YEARS,
    BlockKind,
    MentorState,
    Role,
)


class _Mentor(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    community_id: Named[int] = belongs_to("community")
    state: Named[MentorState] = Column(text_enum(MentorState))
    # When a pause ends by itself; None while paused: until they resume.
    paused_until: Named[datetime | None] = Column(UTCDateTime)
    name: Named[str] = Column(String(MOST_NAME))
    # By the platform, of which no two are the same; empty where it is not known yet.
    username: Named[str] = Column(String(64), server_default="")
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
    helps: Named[str] = Column(String(LISTED), server_default="")
    about: Named[str] = Column(String(MOST_ABOUT))
    joined_at: Named[datetime] = Column(UTCDateTime)
    # When anything of this row changed, a seat that was taken or freed among it.
    updated_at: Named[datetime] = Column(UTCDateTime)
    # Whether they are told of requests that stand open, and when they last were.
    hears_open: Named[bool] = Column(server_default=true())
    told_open_at: Named[datetime | None] = Column(UTCDateTime)


MENTOR: Final = Table(
    "mentor",
    metadata,
    _Mentor,
    Index(None, "community_id", "state"),
    # By which :mod:`mentorbot.mentoring.finding.shelf` sees what has changed.
    Index(None, "community_id", "updated_at"),
    CheckConstraint(f"capacity BETWEEN 1 AND {MOST_CAPACITY}", name="capacity_sane"),
    CheckConstraint("taken BETWEEN 0 AND capacity", name="capacity_kept"),
    CheckConstraint(f"hours BETWEEN 1 AND {MOST_HOURS}", name="hours_sane"),
    CheckConstraint(f"years BETWEEN 0 AND {MOST_YEARS}", name="years_sane"),
)
"""What a mentor offers. Columns of several ids hold them with commas between (vocabulary.joined).

``taken`` counts the live mentorships, so that the schema itself keeps a mentor from getting more than
``capacity``; only :mod:`mentorbot.mentoring.mentorships.service` changes it.
"""


class _Mentee(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    community_id: Named[int] = belongs_to("community")
    name: Named[str] = Column(String(MOST_NAME))
    # By the platform, of which no two are the same; empty where it is not known yet.
    username: Named[str] = Column(String(64), server_default="")
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


class _BlockAhead(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    # The other's id on the platform.
    user_id: Named[str] = Column(String(MOST_USER), primary_key=True)
    kind: Named[BlockKind] = Column(text_enum(BlockKind))
    at: Named[datetime] = Column(UTCDateTime)


BLOCK_AHEAD: Final = Table(
    "block_ahead",
    metadata,
    _BlockAhead,
    Index(None, "user_id"),
    sqlite_with_rowid=False,
)
"""The same about somebody who has not used the bot yet: it becomes a block as soon as they do."""


class _Question(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    role: Named[Role] = Column(text_enum(Role))
    # In which order they are asked.
    place: Named[int]
    text: Named[str] = Column(String(MOST_QUESTION))


QUESTION: Final = Table(
    "mentoring_question",
    metadata,
    _Question,
    UniqueConstraint("community_id", "role", "place"),
    CheckConstraint(f"place BETWEEN 1 AND {MOST_QUESTIONS}", name="place_sane"),
    CheckConstraint("length(text) > 0", name="text_given"),
)
"""What organizers ask mentors or mentees besides what everybody is asked."""


class _Reply(TypedColumns):
    question_id: Named[int] = belongs_to("mentoring_question", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    text: Named[str] = Column(String(MOST_REPLY))
    at: Named[datetime] = Column(UTCDateTime)


REPLY: Final = Table(
    "mentoring_reply",
    metadata,
    _Reply,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What somebody answered to one of these; organizers alone read it."""
