"""What could not be sent, on an organizer's own page."""

from mentorbot.chat import Accent, Action, Actions, Card, Section
from mentorbot.chat.declare import own_part
from mentorbot.chat.turn import Turn
from mentorbot.delivery import letters
from mentorbot.members.rights import find_organizers


@own_part(84)
async def show_unsent(turn: Turn) -> Card | None:
    """How many messages could not be sent, for those who manage the community."""
    if not turn.rights.manages_community:
        return None
    async with turn.read() as connection:
        community = (await find_organizers(connection, turn.caller)).community_id
        if community is None:
            return None
        dead = (await letters.find_health(connection, community)).dead
    return unsent_card(dead) if dead else None


def unsent_card(count: int) -> Card:
    """That messages could not be sent."""
    what = f"{count:,} messages" if count > 1 else "One message"
    words = f"{what} could not be sent. `/setup health` says why."
    return Card("Messages", (Section(words), Actions((Action("Try again", "delivery:retry"),))), Accent.CARE)
