"""Making the messages about interviews when they are due, and what meetings and reports know of them."""

from typing import Final

from mentorbot import clock
from mentorbot.chat import Card, escape
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.guide.load import Library
from mentorbot.meetings import planning
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.mentoring import people
from mentorbot.mentoring.reports.brokered import Brokered
from mentorbot.networking.interviews import cards, milestone, notices, offering, service
from mentorbot.networking.interviews.notices import Letter
from mentorbot.networking.interviews.service import RequestView
from mentorbot.networking.interviews.terms import OPEN, InterviewState, What

_WHILE = {
    What.ASKED: (InterviewState.ASKED,),
    What.NUDGE: (InterviewState.ASKED,),
    What.DEADLINE: (InterviewState.ASKED,),
    What.ACCEPTED: (InterviewState.ACCEPTED,),
    What.OUTCOME: (InterviewState.ACCEPTED,),
    What.DECLINED: (InterviewState.DECLINED,),
    What.EXPIRED: (InterviewState.EXPIRED,),
    What.WITHDRAWN: (InterviewState.WITHDRAWN,),
    What.THANKS: (InterviewState.MET,),
    What.BACK: OPEN,
    What.LEFT: (InterviewState.WITHDRAWN, InterviewState.EXPIRED),
}


@handler(notices.KIND, Letter)
async def make_letter(session: Session, due: Due, letter: Letter) -> Card | None:
    """A message about a request, if it still holds."""
    what = letter.what
    found = await service.find_request(session, letter.request)
    if what is What.GONE:
        return await _make_gone(session, due, letter.request, found)
    if found is None or found.state not in _WHILE[what]:
        return None
    if what is What.DEADLINE:
        await service.expire_request(session, found)
        return None
    both = await people.find_people(session, found.both)
    if len(both) < 2 or due.member_id not in both:
        return None
    other = both[found.both[0] if due.member_id != found.both[0] else found.both[1]]
    offer = await offering.find_offer(session, found.professional_id)
    off = await planning.find_off(session, service.OWNER, found.id, due.member_id)
    return cards.letter_card(what, found, other, offer, off, clock.now())


async def _make_gone(session: Session, due: Due, request_id: int, found: RequestView | None) -> Card | None:
    """That the other one has left, unless they are back by now."""
    me, now = due.member_id or 0, clock.now()
    if found is not None and found.state in OPEN:
        return None
    off = await planning.find_off(session, service.OWNER, request_id, me)
    if found is None:
        # Who asked is stored no longer; whoever offers no interviews has asked for one.
        return cards.gone_card(None, off, now, asked=await offering.find_offer(session, me) is None)
    other_id = next((one for one in found.both if one != me), 0)
    other = await people.find_person(session, other_id)
    return cards.gone_card(other, off, now, asked=found.student_id == me)


async def count_met(session: Session, program: Program, meeting: MeetingView) -> None:
    """They met as planned: what became of the request is known, and the guide counts it."""
    found = await service.find_request(session, meeting.owner_id)
    if found is not None and found.state is InterviewState.ACCEPTED:
        await service.settle_outcome(session, found, met=True)
        await milestone.count_interview(session, program.part(Library).guide(), found)


async def describe_reported(
    connection: AsyncConnection | Session, caller: Caller, request_id: int
) -> Brokered:
    """What a request is to one of the two, whatever became of it.

    Raises:
        UserError: It is not theirs.
    """
    found, me, other = await service.find_own(connection, caller, request_id)
    others = ((other.user_id, "The other one of the two"),) if other else ()
    wrote = found.questions if me.id == found.professional_id else ""
    title = f"An interview asked for on {found.asked_at:%Y-%m-%d}"
    return Brokered(me.community, title, others, wrote)


async def _about(connection: AsyncConnection | Session, request_id: int) -> About | None:
    found = await service.find_request(connection, request_id)
    if found is None or found.state is not InterviewState.ACCEPTED:
        return None
    return About(found.community_id, found.both)


async def _prepare(connection: AsyncConnection | Session, _: Program, meeting: MeetingView) -> str:
    """What it is about: the questions that were asked with it, which both know."""
    found = await service.find_request(connection, meeting.owner_id)
    return escape(found.questions) if found is not None else ""


MEETINGS: Final = Owner("interview", "Informational interview", _about, count_met, _prepare, tells=True)
