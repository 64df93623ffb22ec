"""What follows from what organizers do by hand."""

import pytest
from mentoring.asking import Community, community
from mentoring.matchday import ORGANIZER

from mentorbot.mentoring import settings
from mentorbot.mentoring.organizing import hand
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import RequestState

__all__ = ["community"]
pytestmark = pytest.mark.every_database


async def test_who_has_all_mentors_by_an_organizers_hand_asks_no_other(community: Community) -> None:
    boss = community.caller("boss")
    async with community.database.session_scope() as session:
        await settings.set_up(session, boss, ORGANIZER, Settings(most_mentors=1, most_open=3))
    await community.mentee("ben")
    for name in ("ada", "eve", "flo"):
        await community.mentor(name)
    mine, other = await community.ask("ben", "ada"), await community.ask("ben", "eve")
    await community.pass_by()
    async with community.database.session_scope() as session:
        two = community.ids["ada"], community.ids["ben"]
        await hand.make_mentorship(session, boss, ORGANIZER, *two, months=3, reason="Both asked me")
    await community.pass_by()
    assert (await community.now(mine)).state is RequestState.ACCEPTED
    assert (await community.now(other)).state is RequestState.WITHDRAWN
    assert "was taken back" in community.told("eve")
    assert "as many mentors now as one can have" in community.told("ben")
