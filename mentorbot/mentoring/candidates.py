"""What a match goes by, read from the tables: mentors and mentees as :mod:`matching` takes them."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from mentorbot.members import service as members
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts
from mentorbot.mentoring.profiles import models
from mentorbot.mentoring.vocabulary import split_ids

_mentor = models.MENTOR
_mentee = models.MENTEE
_member = {column.name: column for column in members.COLUMNS}

MENTOR: Final = (
    _mentor.c.member_id,
    _mentor.c.topics,
    _mentor.c.setting,
    _mentor.c.credentials,
    _mentor.c.languages,
    members.TIME_ZONE,
    _mentor.c.day_parts,
    _mentor.c.organization,
    _mentor.c.years,
    (_mentor.c.capacity - _mentor.c.taken).label("room"),
    _mentor.c.helps,
)
"""What to select for :func:`mentor_facts`, from MENTORS."""
MENTORS: Final = select(*MENTOR).join(members.SOURCE, _mentor.c.member_id == members.ID)
MENTEE: Final = (
    _mentee.c.member_id,
    _mentee.c.topics,
    _mentee.c.settings,
    _mentee.c.credentials,
    _mentee.c.languages,
    members.TIME_ZONE,
    _mentee.c.day_parts,
    _mentee.c.organization,
    _member["stage"],
    _mentee.c.helps,
)
"""What to select for :func:`mentee_facts`, from MENTEES."""
MENTEES: Final = select(*MENTEE).join(members.SOURCE, _mentee.c.member_id == members.ID)

_split: Callable[[str], tuple[str, ...]] = lru_cache(maxsize=4096)(split_ids)


def mentor_facts(row: Row[*tuple[Any, ...]], moment: datetime) -> MentorFacts:
    """A mentor from a row that was selected with MENTOR.

    Args:
        moment: At which the clocks of two people are compared.
    """
    return MentorFacts(
        row.member_id,
        _split(row.topics),
        row.setting,
        _split(row.credentials),
        _split(row.languages),
        _offset(row.time_zone, moment),
        _split(row.day_parts),
        row.organization,
        row.years,
        row.room,
        _split(row.helps),
    )


def mentee_facts(row: Row[*tuple[Any, ...]], moment: datetime, since: datetime | None = None) -> MenteeFacts:
    """A mentee from a row that was selected with MENTEE.

    Args:
        moment: At which the clocks of two people are compared, and until when they have waited.
        since: Since when they wait for a mentor; None if they do not.
    """
    return MenteeFacts(
        row.member_id,
        _split(row.topics),
        _split(row.settings),
        _split(row.credentials),
        _split(row.languages),
        _offset(row.time_zone, moment),
        _split(row.day_parts),
        row.organization,
        row.stage,
        max(0, (moment - since).days) if since else 0,
        _split(row.helps),
    )


@lru_cache(maxsize=1024)
def _offset_on(zone: str, day: date) -> int:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    offset = noon.utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def _offset(zone: str, moment: datetime) -> int:
    return _offset_on(zone, moment.date())
