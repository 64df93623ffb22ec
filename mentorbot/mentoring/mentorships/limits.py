"""How many mentors one mentee can have at a time; one-off conversations are not counted."""

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from mentorbot.chat import number_of
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.profiles.models import MENTEE
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import Format

THEY_HAVE_ALL: Final = "They have as many mentors by now as one can have here. Thank you for offering!"


def _count(mentee: Any) -> ScalarSelect[int]:
    lasting = MENTORSHIP.c.ended_at.is_(None) & (MENTORSHIP.c.format != Format.ONCE)
    counted = select(func.count()).select_from(MENTORSHIP).where(MENTORSHIP.c.mentee_id == mentee, lasting)
    return counted.correlate(MENTEE).scalar_subquery()


def has_room() -> ColumnElement[bool]:
    """A condition on a statement with MENTEE: they can have one mentor more."""
    setting = MENTORING_SETTING.c
    said = select(setting.most_mentors).where(setting.community_id == MENTEE.c.community_id)
    most = func.coalesce(said.correlate(MENTEE).scalar_subquery(), Settings().most_mentors)
    return _count(MENTEE.c.member_id) < most


async def count_mentors(connection: AsyncConnection | Session, mentee_id: int) -> int:
    """How many mentors somebody has now."""
    return int((await connection.execute(select(_count(mentee_id)))).scalar_one())


async def may_have_more(connection: AsyncConnection | Session, mentee_id: int) -> bool:
    """Whether a mentee can have one mentor more."""
    found = select(MENTEE.c.member_id).where(MENTEE.c.member_id == mentee_id, has_room())
    return (await connection.execute(found)).first() is not None


async def require_room(connection: AsyncConnection | Session, mentee_id: int) -> None:
    """Raises UserError: the mentee, whom somebody else would give a mentor, has as many as one can."""
    if not await may_have_more(connection, mentee_id):
        raise UserError(THEY_HAVE_ALL)


async def check_room(connection: AsyncConnection | Session, mentee_id: int, most: int) -> None:
    """Raises UserError: the mentee, who reads it, has as many mentors as one can have here."""
    if await count_mentors(connection, mentee_id) >= most:
        raise UserError(
            f"You have {number_of(most, 'mentor')}, and more are not allowed here at a time. "
            "`/mentorship list` shows yours; you can still ask for one conversation."
        )
