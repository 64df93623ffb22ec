"""The table of what people of a round said of each other."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Named, Table, TypedColumns

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.mentoring.matching.outcome import Mark
from mentorbot.mentoring.rounds.terms import Side


class _MatchMark(TypedColumns):
    round_id: Named[int] = belongs_to("match_round", primary_key=True)
    member_id: Named[int] = belongs_to("member", primary_key=True)
    # As what they said it.
    side: Named[Side] = Column(text_enum(Side), primary_key=True)
    other_id: Named[int] = belongs_to("member", primary_key=True)
    mark: Named[Mark] = Column(text_enum(Mark))
    at: Named[datetime] = Column(UTCDateTime)


MATCH_MARK: Final = Table(
    "match_mark",
    metadata,
    _MatchMark,
    Index(None, "member_id"),
    Index(None, "other_id"),
    CheckConstraint("member_id <> other_id", name="of_another"),
    sqlite_with_rowid=False,
)
"""Somebody in a round would love to be with another, or rather not. Whoever is not marked is fine.

Shown to nobody but who said it, and forgotten when the round is over.
"""
