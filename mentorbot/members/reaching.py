"""How much one member may have sent to others in a day, by whatever room: the one place that says so.

Every message that somebody's act brings to another carries who that is (``sender_id``); those are counted,
and what was sent before somebody erased themselves counts as well.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import NotNullable, select

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.errors import UserError
from mentorbot.members.models import TRACE
from mentorbot.members.traces import Kept

DAY: Final = timedelta(days=1)
MOST_TO_ONE: Final = 10
"""Messages in a day to the same person."""
MOST_TO_ALL: Final = 60
"""Messages in a day to all others together."""
TOO_MUCH_TO_ONE: Final = (
    f"You had {MOST_TO_ONE} messages sent to this person in a day, as many as one may. Please go on tomorrow."
)
TOO_MUCH: Final = (
    f"You had {MOST_TO_ALL} messages sent to others in a day, as many as one may. Please go on tomorrow."
)
_KEPT: Final = "reached"


async def check_reach(session: Session, sender_id: int, to_ids: Sequence[int]) -> None:
    """Whether somebody may have something sent to these members now.

    Raises:
        UserError: They had as much sent to one of them, or to all, as one may in a day.
    """
    since = clock.now() - DAY
    found = await delivery.find_sent(session, [sender_id], since)
    sent = Counter(to for _, to, _ in found if to != sender_id)
    kept = select(NotNullable(TRACE.c.other_id)).where(
        TRACE.c.member_id == sender_id,
        TRACE.c.kind == _KEPT,
        TRACE.c.other_id.is_not(None),
        TRACE.c.at > since,
    )
    sent.update((await session.execute(kept)).scalars())
    if any(sent[to] >= MOST_TO_ONE for to in to_ids if to != sender_id):
        raise UserError(TOO_MUCH_TO_ONE)
    if sent.total() >= MOST_TO_ALL:
        raise UserError(TOO_MUCH)


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """To whom these members, who are about to be erased, had something sent: it counts if they come back."""
    sent = await delivery.find_sent(session, member_ids, clock.now() - DAY)
    return [Kept(by, _KEPT, at, at + DAY, to) for by, to, at in sent if to not in member_ids]
