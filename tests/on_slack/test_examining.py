"""What the doctor finds of the app on Slack."""

from pydantic import SecretStr
from slack_town import SlackTown

from mentorbot.on_slack.examining import examine_slack


async def test_an_app_that_is_as_it_should_be_is_well(empty_slack_town: SlackTown) -> None:
    found = await examine_slack(empty_slack_town.settings)
    assert all(one.well for one in found), found
    assert "Future managers" in found[0].told


async def test_what_the_app_may_not_do_is_said_with_what_it_is_for(empty_slack_town: SlackTown) -> None:
    town = empty_slack_town
    other = town.sandbox.add_app("older", {**town.app.manifest, "features": {}})
    less = town.sandbox.install(other, town.team, scopes=["chat:write", "commands", "users:read"])
    settings = town.settings.model_copy(update={"slack_bot_token": SecretStr(less.token)})
    scopes = next(one for one in await examine_slack(settings) if one.what == "Slack's scopes")
    assert not scopes.well
    assert "groups:write, to open a private channel" in scopes.told
    assert "install the app again" in scopes.told


async def test_wrong_tokens_are_said_with_where_to_get_the_right_ones(empty_slack_town: SlackTown) -> None:
    wrong = {"slack_bot_token": SecretStr("xoxb-no"), "slack_app_token": SecretStr("xapp-no")}
    found = await examine_slack(empty_slack_town.settings.model_copy(update=wrong))
    assert [one.well for one in found] == [False, False]
    assert all("https://api.slack.com/apps" in one.told for one in found)


async def test_without_a_way_in_it_says_what_to_set(empty_slack_town: SlackTown) -> None:
    settings = empty_slack_town.settings.model_copy(update={"slack_app_token": None})
    way = (await examine_slack(settings))[-1]
    assert not way.well
    assert "MENTORBOT_SLACK_APP_TOKEN" in way.told
