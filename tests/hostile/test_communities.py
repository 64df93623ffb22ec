"""One person in two communities is two members: nothing done in one is seen or changed in the other."""

import json
from typing import Any

from hostile.conftest import Village
from hostile.test_commands import careful
from hostile.texts import NASTY
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.progress.models import Mark
from mentorbot.sandbox.discord.people.replies import Modal

SAID = {"done": Mark.DONE, "begin": Mark.STARTED, "skip": Mark.NOT_FOR_ME}
SETTLED = {Mark.DONE, Mark.NOT_FOR_ME}

Marks = dict[str, Mark]


async def marks_of(village: Village, user_id: str) -> dict[str, Marks]:
    """What is stored of a person, by the id of the community on Discord."""
    rows = await village.watcher.stored()
    places = {row[0]: row[2] for row in rows["community"]}
    members = {row[0]: places[row[1]] for row in rows["member"] if row[2] == user_id}
    found: dict[str, Marks] = {place: {} for place in members.values()}
    for member, item, state, *_ in rows["progress"]:
        if member in members:
            found[members[member]][item] = state
    return found


def after(marks: Marks, verb: str, item: str) -> Marks:
    """What should be stored after a press."""
    if verb == "undo":
        return {one: mark for one, mark in marks.items() if one != item}
    if verb == "begin" and marks.get(item) in SETTLED:
        return marks
    return {**marks, item: SAID[verb]}


@settings(careful, max_examples=10)
@given(data=st.data())
async def test_what_is_done_in_one_community_stays_there(village: Village, data: st.DataObject) -> None:
    town = village.town
    dora = town.sandbox.add_person("dora", town.guild, village.other)
    here, there, direct = town.general, village.elsewhere, dora.dm()
    expected: dict[str, Marks] = {}
    screen = await dora.slash("help", channel=here)
    names = {place.guild.id: place.guild.name for place in (here, there) if place.guild}
    items = list(town.library.guide("en").milestones)[:3]
    for _ in range(data.draw(st.integers(3, 12))):
        where = data.draw(st.sampled_from([here, there, direct]))
        # In a direct message it is about the only one there is; of two one is asked.
        meant = where.guild.id if where.guild else data.draw(st.sampled_from(sorted(expected) or [None]))
        verb = data.draw(st.sampled_from(["start", "done", "done", "begin", "skip", "undo", "erase"]))
        item = data.draw(st.sampled_from(items))
        reply: Any
        if verb == "erase":
            reply = await dora.forge_click("privacy:erase_confirm", screen, channel=where)
            expected = {one: marks for one, marks in expected.items() if where.guild and one != meant}
        else:
            if verb == "start":
                reply = await dora.slash("start", channel=where)
            else:
                reply = await dora.forge_click(f"progress:{verb}:{item}", screen, channel=where)
            if not where.guild and len(expected) > 1:
                reply = await reply.click(names[str(meant)])
            if isinstance(reply, Modal):
                reply = await reply.submit(stage="clinician", goal="")
            if meant is not None and verb == "start":
                expected.setdefault(meant, {})
            elif meant in expected:
                expected[str(meant)] = after(expected[str(meant)], verb, item)
        assert village.watcher.wrongs() == []
        assert await marks_of(village, dora.id) == expected, f"{verb} in {where.name or 'a direct message'}"
        for name, channel in (("here", here), ("there", there)):
            profile = await dora.slash("profile", channel=channel)
            assert ("not enrolled" in profile.text) is (channel.guild.id not in expected), name


async def test_a_community_may_be_called_anything(village: Village) -> None:
    town = village.town
    for name in NASTY:
        guild = town.sandbox.add_guild(name[:100])
        town.sandbox.install(town.app, guild)
        person, where = town.sandbox.add_person("guest", guild), guild.channel("general")
        form = await person.slash("start", channel=where)
        reply = await form.submit(stage="clinician")
        assert "Welcome" in reply.text
        await village.watcher.check(reply)
        file = (await person.slash("privacy export", channel=where)).read("mentorbot-my-data.json")
        kept = json.loads(file)["memberships"][0]["member"]["community_name"]
        assert kept == name[:100].encode("utf-8", "ignore").decode()


async def test_the_file_and_the_erasure_of_one_community_leave_the_other_out(village: Village) -> None:
    dora, town = village.dora, village.town
    for where, goal in ((town.general, "Goal of the first"), (village.elsewhere, "Goal of the second")):
        form = await dora.slash("start", channel=where)
        await form.submit(stage="manager", goal=goal)
    reply = await dora.slash("privacy export", channel=village.elsewhere)
    content = reply.read("mentorbot-my-data.json").decode()
    assert "Goal of the second" in content
    assert "Goal of the first" not in content
    assert town.guild.id not in content
    reply = await dora.slash("privacy erase", channel=village.elsewhere)
    await reply.click("Erase it all")
    assert "Goal of the first" in (await dora.slash("profile", channel=town.general)).text
    assert "not enrolled" in (await dora.slash("profile", channel=village.elsewhere)).text
