"""The table of how a community mentors; those of mentorship itself are in its rooms."""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Named,
    String,
    Table,
    TypedColumns,
)

from mentorbot.db import belongs_to, metadata
from mentorbot.mentoring.terms import (
    MOST_MONTHS,
)


class _MentoringSetting(TypedColumns):
    community_id: Named[int] = belongs_to("community", primary_key=True)
    # Under which private threads are opened and rounds announced; empty for none.
    channel_id: Named[str] = Column(String(64))
    # Where organizers are told what needs them; empty for none.
    organizer_channel_id: Named[str] = Column(String(64))
    # Whether an organizer looks at a mentor before they are listed.
    approval: Named[bool]
    answer_hours: Named[int]
    # Open requests of one mentee.
    most_open: Named[int]
    # How often a mentor is asked in seven days.
    asks_a_week: Named[int]
    # How long a mentorship is agreed to last unless the two say otherwise.
    months: Named[int]
    # Mentorships of one mentee at a time; one-off conversations are not counted.
    most_mentors: Named[int] = Column(server_default="3")
    # What a certificate needs.
    certificate_sessions: Named[int] = Column(server_default="1")
    certificate_weeks: Named[int] = Column(server_default="0")


MENTORING_SETTING: Final = Table(
    "mentoring_setting",
    metadata,
    _MentoringSetting,
    CheckConstraint("answer_hours BETWEEN 1 AND 720", name="answer_hours_sane"),
    CheckConstraint("most_open BETWEEN 1 AND 10", name="most_open_sane"),
    CheckConstraint("asks_a_week BETWEEN 1 AND 50", name="asks_a_week_sane"),
    CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months_sane"),
)
"""How a community mentors; without a row the defaults hold (see settings)."""
