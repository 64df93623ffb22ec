"""Who may do what on Slack, and what happens to what comes twice."""

import asyncio
from typing import Any

from slack_town import SlackTown

from mentorbot.on_slack.exchange import Acknowledgement
from mentorbot.on_slack.people import read_profile
from mentorbot.sandbox.slack.people.surfaces import Modal


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


def test_who_somebody_is_is_read_from_what_slack_says() -> None:
    user = {"id": "U1", "name": "ann", "team_id": "T1", "profile": {"display_name": "", "real_name": "Ann"}}
    assert read_profile(user, "T1").name == "Ann"
    assert read_profile({**user, "is_owner": True}, "T1").manages
    assert read_profile({**user, "is_ultra_restricted": True}, "T1").guest
    assert read_profile(user, "T2").stranger
    inside = {**user, "enterprise_user": {"teams": ["T1", "T2"]}}
    assert not read_profile(inside, "T2").stranger
