"""What somebody sees of their own mentorships and circles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import agreement, circles, feedback, pairs, signs, talks
from mentorbot.mentoring.mentorships.circles import CircleView
from mentorbot.mentoring.mentorships.pairs import Pair, Side, Terms
from mentorbot.mentoring.mentorships.terms import Health, TalkKind


@dataclass(frozen=True, slots=True)
class Mine:
    """The caller's mentorships that live, how they do by id, and their circles of peers.

    Args:
        ended: How many of theirs have ended.
    """

    pairs: Sequence[tuple[Pair, Side]]
    states: Mapping[int, Health]
    circles: Sequence[CircleView]
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """The caller's mentorships that have ended, and of which of them they have not said how it was."""

    pairs: Sequence[tuple[Pair, Side]]
    without_feedback: Collection[int]


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
    every = await pairs.find_of_members(connection, ids, live=False)
    found = [(pair, me) for pair, me in every if pair.live]
    states = await signs.read_own_health(connection, found, clock.now())
    return Mine(found, states, await circles.find_circles(connection, ids), len(every) - len(found))


async def find_past(connection: AsyncConnection | Session, caller: Caller) -> Past:
    """All of the caller's that have ended; in a direct message, of all their communities."""
    every = await pairs.find_of_caller(connection, caller, live=False)
    ended = [(pair, me) for pair, me in every if not pair.live]
    ids = {pair.id: me.person.id for pair, me in ended}
    return Past(ended, await feedback.find_missing(connection, ids))


async def find_one(connection: AsyncConnection | Session, caller: Caller, mentorship_id: int) -> One:
    """One mentorship of the caller's, which may have ended. Raises UserError: it is not theirs."""
    pair, me = await pairs.find_own(connection, caller, mentorship_id, live=False)
    state = (await signs.read_own_health(connection, [(pair, me)], clock.now()))[pair.id]
    circle = pair.mentorship.circle_id
    kind, owner = (TalkKind.PAIR, pair.id) if circle is None else (TalkKind.CIRCLE, circle)
    talk = (await talks.find_talks(connection, kind, [owner])).get(owner)
    terms = await agreement.read_terms(connection, pair.id)
    return One(pair, me, state, terms, talk.thread_id if talk else "")
