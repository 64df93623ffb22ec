"""The tables of introductions."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
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


class IntroSetting(Base):
    """How a community introduces its members to each other.

    ``since`` is the day that every second or fourth week is counted from; ``next_at`` when the next round
    begins, which is also in the key of the delivery that begins it.
    """

    __tablename__ = "intro_setting"
    __table_args__ = (
        CheckConstraint(f"size BETWEEN {LEAST_SIZE} AND {MOST_SIZE}", name="size_sane"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_is_one"),
        CheckConstraint("rounds >= 0", name="rounds_counted"),
    )

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    state: Mapped[Programme] = mapped_column(text_enum(Programme))
    channel_id: Mapped[str] = mapped_column(String(64))
    role_id: Mapped[str] = mapped_column(String(64))
    """Only people with this role can join; empty for everybody."""
    size: Mapped[int]
    mode: Mapped[Mode] = mapped_column(text_enum(Mode))
    by: Mapped[By] = mapped_column(text_enum(By))
    cadence: Mapped[Cadence] = mapped_column(text_enum(Cadence))
    weekday: Mapped[int]
    at: Mapped[time]
    time_zone: Mapped[str] = mapped_column(String(64))
    since: Mapped[date]
    message: Mapped[str] = mapped_column(String(MOST_MESSAGE))
    rounds: Mapped[int]
    """How many there have been, which is the number of the last one."""
    next_at: Mapped[datetime] = mapped_column(UTCDateTime)


class IntroMember(Base):
    """Somebody who takes part."""

    __tablename__ = "intro_member"
    __table_args__ = (
        Index(None, "community_id"),
        CheckConstraint(f"every BETWEEN {LEAST_EVERY} AND {MOST_EVERY}", name="every_sane"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    every: Mapped[int]
    setting: Mapped[Setting | None] = mapped_column(text_enum(Setting))
    topics: Mapped[str] = mapped_column(String(LISTED))
    day_parts: Mapped[str] = mapped_column(String(LISTED))
    chapter: Mapped[str] = mapped_column(String(MOST_CHAPTER))
    """Of an association, such as an ACHE chapter; empty if they did not say."""
    last_round: Mapped[int]
    """The number of the last round they were in; 0 for none."""
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)


class IntroRound(Base):
    """One round, as it was made. ``left_out``: how many took part and met nobody."""

    __tablename__ = "intro_round"
    __table_args__ = (UniqueConstraint("community_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    number: Mapped[int]
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    people: Mapped[int]
    left_out: Mapped[int]


class IntroGroup(Base):
    """People who meet in a round, and where they talk: directly, or in a thread once it is there."""

    __tablename__ = "intro_group"
    __table_args__ = (
        Index(None, "round_id"),
        # PostgreSQL's condition stands in the migration alone, as for delivery's indexes.
        Index("ix_intro_group_wanted", "place", sqlite_where=text("place = 'wanted'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("intro_round.id", ondelete="CASCADE"))
    place: Mapped[Place] = mapped_column(text_enum(Place))
    thread_id: Mapped[str] = mapped_column(String(64))


class IntroPerson(Base):
    """Somebody in a group, and whether they said that they met."""

    __tablename__ = "intro_person"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    group_id: Mapped[int] = mapped_column(ForeignKey("intro_group.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    met: Mapped[Met | None] = mapped_column(text_enum(Met))
