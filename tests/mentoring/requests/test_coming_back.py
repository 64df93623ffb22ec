"""Whoever asked for a mentor and left finds their request going on when they are back."""

from datetime import timedelta

from mentoring.asking import Community, community

from mentorbot import clock
from mentorbot.chat.caller import Rights
from mentorbot.members import presence
from mentorbot.mentoring import settings
from mentorbot.mentoring.profiles import blocks, joining
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import RequestState

__all__ = ["community"]

DAY = timedelta(days=1)


async def move(community: Community, name: str, *, here: bool) -> None:
    async with community.database.session_scope() as session:
        await presence.note_presence(session, community.ids[name], here=here)
    await community.pass_by()


async def be_away(community: Community, name: str, time: timedelta) -> None:
    await move(community, name, here=False)
    await community.pass_by(time)
    await move(community, name, here=True)


async def meet(community: Community, *mentors: str) -> None:
    for one in mentors:
        await community.mentor(one)
    await community.mentee("ben")


async def test_who_was_asked_is_asked_again_and_the_rest_follow_as_before(community: Community) -> None:
    await meet(community, "ada", "bea", "cem")
    request = await community.ask("ben", "ada", "bea", "cem")
    await community.decline("ada", request)
    await community.pass_by()
    assert community.told("bea").count("Would you be their mentor?") == 1
    await move(community, "ben", here=False)
    assert "taken back" in community.told("bea")
    community.told("ben")
    await community.pass_by(5 * DAY)
    await move(community, "ben", here=True)
    now = await community.now(request)
    assert now.owner_id == community.ids["bea"], "not ada, who had answered"
    assert community.told("bea").count("Would you be their mentor?") == 1
    told = community.told("ben")
    assert "You are back in the community" in told
    assert "**Bea**" in told
    await community.decline("bea", now)
    assert (await community.now(request)).owner_id == community.ids["cem"]
    await community.accept("cem", await community.now(request))


async def test_it_stands_open_where_none_of_them_can_be_asked_any_more(community: Community) -> None:
    await meet(community, "ada", "bea")
    request = await community.ask("ben", "ada", "bea")
    await move(community, "ben", here=False)
    async with community.database.session_scope() as session:
        await joining.leave_mentoring(session, community.caller("ada"))
        await blocks.block_member(session, community.ids["bea"], community.ids["ben"])
    await move(community, "ben", here=True)
    assert (await community.now(request)).state is RequestState.OPEN
    assert "stands open to every mentor here" in community.told("ben")


async def test_after_a_month_nobody_is_held_to_it(community: Community) -> None:
    await meet(community, "ada")
    request = await community.ask("ben", "ada")
    await be_away(community, "ben", 31 * DAY)
    assert (await community.now(request)).state is RequestState.WITHDRAWN
    assert community.told("ben") == ""


async def test_where_fewer_may_be_open_by_then_the_oldest_goes_on(community: Community) -> None:
    await meet(community, "ada", "bea", "cem")
    requests = [await community.ask("ben", one) for one in ("ada", "bea")]
    for _ in range(3):
        await be_away(community, "ben", DAY)
    await move(community, "ben", here=False)
    boss = Rights(manages_community=True)
    async with community.database.session_scope() as session:
        await settings.set_up(session, community.caller("boss"), boss, Settings(most_open=1))
    community.told("ben")
    await move(community, "ben", here=True)
    states = [(await community.now(one)).state for one in requests]
    assert states == [RequestState.ASKING, RequestState.WITHDRAWN]
    told = community.told("ben")
    assert told.count("Your request goes on") == 1
    assert told.count("A request of yours was taken back") == 1
    await community.withdraw("ben", await community.now(requests[0]))
    await community.ask("ben", "cem")  # to have left is no taking back, which one may do three times a week


async def test_whoever_leaves_and_comes_back_again_and_again_reaches_nobody_more_often(
    community: Community,
) -> None:
    await meet(community, "ada")
    request = await community.ask("ben", "ada")
    for _ in range(15):
        await be_away(community, "ben", timedelta(minutes=1))
    assert community.told("ada").count("Would you be their mentor?") <= 10
    assert (await community.now(request)).state is RequestState.WITHDRAWN
    clock.advance(DAY)
    await be_away(community, "ben", timedelta(minutes=1))
    assert (await community.now(request)).state is RequestState.ASKING
