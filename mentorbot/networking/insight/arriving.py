"""What the weekly digest says of one's network when it falls due."""

from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.networking.insight import cards
from mentorbot.networking.insight.ahead import look_ahead
from mentorbot.networking.insight.past import gather_past


async def tell_week(session: Session, caller: Caller) -> str:
    """What the weekly digest says of the caller's network; empty for nothing.

    Raises:
        UserError: They are not enrolled.
    """
    past = await gather_past(session, caller)
    return cards.tell_week(past, await look_ahead(session, caller, past))
