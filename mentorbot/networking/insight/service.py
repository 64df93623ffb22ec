"""One's network: whom one met, and who could be next."""

from collections.abc import Mapping
from dataclasses import dataclass

from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.mentoring import people
from mentorbot.mentoring.people import Person
from mentorbot.networking.insight.ahead import Ahead, look_ahead
from mentorbot.networking.insight.past import LATELY, Past, gather_past


@dataclass(frozen=True, slots=True)
class Network:
    """Somebody's network.

    Args:
        lately: The people of their last meetings who are still here, by member.
        dark: Whether it is drawn for a dark screen.
    """

    past: Past
    ahead: Ahead
    lately: Mapping[int, Person]
    dark: bool


async def find_own(connection: AsyncConnection | Session, caller: Caller) -> Network:
    """The caller's network.

    Raises:
        UserError: They are not enrolled.
    """
    past = await gather_past(connection, caller)
    ids = {other for one in past.held[:LATELY] for other in one.others}
    lately = await people.find_people(connection, ids) if ids else {}
    ahead = await look_ahead(connection, caller, past)
    return Network(past, ahead, lately, ahead.dark)
