"""The messages about meetings, made when they fall due."""

from datetime import timedelta

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.meetings import cards, notices, owners, planning
from mentorbot.meetings.cards import Beside
from mentorbot.meetings.notices import Note
from mentorbot.meetings.planning import MeetingView, Part
from mentorbot.meetings.terms import ASKED_FOR, LEADS, MeetingState, What


@handler(notices.NOTE, Note)
async def make_note(session: Session, due: Due, note: Note) -> Card | None:
    """A message to one who takes part, if it is still true and of use."""
    meeting = await planning.find_meeting(session, note.meeting)
    me = meeting.part_of(due.member_id or 0) if meeting else None
    if meeting is None or me is None or not _stands(meeting, me, note):
        return None
    what, owner = note.what, owners.find_owner(meeting.kind)
    invites = what in {What.AGREED, What.MOVED}
    agenda = await owner.agenda(session, due.program, meeting) if invites and owner and owner.agenda else ""
    # They stand in the title in a calendar, and nowhere else.
    filed = invites or what is What.CANCELLED
    names = await owner.names(session, meeting) if filed and owner and owner.names else {}
    others = [names[one.member_id] for one in meeting.others(me.member_id) if one.member_id in names]
    told = what is What.MOVED and await notices.was_invited(session, meeting, me)
    ended = owner is None or await owner.about(session, meeting.owner_id) is None
    beside = Beside(agenda, tuple(others), told=told, ended=ended)
    return cards.notice_card(meeting, me, what, clock.now(), beside)


def _stands(meeting: MeetingView, me: Part, note: Note) -> bool:
    what, count, now = note.what, note.count, clock.now()
    match what:
        case What.CANCELLED:
            # Whoever was away reads of it only while they could still come.
            off = meeting.state is MeetingState.CANCELLED
            return off and (meeting.ends_at is None or now < meeting.ends_at)
        case What.PROPOSED:
            return meeting.choosing and meeting.turn == count and now < meeting.offered[-1]
        case What.LAPSED:
            return meeting.state is MeetingState.PROPOSED and meeting.turn == count
    start, end = meeting.starts_at, meeting.ends_at
    if start is None or end is None or meeting.sequence != count or meeting.state is MeetingState.CANCELLED:
        return False
    if what is What.ASKED:
        return me.met is None and end <= now <= end + ASKED_FOR
    lead = timedelta(seconds=note.lead)
    shorter = [one for one in LEADS if one < lead] if what is What.START else []
    # After a long outage the nearer reminder stands for those before it.
    return now < start - (shorter[0] if shorter else timedelta())
