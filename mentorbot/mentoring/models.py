"""The tables that all of mentoring stands on: who mentors, who looks for a mentor, and who is paired.

What requests, sessions and rounds store besides is in tables of their own modules.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
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


class Mentor(Base):
    """What a mentor offers. Columns of several ids hold them with commas between (vocabulary.joined).

    ``taken`` counts the live mentorships, so that the schema itself keeps a mentor from getting more than
    ``capacity``; only :mod:`mentorbot.mentoring.pairing` changes it.
    """

    __tablename__ = "mentor"
    __table_args__ = (
        Index(None, "community_id", "state"),
        # By which :mod:`mentorbot.mentoring.shelf` sees what has changed.
        Index(None, "community_id", "updated_at"),
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_CAPACITY}", name="capacity_sane"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="capacity_kept"),
        CheckConstraint(f"hours BETWEEN 1 AND {MOST_HOURS}", name="hours_sane"),
        CheckConstraint(f"years BETWEEN 0 AND {MOST_YEARS}", name="years_sane"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    state: Mapped[MentorState] = mapped_column(text_enum(MentorState))
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When a pause ends by itself; None while paused: until they resume."""
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    role: Mapped[str] = mapped_column(String(MOST_ROLE))
    organization: Mapped[str] = mapped_column(String(MOST_ORGANIZATION))
    setting: Mapped[Setting] = mapped_column(text_enum(Setting))
    topics: Mapped[str] = mapped_column(String(LISTED))
    credentials: Mapped[str] = mapped_column(String(LISTED))
    """Ids of content/credentials."""
    years: Mapped[int]
    languages: Mapped[str] = mapped_column(String(LISTED))
    """ISO 639 codes, such as "en,es"."""
    day_parts: Mapped[str] = mapped_column(String(LISTED))
    hours: Mapped[int]
    """Hours a month."""
    capacity: Mapped[int]
    taken: Mapped[int]
    formats: Mapped[str] = mapped_column(String(LISTED))
    about: Mapped[str] = mapped_column(String(MOST_ABOUT))
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When anything of this row changed, a seat that was taken or freed among it."""


class Mentee(Base):
    """What a member looks for in a mentor."""

    __tablename__ = "mentee"
    __table_args__ = (Index(None, "community_id"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    goals: Mapped[str] = mapped_column(String(MOST_ABOUT))
    organization: Mapped[str] = mapped_column(String(MOST_ORGANIZATION))
    """Where they work or study, so that an employer can be kept out of a match; may be empty."""
    topics: Mapped[str] = mapped_column(String(LISTED))
    settings: Mapped[str] = mapped_column(String(LISTED))
    credentials: Mapped[str] = mapped_column(String(LISTED))
    """Those they aim at."""
    languages: Mapped[str] = mapped_column(String(LISTED))
    day_parts: Mapped[str] = mapped_column(String(LISTED))
    helps: Mapped[str] = mapped_column(String(LISTED))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Block(Base):
    """Somebody who does not want to be brought together with somebody. Never shown to the other."""

    __tablename__ = "block"
    __table_args__ = (
        Index(None, "other_id"),
        CheckConstraint("member_id <> other_id", name="of_another"),
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[BlockKind] = mapped_column(text_enum(BlockKind))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Mentorship(Base):
    """A mentor and a mentee, from the day they were brought together until it ends, and after.

    ``couple`` is the two ids, the smaller first: two people have one live mentorship, whoever mentors whom.
    Those of one circle share ``circle_id``.
    """

    __tablename__ = "mentorship"
    __table_args__ = (
        # PostgreSQL's condition stands in the migration alone, as for delivery's indexes.
        Index("uq_mentorship_live", "couple", unique=True, sqlite_where=_LIVE),
        Index(None, "mentor_id", "ended_at"),
        Index(None, "mentee_id", "ended_at"),
        Index(None, "community_id", "ended_at"),
        CheckConstraint("mentor_id <> mentee_id", name="of_two"),
        CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_somehow"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    couple: Mapped[str] = mapped_column(String(41))
    format: Mapped[Format] = mapped_column(text_enum(Format))
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circle.id", ondelete="SET NULL"), index=True)
    origin: Mapped[Origin] = mapped_column(text_enum(Origin))
    wanted: Mapped[str] = mapped_column(String(MOST_ABOUT))
    """What the mentee wrote when they asked; may be empty."""
    months: Mapped[int]
    """How long it is agreed to last."""
    formed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ending: Mapped[Ending | None] = mapped_column(text_enum(Ending))


class Circle(Base):
    """Several mentees around one mentor, or among themselves, who talk in one place."""

    __tablename__ = "circle"
    __table_args__ = (Index(None, "community_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"), index=True)
    """None: a circle of peers."""
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    formed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CirclePeer(Base):
    """A member of a circle of peers. Those around a mentor are found by their mentorships."""

    __tablename__ = "circle_peer"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)


class MentoringSetting(Base):
    """How a community mentors; without a row the defaults hold (see settings)."""

    __tablename__ = "mentoring_setting"
    __table_args__ = (
        CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer_hours_sane"),
        CheckConstraint("most_open BETWEEN 1 AND 10", name="most_open_sane"),
        CheckConstraint("asks_a_week BETWEEN 1 AND 50", name="asks_a_week_sane"),
        CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
    )

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    channel_id: Mapped[str] = mapped_column(String(64))
    """Under which private threads are opened and rounds announced; empty for none."""
    organizer_channel_id: Mapped[str] = mapped_column(String(64))
    """Where organizers are told what needs them; empty for none."""
    approval: Mapped[bool]
    """Whether an organizer looks at a mentor before they are listed."""
    answer_hours: Mapped[int]
    most_open: Mapped[int]
    """Open requests of one mentee."""
    asks_a_week: Mapped[int]
    """How often a mentor is asked in seven days."""
    months: Mapped[int]
    """How long a mentorship is agreed to last unless the two say otherwise."""
