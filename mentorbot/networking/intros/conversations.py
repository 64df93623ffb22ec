"""What introductions say of the meetings that people plan with each other here, and in reports."""

from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.members.words import STAGES
from mentorbot.mentoring.reports.brokered import Brokered
from mentorbot.networking.intros import cards, groups
from mentorbot.networking.intros.groups import Someone


async def describe_group(connection: AsyncConnection | Session, group_id: int) -> About | None:
    """Who can plan something as a group; until its round is long over, or somebody is alone in it."""
    found = (await groups.find_groups(connection, [group_id])).get(group_id)
    if found is None or len(found.people) < 2 or clock.now() > found.ends_at + groups.ASKED_FOR:
        return None
    return About(found.community_id, tuple(one.member_id for one in found.people))


async def note_met(session: Session, _: Program, meeting: MeetingView) -> None:
    """They met as planned, so nobody of the group is asked again."""
    await groups.note_met(session, meeting.owner_id)


async def prepare(connection: AsyncConnection | Session, _: Program, meeting: MeetingView) -> str:
    """What they may talk about: the questions that they were introduced with."""
    found = (await groups.find_groups(connection, [meeting.owner_id])).get(meeting.owner_id)
    return cards.openers(found) if found is not None else ""


async def describe_reported(connection: AsyncConnection | Session, caller: Caller, group_id: int) -> Brokered:
    """What a group is to one of its people; however long ago it was.

    Raises:
        UserError: It is not theirs.
    """
    found, me = await groups.find_own(connection, caller, group_id)
    others = [
        (one.user_id, f"{_call(place, one)}: {STAGES[one.stage] if one.stage else 'no stage said'}")
        for place, one in enumerate(found.others(me.member_id), 1)
    ]
    return Brokered(found.community, f"Introductions, round {found.number}", tuple(others))


def _call(place: int, one: Someone) -> str:
    return f"@{one.username}" if one.username else f"Person {place}"


MEETINGS: Final = Owner("conversation", "Introduction", describe_group, note_met, prepare)
