"""The mentors whom somebody has chosen: which of them can be asked for what is wanted."""

from collections.abc import Sequence
from typing import Final

from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.terms import MOST_CHOICES

NOBODY_NOW: Final = (
    "None of them can be asked at the moment, so nothing was sent. `/mentor find` shows who can."
)
NOBODY_ONCE: Final = (
    "None of them offers one-off conversations, so nothing was sent. Ask them for a mentorship, or choose "
    "others."
)
ONLY_ONCE: Final = (
    "They offer one-off conversations only, so nothing was sent. Ask for one conversation, or choose others."
)


async def find_askable(
    session: Session, mentee_id: int, mentor_ids: Sequence[int], asks_a_week: int, *, once: bool | None = None
) -> list[int]:
    """Those of the mentors who were chosen who can be asked, in their order; ``once`` as in the store."""
    wanted = list(dict.fromkeys(mentor_ids))[:MOST_CHOICES]
    able = await store.can_ask(session, mentee_id, wanted, asks_a_week=asks_a_week, once=once)
    return [one for one in wanted if one in able]


async def find_wanted(
    session: Session, mentee_id: int, mentor_ids: Sequence[int], asks_a_week: int, *, once: bool
) -> list[int]:
    """Those of these mentors who can be asked for it. Raises UserError: there is none."""
    wanted = await find_askable(session, mentee_id, mentor_ids, asks_a_week, once=once)
    if wanted:
        return wanted
    able = await find_askable(session, mentee_id, mentor_ids, asks_a_week)
    raise UserError(NOBODY_NOW if not able else NOBODY_ONCE if once else ONLY_ONCE)
