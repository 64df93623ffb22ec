"""The table of what members have done."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, Column, Named, String, Table, TypedColumns

from mentorbot.db import UTCDateTime, belongs_to, metadata, text_enum


class Mark(StrEnum):
    """What a member said of a milestone, or (started, done) of a whole step."""

    DONE = "done"
    NOT_FOR_ME = "not_for_me"
    STARTED = "started"


class _Progress(TypedColumns):
    member_id: Named[int] = belongs_to("member", primary_key=True)
    item: Named[str] = Column(String(100), primary_key=True)
    state: Named[Mark] = Column(text_enum(Mark))
    at: Named[datetime] = Column(UTCDateTime)


PROGRESS: Final = Table(
    "progress",
    metadata,
    _Progress,
    CheckConstraint("length(item) > 0", name="item_given"),
    # Rows lie in the order of the key, so that reading one member's marks touches one place.
    sqlite_with_rowid=False,
)
"""One mark. ``item`` is a milestone's id, or a step's; the guide may since have dropped it."""
