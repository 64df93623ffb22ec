"""Interviews that were held count towards the milestone of the guide that asks for some."""

from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.guide.model import Guide, Way
from mentorbot.mentoring import people
from mentorbot.networking.interviews import service
from mentorbot.networking.interviews.service import Done, RequestView
from mentorbot.networking.interviews.terms import InterviewState
from mentorbot.progress import service as progress


async def settle_outcome(
    session: Session, caller: Caller, guide: Guide, request_id: int, *, met: bool
) -> Done:
    """Say whether an interview took place; the first that says it did counts it for the student.

    Raises:
        UserError: As :func:`mentorbot.networking.interviews.service.say_outcome`.
    """
    done = await service.say_outcome(session, caller, request_id, met=met)
    if done.changed and done.request.state is InterviewState.MET:
        await count_interview(session, guide, done.request)
    return done


async def count_interview(session: Session, guide: Guide, found: RequestView) -> None:
    """Count an interview that was held towards what of the guide asks for some."""
    student = await people.find_person(session, found.student_id)
    if student is None:
        return
    held = await service.count_held(session, student.id)
    caller = Caller(student.platform, student.community, student.user_id)
    await progress.tick_way(session, caller, guide, Way.ASK_SOMEBODY, held)
