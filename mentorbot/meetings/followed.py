"""What a member has agreed to meet about, in the calendar that they follow."""

from datetime import datetime

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection
from mentorbot.events.calendar import Entry
from mentorbot.events.hooks import Follower
from mentorbot.meetings import cards, owners, planning
from mentorbot.meetings.cards import Beside
from mentorbot.meetings.terms import MeetingState


async def find_entries(
    connection: AsyncConnection, program: Program, follower: Follower, since: datetime
) -> list[Entry]:
    """The meetings of a member from a moment on, with whom they are and what to talk about."""
    now = clock.now()
    names: dict[tuple[str, int, tuple[int, ...]], dict[int, str]] = {}
    found = []
    for meeting in await planning.find_agreed(connection, follower.member.id, since):
        owner = owners.find_owner(meeting.kind)
        taking = tuple(one.member_id for one in meeting.parts)
        key = meeting.kind, meeting.owner_id, taking
        if key not in names:
            # What several meetings are about is looked up once.
            names[key] = await owner.names(connection, meeting) if owner and owner.names else {}
        others = tuple(
            names[key][one.member_id]
            for one in meeting.others(follower.member.id)
            if one.member_id in names[key]
        )
        coming = (
            meeting.state is MeetingState.AGREED and meeting.ends_at is not None and meeting.ends_at > now
        )
        agenda = await owner.agenda(connection, program, meeting) if coming and owner and owner.agenda else ""
        found.append(cards.make_entry(meeting, now, Beside(agenda, others)))
    return found
