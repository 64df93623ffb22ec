"""Interviews that were held count towards a milestone of the guide."""

from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.guide.model import Guide
from mentorbot.mentoring import people
from mentorbot.networking.interviews import service
from mentorbot.networking.interviews.service import Done, RequestView
from mentorbot.networking.interviews.terms import FOR_MILESTONE, MILESTONE, InterviewState
from mentorbot.progress import service as progress
from mentorbot.progress.service import Change


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
    """Count an interview that was held towards the milestone of the guide, if it still has that one."""
    student = await people.find_person(session, found.student_id)
    if student is None or MILESTONE not in guide.milestones:
        return
    held = await service.count_held(session, student.id)
    change = Change.DONE if held >= FOR_MILESTONE else Change.STARTED
    caller = Caller(student.platform, student.community, student.user_id)
    await progress.mark_milestone(session, caller, guide, MILESTONE, change)
