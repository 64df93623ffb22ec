"""The room of a group is gone by somebody's hand while its round runs: its people are told, and get another.

As with those of mentorships, no other is opened unasked.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.losing import Loss
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.networking.intros import groups
from mentorbot.networking.intros.groups import GroupView
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_ROUND
from mentorbot.networking.intros.terms import Place

LOST: Final = "intro_room_lost"
OVER: Final = "This round is over, so I open no room for it any more. You can still write to each other."


@dataclass(frozen=True, slots=True)
class Lost(Payload):
    """Which group has lost its room, and how."""

    group: int
    room: str
    loss: Loss


async def note_lost(session: Session, platform: str, community: str, room: str, loss: Loss) -> None:
    """Tell the people of a group, while its round runs, that their room is lost; of other rooms nothing."""
    now = clock.now()
    for found in await _find_at(session, platform, community, room):
        rows = [
            Row(
                LOST,
                Lost(found.id, room, loss),
                Address(platform, community, user_id=one.user_id),
                now,
                dedupe_key=f"{_key(found.id)}{room}:{now:%Y-%m-%d}:{one.member_id}",
                community_id=found.community_id,
                member_id=one.member_id,
            )
            for one in found.people
        ]
        await delivery.schedule_many(session, rows)


async def note_found(session: Session, platform: str, community: str, room: str) -> None:
    """A room is back: whoever has not been told that it was lost need not be."""
    for found in await _find_at(session, platform, community, room):
        await delivery.cancel(session, prefix=_key(found.id))


async def find_lost(session: Session, lost: Lost) -> GroupView | None:
    """The group that has lost its room, and has no other by now; None once its round is over."""
    there = select(INTRO_GROUP.c.id).where(
        INTRO_GROUP.c.id == lost.group,
        INTRO_GROUP.c.place == Place.THREAD,
        INTRO_GROUP.c.thread_id == lost.room,
    )
    if (await session.execute(there)).first() is None:
        return None
    found = (await groups.find_groups(session, [lost.group])).get(lost.group)
    return found if found is not None and found.ends_at > clock.now() else None


async def open_another(session: Session, caller: Caller, group_id: int) -> None:
    """Have another room opened, unless the one that there was is back by then.

    Raises:
        UserError: The group is not the caller's, or its round is over.
    """
    found, _ = await groups.find_others(session, caller, group_id)
    if found.ends_at <= clock.now():
        raise UserError(OVER)
    await groups.want_thread(session, group_id)


async def _find_at(
    connection: AsyncConnection | Session, platform: str, community: str, room: str
) -> list[GroupView]:
    """The groups of rounds that run whose room this is: the same people have the same direct message."""
    here = members.is_community(platform, community)
    statement = (
        select(INTRO_GROUP.c.id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .join(members.COMMUNITY, INTRO_ROUND.c.community_id == members.COMMUNITY_ID)
        .where(
            here,
            INTRO_GROUP.c.place == Place.THREAD,
            INTRO_GROUP.c.thread_id == room,
            INTRO_ROUND.c.ends_at > clock.now(),
        )
    )
    ids = (await connection.execute(statement)).scalars().all()
    return list((await groups.find_groups(connection, ids)).values())


def _key(group_id: int) -> str:
    return f"{groups.prefix(group_id)}lost:"
