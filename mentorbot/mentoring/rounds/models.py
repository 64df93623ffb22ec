"""The tables of matching rounds."""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, text

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.mentoring.matching.outcome import Left, Method
from mentorbot.mentoring.rounds.terms import MOST_NAME, ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.terms import MOST_MONTHS, Format

_LIVE = text("state IN ('open', 'publishing', 'asking')")


MATCH_ROUND: Final = Table(
    "match_round",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("state", text_enum(RoundState), nullable=False),
    Column("name", String(MOST_NAME), nullable=False),
    Column("closes_at", UTCDateTime, nullable=False),
    # Whether every listed mentor takes part without signing up.
    Column("all_mentors", Boolean, nullable=False),
    Column("format", text_enum(Format), nullable=False),
    Column("method", text_enum(Method), nullable=False),
    Column("employers_apart", Boolean, nullable=False),
    # Whether mentees without a mentor are put into circles of peers.
    Column("peers", Boolean, nullable=False),
    Column("confirm", Boolean, nullable=False),
    Column("months", Integer, nullable=False),
    Column("channel_id", String(64), nullable=False),
    # How often pairs have been published or asked.
    Column("turn", Integer, nullable=False),
    Column("solved", Integer, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("answer_by", UTCDateTime),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
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


MATCH_SIGNUP: Final = Table(
    "match_signup",
    metadata,
    Column("round_id", Integer, ForeignKey("match_round.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("side", text_enum(Side), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""Somebody who takes part in a round, on one side or on both."""


MATCH_RULE: Final = Table(
    "match_rule",
    metadata,
    Column("round_id", Integer, ForeignKey("match_round.id", ondelete="CASCADE"), primary_key=True),
    Column("mentee_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("mentor_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", text_enum(RuleKind), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "mentee_id"),
    Index(None, "mentor_id"),
    CheckConstraint("mentor_id <> mentee_id", name="of_two"),
    sqlite_with_rowid=False,
)
"""What is laid down about a mentee and a mentor."""


MATCH_RESULT: Final = Table(
    "match_result",
    metadata,
    Column("round_id", Integer, ForeignKey("match_round.id", ondelete="CASCADE"), primary_key=True),
    Column("mentee_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("mentor_id", Integer, ForeignKey("member.id", ondelete="CASCADE")),
    # None with a mentor: pinned although they do not fit.
    Column("score", Integer),
    Column("pinned", Boolean, nullable=False),
    # The number of the circle within the round.
    Column("circle", Integer),
    Column("reason", text_enum(Left)),
    Column("many", Integer, nullable=False),
    Column("best", Integer),
    Column("state", text_enum(ResultState), nullable=False),
    Column("mentee_yes", Boolean, nullable=False),
    Column("mentor_yes", Boolean, nullable=False),
    # In which it was asked or formed; 0 before.
    Column("turn", Integer, nullable=False),
    Index(None, "mentee_id"),
    Index(None, "mentor_id"),
    CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
    CheckConstraint("mentor_id IS NULL OR (circle IS NULL AND reason IS NULL)", name="one_of_three"),
    sqlite_with_rowid=False,
)
"""What was worked out last for a mentee: a mentor, a circle of peers, or why neither."""
