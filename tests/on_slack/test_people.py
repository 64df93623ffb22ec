"""Who may do what on Slack, and what happens to what comes twice."""

import asyncio
from datetime import timedelta
from typing import Any

from on_slack.test_platform import left
from slack_town import SlackTown

from mentorbot import clock
from mentorbot.on_slack.exchange import Acknowledgement
from mentorbot.on_slack.people import read_profile
from mentorbot.on_slack.turns import NOT_FROM_HERE
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.surfaces import Modal
from mentorbot.sandbox.slack.world import lives


async def test_owners_manage_and_others_do_not(slack_town: SlackTown) -> None:
    refused = await slack_town.alice.slash("/setup notices <#" + slack_town.general.id + ">")
    assert "Only those who" in refused.text
    allowed = await slack_town.owner.slash("/setup notices <#" + slack_town.general.id + ">")
    assert f"<#{slack_town.general.id}" in allowed.text or "general" in allowed.text
    assert "Only those who" not in allowed.text


async def test_whoever_an_owner_names_organizes_until_it_is_taken_back(slack_town: SlackTown) -> None:
    alice, owner = slack_town.alice, slack_town.owner
    assert "Only organizers" in (await alice.slash("/organize report list")).text
    named = await owner.slash(f"/setup organizers <@{alice.id}>")
    assert f"<@{alice.id}>" in named.text
    assert "Only organizers" not in (await alice.slash("/organize report list")).text
    assert "Only organizers" in (await slack_town.bob.slash("/organize report list")).text
    await owner.slash(f"/setup organizers <@{alice.id}>")
    assert "Only organizers" in (await alice.slash("/organize report list")).text


async def test_a_zone_is_taken_from_the_profile_as_first_guess(empty_slack_town: SlackTown) -> None:
    town = empty_slack_town
    carla = town.sandbox.add_person("carla", town.team, tz="Europe/Rome")
    await town.start()
    await town.enrol(carla)
    drafted = await carla.slash("/reminders me call tomorrow 9am")
    assert "Europe/Rome" in drafted.text or "Rome" in drafted.text


async def test_what_comes_twice_is_done_once_and_answered_twice(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    assert slack_town.process is not None
    bot = slack_town.process._bot
    assert bot is not None
    told: list[dict[str, Any]] = []

    async def ack(**what: Any) -> None:
        told.append(what)

    body = {
        "type": "command",
        "command": "/reminders",
        "text": "me call ACHE tomorrow 9am",
        "trigger_id": "1.2.3",
        "team_id": slack_town.team.id,
        "user_id": slack_town.alice.id,
        "channel_id": slack_town.general.id,
        "response_url": "",
    }
    run = bot.acting.read_line, bot.acting.run_line
    await asyncio.gather(*(bot._once(Acknowledgement(ack, "message"), body, *run) for _ in range(3)))
    assert len(told) == 3
    assert told[0] == told[1] == told[2]
    listed = await slack_town.alice.slash("/reminders list")
    assert listed.text.count("call ACHE") <= 1


async def test_an_organizers_command_opens_with_all_that_it_takes(slack_town: SlackTown) -> None:
    modal = await slack_town.owner.slash("/setup mentoring ?")
    assert isinstance(modal, Modal)
    assert {"Channel", "Organizers", "Approval"} <= set(modal.fields)


def call_in_people(town: SlackTown) -> dict[str, Person]:
    """Everybody who is no plain member: guests, somebody of another workspace, and one who was here."""
    world, general = town.sandbox.world, town.general
    elsewhere = town.sandbox.add_team("Elsewhere")
    general.connected.append(elsewhere.id)
    made = {
        "one channel": town.sandbox.add_person("gus", town.team, role="single_channel_guest"),
        "some channels": town.sandbox.add_person("mia", town.team, role="multi_channel_guest"),
        "stranger": town.sandbox.add_person("stella", elsewhere),
        "gone": town.sandbox.add_person("gina", town.team),
    }
    for person in made.values():
        lives.join_channel(world, general, person.user)
    return made


async def announce(town: SlackTown) -> None:
    """Let an event be announced."""
    await town.owner.slash(f"/setup events <#{town.general.id}>")
    day = (clock.now() + timedelta(days=10)).strftime("%B %d %Y")
    form = await town.owner.slash(f'/organize event announce kind:Webinar starts:"{day} 17:00"')
    await (await form.submit({"title": "Budgets"})).click("Publish")


async def test_who_is_a_guest_or_a_stranger_or_gone_is_met_as_that(slack_town: SlackTown) -> None:
    town, owner = slack_town, slack_town.owner
    people = call_in_people(town)
    gone, stranger = people["gone"], people["stranger"]
    for person in (owner, gone, people["one channel"], people["some channels"]):
        await town.enrol(person)
        assert "Step 1" in (await person.slash("/nextstep")).text, "guests are members like others"
    await announce(town)
    town.sandbox.deactivate(gone.user)
    await left(town, gone)
    assert "have left" in (await owner.slash(f"/organize event people Budgets add:{gone.mention}")).text
    assert "have left" in (await owner.slash(f"/organize event team Budgets add:{gone.mention}")).text
    for person, said in (
        (stranger, "does not belong to this community"),
        (gone, "does not belong to this community"),
        (town.sandbox.person(town.installation.bot), "That is a program"),
    ):
        assert said in (await owner.slash(f"/setup organizers {person.mention}")).text
    named = await owner.slash(f"/setup organizers {people['some channels'].mention}")
    assert people["some channels"].mention in named.text
    assert "Only organizers" not in (await people["some channels"].slash("/organize report list")).text
    assert (
        "have not enrolled"
        in (await owner.slash(f"/organize event people Budgets add:{stranger.mention}")).text
    )
    reported = await people["one channel"].slash(f"/report new {stranger.mention}")
    assert "have your report" in (await reported.submit({"text": "She shouts"})).text, (
        "strangers can be reported"
    )


async def test_whoever_is_named_as_organizer_and_leaves_can_be_taken_off(slack_town: SlackTown) -> None:
    owner, bob = slack_town.owner, slack_town.bob
    assert bob.mention in (await owner.slash(f"/setup organizers {bob.mention}")).text
    slack_town.sandbox.deactivate(bob.user)
    assert bob.mention not in (await owner.slash(f"/setup organizers {bob.mention}")).text


async def test_a_stranger_in_a_shared_channel_is_told_where_they_belong_whatever_they_do(
    slack_town: SlackTown,
) -> None:
    town = slack_town
    stranger = call_in_people(town)["stranger"]
    seen = town.sandbox.person(stranger.user, town.team)
    await announce(town)
    posted = await seen.wait_for_message(town.general, "Budgets")
    assert NOT_FROM_HERE in (await posted.click("Going")).text
    said = await town.alice.say("Read this", channel=town.general)
    for shortcut in ("Remind me of this", "Report this"):
        message = next(one for one in seen.see(town.general) if one.message.ts == said.ts)
        assert NOT_FROM_HERE in (await message.shortcut(shortcut)).text
    for command in ("/nextstep", "/start", "/mentor find", "/setup organizers"):
        assert NOT_FROM_HERE in (await seen.slash(command, channel=town.general)).text


def test_who_somebody_is_is_read_from_what_slack_says() -> None:
    user = {"id": "U1", "name": "ann", "team_id": "T1", "profile": {"display_name": "", "real_name": "Ann"}}
    assert read_profile(user, "T1").name == "Ann"
    assert read_profile({**user, "is_owner": True}, "T1").manages
    assert read_profile({**user, "is_ultra_restricted": True}, "T1").guest
    assert read_profile(user, "T2").stranger
    inside = {**user, "enterprise_user": {"teams": ["T1", "T2"]}}
    assert not read_profile(inside, "T2").stranger
