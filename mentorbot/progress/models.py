"""The table of what members have done."""

from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table

from mentorbot.db import UTCDateTime, metadata, text_enum


class Mark(StrEnum):
    """What a member said of a milestone, or (started, done) of a whole step."""

    DONE = "done"
    NOT_FOR_ME = "not_for_me"
    STARTED = "started"


PROGRESS: Final = Table(
    "progress",
    metadata,
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(100), primary_key=True),
    Column("state", text_enum(Mark), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    CheckConstraint("length(item) > 0", name="item_given"),
    # Rows lie in the order of the key, so that reading one member's marks touches one place.
    sqlite_with_rowid=False,
)
"""One mark. ``item`` is a milestone's id, or a step's; the guide may since have dropped it."""
