"""Every command and button, through a real discord.py client."""

from io import BytesIO

import pytest
from PIL import Image
from town import Town

from mentorbot import clock, rooms
from mentorbot.community.privacy import PERSONAL
from mentorbot.guide import cards as guide_cards
from mentorbot.guide.paging import split_page
from mentorbot.on_discord import sync
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.world.permissions import MANAGE_EVENTS


async def test_every_command_says_where_it_may_be_used_and_installed(town: Town) -> None:
    described, declared = sync.commands(town.bot.tree), rooms.declared()
    first = {words.split()[0] for words in declared.commands}
    assert {command["name"] for command in described} == first | declared.menus.keys()
    for command in described:
        organizing = command["name"] in ORGANIZING
        assert command["contexts"] == ([0] if organizing else [0, 1]), command["name"]
        assert command["integration_types"] == [0], command["name"]


async def test_a_student_is_shown_what_is_for_students_and_an_owner_says_who_else_sees_the_rest(
    town: Town,
) -> None:
    town.hide_commands()
    told = "it needs permissions that they do not have"
    for words in ("organize event feeds", "match preview", "setup health"):
        with pytest.raises(ClientRefusedError, match=told):
            await town.alice.slash(words)
    staff = town.sandbox.add_role(town.guild, "Staff", MANAGE_EVENTS)
    town.guild.members[town.bob.id].roles.append(staff.id)
    assert "No calendar" in (await town.bob.slash("organize event feeds")).text
    town.show_commands_to_all()
    assert "Only organizers" in (await town.alice.slash("organize event feeds")).text
    owner = Person(town.sandbox, town.guild.members[town.guild.owner_id].user)
    shown = await owner.slash("setup organizers", {"role": staff})
    assert f"<@&{staff.id}> organizes here" in shown.text
    assert "Integrations" in shown.text
    assert "Only organizers" not in (await town.bob.slash("organize report list")).text


async def test_the_bot_asks_for_nothing_privileged_and_mentions_nobody(town: Town) -> None:
    bot = town.bot
    assert [name for name, asked in bot.intents if asked] == ["guilds", "guild_scheduled_events"]
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == {"parse": []}


@pytest.mark.parametrize(
    "command", ["help", "guide", "step", "nextstep", "progress", "profile", "privacy export", "privacy erase"]
)
@pytest.mark.parametrize("enrolled", [False, True])
async def test_every_answer_is_for_the_caller_alone(town: Town, command: str, enrolled: bool) -> None:
    if enrolled:
        await town.enrol(town.alice)
    reply = await town.alice.slash(command)
    assert reply.ephemeral
    assert reply.text
    in_dm = await town.alice.slash(command, channel=town.alice.dm())
    assert in_dm.text


ORGANIZING = {"organize", "match", "setup"}
WITHOUT_STATEMENTS = {"guide", "privacy erase", "directory leave"}

STATEMENTS = {
    "privacy export": 1 + len(PERSONAL),
    "events": 2, "calendar": 2, "intros join": 3, "intros show": 2, "intros leave": 2,
    "directory show": 2, "directory find": 3, "directory requests": 3,
    "interview offer": 2, "interview find": 2, "interview list": 2, "network": 15,
    "mentorship list": 3, "mentorship goals": 2, "mentorship end": 2, "session plan": 2, "session list": 3,
    "report list": 2, "mentor join": 2, "mentor pause": 2, "mentor resume": 2,
    "mentor leave": 2, "mentor find": 2, "mentor requests": 3, "mentor hours": 2, "mentor book": 3,
    "mentee profile": 3,
    "mentee blocks": 3, "mentee requests": 4,
}  # fmt: skip
"""Commands that take more than one, asked by a student who has nothing yet: each more has its reason."""


async def test_a_command_runs_no_more_statements_than_it_needs(town: Town) -> None:
    await town.enrol(town.alice)
    found = {}
    for words, command in rooms.declared().commands.items():
        if words.split()[0] in ORGANIZING or command.needed:  # a student sees only the others
            continue
        before = town.database.statements
        await town.alice.slash(words)
        found[words] = town.database.statements - before
    assert {words: count for words, count in found.items() if count > 1} == STATEMENTS
    assert {words: found[words] for words in WITHOUT_STATEMENTS} == dict.fromkeys(WITHOUT_STATEMENTS, 0)


@pytest.mark.parametrize(
    ("button", "statements"), [("Done", 3), ("Not for me", 3), ("Why this?", 1), ("More", 1)]
)
async def test_a_button_runs_no_more_statements_than_it_needs(
    town: Town, button: str, statements: int
) -> None:
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    before = town.database.statements
    await reply.click(button)
    assert town.database.statements - before == statements


async def test_typing_a_topic_offers_pages_and_choosing_one_opens_it(town: Town) -> None:
    choices = await town.alice.type("guide", topic="fach")
    assert 0 < len(choices) <= 25
    reply = await town.alice.slash("guide", topic=choices[0].value)
    assert "Fellow" in reply.text


async def test_typing_a_step_offers_steps_by_number_or_name(town: Town) -> None:
    steps = town.library.guide().steps
    assert len(await town.alice.type("step", step="")) == len(steps)
    (choice,) = await town.alice.type("step", step="network")
    assert "network" in (await town.alice.slash("step", step=choice.value)).text
    assert (await town.alice.slash("step", step="6")).text == (
        await town.alice.slash("step", step="step 6")
    ).text
    for nobody in ("seven", str(len(steps) + 1)):
        assert "no such step" in (await town.alice.slash("step", step=nobody)).text


async def test_pages_turn_in_place_and_the_drop_down_opens_others(town: Town) -> None:
    page = next(page for page in town.library.guide().pages.values() if len(split_page(page)) > 1)
    reply = await town.alice.slash("guide", topic=page.id)
    first = reply.text
    await reply.click("Next ▶")
    assert reply.text != first
    await reply.click("◀ Back")
    assert reply.text == first
    await reply.click("Whole guide")
    await reply.select("Open a credential", "fache")
    assert "Fellow of the American College" in reply.text
    await reply.click("Whole guide")
    await reply.click("Glossary")
    assert "Glossary" in reply.text


async def test_all_that_buttons_and_drop_downs_of_the_guide_offer_leads_somewhere(town: Town) -> None:
    guide = town.library.guide()
    reply = await town.alice.slash("guide")
    for select in reply.selects:
        for choice in select.choices:
            page = await town.alice.slash("guide")
            await page.select(select.custom_id, choice.value)
            assert guide.pages[str(choice.value)].title in page.text
    step = await town.alice.slash("step", step="masters")
    milestone = step.selects[0].choices[0]
    await step.select("Look at a milestone", milestone.value)
    assert "Done when" in step.text
    assert f"◀ {guide.step('masters').title}" in [button.label for button in step.buttons]


async def test_every_command_is_a_press_or_two_from_help_and_can_be_pressed_itself(town: Town) -> None:
    reply = await town.alice.slash("help")
    told = ""
    for page in ("All commands", "For mentors", "For organizers"):
        await reply.click(page)
        told += reply.text
        assert "</" in str(reply.message.payload)
    for words in rooms.declared().commands:
        assert f"`/{words}` ·" in told
    reply = await town.alice.slash("help")
    ids = {one["name"]: one["id"] for one in town.sandbox.commands.of(town.app.id, None)}
    assert f"</start:{ids['start']}> ·" in str(reply.message.payload)
    assert f"</opportunity search:{ids['opportunity']}> ·" in str(reply.message.payload)


async def test_help_names_five_commands_by_where_somebody_stands(town: Town) -> None:
    owner = Person(town.sandbox, town.guild.members[town.guild.owner_id].user)

    async def first(person: Person) -> str:
        return (await person.slash("help")).text

    assert "`/start` ·" in await first(town.alice)
    await town.enrol(town.alice)
    assert "`/mentor find` ·" in await first(town.alice)
    assert "`/mentor requests` ·" not in await first(town.alice)
    assert "`/organize event announce` ·" in await first(owner)
    staff = town.sandbox.add_role(town.guild, "Staff")
    await owner.slash("setup organizers", {"role": staff})
    town.guild.members[town.bob.id].roles.append(staff.id)
    assert "`/organize event announce` ·" in await first(town.bob)
    assert "`/start` ·" in (await town.bob.slash("help", channel=town.bob.dm())).text


async def test_who_has_not_enrolled_goes_on_from_a_refusal_with_one_press(town: Town) -> None:
    for words in ("mentor find", "credits status", "mentee profile", "network", "intros join"):
        refused = await town.alice.slash(words)
        form = await refused.click("Start")
        assert form.title == "Where do you stand?", words


async def test_help_leads_on(town: Town) -> None:
    await town.enrol(town.alice)
    reply = await town.alice.slash("help")
    await reply.click("My progress")
    assert "Your path" in reply.text
    await reply.click("What is next?")
    assert f"Step 1 of {len(town.library.guide().steps)}" in reply.text


async def test_a_step_says_what_of_it_is_not_meant_for_the_reader(town: Town) -> None:
    await town.enrol(town.alice, stage="manager", goal="become COO, with the FACHE")
    shown = (await town.alice.slash("step", step="certification")).text.splitlines()
    plan, students, license_ = (
        next(line for line in shown if words in line)
        for words in (
            "Draw your path to the FACHE",
            "Start the CMPE on its pathway",
            "Read your state's license",
        )
    )
    assert "aim at it" not in plan
    assert "if you aim at it" in license_
    assert "aim at it" in students
    shown = (await town.alice.slash("step", step="bachelors")).text.splitlines()
    assert "not on your path" in next(line for line in shown if "Choose a field of study" in line)


def light_of(reply: Reply, name: str) -> int:
    """How light the corner of a picture is, from 0 to 255."""
    (file,) = (one for one in reply.files if one.name.endswith(name))
    with Image.open(BytesIO(reply.read(file))) as image:
        corner = image.convert("L").getpixel((2, 2))
    assert isinstance(corner, int)
    return corner


async def test_the_dark_picture_is_chosen_once(town: Town) -> None:
    asked = await town.alice.slash("progress")
    await asked.click("Dark picture")
    assert "Dark picture" in [one.label for one in (await town.alice.slash("progress")).buttons], (
        "of a stranger nothing is kept"
    )
    await town.enrol(town.alice)
    await (await town.alice.slash("progress")).click("Dark picture")
    for _ in range(2):
        again = await town.alice.slash("progress")
        assert "Light picture" in [one.label for one in again.buttons]
    goal = await town.alice.slash("credits goal", credential="cmpe")
    assert light_of(goal, "credits.png") < 60, "what was chosen holds for every picture"
    await again.click("Light picture")
    assert light_of(await town.alice.slash("credits status"), "credits.png") > 240
    assert "Dark picture" in [one.label for one in (await town.alice.slash("progress")).buttons]


async def test_the_form_comes_back_filled_in_and_keeps_what_was_done(town: Town) -> None:
    reply = await town.enrol(town.alice, goal="First goal", finished=["bachelors"], target_date="2035-01-31")
    await reply.click("Done")
    profile = await town.alice.slash("profile")
    modal = await profile.click("Change my answers")
    reply = await modal.submit(goal="Second goal")
    assert "is kept" in reply.text
    profile = await town.alice.slash("profile")
    assert "Second goal" in profile.text
    assert "Undergraduate" in profile.text
    progress = await (await town.alice.slash("progress")).click("In words")
    assert "**1 · A bachelor's degree**: done" in progress.text


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"target_date": "soon"}, "The target date: That is not exact enough"),
        ({"target_date": "2001-01-01"}, "not in the future"),
        ({"target_date": "9999-99-99"}, "no month 99"),
    ],
)
async def test_a_date_that_makes_no_sense_is_told_and_not_stored(
    town: Town, answers: dict[str, str], told: str
) -> None:
    reply = await town.enrol(town.alice, **answers)
    assert told in reply.text
    assert "**Target date:** None" in (await town.alice.slash("profile")).text


async def test_a_time_zone_nobody_knows_is_told_before_the_form(town: Town) -> None:
    reply = await town.alice.slash("start", time_zone="Atlantis/Deep")
    assert reply.ephemeral
    assert "time zone" in reply.text


async def test_in_a_direct_message_a_stranger_is_sent_to_a_community_first(town: Town) -> None:
    reply = await town.alice.slash("start", channel=town.alice.dm())
    assert "in the community" in reply.text
    assert "enrolled" in (await town.alice.slash("nextstep", channel=town.alice.dm())).text


async def test_a_goal_full_of_markup_is_shown_as_it_was_typed_and_mentions_nobody(town: Town) -> None:
    goal = "@everyone <@1> **bold** [x](https://example.org) \u202eesrever\u0000"
    await town.enrol(town.alice, goal=goal)
    reply = await town.alice.slash("profile")
    assert "<@1>" not in reply.text.replace("\\<", "")
    assert "\u202e" not in reply.text
    assert r"\*\*bold\*\*" in reply.text
    assert reply.payload["mentions"] == []
    assert not reply.payload["mention_everyone"]


async def test_marks_are_shown_on_the_step(town: Town) -> None:
    await town.enrol(town.alice)
    reply = await town.alice.slash("nextstep")
    await reply.click("Done")
    assert "✅ " in (await town.alice.slash("step", step="bachelors")).text


async def test_after_the_last_milestone_it_congratulates(town: Town) -> None:
    steps = [step.id for step in town.library.guide().steps]
    reply = await town.enrol(town.alice, finished=steps)
    assert "You have walked the whole path" in reply.text
    reply = await town.alice.slash("nextstep")
    await reply.click("My progress")
    assert "Your path" in reply.text


async def test_a_card_that_needs_no_row_is_rendered_once_for_everyone(town: Town) -> None:
    await town.alice.slash("guide")
    kept = dict(guide_cards.home_card(town.library.guide()).rendered)
    await town.bob.slash("guide")
    assert guide_cards.home_card(town.library.guide()).rendered == kept
    assert kept


async def test_nothing_is_kept_of_answered_interactions(town: Town) -> None:
    await town.enrol(town.alice)
    for _ in range(3):
        await (await town.alice.slash("nextstep")).click("Why this?")
    store = town.bot._connection._view_store
    assert not store._views
    assert not store._modals
    assert not store._synced_message_views
    assert not store._dynamic_items


async def test_the_date_of_an_anchor_comes_from_the_clock_the_bot_uses(town: Town) -> None:
    year = clock.now().year
    guide = town.library.guide()
    dated = next(m for m in guide.milestones.values() if m.anchor)
    assert dated.anchor
    assert dated.anchor.next_after(clock.now()).year in {year, year + 1}
    reply = await town.alice.slash("guide", topic=dated.id)
    assert f"<t:{int(dated.anchor.next_after(clock.now()).timestamp())}:" in reply.text
