"""In direct messages several communities never mix: what is made in one belongs to it, else one is asked."""

from datetime import timedelta

import pytest
from members.test_presence import PRIVATELY
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.chat import Actions
from mentorbot.errors import WhichCommunityError
from mentorbot.forms.service import GONE
from mentorbot.members import presence
from mentorbot.on_discord import render
from mentorbot.on_discord.asked import which_card
from mentorbot.sandbox.discord.api.bodies.forms import LABEL, TEXT_INPUT
from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel

__all__ = ["empty_town", "town"]

HERE, THERE = "Future managers", "Other managers"


async def open_other(town: Town, name: str = THERE) -> Channel:
    """Another community of the bot's, which alice is in and has not enrolled in; where one writes there."""
    other = town.sandbox.add_guild(name)
    town.sandbox.install(town.app, other)
    town.sandbox.join(town.alice.user, other)
    return other.channel("general")


async def enrol_twice(town: Town) -> Channel:
    """Alice in two communities; where one writes in the second."""
    there = await open_other(town)
    await town.enrol(town.alice)
    form = await town.alice.slash("start", channel=there)
    await form.submit(stage="early_careerist")
    return there


async def test_a_button_acts_in_the_community_it_was_made_in_though_another_was_used_since(
    town: Town,
) -> None:
    there = await open_other(town)
    await town.enrol(town.alice)
    alice, dm = town.alice, town.alice.dm()
    advice = await alice.slash("nextstep", channel=dm)
    form = await alice.slash("start", channel=there)
    await form.submit(stage="early_careerist")
    elsewhere = (await alice.slash("progress", channel=there)).text
    before = (await alice.slash("progress")).text
    await advice.click("Done")
    assert (await alice.slash("progress")).text != before
    assert (await alice.slash("progress", channel=there)).text == elsewhere


async def test_a_command_that_could_mean_two_asks_which_and_keeps_what_was_given(town: Town) -> None:
    there = await enrol_twice(town)
    alice, dm = town.alice, town.alice.dm()
    asked = await alice.slash("remind me", what="Call the dean", when="in 2 hours", channel=dm)
    which = asked.buttons[0].custom_id or ""
    assert [one.label for one in asked.buttons] == [HERE, THERE]
    chosen = await asked.click(HERE)
    await chosen.click("Keep")
    again = await alice.forge_click(which, asked)
    assert "done already" in again.text
    assert "Call the dean" in (await alice.slash("remind list")).text
    assert "Call the dean" not in (await alice.slash("remind list", channel=there)).text
    # What is asked for all of them is not asked about one.
    assert "Call the dean" in (await alice.slash("remind list", channel=dm)).text


async def test_what_could_mean_two_is_still_known_after_a_restart_and_for_a_day(town: Town) -> None:
    await enrol_twice(town)
    alice, dm = town.alice, town.alice.dm()
    command = await alice.slash("remind me", what="Call the dean", when="in 2 hours", channel=dm)
    old = await alice.slash("help", channel=dm)
    press = await alice.forge_click("members:start", old)
    report = await alice.context_menu("Report this", message=old)
    answers = {"what": "Thank the nurse", "when": "in 3 hours"}
    typed = [
        {
            "type": LABEL,
            "id": 2,
            "component": {"type": TEXT_INPUT, "id": 1, "custom_id": name, "value": value},
        }
        for name, value in answers.items()
    ]
    sent = await alice.forge_submit("reminders:message:", typed, message=old, channel=dm)
    late = await alice.slash("remind me", what="Too late", when="in 3 days", channel=dm)
    number = (command.buttons[0].custom_id or "").rpartition(":")[2]
    await town.restart()
    stolen = await town.bob.forge_click(command.buttons[0].custom_id or "", command)
    assert "no longer known" in stolen.text
    assert GONE in (await alice.forge_click(f"forms:again:{number}", old)).text, "it is no form"
    await (await command.click(HERE)).click("Keep")
    assert "Call the dean" in (await alice.slash("remind list")).text
    assert isinstance(await press.click(THERE), Modal)
    assert isinstance(await report.click(THERE), Modal)
    assert "Thank the nurse" in (await sent.click(THERE)).text
    clock.advance(timedelta(hours=25))
    assert "no longer known" in (await late.click(HERE)).text


ABOUT_ALL = {"remind list", "mentorship list", "session list"}
"""They show what somebody has in all of their communities."""
ABOUT_NONE = {"guide", "directory leave", "mentorship goals", "mentorship end", "session plan"}
"""They read nothing of a community, ask which before they change anything, or find nothing in any."""


async def test_every_command_asks_which_is_meant_unless_it_is_about_all_or_none(town: Town) -> None:
    await enrol_twice(town)
    asked = set()
    for words in PRIVATELY:
        answer = await town.alice.slash(words, channel=town.alice.dm())
        if [one.label for one in getattr(answer, "buttons", ())] == [HERE, THERE]:
            asked.add(words)
    assert set(PRIVATELY) - asked == ABOUT_ALL | ABOUT_NONE


async def test_whatever_is_pressed_after_the_choice_stays_in_that_community(town: Town) -> None:
    there = await enrol_twice(town)
    alice, dm = town.alice, town.alice.dm()
    for name, where in ((HERE, None), (THERE, there)):
        asked = await alice.slash("start", channel=dm)
        form = await asked.click(name)
        assert isinstance(form, Modal)
        await form.submit(stage="manager", goal=f"Lead {name}")
        profile = (
            await alice.slash("profile", channel=where) if where else await alice.slash("profile")
        ).text
        assert f"Lead {name}" in profile


async def test_a_button_from_before_that_says_no_community_asks_which(town: Town) -> None:
    there = await enrol_twice(town)
    alice, dm = town.alice, town.alice.dm()
    old = await alice.slash("help", channel=dm)
    asked = await alice.forge_click("members:start", old)
    assert {HERE, THERE} <= {one.label for one in asked.buttons}
    form = await asked.click(THERE)
    await form.submit(stage="manager", goal="There alone")
    assert "There alone" in (await alice.slash("profile", channel=there)).text
    assert "There alone" not in (await alice.slash("profile")).text


async def test_a_refused_form_keeps_what_was_typed_and_its_community(town: Town) -> None:
    there = await enrol_twice(town)
    alice, dm = town.alice, town.alice.dm()
    form = await (await alice.slash("start", channel=dm)).click(THERE)
    answer = await form.submit(stage="manager", target_date="when I am ready")
    form = await answer.click("Set the date")
    refused = await form.submit(target_date="soon, I hope")
    again = await refused.click("Try again")
    assert again.fields["When do you want to be there?"]["value"] == "soon, I hope"
    await again.submit(target_date="June 2030")
    assert "**Target date:** None" not in (await alice.slash("profile", channel=there)).text
    assert "**Target date:** None" in (await alice.slash("profile")).text


async def test_a_direct_message_says_which_community_it_is_of_to_who_is_in_several(town: Town) -> None:
    there = await open_other(town, "Other *managers*")
    alice, dm = town.alice, town.alice.dm()
    for who in (alice, town.bob):
        await town.enrol(who)
        await (await who.slash("remind me", what="Call the dean", when="in 2 hours")).click("Keep")
    form = await alice.slash("start", channel=there)
    await form.submit(stage="early_careerist")
    clock.advance(timedelta(hours=2, minutes=1))
    town.bot.dispatcher.nudge()
    told = await alice.wait_for_dm("Call the dean")
    assert told.text.endswith(f"In {HERE}") or f"In {HERE}\n" in told.text
    assert f"In {HERE}" in (await told.click("Snooze 1 h")).text
    assert "In Future" not in (await town.bob.wait_for_dm("Call the dean")).text, "bob is in one alone"
    advice = await (await alice.slash("nextstep", channel=dm)).click("Other *managers*")
    assert r"In Other \*managers\*" in advice.text
    assert "In Other" not in (await alice.slash("nextstep", channel=there)).text


async def test_a_forged_community_opens_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "KNOWN_FOR", -1.0)
    there = await open_other(town)
    await town.enrol(town.alice)
    alice, dm = town.alice, town.alice.dm()
    advice = await alice.slash("nextstep", channel=dm)
    [start] = [one.custom_id or "" for one in advice.buttons if one.label == "Done"]
    assert there.guild is not None
    mark = start.partition("/")[0]
    form = await town.bob.slash("start", channel=town.general)
    await form.submit(stage="undergraduate")
    foreign = await alice.forge_click(start.replace(mark, "ZZZZ"), advice)
    assert presence.NOT_THERE in foreign.text
    town.sandbox.leave(alice.user, town.guild)
    assert presence.LEFT in (await advice.click("Done")).text


async def test_what_was_typed_for_a_command_comes_back_to_be_put_right(town: Town) -> None:
    await town.enrol(town.alice)
    refused = await town.alice.slash("remind me", what="Call the dean", when="blue moon")
    assert "what:Call the dean when:blue moon" in refused.text
    there = await open_other(town)
    for who, where in ((town.bob, town.general), (town.alice, there)):
        stolen = await who.forge_click(refused.buttons[0].custom_id or "", refused, channel=where)
        assert GONE in stolen.text
    form = await refused.click("Try again")
    assert form.fields["When"]["value"] == "blue moon"
    still = await form.submit(what="Call the dean", when="green moon")
    assert not still.files, "what was typed is in the form"
    form = await still.click("Try again")
    assert form.fields["When"]["value"] == "green moon"
    await (await form.submit(when="in 2 hours")).click("Keep")
    assert "Call the dean" in (await town.alice.slash("remind list")).text
    assert GONE in (await still.click("Try again")).text, "it was taken"
    refused = await town.alice.slash("remind me", what="Call the dean", when="blue moon")
    clock.advance(timedelta(hours=25))
    assert GONE in (await refused.click("Try again")).text, "it is kept for a day, whatever runs meanwhile"


async def test_what_was_typed_for_a_command_with_a_form_leads_to_the_form_once_put_right(town: Town) -> None:
    role = town.sandbox.add_role(town.guild, "managers", permissions.MANAGE_GUILD | permissions.MANAGE_EVENTS)
    boss = town.sandbox.add_person("boss", town.guild, roles=[role])
    await town.enrol(boss)
    await boss.slash("setup events", {"channel": town.general})
    given = {"kind": "webinar", "starts": "blue moon", "place": "Room 7", "seats": 12}
    refused = await boss.slash("organize event announce", given)
    assert "starts:blue moon" in refused.text
    form = await refused.click("Try again")
    ready = await form.submit(starts="in 3 days 17:00")
    form = await ready.click("Go on")
    assert isinstance(form, Modal)
    draft = await form.submit(title="Budgets")
    assert "Room 7" in draft.text
    assert "12" in draft.text


def test_communities_of_one_name_are_told_apart_and_very_many_are_not_all_shown() -> None:
    among = [
        ("1100", "Managers"),
        ("2200", "Managers"),
        ("3300", ""),
        *((str(n), f"C {n}") for n in range(30)),
    ]
    few, many = (which_card(7, WhichCommunityError(some), ()) for some in (among[:3], among))
    shown = [
        [one.label for part in card.blocks if isinstance(part, Actions) for one in part.actions]
        for card in (few, many)
    ]
    assert shown[0] == ["Managers (1100)", "Managers (2200)", "3300"]
    assert len(shown[1]) == 20
    assert ["none of these" in str(card) for card in (few, many)] == [False, True]
    assert len(render.components(many)[0]["components"]) == 2 + 4
