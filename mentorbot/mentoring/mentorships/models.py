"""The tables of mentorships: who is brought together, alone or in circles, and what comes of it."""

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
    UniqueConstraint,
    false,
    text,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.mentoring.mentorships.terms import MOST_FEEDBACK, MOST_GOAL, Cadence, Said, TalkKind, TalkState
from mentorbot.mentoring.terms import (
    MOST_ABOUT,
    MOST_MONTHS,
    MOST_NAME,
    Ending,
    Format,
    Origin,
)

_LIVE = text("ended_at IS NULL")


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
    # When it ended it had what a certificate needed then.
    certified: Named[bool] = Column(server_default=false())


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
    # They left the community, and the circle by that alone.
    departed: Named[bool] = Column(server_default=false())


CIRCLE_PEER: Final = Table(
    "circle_peer",
    metadata,
    _CirclePeer,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Who is or was in a circle of peers. Those around a mentor are found by their mentorships."""


class _Talk(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    kind: Named[TalkKind] = Column(text_enum(TalkKind))
    owner_id: Named[int]
    state: Named[TalkState] = Column(text_enum(TalkState))
    channel_id: Named[str] = Column(String(64))
    thread_id: Named[str] = Column(String(64))
    # The last message that was seen to be there; what it says is not read.
    seen_id: Named[str] = Column(String(64))
    # When one of them last wrote there.
    active_at: Named[datetime | None] = Column(UTCDateTime)
    created_at: Named[datetime] = Column(UTCDateTime)


TALK: Final = Table(
    "mentoring_talk",
    metadata,
    _Talk,
    UniqueConstraint("kind", "owner_id"),
    Index(None, "state"),
    Index(None, "community_id"),
    CheckConstraint("state <> 'open' OR length(thread_id) > 0", name="open_somewhere"),
)
"""Where a pair or a circle talks. It outlives what it belongs to, until the thread is closed."""


class _Agreement(TypedColumns):
    mentorship_id: Named[int] = belongs_to("mentorship", primary_key=True)
    cadence: Named[Cadence] = Column(text_enum(Cadence))
    mentor_at: Named[datetime | None] = Column(UTCDateTime)
    mentee_at: Named[datetime | None] = Column(UTCDateTime)
    # How long one of the two would like it to last in all, and which; until the other says so, too.
    wanted_months: Named[int | None]
    wanted_by_mentor: Named[bool | None]


AGREEMENT: Final = Table(
    "mentorship_agreement",
    metadata,
    _Agreement,
)
"""What the two agreed; each of them by one click. How long is in the mentorship itself."""


class _Goal(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    mentorship_id: Named[int] = belongs_to("mentorship")
    title: Named[str] = Column(String(MOST_GOAL))
    # A milestone of the guide; empty for none.
    milestone: Named[str] = Column(String(100))
    done_at: Named[datetime | None] = Column(UTCDateTime)
    created_at: Named[datetime] = Column(UTCDateTime)


GOAL: Final = Table(
    "mentorship_goal",
    metadata,
    _Goal,
    Index(None, "mentorship_id"),
    CheckConstraint("length(title) > 0", name="title_given"),
    CheckConstraint("length(milestone) = 0 OR done_at IS NULL", name="tied_is_not_copied"),
)
"""What the two want to reach. One that is tied to a milestone is done when that is."""


class _CheckIn(TypedColumns):
    mentorship_id: Named[int] = belongs_to("mentorship", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    turn: Named[int] = Column(primary_key=True)
    said: Named[Said] = Column(text_enum(Said))
    at: Named[datetime] = Column(UTCDateTime)


CHECK_IN: Final = Table(
    "mentorship_check_in",
    metadata,
    _CheckIn,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""What one of the two said of how it goes. ``turn`` counts the fortnights."""


class _Feedback(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    mentorship_id: Named[int | None] = Column(ForeignKey("mentorship.id", ondelete="SET NULL"))
    member_id: Named[int] = belongs_to("member")
    as_mentor: Named[bool]
    rating: Named[int]
    recommend: Named[bool]
    text: Named[str] = Column(String(MOST_FEEDBACK))
    # Whether organizers may read it with the author's name.
    shared: Named[bool]
    at: Named[datetime] = Column(UTCDateTime)


FEEDBACK: Final = Table(
    "mentorship_feedback",
    metadata,
    _Feedback,
    UniqueConstraint("mentorship_id", "member_id"),
    Index(None, "community_id"),
    Index(None, "member_id"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_sane"),
)
"""What one of the two says of it afterwards; it stays when the other is erased."""


class _Midway(TypedColumns):
    mentorship_id: Named[int] = belongs_to("mentorship", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    community_id: Named[int] = belongs_to("community")
    as_mentor: Named[bool]
    rating: Named[int]
    text: Named[str] = Column(String(MOST_FEEDBACK))
    # Whether organizers may read it with the author's name.
    shared: Named[bool]
    at: Named[datetime] = Column(UTCDateTime)


MIDWAY: Final = Table(
    "mentorship_midway",
    metadata,
    _Midway,
    Index(None, "community_id"),
    Index(None, "member_id"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_sane"),
    sqlite_with_rowid=False,
)
"""What one of the two says of it halfway; the other never reads it."""
