"""Buttons that are old, strange, pressed twice, or pressed by somebody else."""

import asyncio
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import Town

from mentorbot import paths
from mentorbot.chat import Card
from mentorbot.chat.declare import PressRule
from mentorbot.chat.router import UNKNOWN, Router
from mentorbot.chat.turn import Press
from mentorbot.errors import UserError
from mentorbot.furnish import reload_content
from mentorbot.guide.load import Library
from mentorbot.sandbox.discord.people.answers import Filled
from mentorbot.sandbox.discord.people.person import Person


async def done(person: Person) -> str:
    """The line of /progress that counts."""
    return str((await person.slash("progress")).text).splitlines()[1]


async def test_every_button_works_after_a_restart(town: Town) -> None:
    await town.enrol(town.alice)
    advice = await town.alice.slash("nextstep")
    guide = await town.alice.slash("guide")
    form = await town.alice.slash("start")
    await town.restart()
    await advice.click("Done")
    assert "is done" in advice.text
    await advice.click("Undo")
    assert "is open again" in advice.text
    assert "why now" in (await advice.click("Why this?")).text
    await guide.click("Glossary")
    assert "Glossary" in guide.text
    reply = await form.submit(goal="After the restart")
    assert "is kept" in reply.text


async def test_pressing_twice_at_once_does_it_once_and_answers_both(town: Town) -> None:
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    custom_id = reply.button("Done").custom_id
    await asyncio.gather(town.alice.forge_click(custom_id, reply), town.alice.forge_click(custom_id, reply))
    assert await done(town.alice) == "1 of the 29 milestones on your path is done."
    assert reply.button("Undo")
    await reply.click("Undo")
    assert await done(town.alice) == "0 of the 29 milestones on your path are done."


async def test_undoing_twice_is_harmless(town: Town) -> None:
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    await reply.click("Done")
    undo = reply.button("Undo").custom_id
    await reply.click("Undo")
    again = await town.alice.forge_click(undo, reply)
    assert "Nothing has changed" in again.text


async def test_a_button_acts_for_whoever_pressed_it_never_for_whom_it_was_made(town: Town) -> None:
    await town.enrol(town.alice)
    await town.enrol(town.bob)
    alices = await town.alice.slash("nextstep")
    await town.bob.forge_click(alices.button("Done").custom_id, alices)
    assert (await done(town.alice)).startswith("0 of")
    assert (await done(town.bob)).startswith("1 of")


async def test_a_stranger_who_presses_is_told_to_enrol_and_nothing_is_stored(town: Town) -> None:
    await town.enrol(town.alice)
    alices = await town.alice.slash("nextstep")
    before = alices.text
    reply = await town.bob.forge_click(alices.button("Done").custom_id, alices)
    assert "/start" in reply.text
    assert reply.ephemeral
    assert alices.text == before


async def test_a_button_from_another_server_acts_where_it_was_pressed(town: Town) -> None:
    other = town.sandbox.add_guild("Elsewhere")
    town.sandbox.install(town.app, other)
    town.sandbox.join(town.alice.user, other)
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    told = await town.alice.forge_click(
        reply.button("Done").custom_id, reply, channel=other.channel("general")
    )
    assert "not enrolled here" in told.text
    assert (await done(town.alice)).startswith("0 of")


async def test_a_member_who_erased_everything_is_told_and_nothing_comes_back(town: Town) -> None:
    await town.enrol(town.alice)
    old = await town.alice.slash("nextstep")
    question = await town.alice.slash("privacy erase")
    await question.click("Erase it all")
    reply = await old.click("Done")
    assert "not enrolled" in reply.text
    assert "not enrolled" in (await town.alice.slash("profile")).text


async def test_erasing_twice_says_that_nothing_is_left(town: Town) -> None:
    await town.enrol(town.alice)
    first = await town.alice.slash("privacy erase")
    second = await town.alice.slash("privacy erase")
    await first.click("Erase it all")
    assert "Nothing is stored" in (await second.click("Erase it all")).text


async def test_somebody_who_was_removed_from_the_server_changes_nothing_for_others(town: Town) -> None:
    await town.enrol(town.alice)
    await town.enrol(town.bob)
    reply = await town.alice.slash("nextstep")
    dm = town.alice.dm()
    town.sandbox.leave(town.alice.user, town.guild)
    told = await town.alice.forge_click(reply.button("Done").custom_id, reply, channel=dm)
    assert told.text
    assert (await done(town.bob)).startswith("0 of")


async def test_a_milestone_that_left_the_guide_gets_a_sentence(empty_town: Town, tmp_path: Path) -> None:
    town = empty_town
    content = tmp_path / "content"
    shutil.copytree(paths.CONTENT, content)
    town.library = Library.load(content)
    bot = await town.start()
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    custom_id = reply.button("Done").custom_id
    milestone = custom_id.rpartition(":")[2]
    for file in content.rglob("*.md"):
        renamed = file.read_text(encoding="utf-8").replace(milestone, f"{milestone}-renamed")
        file.write_text(renamed, encoding="utf-8")
    await reload_content(bot.program)
    assert milestone not in bot.program.part(Library).guide().milestones

    for verb in ("done", "begin", "skip", "undo", "why", "show"):
        told = await town.alice.forge_click(f"progress:{verb}:{milestone}", reply)
        assert "no longer in the guide" in told.text
    assert (await done(town.alice)).startswith("0 of")
    assert (await town.alice.slash("nextstep")).button("Done").custom_id != custom_id


async def test_a_guide_that_was_broken_by_an_edit_leaves_the_old_one(
    empty_town: Town, tmp_path: Path
) -> None:
    town = empty_town
    content = tmp_path / "content"
    shutil.copytree(paths.CONTENT, content)
    town.library = Library.load(content)
    bot = await town.start()
    (content / "en" / "guide.yaml").write_text("title: [", encoding="utf-8")
    await reload_content(bot.program)
    assert (await town.alice.slash("guide")).text


@pytest.mark.parametrize(
    "custom_id",
    [
        "nonsense",
        "guide:",
        "guide:nothing",
        "mentoring:accept:42",
        "progress:done",
        "progress:done:",
        "progress:done:../../etc/passwd",
        "progress:done:' OR 1=1 --",
        "guide:page:",
        "guide:page:nowhere:1",
        "guide:page:the-job:99999999999",
        "guide:page:the-job:-1",
        "guide:page:the-job:²",
        "guide:step:nowhere",
        "guide:glossary:many",
        "guide:milestone:nowhere",
        "guide:open",
        "members:enrol:Atlantis/Deep",
        "progress:next~2",
        "privacy:erase_confirm:everyone",
        "x" * 100,
        "ünï:cödé:\u202e",
    ],
)
async def test_an_id_that_makes_no_sense_gets_an_answer(town: Town, custom_id: str) -> None:
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    answer = await town.alice.forge_click(custom_id, reply)
    assert answer.text
    assert "Something broke" not in answer.text


@pytest.mark.parametrize("value", ["nowhere", "", "glossary:nothing", "the-job#99", "x" * 100])
async def test_a_choice_that_was_never_offered_gets_a_sentence(town: Town, value: str) -> None:
    reply = await town.alice.slash("guide")
    answer = await town.alice.forge_click("guide:open", reply, values=[value])
    assert "no longer in the guide" in answer.text


async def test_an_id_nobody_owns_is_told_so(town: Town) -> None:
    reply = await town.alice.slash("help")
    answer = await town.alice.forge_click("mentoring:accept:42", reply)
    assert UNKNOWN in answer.text
    assert answer is not reply


async def test_a_form_with_strange_fields_gets_a_sentence(town: Town) -> None:
    for components in (
        [],
        [{"type": 18, "id": 1, "component": {"type": 3, "id": 2, "custom_id": "stage", "values": ["king"]}}],
        [{"type": 1, "id": 1, "components": [{"type": 4, "id": 2, "custom_id": "goal", "value": "x"}]}],
    ):
        modal = await town.alice.slash("start")
        answer = await modal.send(Filled(data=components))
        assert "career stage" in answer.text
    assert "not enrolled" in (await town.alice.slash("profile")).text


@given(st.text())
def test_whatever_the_id_the_router_finds_an_owner_or_says_no(custom_id: str) -> None:
    with pytest.raises(UserError, match="another version of me"):
        Router().find(custom_id, sent=False)


def test_every_verb_finds_its_handler_and_the_argument_is_kept_whole() -> None:
    async def take(_: Press) -> Card:
        raise NotImplementedError

    router = Router()
    router.add(PressRule(id_, take, anew=False, sent=False) for id_ in ("walk:one", "walk:two"))
    for id_, argument in (("walk:one", ""), ("walk:two", "a:b~c")):
        rule, found = router.find(f"{id_}:{argument}", sent=False)
        assert (rule.id, rule.handler, found) == (id_, take, argument)
