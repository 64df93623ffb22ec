"""A mentorship that is formed counts towards the milestone of the guide that asks for one."""

from mentorbot.db import Session
from mentorbot.guide.model import Way
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.terms import Format
from mentorbot.progress.ways import note_way


async def tick_mentor(session: Session, formed: MentorshipView) -> None:
    """Note that a mentee has found a mentor; one conversation is none."""
    if formed.format is not Format.ONCE:
        await note_way(session, formed.mentee_id, Way.FIND_MENTOR)
