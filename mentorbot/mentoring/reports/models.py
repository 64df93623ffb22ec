"""The tables of reports: cases, and what was added to them."""

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
)

from mentorbot.db import UTCDateTime, belongs_to, metadata
from mentorbot.mentoring.reports.terms import MOST_REPORT
from mentorbot.mentoring.terms import MOST_USER


class _Report(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    community_id: Named[int] = belongs_to("community")
    number: Named[int]
    reporter_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    # By the id on the platform: whoever never enrolled can be named, and never reads it.
    about_user: Named[str | None] = Column(String(MOST_USER))
    text: Named[str] = Column(String(MOST_REPORT))
    at: Named[datetime] = Column(UTCDateTime)
    closed_at: Named[datetime | None] = Column(UTCDateTime)


REPORT: Final = Table(
    "report",
    metadata,
    _Report,
    UniqueConstraint("community_id", "number"),
    Index(None, "reporter_id"),
    CheckConstraint("number > 0", name="number_counts"),
)
"""Something that went wrong, told to organizers.

Erasing whoever reported it leaves the case without their name. Whom it is about stays known, so that they
never see it, whatever they erase.
"""


class _ReportNote(TypedColumns):
    id: Named[int] = Column(primary_key=True)
    report_id: Named[int] = belongs_to("report")
    author_id: Named[int | None] = Column(ForeignKey("member.id", ondelete="SET NULL"))
    by_reporter: Named[bool]
    text: Named[str] = Column(String(MOST_REPORT))
    shown: Named[bool]
    at: Named[datetime] = Column(UTCDateTime)


REPORT_NOTE: Final = Table(
    "report_note",
    metadata,
    _ReportNote,
    Index(None, "report_id"),
    Index(None, "author_id"),
)
"""What was added to a case. ``shown``: the reporter sees it too."""
