"""A person's own page on Slack."""

from slack_town import SlackTown

from mentorbot.sandbox.slack.people.surfaces import Modal


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
    await (await alice.slash("/nextstep")).click("Done")
    await alice.home().until(lambda one: one.text != before)
