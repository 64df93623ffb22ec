"""What the bot knows of a community, and of the commands it was given."""

from sqlalchemy import select

from mentorbot import clock
from mentorbot.community.models import COMMAND_SYNC
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.members.service import ensure_community

__all__ = ["ensure_community", "find_synced_hash", "remember_sync"]


async def find_synced_hash(connection: AsyncConnection | Session, application_id: str) -> str | None:
    """The hash of the commands that the platform last took; None if it never took any."""
    found = await connection.execute(
        select(COMMAND_SYNC.c.hash).where(COMMAND_SYNC.c.application_id == application_id)
    )
    return found.scalar()


async def remember_sync(session: Session, application_id: str, digest: str) -> None:
    """Remember that the platform has taken the commands with this hash (at most 64 characters)."""
    row = {"hash": digest, "synced_at": clock.now()}
    await session.execute(
        insert(COMMAND_SYNC)
        .values(application_id=application_id, **row)
        .on_conflict_do_update(index_elements=["application_id"], set_=row)
    )
