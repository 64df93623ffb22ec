"""What commands that publish events have in common."""

from mentorbot.chat import posting
from mentorbot.chat.turn import Turn


async def check_channel(turn: Turn, channel_id: str, *, picture: bool = False) -> None:
    """Whether an event can be posted there.

    Args:
        picture: Whether a picture goes with it.

    Raises:
        UserError: It cannot, and why.
    """
    access = await turn.platform.find_access(turn.caller.community or "", channel_id)
    posting.check_post(
        access, channel_id, attach=picture, undone="Nothing was published.", command="/setup events"
    )
