"""Who may set a community up."""

from typing import Final

from mentorbot.chat.turn import Turn
from mentorbot.errors import UserError

ORGANIZERS_ONLY: Final = "Only those who may manage this community can do that. Ask one of its organizers."
IN_THE_SERVER: Final = "That is about one community: please use the command there."


def require_manager(turn: Turn) -> str:
    """The community's id on the platform. Raises UserError: there is none, or they may not manage it."""
    if turn.caller.community is None or turn.caller.direct:
        raise UserError(IN_THE_SERVER)
    if not turn.rights.manages_community:
        raise UserError(ORGANIZERS_ONLY)
    return turn.caller.community
