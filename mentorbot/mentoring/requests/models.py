"""The tables of requests: who asks for a mentor, whom they chose, and what passed between them."""

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
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.mentoring.terms import (
    MOST_MESSAGE,
    MOST_NOTE,
    ChoiceState,
    RequestState,
)


class _MentorRequest(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    mentee_id: Named[int] = belongs_to("member")
    # Nothing becomes of it by itself when the mentor goes: it has to be handed on first.
    owner_id: Named[int | None] = Column(ForeignKey("member.id"))
    state: Named[RequestState] = Column(text_enum(RequestState))
    turn: Named[int]
    # One conversation is asked for rather than a mentorship.
    once: Named[bool] = Column(server_default=false())
    note: Named[str] = Column(String(MOST_NOTE))
    created_at: Named[datetime] = Column(UTCDateTime)
    # When it was last handed on.
    turned_at: Named[datetime] = Column(UTCDateTime)
    deadline_at: Named[datetime | None] = Column(UTCDateTime)
    settled_at: Named[datetime | None] = Column(UTCDateTime)
    # Taken back since whoever asked left the community; once they are back it can go on.
    left_at: Named[datetime | None] = Column(UTCDateTime)
    mentorship_id: Named[int | None] = Column(ForeignKey("mentorship.id", ondelete="SET NULL"), index=True)


MENTOR_REQUEST: Final = Table(
    "mentor_request",
    metadata,
    _MentorRequest,
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


class _RequestChoice(TypedColumns):
    request_id: Named[int] = belongs_to("mentor_request", primary_key=True)
    # In which order they are asked; of those that were changed, the later stand behind.
    place: Named[int] = Column(primary_key=True, autoincrement=False)
    mentor_id: Named[int] = belongs_to("member")
    state: Named[ChoiceState] = Column(text_enum(ChoiceState))
    asked_at: Named[datetime | None] = Column(UTCDateTime)
    answered_at: Named[datetime | None] = Column(UTCDateTime)


REQUEST_CHOICE: Final = Table(
    "request_choice",
    metadata,
    _RequestChoice,
    UniqueConstraint("request_id", "mentor_id"),
    # How often a mentor was asked lately.
    Index(None, "mentor_id", "asked_at"),
    CheckConstraint("place > 0", name="place_counts_up"),
    sqlite_with_rowid=False,
)
"""One of the mentors that a request names, and what became of it."""


class _RequestMessage(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    request_id: Named[int] = belongs_to("mentor_request")
    author_id: Named[int] = belongs_to("member")
    reader_id: Named[int] = belongs_to("member")
    text: Named[str] = Column(String(MOST_MESSAGE))
    at: Named[datetime] = Column(UTCDateTime)


REQUEST_MESSAGE: Final = Table(
    "request_message",
    metadata,
    _RequestMessage,
    Index(None, "request_id"),
    Index(None, "author_id"),
    Index(None, "reader_id"),
)
"""A question or an answer that the bot passed on before the two were brought together."""
