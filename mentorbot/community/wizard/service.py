"""How far a community is set up: which channels were chosen for what, who organizes, by whose clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentorbot.chat.caller import Caller
from mentorbot.chat.turn import Turn
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import direct
from mentorbot.events import rights as events
from mentorbot.members import rights as organizing
from mentorbot.members import service as members
from mentorbot.members.clocks import Whose, find_clock, set_shared_clock
from mentorbot.mentoring import settings as mentoring
from mentorbot.networking.intros import programme as intros
from mentorbot.networking.opportunities import rights as opportunities


class Slot(StrEnum):
    """What a channel is chosen for. The values are on buttons that people have."""

    EVENTS = "events"
    MENTORING = "mentoring"
    ORGANIZERS = "organizers"
    INTROS = "intros"
    OPPORTUNITIES = "opportunities"
    NOTICES = "notices"


PARTS = (Slot.EVENTS, Slot.MENTORING, Slot.INTROS, Slot.OPPORTUNITIES)
"""What a community uses or does without, each by a channel of its own."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How far a community is set up.

    Args:
        channels: What was chosen so far, by what for.
        role: The id of the role of those who organize; empty for none.
        named: The users of those who are named as organizers.
        zone: By which clock the caller's times are read, an IANA name.
        told: Whether that is one that they, the platform, or another organizer told of; else it is UTC.
        closes_directs: Whether members may take no direct messages, so that a channel is asked for.
    """

    channels: dict[Slot, str]
    role: str
    named: Sequence[str]
    zone: str
    told: bool
    closes_directs: bool

    def used(self) -> tuple[Slot, ...]:
        """The parts that have a channel."""
        return tuple(one for one in PARTS if one in self.channels)


async def find_setup(connection: AsyncConnection, turn: Turn, *, closes_directs: bool) -> Setup:
    """How far the caller's community is set up, for those who may manage it.

    Args:
        closes_directs: What the platform says of that.

    Raises:
        UserError: In a direct message, or they may not.
    """
    caller, may = turn.caller, turn.rights
    mentors = await mentoring.read_settings_here(connection, caller, may)
    announced = await events.find_settings(connection, caller)
    named: Sequence[str] = ()
    if announced.community_id is not None:
        named = await organizing.find_named(connection, announced.community_id)
    clock = await find_clock(connection, caller)
    return Setup(
        await _find_channels(connection, caller, announced, mentors),
        announced.organizers.role,
        named,
        clock.zone,
        clock.whose is not Whose.NOBODY,
        closes_directs,
    )


async def find_channels(connection: AsyncConnection | Session, here: Caller) -> dict[Slot, str]:
    """Which channels are chosen in a community, for what the bot does by itself.

    Args:
        here: Anybody who calls from there.
    """
    announced = await events.find_settings(connection, here)
    if announced.community_id is None:
        return {}
    mentors = await mentoring.read_settings(connection, announced.community_id)
    return await _find_channels(connection, here, announced, mentors)


async def _find_channels(
    connection: AsyncConnection | Session,
    caller: Caller,
    announced: events.Settings,
    mentors: mentoring.Settings,
) -> dict[Slot, str]:
    introduced = await intros.find_open(connection, caller)
    shared = await opportunities.find_settings(connection, caller)
    found = {
        Slot.EVENTS: announced.channel_id,
        Slot.MENTORING: mentors.channel_id,
        Slot.ORGANIZERS: mentors.organizer_channel_id,
        Slot.INTROS: introduced.channel_id if introduced else "",
        Slot.OPPORTUNITIES: shared.channel_id if shared else "",
    }
    if announced.community_id is not None:
        found[Slot.NOTICES] = await direct.find_notice_channel(connection, announced.community_id) or ""
    return {slot: channel for slot, channel in found.items() if channel}


async def set_clock(session: Session, turn: Turn, zone: str) -> None:
    """Read the caller's times by the clock of this zone, and those of organizers who name none of their own.

    The caller becomes a member, if need be.
    """
    await members.admit_member(session, turn.caller)
    member = await members.find_profile(session, turn.caller)
    if member is None:
        raise members.refuse_stranger(turn.caller)
    await members.set_zone(session, member.id, zone)
    await set_shared_clock(session, turn.caller, zone)
