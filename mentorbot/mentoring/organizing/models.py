"""The tables of taking people in from a file: the file while it is looked at, and who is invited by it."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum
from mentorbot.mentoring.terms import Role


class _MentoringImport(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    role: Named[Role] = Column(text_enum(Role))
    content: Named[str] = Column(Text)
    # By which a button of an older file is known as such.
    number: Named[int]
    at: Named[datetime] = Column(UTCDateTime)


MENTORING_IMPORT: Final = Table("mentoring_import", metadata, _MentoringImport)
"""A file that an organizer looks over before people are invited by it; one at a time."""


class _MentoringInvite(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    member_id: Named[int] = belongs_to("member")
    role: Named[Role] = Column(text_enum(Role))
    # The organizer; the invitation stays when they are erased.
    actor_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    # What the file says of them, as JSON by field.
    said: Named[str] = Column(Text)
    at: Named[datetime] = Column(UTCDateTime)


MENTORING_INVITE: Final = Table(
    "mentoring_invite",
    metadata,
    _MentoringInvite,
    UniqueConstraint("member_id", "role"),
    Index(None, "community_id"),
    Index(None, "actor_id"),
    # A button of one that is gone is not to be another's.
    sqlite_autoincrement=True,
)
"""Somebody whom organizers would like to list; nothing comes of it until they say so themselves."""
