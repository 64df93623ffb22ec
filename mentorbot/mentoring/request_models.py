"""The tables of requests: who asks for a mentor, whom they chose, and what passed between them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum
from mentorbot.mentoring.terms import (
    MOST_MESSAGE,
    MOST_NOTE,
    ChoiceState,
    RequestState,
)


class MentorRequest(Base):
    """Somebody who asks for a mentor.

    While it is open it has exactly one owner, and exactly one deadline: the mentor in ``owner_id`` as long as
    it is asking; all mentors and the organizers together, with no ``owner_id``, once it stands open to all.
    ``turn`` rises each time it is handed on, so that a late answer is known as one; the delivery that watches
    the deadline carries it in its key.
    """

    __tablename__ = "mentor_request"
    __table_args__ = (
        Index(None, "mentee_id", "state"),
        Index(None, "owner_id"),
        Index(None, "community_id", "state", "created_at"),
        CheckConstraint("(state = 'asking') = (owner_id IS NOT NULL)", name="one_owner"),
        CheckConstraint("(state IN ('asking', 'open')) = (deadline_at IS NOT NULL)", name="one_deadline"),
        CheckConstraint("(deadline_at IS NULL) = (settled_at IS NOT NULL)", name="settled_or_due"),
        CheckConstraint("owner_id <> mentee_id", name="of_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    """Nothing becomes of it by itself when the mentor goes: it has to be handed on first."""
    state: Mapped[RequestState] = mapped_column(text_enum(RequestState))
    turn: Mapped[int]
    note: Mapped[str] = mapped_column(String(MOST_NOTE))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    turned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it was last handed on."""
    deadline_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mentorship_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentorship.id", ondelete="SET NULL"), index=True
    )


class RequestChoice(Base):
    """One of the mentors that a request names, and what became of it."""

    __tablename__ = "request_choice"
    __table_args__ = (
        UniqueConstraint("request_id", "mentor_id"),
        # How often a mentor was asked lately.
        Index(None, "mentor_id", "asked_at"),
        CheckConstraint("place > 0", name="place_counts_up"),
        {"sqlite_with_rowid": False},
    )

    request_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_request.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """In which order they are asked; of those that were changed, the later stand behind."""
    mentor_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    state: Mapped[ChoiceState] = mapped_column(text_enum(ChoiceState))
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RequestMessage(Base):
    """A question or an answer that the bot passed on before the two were brought together."""

    __tablename__ = "request_message"
    __table_args__ = (Index(None, "request_id"), Index(None, "author_id"), Index(None, "reader_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("mentor_request.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    reader_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(MOST_MESSAGE))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
