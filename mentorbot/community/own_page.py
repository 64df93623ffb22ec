"""An organizer's own page: the programme at a glance, and what could not be sent."""

from mentorbot.chat import Accent, Action, Actions, Card, Section
from mentorbot.chat.declare import own_part
from mentorbot.chat.turn import Turn
from mentorbot.community import cards, glance
from mentorbot.community.standing import Standing, find_standing
from mentorbot.delivery import letters
from mentorbot.members import service as members
from mentorbot.members.rights import find_organizers


@own_part(5)
async def show_programme_first(turn: Turn) -> Card | None:
    """The programme at a glance, for organizers who take no part in it: it is what they come for."""
    return await _show_programme(turn, takes_part=False)


@own_part(78)
async def show_programme(turn: Turn) -> Card | None:
    """The programme at a glance, below what is the organizer's own."""
    return await _show_programme(turn, takes_part=True)


async def _show_programme(turn: Turn, *, takes_part: bool) -> Card | None:
    async with turn.read() as connection:
        member = await members.find_profile(connection, turn.caller)
        if (member is not None and member.stage is not None) is not takes_part:
            return None
        if await find_standing(connection, turn.caller, turn.rights) is not Standing.ORGANIZER:
            return None
        here = (await find_organizers(connection, turn.caller)).community_id
        found = await glance.read_glance(connection, here)
    return cards.programme_card(found, manages=turn.rights.manages_community)


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
