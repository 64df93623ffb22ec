"""What mentors offer and mentees look for."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from mentorbot.mentoring.models import Mentee, Mentor

_mentor = cast("Table", Mentor.__table__)
_mentee = cast("Table", Mentee.__table__)


async def export_mentors(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, Any]:
    """What these members offer as mentors, by member; None for whoever is none."""
    return await _export(session, _mentor, member_ids)


async def export_mentees(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, Any]:
    """What these members look for, by member; None for whoever has not said."""
    return await _export(session, _mentee, member_ids)


async def erase_mentors(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Delete what these members offer."""
    await session.execute(delete(_mentor).where(_mentor.c.member_id.in_(member_ids)))


async def erase_mentees(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Delete what these members look for."""
    await session.execute(delete(_mentee).where(_mentee.c.member_id.in_(member_ids)))


async def _export(session: AsyncSession, table: Table, member_ids: Sequence[int]) -> dict[int, Any]:
    rows = await session.execute(select(table).where(table.c.member_id.in_(member_ids)))
    said = {
        row["member_id"]: {name: value for name, value in row.items() if not name.endswith("_id")}
        for row in rows.mappings()
    }
    return {id_: said.get(id_) for id_ in member_ids}
