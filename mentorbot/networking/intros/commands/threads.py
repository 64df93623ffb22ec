"""What the bot does again and again for the rooms of introductions."""

from mentorbot.chat.declare import loop
from mentorbot.chat.program import Program
from mentorbot.networking.intros.group_rooms import GroupRooms


@loop(seconds=20)
async def open_rooms(program: Program) -> None:
    """Open the rooms that groups wait for."""
    await program.part(GroupRooms, GroupRooms).open_all()
