"""What introductions say of the meetings that people plan with each other here."""

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from mentorbot import clock
from mentorbot.meetings import owners
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.networking.intros import groups
from mentorbot.networking.intros.cards import OWNER


async def about(connection: AsyncConnection | AsyncSession, group_id: int) -> About | None:
    """Who can plan something as a group; until its round is long over, or somebody is alone in it."""
    found = (await groups.find(connection, [group_id])).get(group_id)
    if found is None or len(found.people) < 2 or clock.now() > found.ends_at + groups.ASKED_FOR:
        return None
    return About(found.community_id, tuple(one.member_id for one in found.people))


async def met(session: AsyncSession, meeting: MeetingView) -> None:
    """They met as planned, so nobody of the group is asked again."""
    await groups.met_as_planned(session, meeting.owner_id)


owners.register(OWNER, Owner("conversation", "Introduction", about, met))
