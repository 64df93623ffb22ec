"""Private rooms for the groups of a round: opened by and by, and found again if nobody noted it."""

from mentorbot import logs
from mentorbot.chat.declare import loop
from mentorbot.chat.platform import CannotOpenError, NotNowError, Platform
from mentorbot.chat.program import Program
from mentorbot.networking.intros import groups
from mentorbot.networking.intros.groups import GroupView

log = logs.get(__name__)


@loop(seconds=20)
async def open_rooms(program: Program) -> None:
    """Open the rooms that groups wait for, a few of each community at a time, until none waits any more."""
    refused: set[int] = set()
    while True:
        async with program.database.read_scope() as connection:
            waiting = await groups.find_waiting(connection)
        again = [(one, channel) for one, channel in waiting if one.community_id not in refused]
        if not again:
            return
        for group, channel_id in again:
            platform = program.platforms.get(group.platform)
            if platform is None or not await _open_room(program, platform, group, channel_id):
                refused.add(group.community_id)


async def _open_room(program: Program, platform: Platform, group: GroupView, channel_id: str) -> bool:
    """Open one; whether it is settled where this group talks."""
    people = [one.user_id for one in group.people]
    try:
        room_id = await platform.open_room(group.community, channel_id, f"Introduction · {group.id}", people)
    except CannotOpenError:
        room_id = ""  # one of them cannot see the channel: their direct messages are enough
    except NotNowError as error:
        log.warning("could not open the room of an introduction", found=group.id, why=str(error))
        return False
    async with program.database.session_scope() as session:
        await groups.settle_place(session, group, room_id)
    return True
