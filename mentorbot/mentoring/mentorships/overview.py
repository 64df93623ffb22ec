"""Which mentorships of a community are alive: for its organizers, and as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, in_parts
from mentorbot.members import service as members
from mentorbot.mentoring import rights
from mentorbot.mentoring.mentorships import health as rules
from mentorbot.mentoring.mentorships import pairs, signs
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.pairs import Pair
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.terms import Health
from mentorbot.mentoring.terms import Format

MOST_NAMED = 12
ORDER = (Health.AT_RISK, Health.QUIET, Health.NEW, Health.ACTIVE)
"""Whoever needs somebody stands first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One mentorship. ``last``: when there was the last sign of life."""

    pair: Pair
    health: Health
    sessions: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """How the mentorships of a community do, and those of them that need somebody most.

    Args:
        ended: How many have ended.
        dark: Whether they are drawn for a dark screen.
    """

    counts: dict[Health, int]
    lines: tuple[Line, ...]
    ended: int = 0
    dark: bool = False

    @property
    def total(self) -> int:
        """How many are live."""
        return sum(self.counts.values())


async def read_overview(connection: AsyncConnection | Session, caller: Caller, allowed: Rights) -> Overview:
    """How the mentorships of the caller's community do; their own as far as one of the two may know.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    now = clock.now()
    every = await pairing.find_live(connection, community)
    found = [one for one in every if one.format is not Format.ONCE]
    known: dict[int, rules.Signs] = {}
    async for some in in_parts(found):
        known |= await signs.read_signs(connection, some, now)
    own = await _find_own(connection, caller, found)
    for id_, member_id in own.items():
        known[id_] = rules.as_seen_by(known[id_], member_id)
    states = {id_: rules.judge_health(one, now) for id_, one in known.items()}
    lasts = {id_: rules.find_last_sign(one, now) for id_, one in known.items()}
    found.sort(key=lambda one: (ORDER.index(states[one.id]), lasts[one.id] or one.formed_at))
    named = await pairs.find_pairs(connection, found[:MOST_NAMED])
    lines = tuple(Line(pair, states[pair.id], len(known[pair.id].sessions), lasts[pair.id]) for pair in named)
    ended = await pairing.count_ended(connection, community)
    dark = await members.prefers_dark(connection, caller)
    return Overview(signs.count_states(states.values()), lines, ended, dark)


async def _find_own(
    connection: AsyncConnection | Session, caller: Caller, found: Sequence[MentorshipView]
) -> dict[int, int]:
    """Those of these mentorships that are the caller's, with their member's id."""
    ids = set(await members.find_memberships(connection, caller))
    return {one.id: id_ for one in found for id_ in (one.mentor_id, one.mentee_id) if id_ in ids}
