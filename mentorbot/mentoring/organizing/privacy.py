"""What is stored of files and invitations about people: handed to them, and erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from mentorbot.db import Session, rows_of
from mentorbot.mentoring.organizing.models import MENTORING_IMPORT, MENTORING_INVITE


async def export_files(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The files that these members are looking over, by member."""
    told = select(MENTORING_IMPORT.c.content, MENTORING_IMPORT.c.at)
    return await rows_of(session, member_ids, MENTORING_IMPORT.c.member_id, told)


async def erase_files(session: Session, member_ids: Sequence[int]) -> None:
    """Delete them."""
    await session.execute(delete(MENTORING_IMPORT).where(MENTORING_IMPORT.c.member_id.in_(member_ids)))


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members are invited as, by member."""
    told = select(MENTORING_INVITE.c.role, MENTORING_INVITE.c.said, MENTORING_INVITE.c.at)
    return await rows_of(session, member_ids, MENTORING_INVITE.c.member_id, told)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members are invited as, and that they invited others."""
    await session.execute(delete(MENTORING_INVITE).where(MENTORING_INVITE.c.member_id.in_(member_ids)))
    theirs = MENTORING_INVITE.c.actor_id.in_(member_ids)
    await session.execute(update(MENTORING_INVITE).where(theirs).values(actor_id=None))
