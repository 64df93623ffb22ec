"""The certificate of a mentorship that has reached what it was for: what it needs, and what there is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import settings
from mentorbot.mentoring.mentorships import pairs, signs
from mentorbot.mentoring.mentorships.pairs import Pair, Side

NONE: Final = "There is no certificate of this mentorship."
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a mentorship stands to its certificate: sessions held and whole weeks, and those needed."""

    sessions: int
    weeks: int = 0
    needed_sessions: int = 0
    needed_weeks: int = 0

    @property
    def earned(self) -> bool:
        """Whether it is enough."""
        return self.sessions >= self.needed_sessions and self.weeks >= self.needed_weeks


async def read_standing(connection: AsyncConnection | Session, pair: Pair) -> Standing:
    """How a mentorship stands to its certificate, now or when it ended."""
    rules = await settings.read_settings(connection, pair.mentorship.community_id)
    known = (await signs.read_signs(connection, [pair.mentorship], clock.now()))[pair.id]
    lasted = (pair.mentorship.ended_at or clock.now()) - pair.mentorship.formed_at
    needed = rules.certificate_sessions, rules.certificate_weeks
    return Standing(len(known.sessions), lasted // _WEEK, *needed)


async def find_standing(
    connection: AsyncConnection | Session, caller: Caller, mentorship_id: int
) -> tuple[Pair, Side, Standing]:
    """The same of a mentorship of the caller's. Raises UserError: it is not theirs."""
    pair, me = await pairs.find_own(connection, caller, mentorship_id, live=False)
    return pair, me, await read_standing(connection, pair)


async def find_earned(
    connection: AsyncConnection | Session, caller: Caller, mentorship_id: int
) -> tuple[Pair, Standing]:
    """One of the caller's that has its certificate. Raises UserError: it has none, or is not theirs."""
    pair, _, standing = await find_standing(connection, caller, mentorship_id)
    if not pair.mentorship.certified:
        raise UserError(NONE)
    return pair, standing
