"""Sessions of mentorships and circles: meetings, with an agenda that fits."""

from dataclasses import dataclass
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide
from mentorbot.meetings import planning
from mentorbot.meetings import service as meetings
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.meetings.terms import MeetingState
from mentorbot.members.service import MemberView
from mentorbot.mentoring.mentorships import agendas, cards, circles, ending, pairs
from mentorbot.mentoring.mentorships.agendas import Agenda
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.signs import CIRCLE, PAIR
from mentorbot.mentoring.mentorships.terms import END_ASKED
from mentorbot.progress import service as progress

WORD: Final = "session"


@dataclass(frozen=True, slots=True)
class Planning:
    """What a session is to be planned of. ``planned``: the one being planned already."""

    kind: str
    owner_id: int
    member: MemberView
    planned: MeetingView | None


async def describe_pair(connection: AsyncConnection | Session, mentorship_id: int) -> About | None:
    """Who meets in a mentorship; one in a circle meets as the circle."""
    pair = await pairs.find_pair(connection, mentorship_id)
    if pair is None or not pair.live:
        return None
    ids = (pair.mentorship.mentor_id, pair.mentorship.mentee_id)
    return About(pair.mentorship.community_id, ids)


async def describe_circle(connection: AsyncConnection | Session, circle_id: int) -> About | None:
    """Who meets in a circle."""
    found = await circles.find_circle(connection, circle_id)
    if found is None or found.ended_at is not None:
        return None
    return About(found.community_id, found.member_ids)


async def prepare_session(
    connection: AsyncConnection | Session, program: Program, meeting: MeetingView
) -> str:
    """The agenda of a session of two, as Markdown; empty if their mentorship has ended."""
    agenda = await choose_for_meeting(connection, meeting, program.part(Library).guide())
    return cards.agenda_text(agenda) if agenda else ""


async def prepare_circle(
    connection: AsyncConnection | Session, program: Program, meeting: MeetingView
) -> str:
    """The agenda of a circle's session, as Markdown: by how many it had, for its people are at many steps."""
    held = await planning.find_of_owner(connection, CIRCLE, [meeting.owner_id])
    number = 1 + sum(one.state is MeetingState.MET for one in held)
    return cards.agenda_text(agendas.choose_agenda(number))


async def name_pair(connection: AsyncConnection | Session, meeting: MeetingView) -> dict[int, str]:
    """What the two of a mentorship are called, by member."""
    pair = await pairs.find_pair(connection, meeting.owner_id)
    return {side.person.id: side.name for side in pair.sides} if pair else {}


async def name_circle(connection: AsyncConnection | Session, meeting: MeetingView) -> dict[int, str]:
    """What those in a circle are called, by member."""
    ids = sorted(one.member_id for one in meeting.parts)
    sides = await pairs.find_sides(connection, ids)
    return {
        id_: sides[id_, mentors].name for mentors in (True, False) for id_ in ids if (id_, mentors) in sides
    }


async def find_planning(connection: AsyncConnection | Session, caller: Caller, chosen: str) -> Planning:
    """What the caller can plan a session of; see :func:`pairs.find_meant` for what is chosen.

    Raises:
        UserError: There is nothing of theirs to meet about.
    """
    pair, _ = await pairs.find_meant(connection, caller, chosen)
    kind, owner_id = find_owner(pair)
    _, member, planned = await meetings.find_subject(connection, caller, kind, owner_id)
    return Planning(kind, owner_id, member, planned)


async def find_planned(
    connection: AsyncConnection | Session, caller: Caller
) -> tuple[list[MeetingView], list[tuple[Pair, Side]]]:
    """The sessions that the caller has planned, and the mentorships in which they can plan others."""
    found = [one for one in await planning.find_planned(connection, caller) if one.kind in {PAIR, CIRCLE}]
    return found, await pairs.find_of_caller(connection, caller)


async def find_agenda(
    connection: AsyncConnection | Session, caller: Caller, guide: Guide, mentorship_id: int
) -> tuple[Pair, Agenda]:
    """What two may talk about next time. Raises UserError: it is not the caller's, or has ended."""
    pair, _ = await pairs.find_own(connection, caller, mentorship_id)
    return pair, await choose_for_pair(connection, pair, guide)


def find_owner(pair: Pair) -> tuple[str, int]:
    """What sessions of two are about: their mentorship, or their circle."""
    circle = pair.mentorship.circle_id
    return (PAIR, pair.id) if circle is None else (CIRCLE, circle)


async def choose_for_meeting(
    connection: AsyncConnection | Session, meeting: MeetingView, guide: Guide
) -> Agenda | None:
    """The agenda of a session that is planned; None if its mentorship has ended."""
    pair = await pairs.find_pair(connection, meeting.owner_id)
    return await choose_for_pair(connection, pair, guide) if pair and pair.live else None


async def choose_for_pair(connection: AsyncConnection | Session, pair: Pair, guide: Guide) -> Agenda:
    """The agenda of the next session of two."""
    held = await planning.find_of_owner(connection, PAIR, [pair.id])
    # One conversation is about where they stand, neither a beginning nor an end.
    number = 0 if pair.once else 1 + sum(one.state is MeetingState.MET for one in held)
    mentee = pair.mentee.person
    standing = await progress.load_standing(
        connection, Caller(mentee.platform, mentee.community, mentee.user_id)
    )
    now = clock.now()
    advice = progress.choose_next(guide, standing, now)
    step = advice.next.milestone.step if advice.next else None
    last = not pair.once and pair.mentorship.ends_at - now < END_ASKED
    return agendas.choose_agenda(number, step, last=last)


OF_PAIRS: Final = Owner(
    WORD,
    "Mentoring session",
    describe_pair,
    met=ending.end_once,
    agenda=prepare_session,
    names=name_pair,
    tells=True,
)
OF_CIRCLES: Final = Owner(WORD, "Circle session", describe_circle, agenda=prepare_circle, names=name_circle)
