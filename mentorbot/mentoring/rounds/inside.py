"""Who is in the roles or user groups for which a round keeps places: asked of the platform, not stored."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from mentorbot import clock
from mentorbot.chat import mention_group
from mentorbot.chat.platform import NotNowError
from mentorbot.chat.program import Program
from mentorbot.errors import UserError
from mentorbot.mentoring.rounds.view import RoundView

KNOWN_FOR: Final = timedelta(minutes=10)
"""About whom the platform was asked since then, it is not asked again."""
_AT_ONCE: Final = 5

Inside = Mapping[str, frozenset[str]]
"""The groups that each person is in, all by their ids on the platform; whoever is in none may be left out."""


class Insiders:
    """What the platform said of people's groups, for as long as that is enough."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[tuple[str, str, str], tuple[datetime, frozenset[str]]] = {}

    async def find(self, found: RoundView, users: Collection[str], *, surely: bool = True) -> Inside:
        """Who of these is in which group. No scope may be open.

        Args:
            users: Their ids on the platform.
            surely: Whether it is refused where the platform does not say; otherwise what it said last counts.

        Raises:
            UserError: The platform does not say.
        """
        own = [one.own for one in found.kept_places if one.own]
        since = clock.now() - KNOWN_FOR
        self._known = {key: known for key, known in self._known.items() if known[0] > since or not surely}
        at_once = asyncio.Semaphore(_AT_ONCE)

        async def ask(user: str) -> frozenset[str]:
            key = found.platform, found.community, user
            async with at_once:
                if key not in self._known or self._known[key][0] <= since:
                    groups = await self._program.platforms[found.platform].find_groups(found.community, user)
                    self._known[key] = clock.now(), groups
            return self._known[key][1]

        said = await asyncio.gather(*map(ask, users), return_exceptions=True)
        trouble = [one for one in said if isinstance(one, BaseException)]
        if unforeseen := [one for one in trouble if not isinstance(one, NotNowError | KeyError)]:
            raise unforeseen[0]
        if trouble and surely:
            raise UserError(
                f"I could not see who is in {mention_group(own[0])}, for whom this round keeps places, so "
                "nothing was changed. Try it again in some minutes, or take the places back with "
                "`/match reserve`."
            )
        return {user: one for user, one in zip(users, said, strict=True) if isinstance(one, frozenset)}
