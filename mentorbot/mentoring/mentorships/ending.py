"""Ending a mentorship: nobody is to blame, both are heard, and nothing of it is left to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Due
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.meetings import service as meetings
from mentorbot.meetings.planning import MeetingView
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships import certificates, circles, notices, pairs, signs, talks
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.certificates import Standing
from mentorbot.mentoring.mentorships.notices import About
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.signs import CIRCLE, PAIR
from mentorbot.mentoring.mentorships.terms import TalkKind
from mentorbot.mentoring.terms import MOST_MONTHS, Ending, Format

ENDED: Final = "mentorship_ended"


@dataclass(frozen=True, slots=True)
class End(About):
    """How it ended, for the mentor or the mentee."""

    ending: Ending
    as_mentor: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of it. ``changed``: False if it had ended already."""

    pair: Pair
    me: Side
    how: Ending
    standing: Standing
    changed: bool = True


async def end_own(session: Session, caller: Caller, mentorship_id: int) -> Ended:
    """End a mentorship of the caller's, for no reason that anybody asks for.

    Raises:
        UserError: It is not theirs.
    """
    pair, me = await pairs.find_own(session, caller, mentorship_id, live=False)
    return await _end(session, pair, me, Ending.MENTOR if me is pair.mentor else Ending.MENTEE)


async def graduate_mentorship(session: Session, caller: Caller, mentorship_id: int) -> Ended:
    """End it because it has reached what it was for; both get the certificate if they have earned it.

    Raises:
        UserError: It is not theirs.
    """
    pair, me = await pairs.find_own(session, caller, mentorship_id, live=False)
    return await _end(session, pair, me, Ending.GRADUATED)


async def leave_circle(session: Session, caller: Caller, circle_id: int) -> str:
    """Leave a circle of peers, which goes on for the others while there are two; its name.

    Raises:
        UserError: The caller is not in it.
    """
    found = await circles.find_circle(session, circle_id)
    for id_ in await members.find_memberships(session, caller) if found else ():
        if found is not None and id_ in found.member_ids and found.mentor_id is None:
            await leave_peers(session, circle_id, id_)
            return found.name
    raise UserError("You are not in that circle.")


async def end_between(session: Session, member_id: int, other_id: int) -> None:
    """End what two have together: their mentorship; the first leaves the circles of both.

    The place where two talked whose mentorship has ended before is closed, too.
    """
    shared = await _find_shared(session, member_id, other_id)
    for pair in (*shared.pairs, *shared.places):
        await pairing.end_mentorship(session, pair.id, Ending.BLOCKED)
    for circle in shared.circles:
        await leave_peers(session, circle.id, member_id)
    for before in await pairing.find_all_between(session, member_id, other_id):
        if before.circle_id is None:
            await talks.close_talk(session, TalkKind.PAIR, before.id)


async def tell_shared(connection: AsyncConnection | Session, member_id: int, other_id: int) -> list[str]:
    """What that would end, in words for the first."""
    shared = await _find_shared(connection, member_id, other_id)
    once = any(one.format is Format.ONCE for one in shared.pairs)
    said = [f"your {'conversation' if once else 'mentorship'}"] if shared.pairs else []
    return said + ["your place in a circle with them"] * bool(shared.places or shared.circles)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What two have together.

    Args:
        pairs: Their live mentorship.
        places: The first one's mentorship in circles around a mentor in which the other is a mentee, too.
        circles: Of peers.
    """

    pairs: list[MentorshipView]
    places: list[MentorshipView]
    circles: list[circles.CircleView]


async def _find_shared(connection: AsyncConnection | Session, member_id: int, other_id: int) -> _Shared:
    between = await pairing.find_between(connection, member_id, other_id)
    mine = await pairing.find_mentorships(connection, member_id)
    around = {one.circle_id for one in await pairing.find_mentorships(connection, other_id)} - {None}
    places = [
        one
        for one in mine
        if one.circle_id in around and one.mentee_id == member_id and one.mentor_id != other_id
    ]
    peers = await circles.find_circles(connection, [member_id])
    return _Shared([between] if between else [], places, [one for one in peers if other_id in one.member_ids])


async def _end(session: Session, pair: Pair, me: Side, ending: Ending) -> Ended:
    """End it, unless it has ended already."""
    standing = await certificates.read_standing(session, pair)
    ended = await _close(session, pair, ending, standing) if pair.live else None
    after = ended or pair.mentorship
    pair = Pair(after, pair.mentor, pair.mentee)
    return Ended(pair, me, after.ending or ending, standing, ended is not None)


async def _close(session: Session, pair: Pair, how: Ending, standing: Standing) -> MentorshipView | None:
    """End it, with the certificate if it graduates and has what that needs."""
    if how is Ending.GRADUATED and standing.earned and not pair.once:
        await pairing.certify(session, pair.id)
    return await pairing.end_mentorship(session, pair.id, how)


async def end_in_time(session: Session, due: Due, about: About) -> Card | None:
    """Its time is up: who has met graduates. One conversation that is agreed is waited for."""
    pair = await pairs.find_pair(session, about.mentorship)
    if pair is None or not pair.live:
        return None
    if clock.now() < pair.mentorship.ends_at:
        await notices.plan_end(session, pair)
        return None
    known = (await signs.read_signs(session, [pair.mentorship], clock.now()))[pair.id]
    if pair.once and known.planned and pair.mentorship.months < MOST_MONTHS:
        longer = await pairing.extend_mentorship(session, pair.id, pair.mentorship.months + 1)
        if longer is not None:
            await notices.plan_end(session, Pair(longer, pair.mentor, pair.mentee))
            return None
    how = Ending.GRADUATED if known.sessions else Ending.TIME
    await _close(session, pair, how, await certificates.read_standing(session, pair))
    return None


async def end_once(session: Session, _: Program, meeting: MeetingView) -> None:
    """Two have met: if it was for one conversation, that is all."""
    pair = await pairs.find_pair(session, meeting.owner_id)
    if pair is not None and pair.live and pair.once:
        await pairing.end_mentorship(session, pair.id, Ending.GRADUATED)


async def follow_ending(session: Session, pair: MentorshipView, gone: frozenset[int]) -> None:
    """Take back all that was to come of a mentorship, and tell whoever does not know."""
    await delivery.cancel(session, prefix=notices.prefix(pair.id))
    ending = pair.ending or Ending.LEFT
    knows = {Ending.MENTOR: pair.mentor_id, Ending.MENTEE: pair.mentee_id}.get(ending)
    told = {pair.mentor_id, pair.mentee_id} - gone - {knows}
    if pair.circle_id is None:
        await talks.close_talk(session, TalkKind.PAIR, pair.id)
        # What tells of the end takes with it what was planned.
        await meetings.stop_meetings(session, PAIR, pair.id, but=(*gone, *told))
    else:
        await _leave_circle(session, pair, pair.circle_id, gone)
    rows = [
        _ended_row(pair, ending, person)
        for person in (await people.find_people(session, sorted(told))).values()
    ]
    await delivery.schedule_many(session, rows)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete all mentorships of these members; the others are told, and nothing of them is left to come."""
    await pairing.erase(session, member_ids)


async def erase_peers(session: Session, member_ids: Sequence[int]) -> None:
    """Take these members out of circles of peers, which go on for the others while there are two."""
    for circle_id in await circles.erase_peers(session, member_ids):
        await talks.close_talk(session, TalkKind.CIRCLE, circle_id)
        await meetings.stop_meetings(session, CIRCLE, circle_id)


async def leave_peers(session: Session, circle_id: int, member_id: int, *, departed: bool = False) -> None:
    """Take a member out of a circle of peers, with what was planned and the place to talk.

    Args:
        departed: They have left the community, rather than the circle.
    """
    after = await circles.leave_circle(session, circle_id, member_id, departed=departed)
    await meetings.leave_meetings(session, CIRCLE, circle_id, member_id)
    if after is None or after.ended_at is not None:
        await talks.close_talk(session, TalkKind.CIRCLE, circle_id)
        await meetings.stop_meetings(session, CIRCLE, circle_id)
    else:
        await talks.want_talk(session, TalkKind.CIRCLE, circle_id, after.community_id)


async def _leave_circle(session: Session, pair: MentorshipView, circle_id: int, gone: frozenset[int]) -> None:
    left = await pairing.find_in_circle(session, circle_id)
    if not left:
        await circles.end_circle(session, circle_id)
        await talks.close_talk(session, TalkKind.CIRCLE, circle_id)
        await meetings.stop_meetings(session, CIRCLE, circle_id, but=tuple(gone))
        return
    await meetings.leave_meetings(session, CIRCLE, circle_id, pair.mentee_id)
    await talks.want_talk(session, TalkKind.CIRCLE, circle_id, pair.community_id)


def make_prefix(mentorship_id: int) -> str:
    """How the keys of the messages begin that tell the two that it has ended."""
    return f"mentorship_ended:{mentorship_id}:"


def _ended_row(pair: MentorshipView, ending: Ending, person: people.Person) -> Row:
    now = clock.now()  # in the key: it may have ended before, and gone on
    return Row(
        ENDED,
        End(pair.id, ending, as_mentor=person.id == pair.mentor_id),
        person.address,
        now,
        dedupe_key=f"{make_prefix(pair.id)}{person.id}:{int(now.timestamp())}",
        community_id=pair.community_id,
        member_id=person.id,
    )
