"""Circles: several people who meet together, around a mentor or among themselves."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from mentorbot.mentoring.models import Circle, CirclePeer

_circle = cast("Table", Circle.__table__)
_peer = cast("Table", CirclePeer.__table__)


async def export_led(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The circles around these members, by member."""
    return await _export(session, select(_circle.c.mentor_id, *_SHOWN), _circle.c.mentor_id, member_ids)


async def export_peers(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The circles of peers these members are in, by member."""
    joined = select(_peer.c.member_id, *_SHOWN).join(_circle, _circle.c.id == _peer.c.circle_id)
    return await _export(session, joined, _peer.c.member_id, member_ids)


async def erase_led(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Take these members out of the circles around them, which stay for the others."""
    led = _circle.c.mentor_id.in_(member_ids)
    await session.execute(update(_circle).where(led).values(mentor_id=None))


async def erase_peers(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Take these members out of circles of peers."""
    await session.execute(delete(_peer).where(_peer.c.member_id.in_(member_ids)))


_SHOWN = (_circle.c.id, _circle.c.name, _circle.c.formed_at, _circle.c.ended_at)


async def _export(
    session: AsyncSession, statement: Any, of: Any, member_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    for member_id, *row in await session.execute(statement.where(of.in_(member_ids)).order_by(_circle.c.id)):
        said[member_id].append(dict(zip(("id", "name", "formed_at", "ended_at"), row, strict=True)))
    return said
