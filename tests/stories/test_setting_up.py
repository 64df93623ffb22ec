"""An organizer sets a community up by `/setup start`, and looks at it with `/setup check`."""

from typing import Any

from stories.conftest import Community

from mentorbot.demo.stage.differences import Difference
from mentorbot.demo.stage.seen import Seen


def line_of(seen: Seen, name: str) -> str:
    """The line that begins with this."""
    return next(line for line in seen.text.splitlines() if line.lstrip("-•✓⚠ ").startswith(name))


async def test_five_questions_set_what_the_single_commands_set(community: Community) -> None:
    owner, helper = community.owner(), community.person("Helper")
    news, pairs, desk, lost = (community.place(name) for name in ("news", "pairs", "desk", "lost-and-found"))
    clock = await (await owner.slash("setup start")).choose("What you want to use", "Events", "Mentoring")
    where = await (await clock.click("Change where I live")).submit(city="Chicago")
    assert "America/Chicago" in where.text
    where = await where.click("Next")
    assert "No channel yet" in line_of(where, "Events")
    assert "Introductions" not in where.text
    where = await where.choose("Where events are announced", news.raw.id)
    where = await where.choose("Where mentoring goes", pairs.raw.id)
    await community.restart()
    again = await owner.slash("setup start")
    assert "#news" in line_of(again, "Events")
    where = await (await again.click("Go on with Events and Mentoring")).click("Next")
    assert "#pairs" in line_of(where, "Mentoring")
    where = await where.choose("Where organizers are told", desk.raw.id)
    if not community.differs(Difference.CLOSED):
        where = await where.choose("Where I may mention members", lost.raw.id)
    assert ("Closed direct messages" in where.text) is not community.differs(Difference.CLOSED)
    who = await (await where.click("Next")).choose("Name somebody, or take it back", helper.id)
    if community.differs(Difference.ORGANIZERS):
        town: Any = community.town
        town.sandbox.add_group(town.team, "board", owner.raw.user)
        (pick,) = [one for one in who.raw.selects if one.kind == "external_select"]
        assert [one.label for one in await who.raw.suggest(pick.action_id, "boa")] == ["@board"]
        who = await who.choose("Who is in this role or group organizes", "@board")
        assert "whoever is in" in who.text
    assert helper.called in who.text
    tested = await (await who.click("Next")).click("Send a test message")
    assert f"{3 if community.differs(Difference.CLOSED) else 4} test messages sent" in tested.text
    await owner.wait_for_message(desk, "What needs an organizer")
    assert "#news" in line_of(await tested.click("Done"), "Events")
    assert "#desk" in (await owner.slash("setup mentoring")).text
    assert helper.called in (await owner.slash("setup organizers")).text
    assert "All channels are there" in (await owner.slash("setup check")).text


async def test_who_may_not_manage_the_community_sets_nothing_up(community: Community) -> None:
    owner, other = community.owner(), community.person("Other")
    first = await owner.slash("setup start")
    theirs = await other.slash("help")
    for id_ in (first.find_id("Go on with Events and Mentoring"), "setup:channel:events.em", "setup:test:"):
        assert "may manage this community" in (await other.forge(id_, theirs)).text
