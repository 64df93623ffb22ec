"""What somebody sees of their own mentorships and circles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import agreement, circles, pairs, signs, talks
from mentorbot.mentoring.mentorships.circles import CircleView
from mentorbot.mentoring.mentorships.pairs import Pair, Side, Terms
from mentorbot.mentoring.mentorships.terms import Health, TalkKind


@dataclass(frozen=True, slots=True)
class Mine:
    """The caller's mentorships that live, how they do by id, and their circles of peers."""

    pairs: Sequence[tuple[Pair, Side]]
    states: Mapping[int, Health]
    circles: Sequence[CircleView]


@dataclass(frozen=True, slots=True)
class One:
    """A mentorship of the caller's. ``thread_id``: where the two talk; empty if there is no such place."""

    pair: Pair
    me: Side
    health: Health
    terms: Terms
    thread_id: str


async def find_all(connection: AsyncConnection | Session, caller: Caller) -> Mine:
    """All that the caller is in; in a direct message, of all their communities."""
    ids = await members.find_memberships(connection, caller)
    found = await pairs.find_of_members(connection, ids)
    states = await signs.read_health(connection, [pair.mentorship for pair, _ in found], clock.now())
    return Mine(found, states, await circles.find_circles(connection, ids))


async def find_one(connection: AsyncConnection | Session, caller: Caller, mentorship_id: int) -> One:
    """One mentorship of the caller's, which may have ended. Raises UserError: it is not theirs."""
    pair, me = await pairs.find_own(connection, caller, mentorship_id, live=False)
    state = (await signs.read_health(connection, [pair.mentorship], clock.now()))[pair.id]
    circle = pair.mentorship.circle_id
    kind, owner = (TalkKind.PAIR, pair.id) if circle is None else (TalkKind.CIRCLE, circle)
    talk = (await talks.find_talks(connection, kind, [owner])).get(owner)
    terms = await agreement.read_terms(connection, pair.id)
    return One(pair, me, state, terms, talk.thread_id if talk else "")
