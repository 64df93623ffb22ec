"""What differs between the chats is one list, in the code and in docs/slack.md; each line is shown here."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stories.conftest import Community
from stories.mentors import offer, wish
from stories.reminding import keep_reminder
from stories.test_events import TITLE, announce

from mentorbot.chat import Action, Actions, Card, Choice, Option, Section, Style
from mentorbot.chat.loops import Loops
from mentorbot.demo.stage.differences import Difference
from mentorbot.events.commands.guests import keep_groups
from mentorbot.on_discord import render as discord_render
from mentorbot.on_slack import render as slack_render
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.slack.people import screen as slack_screen
from mentorbot.sandbox.slack.people.surfaces import Modal
from mentorbot.sandbox.slack.world import lives as slack_lives

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def table() -> list[str]:
    """The first column of the table in docs/slack.md."""
    page = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    (_, _, *rows) = re.search(r"## What differs\n\n((?:\|.*\n)+)", page)[1].splitlines()  # type: ignore[index]
    return [row.split("|")[1].strip() for row in rows]


def test_the_table_and_the_list_of_the_code_are_the_same() -> None:
    assert table() == [one.value for one in Difference]


def test_every_difference_is_shown_by_a_story() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    shown = set(re.findall(r"differs\(Difference\.(\w+)\)", told))
    assert shown | RENDERED == {one.name for one in Difference}


def test_nothing_but_the_list_tells_a_story_which_chat_it_is_on() -> None:
    for path in HERE.glob("test_*.py"):
        if path.name not in {Path(__file__).name, "test_two_chats.py"}:
            found = re.findall(
                r"SlackTown|isinstance\(|sandbox\.slack|sandbox\.discord|\.raw\b", path.read_text("utf-8")
            )
            assert set(found) <= {".raw"}, path.name


# --- what is seen of a card, without a community --------------------------------------------------------

RENDERED = {"DISABLED", "MANY_BUTTONS", "SURE", "SEVERAL", "LONG_CARD"}


def on_discord(card: Card) -> str:
    return str(discord_render.components(card))


def on_slack(card: Card) -> list[dict[str, Any]]:
    return [block for screen in parts(card) for block in screen.blocks]


def parts(card: Card) -> list[slack_render.Screen]:
    first = slack_render.message(card, "T1")
    return [first, *first.rest]


def test_a_button_that_cannot_be_pressed_is_grey_or_left_out_and_named() -> None:
    card = Card("Page", (Actions((Action("Back", "a:b:1", disabled=True), Action("Next", "a:b:2"))),))
    assert "'disabled': True" in on_discord(card)
    assert [one.label for one in slack_screen.buttons(on_slack(card))] == ["Next"]
    assert "Not available now: Back" in str(on_slack(card))


def test_many_buttons_are_in_rows_or_the_last_of_them_under_more() -> None:
    card = Card("Many", (Actions(tuple(Action(f"Button {n}", f"a:b:{n}") for n in range(7))),))
    assert on_discord(card).count("'label': 'Button") == 7
    (menu,) = [one for one in slack_screen.selects(on_slack(card)) if one.kind == "overflow"]
    assert [line.label for line in menu.choices] == ["Button 4", "Button 5", "Button 6"]


def test_what_cannot_be_undone_is_asked_about_by_slack_too() -> None:
    card = Card("Erase", (Actions((Action("Erase it all", "a:b:1", style=Style.DANGER),)),))
    assert "sure" not in on_discord(card)
    (button,) = slack_screen.buttons(on_slack(card))
    assert "Are you sure?" in button.confirm


def test_several_things_are_chosen_and_on_slack_then_confirmed() -> None:
    options = (Option("One", "1"), Option("Two", "2"))
    card = Card("Pick", (Choice("a:b:1", "Pick some", options, most=2),))
    assert "Choose these" not in on_discord(card)
    assert [one.label for one in slack_screen.buttons(on_slack(card))] == ["Choose these"]


def test_a_very_long_card_is_cut_or_goes_on_below() -> None:
    card = Card("Long", tuple(Section(f"Paragraph {n}. " + "word " * 400) for n in range(12)))
    assert on_discord(card).count("word") < 12 * 400
    assert len(parts(card)) > 1
    assert str(on_slack(card)).count("word") == 12 * 400


# --- what differs in a community ------------------------------------------------------------------------


@pytest.mark.slow
async def test_what_is_missing_of_a_command_is_asked_for_by_the_client_or_in_a_form(
    community: Community,
) -> None:
    maya = community.person("maya")
    await community.enrol(maya)
    if community.differs(Difference.OPTIONS):
        form = await maya.slash("remind me", what="call ACHE")
        assert "call ACHE" in (await form.submit(when="tomorrow 9am")).text
    else:
        with pytest.raises(ClientRefusedError, match="when"):
            await maya.slash("remind me", what="call ACHE")


@pytest.mark.slow
async def test_what_is_offered_while_one_types_stands_in_the_command_or_in_its_form(
    community: Community,
) -> None:
    maya = community.person("maya")
    if community.differs(Difference.SUGGESTIONS):
        form = await maya.raw.slash("/start ?")
        assert [one.kind for one in form.selects] == ["external_select"]
        offered = await form.suggest("Time zone", "chica")
    else:
        offered = await maya.raw.type("start", time_zone="chica")
    assert offered[0].value == "America/Chicago"


@pytest.mark.slow
async def test_two_commands_are_called_otherwise_on_slack(community: Community) -> None:
    maya: Any = community.person("maya")
    if community.differs(Difference.NAMES):
        for name in ("/remind list", "/help"):
            with pytest.raises(slack_screen.ClientRefusedError):
                await maya.raw.slash(name)
        assert "What I can do" in (await maya.raw.slash("/mentorbot")).text
        await maya.raw.slash("/reminders list")
    else:
        assert "What I can do" in (await maya.raw.slash("help")).text
        await maya.raw.slash("remind list")


@pytest.mark.slow
async def test_an_answer_for_one_alone_stays_or_is_gone_after_a_reload(community: Community) -> None:
    maya: Any = community.person("maya")
    answer = await maya.slash("nextstep")
    assert answer.alone
    if community.differs(Difference.ALONE):
        maya.raw.reload()
        assert not answer.raw.is_shown
        assert (await maya.raw.open_home()).text
    else:
        assert not answer.raw.deleted


@pytest.mark.slow
async def test_slack_alone_has_a_page_of_ones_own(community: Community) -> None:
    maya: Any = community.person("maya")
    await community.enrol(maya)
    if community.differs(Difference.OWN_PAGE):
        page = await maya.raw.open_home()
        assert "Done" in [one.label for one in page.buttons]
        assert "Well done" in (await page.click("Done")).text
    else:
        assert not hasattr(maya.raw, "open_home")


@pytest.mark.slow
async def test_what_the_menu_of_a_person_has_asks_for_the_person_on_slack(community: Community) -> None:
    maya, daniel = community.people("maya", "daniel")
    person: Any = maya
    await community.enrol(maya)
    await offer(daniel)
    await wish(maya)
    if community.differs(Difference.PERSON_MENU):
        asked = await person.raw.shortcut("View profile")
        assert isinstance(asked, Modal)
        looked = await asked.submit({"person": daniel.id})
    else:
        looked = await person.raw.context_menu("Mentoring: view profile", user=daniel.raw)
    assert "Administrator" in looked.text


@pytest.mark.slow
async def test_a_form_that_is_refused_is_opened_again_or_stays(community: Community) -> None:
    maya: Any = community.person("maya")
    await community.enrol(maya)
    await keep_reminder(maya)
    community.pass_by(timedelta(hours=2, minutes=1))
    came = await maya.wait_for_dm("call ACHE")
    form = await came.click("Pick a time")
    told = await form.raw.submit({"when": "sometime"})
    assert "Which day should that be" in told.text
    if community.differs(Difference.REFUSED_FORM):
        assert "sometime" in told.filled.values()
    else:
        assert "Try again" in [one.label for one in told.buttons]


@pytest.mark.slow
async def test_a_picture_is_in_the_answer_or_is_sent_to_whoever_asks_for_it(community: Community) -> None:
    maya: Any = community.person("maya")
    await community.enrol(maya)
    shown = await maya.slash("progress")
    if community.differs(Difference.FILES):
        assert not shown.raw.files
        assert "Send me the picture" in shown.buttons
    else:
        assert [one.name for one in shown.raw.files] == ["progress.png"]
    assert (await shown.read("progress.png")).startswith(b"\x89PNG")


@pytest.mark.slow
async def test_a_file_is_given_with_the_command_or_in_its_form(community: Community) -> None:
    grace: Any = community.owner()
    table_ = b"title,organization,link\n"
    await grace.slash("setup opportunities", channel=community.place("jobs"))
    if community.differs(Difference.GIVEN_FILE):
        form = await grace.raw.slash("/organize opportunity import")
        assert isinstance(form, Modal)
        told = await form.submit({"file": ("jobs.csv", table_)})
    else:
        told = await grace.raw.slash("organize opportunity import", file=("jobs.csv", table_))
    assert "kind" in told.text


@pytest.mark.slow
async def test_an_event_is_one_of_discords_too_and_on_slack_stands_in_home(community: Community) -> None:
    maya: Any = community.person("maya")
    await community.enrol(maya)
    town: Any = community.town
    if community.differs(Difference.EVENT):
        posted = await announce(community, community.owner(), community.place("events"))
        await posted.seen_by(maya).answer("Going")
        assert TITLE in (await maya.raw.open_home()).text
    else:
        everyone = town.guild.roles[town.guild.id]
        everyone.permissions |= permissions.CREATE_EVENTS | permissions.MANAGE_EVENTS
        lives.role_changed(town.sandbox, "GUILD_ROLE_UPDATE", town.guild, everyone)
        await announce(community, community.owner(), community.place("events"))
        await maya.raw.wait(lambda: bool(town.guild.events), "an event", lambda: "none", 60.0)
        (event,) = town.guild.events.values()
        assert event.payload["name"] == TITLE


@pytest.mark.slow
async def test_those_who_come_get_a_role_or_on_slack_a_private_channel(community: Community) -> None:
    maya, grace = community.person("maya"), community.owner()
    town: Any = community.town
    await community.enrol(maya, grace)
    posted = await announce(community, grace, community.place("events"))
    await posted.seen_by(maya).answer("Going")
    choice, *_ = await grace.suggest("organize event edit", event=TITLE)
    shown = await grace.slash("organize event edit", event=choice.value)
    group = await (await shown.click("A group for them")).click("Have one")
    if not community.differs(Difference.GROUP):
        assert "Manage Roles" in group.text, "which the bot has not been given here"
        return
    assert "It is on" in group.text
    town.program.part(Loops).ring(keep_groups)
    rooms = town.sandbox.world.channels.values()

    async def until_in_room(without: Sequence[Any] = ()) -> Any:
        async with asyncio.timeout(60):
            while True:
                for one in rooms:
                    if one.kind == "private" and maya.raw.id in one.members and one not in without:
                        return one
                await asyncio.sleep(0.02)

    first = await until_in_room()
    async with asyncio.timeout(60):
        while "1 person is in it" not in group.text:
            group = await (await group.click("Back")).click("A group for them")
    slack_lives.archive_channel(town.sandbox.world, first, grace.raw.user)
    told = await grace.wait_for_dm("those who come")
    assert "whoever was in it can" in told.text
    gone = await (await group.click("Back")).click("A group for them")
    assert "was archived" in gone.text
    await gone.click("Have another")
    town.program.part(Loops).ring(keep_groups)
    second = await until_in_room(without=[first])
    slack_lives.leave_channel(town.sandbox.world, second, town.installation.bot, by=grace.raw.user)
    assert "/invite @mentorbot" in (await grace.wait_for_dm("I was taken out of it")).text


@pytest.mark.slow
async def test_whoever_takes_no_direct_messages_is_told_in_a_channel(community: Community) -> None:
    maya: Any = community.person("maya")
    await community.enrol(maya)
    if community.differs(Difference.CLOSED):
        assert not hasattr(maya.raw.user, "accepts_dms")
        return
    notices = community.place("notices")
    assert "is set" in (await community.owner().slash("setup notices", where=notices)).text
    await keep_reminder(maya)
    maya.raw.user.accepts_dms = False
    community.pass_by(timedelta(hours=2, minutes=1))
    room = await maya.wait_for_room()
    assert room.raw.parent is notices.raw
    await maya.wait_for_message(room, "Something for you")


@pytest.mark.slow
async def test_who_organizes_is_known_by_rights_in_the_community(community: Community) -> None:
    maya, leo = community.people("maya", "leo")
    town: Any = community.town
    assert "Only organizers" in (await leo.slash("organize report list")).text
    if community.differs(Difference.ORGANIZERS):
        group = town.sandbox.add_group(town.team, "organizers", leo.raw.user)
        named = await community.owner().raw.slash(f"/setup organizers <!subteam^{group.id}>")
        assert group.id in named.text
    else:
        role = town.sandbox.add_role(
            town.guild, "organizers", permissions.MANAGE_EVENTS | permissions.MANAGE_GUILD
        )
        town.guild.members[leo.id].roles.append(role.id)
    assert "Only organizers" not in (await leo.slash("organize report list")).text
    assert "Only organizers" in (await maya.slash("organize report list")).text


@pytest.mark.slow
async def test_what_may_have_arrived_is_known_by_its_number_or_looked_for(community: Community) -> None:
    maya: Any = community.person("maya")
    await community.enrol(maya)
    await keep_reminder(maya)
    town: Any = community.town
    if community.differs(Difference.SENT_AGAIN):
        town.sandbox.faults.add("chat.postMessage", times=1, lost_ack=True)
    else:
        town.sandbox.faults.add("POST", "/channels/*/messages", times=1, lost_ack=True)
    community.pass_by(timedelta(hours=2, minutes=1))
    await maya.wait_for_dm("call ACHE")
    await community.settled()
    assert sum("Time for this" in one.text for one in maya.inbox) == 1
    if community.differs(Difference.SENT_AGAIN):
        assert town.calls("chat.postMessage") == 1
        assert town.calls("conversations.history") >= 1
    else:
        assert town.calls("POST", f"/channels/{maya.raw.dm().id}/messages") > 1
