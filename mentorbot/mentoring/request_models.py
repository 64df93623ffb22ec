"""The tables of requests: who asks for a mentor, whom they chose, and what passed between them."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from mentorbot.db import UTCDateTime, metadata, text_enum
from mentorbot.mentoring.terms import (
    MOST_MESSAGE,
    MOST_NOTE,
    ChoiceState,
    RequestState,
)

MENTOR_REQUEST: Final = Table(
    "mentor_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", Integer, ForeignKey("community.id", ondelete="CASCADE"), nullable=False),
    Column("mentee_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    # Nothing becomes of it by itself when the mentor goes: it has to be handed on first.
    Column("owner_id", Integer, ForeignKey("member.id")),
    Column("state", text_enum(RequestState), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("note", String(MOST_NOTE), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    # When it was last handed on.
    Column("turned_at", UTCDateTime, nullable=False),
    Column("deadline_at", UTCDateTime),
    Column("settled_at", UTCDateTime),
    Column("mentorship_id", Integer, ForeignKey("mentorship.id", ondelete="SET NULL"), index=True),
    Index(None, "mentee_id", "state"),
    Index(None, "owner_id"),
    Index(None, "community_id", "state", "created_at"),
    CheckConstraint("(state = 'asking') = (owner_id IS NOT NULL)", name="one_owner"),
    CheckConstraint("(state IN ('asking', 'open')) = (deadline_at IS NOT NULL)", name="one_deadline"),
    CheckConstraint("(deadline_at IS NULL) = (settled_at IS NOT NULL)", name="settled_or_due"),
    CheckConstraint("owner_id <> mentee_id", name="of_two"),
)
"""Somebody who asks for a mentor.

While it is open it has exactly one owner, and exactly one deadline: the mentor in ``owner_id`` as long as
it is asking; all mentors and the organizers together, with no ``owner_id``, once it stands open to all.
``turn`` rises each time it is handed on, so that a late answer is known as one; the delivery that watches
the deadline carries it in its key.
"""


REQUEST_CHOICE: Final = Table(
    "request_choice",
    metadata,
    Column("request_id", Integer, ForeignKey("mentor_request.id", ondelete="CASCADE"), primary_key=True),
    # In which order they are asked; of those that were changed, the later stand behind.
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("mentor_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("state", text_enum(ChoiceState), nullable=False),
    Column("asked_at", UTCDateTime),
    Column("answered_at", UTCDateTime),
    UniqueConstraint("request_id", "mentor_id"),
    # How often a mentor was asked lately.
    Index(None, "mentor_id", "asked_at"),
    CheckConstraint("place > 0", name="place_counts_up"),
    sqlite_with_rowid=False,
)
"""One of the mentors that a request names, and what became of it."""


REQUEST_MESSAGE: Final = Table(
    "request_message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request_id", Integer, ForeignKey("mentor_request.id", ondelete="CASCADE"), nullable=False),
    Column("author_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("reader_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
    Column("text", String(MOST_MESSAGE), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "request_id"),
    Index(None, "author_id"),
    Index(None, "reader_id"),
)
"""A question or an answer that the bot passed on before the two were brought together."""
