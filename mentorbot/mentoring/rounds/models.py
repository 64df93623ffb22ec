"""The tables of matching rounds."""

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
    false,
    text,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.mentoring.matching.outcome import Left, Method
from mentorbot.mentoring.rounds.terms import (
    MOST_NAME,
    MOST_PLACES,
    MOST_WEIGHTS,
    ResultState,
    RoundState,
    RuleKind,
    Shows,
    Side,
)
from mentorbot.mentoring.terms import MOST_MONTHS, Format

_LIVE = text("state IN ('open', 'publishing', 'asking')")


class _MatchRound(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    state: Named[RoundState] = Column(text_enum(RoundState))
    name: Named[str] = Column(String(MOST_NAME))
    closes_at: Named[datetime] = Column(UTCDateTime)
    # Whether every listed mentor takes part without signing up.
    all_mentors: Named[bool]
    format: Named[Format] = Column(text_enum(Format))
    method: Named[Method] = Column(text_enum(Method))
    employers_apart: Named[bool]
    # Whether mentees without a mentor are put into circles of peers.
    peers: Named[bool]
    confirm: Named[bool]
    months: Named[int]
    channel_id: Named[str] = Column(String(64))
    # How often pairs have been published or asked.
    turn: Named[int]
    solved: Named[int]
    stale: Named[bool]
    answer_by: Named[datetime | None] = Column(UTCDateTime)
    created_at: Named[datetime] = Column(UTCDateTime)
    updated_at: Named[datetime] = Column(UTCDateTime)
    # The fewest points that a pair must have.
    least_score: Named[int] = Column(server_default="0")
    # What the announcement says by now.
    shows: Named[str] = Column(String(20), server_default=Shows.OPEN.value)
    # Which parts of a score count otherwise than usual: see :meth:`Weights.code`.
    weights: Named[str] = Column(String(MOST_WEIGHTS), server_default="")
    # For which stages places are kept: see :func:`write_places`.
    places: Named[str] = Column(String(MOST_PLACES), server_default="")
    # Whether those come first who went without before.
    memory: Named[bool] = Column(server_default=false())


MATCH_ROUND: Final = Table(
    "match_round",
    metadata,
    _MatchRound,
    # PostgreSQL's condition stands in the migration alone, as for delivery's indexes.
    Index("uq_match_round_live", "community_id", unique=True, sqlite_where=_LIVE),
    Index(None, "state"),
    CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
    CheckConstraint("solved >= 0 AND turn >= 0", name="counts_up"),
    CheckConstraint("length(name) > 0", name="name_given"),
)
"""One round. A community has at most one at a time that is not over.

``solved`` counts how often it was worked out, so that what is published is what was looked at; ``stale``
says that people or rules have changed since.
"""


class _MatchSignup(TypedColumns):
    round_id: Named[int] = belongs_to("match_round", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    side: Named[Side] = Column(text_enum(Side), primary_key=True)
    at: Named[datetime] = Column(UTCDateTime)
    # How often they left unanswered what they were asked in this round.
    silences: Named[int] = Column(server_default="0")
    # Whether organizers have named them, for whom places can be kept.
    named: Named[bool] = Column(server_default=false())


MATCH_SIGNUP: Final = Table(
    "match_signup",
    metadata,
    _MatchSignup,
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Somebody who takes part in a round, on one side or on both."""


class _MatchRule(TypedColumns):
    round_id: Named[int] = belongs_to("match_round", primary_key=True)
    mentee_id: Named[int] = belongs_to("member", primary_key=True)
    mentor_id: Named[int] = belongs_to("member", primary_key=True)
    kind: Named[RuleKind] = Column(text_enum(RuleKind))
    at: Named[datetime] = Column(UTCDateTime)
    # Of what was declined: whether one of the two said so, and did not only leave it unanswered.
    refused: Named[bool] = Column(server_default=false())


MATCH_RULE: Final = Table(
    "match_rule",
    metadata,
    _MatchRule,
    Index(None, "mentee_id"),
    Index(None, "mentor_id"),
    CheckConstraint("mentor_id <> mentee_id", name="of_two"),
    sqlite_with_rowid=False,
)
"""What is laid down about a mentee and a mentor."""


class _MatchResult(TypedColumns):
    round_id: Named[int] = belongs_to("match_round", primary_key=True)
    mentee_id: Named[int] = belongs_to("member", primary_key=True)
    mentor_id: Named[int | None] = belongs_to("member")
    # None with a mentor: pinned although they do not fit.
    score: Named[int | None]
    pinned: Named[bool]
    # The number of the circle within the round.
    circle: Named[int | None]
    reason: Named[Left | None] = Column(text_enum(Left))
    many: Named[int]
    best: Named[int | None]
    state: Named[ResultState] = Column(text_enum(ResultState))
    mentee_yes: Named[bool]
    mentor_yes: Named[bool]
    # In which it was asked or formed; 0 before.
    turn: Named[int]


MATCH_RESULT: Final = Table(
    "match_result",
    metadata,
    _MatchResult,
    Index(None, "mentee_id"),
    Index(None, "mentor_id"),
    CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
    CheckConstraint("mentor_id IS NULL OR (circle IS NULL AND reason IS NULL)", name="one_of_three"),
    sqlite_with_rowid=False,
)
"""What was worked out last for a mentee: a mentor, a circle of peers, or why neither."""
