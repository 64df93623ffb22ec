"""A channel that was chosen for something is gone by somebody's hand: who can choose another hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.losing import Loss
from mentorbot.community.wizard.service import Slot, find_channels
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.members import rights as organizing
from mentorbot.members import service as members

LOST: Final = "setup_channel_lost"


@dataclass(frozen=True, slots=True)
class Lost(Payload):
    """Which channel is lost, and how."""

    channel: str
    loss: Loss


async def note_lost(session: Session, platform: str, community: str, channel: str, loss: Loss) -> None:
    """Tell organizers, once a day, that a channel is lost; of one that is chosen for nothing, nobody.

    They are those who are named, and where organizers are told, or notices go, if that is another.
    """
    here = Caller(platform, community, "")
    chosen = await find_channels(session, here)
    if channel not in chosen.values():
        return
    community_id = await members.ensure_community(session, platform, community)
    named = await organizing.find_named_ids(session, community_id)
    to: list[tuple[int | None, Address]] = [
        (one.member_id, one.address) for one in await members.find_recipients(session, named)
    ]
    others = [
        chosen[slot] for slot in (Slot.ORGANIZERS, Slot.NOTICES) if chosen.get(slot, channel) != channel
    ]
    to += [(None, Address(platform, community, channel_id=other)) for other in others[:1]]
    now = clock.now()
    rows = [
        Row(
            LOST,
            Lost(channel, loss),
            address,
            now,
            dedupe_key=f"{_key(community_id, channel)}{now:%Y-%m-%d}:{member_id or 'channel'}",
            community_id=community_id,
            member_id=member_id,
        )
        for member_id, address in to
    ]
    await delivery.schedule_many(session, rows)


async def note_found(session: Session, platform: str, community: str, channel: str) -> None:
    """A channel is back: whoever has not been told that it was lost need not be."""
    community_id = await members.ensure_community(session, platform, community)
    await delivery.cancel(session, prefix=_key(community_id, channel))


async def find_uses(session: Session, place: Address, channel: str) -> Sequence[Slot]:
    """What a channel is chosen for in a community now."""
    here = Caller(place.platform, place.community, "")
    return [slot for slot, one in (await find_channels(session, here)).items() if one == channel]


def _key(community_id: int, channel: str) -> str:
    return f"setup:{community_id}:lost:{channel}:"
