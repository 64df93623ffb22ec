"""A person's own page on Slack."""

from pydantic import SecretStr
from slack_town import SlackTown, until_offered
from sqlalchemy import select

from mentorbot.members import service as members
from mentorbot.members.service import COMMUNITY
from mentorbot.sandbox.slack.people.surfaces import Modal
from mentorbot.sandbox.slack.world import lives


async def test_the_page_shows_what_is_next_and_follows_what_is_done(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    await slack_town.enrol(alice)
    home = await alice.open_home()
    before = home.text
    answered = await home.click("Done")
    assert isinstance(answered, Modal)
    assert "is done" in answered.text
    renewed = await alice.home().until(lambda one: one.text != before)
    assert renewed.text != before


async def test_the_page_is_there_before_anybody_enrols(slack_town: SlackTown) -> None:
    home = await slack_town.alice.open_home()
    help_ = await home.click("All that I can do")
    assert isinstance(help_, Modal)
    assert "/nextstep" in help_.text


async def test_what_is_done_elsewhere_shows_on_the_page_too(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    await slack_town.enrol(alice)
    before = (await alice.open_home()).text
    made = slack_town.calls("views.publish")
    step = await alice.slash("/nextstep")
    await alice.slash("/guide networking")
    assert slack_town.calls("views.publish") == made, "who only looks changes nothing on it"
    await step.click("Done")
    await alice.home().until(lambda one: one.text != before)


async def test_in_an_organization_one_page_is_for_all_workspaces_and_stays_with_the_chosen_one(
    empty_slack_town: SlackTown,
) -> None:
    town = empty_slack_town
    organization = town.sandbox.add_enterprise("Health system")
    north, south = (town.sandbox.add_team(name, enterprise=organization) for name in ("North", "South"))
    dora = town.sandbox.add_user("dora", north, south)
    town.installation = town.sandbox.install(town.app, north, south, enterprise=organization)
    town.settings = town.settings.model_copy(update={"slack_bot_token": SecretStr(town.installation.token)})
    await town.start()
    here, there = (town.sandbox.person(dora, team) for team in (north, south))
    await town.enrol(here)
    page = await here.open_home(town.app)
    (chooser,) = (one for one in page.selects if one.kind != "overflow")
    assert {one.label for one in chooser.choices} == {"North", "South"}
    assert "Welcome" not in page.text
    other = await page.choose("Which community?", "South")
    assert "Welcome" in other.text, "they are no member there yet"
    form = await other.click("Start")
    await form.submit({"stage": "undergraduate"}, shows=False)
    again = await there.open_home(town.app)
    assert "Next: " in again.text, "it stays with the one that was chosen"
    lives.revoke_team(town.sandbox.world, town.installation, south)
    back = await until_offered(here, town.app, set())
    assert "Next: " in back.text, "of the one that is left"
    async with town.database.read_scope() as connection:
        found = await connection.execute(select(COMMUNITY.c.external_id).select_from(members.SOURCE))
        assert set(found.scalars()) == {north.id, south.id}
