"""The tables of matching rounds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.mentoring.matching.outcome import Left, Method
from mentorbot.mentoring.rounds.terms import MOST_NAME, ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.terms import MOST_MONTHS, Format

_LIVE = text("state IN ('open', 'publishing', 'asking')")


class MatchRound(Base):
    """One round. A community has at most one at a time that is not over.

    ``solved`` counts how often it was worked out, so that what is published is what was looked at; ``stale``
    says that people or rules have changed since.
    """

    __tablename__ = "match_round"
    __table_args__ = (
        # PostgreSQL's condition stands in the migration alone, as for delivery's indexes.
        Index("uq_match_round_live", "community_id", unique=True, sqlite_where=_LIVE),
        Index(None, "state"),
        CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
        CheckConstraint("solved >= 0 AND turn >= 0", name="counts_up"),
        CheckConstraint("length(name) > 0", name="name_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    state: Mapped[RoundState] = mapped_column(text_enum(RoundState))
    name: Mapped[str] = mapped_column(String(MOST_NAME))
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    all_mentors: Mapped[bool]
    """Whether every listed mentor takes part without signing up."""
    format: Mapped[Format] = mapped_column(text_enum(Format))
    method: Mapped[Method] = mapped_column(text_enum(Method))
    employers_apart: Mapped[bool]
    peers: Mapped[bool]
    """Whether mentees without a mentor are put into circles of peers."""
    confirm: Mapped[bool]
    months: Mapped[int]
    channel_id: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int]
    """How often pairs have been published or asked."""
    solved: Mapped[int]
    stale: Mapped[bool]
    answer_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


class MatchSignup(Base):
    """Somebody who takes part in a round, on one side or on both."""

    __tablename__ = "match_signup"
    __table_args__ = (Index(None, "member_id"), {"sqlite_with_rowid": False})

    round_id: Mapped[int] = mapped_column(ForeignKey("match_round.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[Side] = mapped_column(text_enum(Side), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class MatchRule(Base):
    """What is laid down about a mentee and a mentor."""

    __tablename__ = "match_rule"
    __table_args__ = (
        Index(None, "mentee_id"),
        Index(None, "mentor_id"),
        CheckConstraint("mentor_id <> mentee_id", name="of_two"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("match_round.id", ondelete="CASCADE"), primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[RuleKind] = mapped_column(text_enum(RuleKind))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class MatchResult(Base):
    """What was worked out last for a mentee: a mentor, a circle of peers, or why neither."""

    __tablename__ = "match_result"
    __table_args__ = (
        Index(None, "mentee_id"),
        Index(None, "mentor_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
        CheckConstraint("mentor_id IS NULL OR (circle IS NULL AND reason IS NULL)", name="one_of_three"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("match_round.id", ondelete="CASCADE"), primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    score: Mapped[int | None]
    """None with a mentor: pinned although they do not fit."""
    pinned: Mapped[bool]
    circle: Mapped[int | None]
    """The number of the circle within the round."""
    reason: Mapped[Left | None] = mapped_column(text_enum(Left))
    many: Mapped[int]
    best: Mapped[int | None]
    state: Mapped[ResultState] = mapped_column(text_enum(ResultState))
    mentee_yes: Mapped[bool]
    mentor_yes: Mapped[bool]
    turn: Mapped[int]
    """In which it was asked or formed; 0 before."""
