"""The channels of direct messages, remembered because a platform lets few be opened at a time; and where
whoever takes none is told."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import String, bindparam, delete, select

from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.db.engine import BACKGROUND
from mentorbot.delivery.models import DIRECT_CHANNEL
from mentorbot.delivery.outbox import Note
from mentorbot.delivery.service import delivery, notice_channel

_OF_MEMBERS: Final = select(DIRECT_CHANNEL.c.member_id, DIRECT_CHANNEL.c.channel_id).where(
    DIRECT_CHANNEL.c.member_id.in_(bindparam("members", expanding=True))
)
# Through the delivery, which is gone with a member who was erased meanwhile.
_NEW = insert(DIRECT_CHANNEL).from_select(
    ["member_id", "channel_id"],
    select(delivery.c.member_id, bindparam("channel", type_=String)).where(
        delivery.c.id == bindparam("row"), delivery.c.member_id.is_not(None)
    ),
)
_REMEMBER: Final = _NEW.on_conflict_do_update(
    index_elements=["member_id"], set_={"channel_id": _NEW.excluded.channel_id}
).execution_options(**BACKGROUND)


async def find_channels(session: Session, members: Sequence[int]) -> dict[int, str]:
    """The channels of these members, of those that were opened before."""
    found = await session.execute(_OF_MEMBERS.execution_options(**BACKGROUND), {"members": members})
    return {row.member_id: row.channel_id for row in found}


async def remember_channels(session: Session, notes: Iterable[Note]) -> None:
    """Keep the channels that were opened to send these."""
    opened = [{"row": one.row.due.id, "channel": one.opened} for one in notes if one.opened is not None]
    if opened:
        await session.execute(_REMEMBER, opened)


async def find_notice_channel(connection: AsyncConnection | Session, community_id: int) -> str | None:
    """The channel where a community is told what could not be sent directly."""
    statement = select(notice_channel.c.channel_id).where(notice_channel.c.community_id == community_id)
    return (await connection.execute(statement)).scalar()


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The channel of each of these members, by member."""
    found: dict[int, list[dict[str, Any]]] = {member: [] for member in member_ids}
    for row in await session.execute(_OF_MEMBERS, {"members": member_ids}):
        found[row.member_id].append({"channel_id": row.channel_id})
    return found


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget the channels of these members."""
    await session.execute(delete(DIRECT_CHANNEL).where(DIRECT_CHANNEL.c.member_id.in_(member_ids)))
