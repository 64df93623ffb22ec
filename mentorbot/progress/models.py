"""The table of what members have done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mentorbot.db import Base, UTCDateTime, text_enum


class Mark(StrEnum):
    """What a member said of a milestone, or (started, done) of a whole step."""

    DONE = "done"
    NOT_FOR_ME = "not_for_me"
    STARTED = "started"


class Progress(Base):
    """One mark. ``item`` is a milestone's id, or a step's; the guide may since have dropped it."""

    __tablename__ = "progress"
    __table_args__ = (
        CheckConstraint("length(item) > 0", name="item_given"),
        # Rows lie in the order of the key, so that reading one member's marks touches one place.
        {"sqlite_with_rowid": False},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(String(100), primary_key=True)
    state: Mapped[Mark] = mapped_column(text_enum(Mark))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
