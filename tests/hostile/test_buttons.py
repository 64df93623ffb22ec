"""Whatever is pressed, by whomever and on whatever, nothing is changed but what is the presser's own."""

import asyncio

import pytest
from hostile.conftest import Village
from hostile.exploring import commands
from hostile.test_commands import careful
from hostile.texts import NASTY, anything
from hostile.watching import REFUSED
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.sandbox.discord.people.replies import Modal, Reply
from mentorbot.sandbox.discord.people.screen import ClientRefusedError

LONGEST_ID = 100
AT_ONCE = 20
PATIENCE = 15.0


async def screens_of(village: Village) -> list[Reply]:
    """Messages with buttons: alice's own, somebody else's, one from the other community, one in a DM."""
    if not village.screens:
        town = village.town
        for person, where in ((town.alice, town.general), (village.dora, village.elsewhere)):
            form = await person.slash("start", channel=where)
            await form.submit(stage="undergraduate")
        village.screens = [
            await town.alice.slash("nextstep"),
            await town.bob.slash("guide"),
            await village.dora.slash("nextstep", channel=village.elsewhere),
            await village.dora.slash("nextstep", channel=village.dora.dm()),
        ]
    return village.screens


@careful
@given(data=st.data())
async def test_whatever_the_id_nothing_changes_but_the_pressers_own(
    village: Village, data: st.DataObject
) -> None:
    town, found = village.town, await village.found()
    screens = await screens_of(village)
    gone = town.sandbox.add_person("gone", town.guild) if not village.gone else village.gone
    village.gone = gone
    town.sandbox.leave(gone.user, town.guild)

    milestones = st.sampled_from([*town.library.guide("en").milestones, *town.library.guide("en").pages])
    argument = milestones | milestones | anything | st.integers(-9, 10**9).map(str)
    verb = st.sampled_from(sorted(town.bot.router.known | found.verbs))
    custom_id = data.draw(
        st.one_of(
            st.builds(lambda one, more: f"{one}:{more}", verb, argument),
            st.builds(lambda one, more, last: f"{one}:{more}:{last}", verb, argument, argument),
            st.sampled_from(sorted(found.buttons)),
            anything,
        )
    )[:LONGEST_ID]
    choice = st.sampled_from(sorted(set().union(*found.choices.values()))) | argument
    values = data.draw(st.none() | st.lists(choice, max_size=3))
    person = data.draw(st.sampled_from([town.alice, town.bob, village.carol, village.dora, gone]))
    screen = data.draw(st.sampled_from(screens))

    before, others = await village.watcher.stored(), await village.watcher.personal(but=person.id)
    personal = await village.watcher.personal()
    was = {one: str(one) for one in screens if one.person is not person}
    reply = await person.forge_click(custom_id, screen, values=values, channel=town.general)
    await village.watcher.check(reply, before)
    assert await village.watcher.personal(but=person.id) == others
    if person is not town.alice:
        assert await village.watcher.personal() == personal, "they are not enrolled here"
    assert {one: str(one) for one in screens if one.person is not person} == was, "it is not theirs to change"


async def test_every_button_and_choice_there_is_answers_somebody_who_was_erased(village: Village) -> None:
    alice, found = village.town.alice, await village.found()
    screen = await village.town.enrol(alice)
    (await (await alice.slash("privacy erase")).click("Erase it all"))
    before = await village.watcher.stored()
    for custom_id in sorted(found.buttons):
        await village.watcher.check(await alice.forge_click(custom_id, screen), before)
    for custom_id, values in found.choices.items():
        for value in sorted(values):
            await village.watcher.check(await alice.forge_click(custom_id, screen, values=[value]), before)
    assert await village.watcher.stored() == before


@pytest.mark.slow
async def test_nasty_arguments_of_every_verb_are_answered(village: Village) -> None:
    alice, found = village.town.alice, await village.found()
    screen = await village.town.enrol(alice)
    for turn, verb in enumerate(sorted(village.town.bot.router.known | found.verbs)):
        for text in NASTY[turn % 9 :: 9]:
            before = await village.watcher.stored()
            custom_id = f"{verb}:{text}"[:LONGEST_ID]
            await village.watcher.check(await alice.forge_click(custom_id, screen), before)
            before = await village.watcher.stored()
            await village.watcher.check(await alice.forge_click(verb, screen, values=[text]), before)
            if not (await village.watcher.stored())["member"]:
                await village.town.enrol(alice)


async def test_twenty_milestones_done_at_once_are_all_kept(village: Village) -> None:
    alice = village.town.alice
    screen = await village.town.enrol(alice)
    items = list(village.town.library.guide("en").milestones)[:AT_ONCE]
    presses = [alice.forge_click(f"progress:done:{one}", screen, timeout=PATIENCE) for one in items]
    await asyncio.gather(*presses)
    assert {row[1] for row in (await village.watcher.stored())["progress"]} == set(items)


async def test_every_verb_on_one_milestone_at_once_ends_in_one_of_their_states(village: Village) -> None:
    alice = village.town.alice
    screen = await village.town.enrol(alice)
    item = next(iter(village.town.library.guide("en").milestones))
    verbs = ["done", "begin", "skip", "undo", "why", "show"] * 4
    presses = [alice.forge_click(f"progress:{one}:{item}", screen, timeout=PATIENCE) for one in verbs]
    replies = await asyncio.gather(*presses)
    assert all(isinstance(one, Reply) and REFUSED not in one.text for one in replies)
    assert [row[1] for row in (await village.watcher.stored())["progress"]] in ([], [item])


async def test_a_click_while_everything_is_erased_brings_nothing_back(village: Village) -> None:
    town, alice = village.town, village.town.alice
    items = list(town.library.guide("en").milestones)[:AT_ONCE]
    for _ in range(3):
        screen = await town.enrol(alice)
        question = await alice.slash("privacy erase")
        presses = [alice.forge_click(f"progress:done:{one}", screen, timeout=PATIENCE) for one in items]
        presses.insert(7, question.click("Erase it all", timeout=PATIENCE))
        presses.insert(12, question.click("Erase it all", timeout=PATIENCE))
        replies = await asyncio.gather(*presses)
        assert all(isinstance(one, Reply) for one in replies)
        rows = await village.watcher.stored()
        assert (rows["member"], rows["progress"]) == ([], [])
        assert village.watcher.wrongs() == []


async def test_enrolling_many_times_at_once_enrols_once(village: Village) -> None:
    alice = village.town.alice
    modals: list[Modal] = [await alice.slash("start") for _ in range(AT_ONCE)]
    sent = [one.submit(stage="clinician", goal=f"Goal {n}", timeout=PATIENCE) for n, one in enumerate(modals)]
    replies = await asyncio.gather(*sent)
    assert sum("Welcome" in one.text for one in replies) == 1
    assert len((await village.watcher.stored())["member"]) == 1


async def test_a_language_nobody_speaks_is_answered_in_english(village: Village) -> None:
    alice = village.town.alice
    for locale in ("xx", "pt-BR", "zz-ZZ-" + "a" * 200, "../../etc", "", "en\x00"):
        # What help begins with is another for whoever has enrolled meanwhile.
        alice.user.locale = "en-US"
        english = (await alice.slash("help")).text
        alice.user.locale = locale
        assert (await alice.slash("help")).text == english
        await village.town.enrol(alice)
        for name, options in commands(village.town):
            if any(option.get("required") for option in options):
                continue
            try:
                reply = await alice.slash(name)
            except ClientRefusedError:
                continue  # for organizers only, which alice is not
            await village.watcher.check(reply, await village.watcher.stored())
