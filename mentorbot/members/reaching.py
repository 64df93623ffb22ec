"""How much one member may have sent to others in a day, by whatever room: the one place that says so.

Every message that somebody's act brings to another carries who that is (``sender_id``); those are counted,
and what was sent before somebody erased themselves counts as well. What cannot be refused, because it is only
told along, waits instead (:func:`may_reach`, :func:`find_calm`).
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
from mentorbot.members.traces import Kept, count_kept

DAY: Final = timedelta(days=1)
MOST_TO_ONE: Final = 10
"""Messages in a day to the same person."""
MOST_TO_ALL: Final = 60
"""Messages in a day to all others together."""
MOST_TO_ORGANIZERS: Final = 3
"""Messages in a day to organizers about the same."""
TOO_MUCH_TO_ONE: Final = (
    f"You had {MOST_TO_ONE} messages sent to this person in a day, as many as one may. Please go on tomorrow."
)
TOO_MUCH: Final = (
    f"You had {MOST_TO_ALL} messages sent to others in a day, as many as one may. Please go on tomorrow."
)
_KEPT: Final = "reached"
_TOLD: Final = "told"
"""What is kept of whoever organizers were told of, and who was erased."""


async def check_reach(session: Session, sender_id: int, to_ids: Sequence[int]) -> None:
    """Whether somebody may have something sent to these members now.

    Raises:
        UserError: They had as much sent to one of them, or to all, as one may in a day.
    """
    if refusal := await _find_refusal(session, sender_id, to_ids):
        raise UserError(refusal)


async def may_reach(session: Session, sender_id: int, to_id: int) -> bool:
    """Whether somebody may have something sent to another now."""
    return not await _find_refusal(session, sender_id, (to_id,))


async def find_calm(session: Session, member_id: int, prefix: str) -> timedelta:
    """How long to wait before organizers are told once more of what one member does again and again.

    Args:
        member_id: Who does it.
        prefix: How the keys of what they are told of this begin.

    Returns:
        Nothing while they were told of it seldom in the last day; then a day.
    """
    since = clock.now() - DAY
    told = await delivery.count_sent(session, prefix, since)
    told += (await session.execute(count_kept(_TOLD, of=member_id, since=since))).scalar_one()
    return timedelta() if told < MOST_TO_ORGANIZERS else DAY


async def _find_refusal(session: Session, sender_id: int, to_ids: Sequence[int]) -> str:
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
        return TOO_MUCH_TO_ONE
    return TOO_MUCH if sent.total() >= MOST_TO_ALL else ""


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """Whom these members, who are about to be erased, have reached: it counts if they come back."""
    since = clock.now() - DAY
    sent = await delivery.find_sent(session, member_ids, since)
    told = await delivery.find_told(session, member_ids, since)
    return [
        *(Kept(by, _KEPT, at, at + DAY, to) for by, to, at in sent if to not in member_ids),
        *(Kept(about, _TOLD, at, at + DAY) for about, at in told),
    ]
