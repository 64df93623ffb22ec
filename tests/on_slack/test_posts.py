"""What is posted on Slack follows what is stored."""

from datetime import timedelta

from slack_town import SlackTown

from mentorbot import clock
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.sandbox.slack.people.surfaces import Modal, Reply


async def announced(town: SlackTown) -> Reply:
    """An event that is announced in #general, as its organizer sees it."""
    owner = town.owner
    await owner.slash(f"/setup events <#{town.general.id}>")
    day = (clock.now() + timedelta(days=10)).strftime("%B %d %Y")
    modal = await owner.slash(f'/organize event announce kind:Webinar starts:"{day} 17:00"')
    assert isinstance(modal, Modal)
    preview = await modal.submit({"title": "Budgets for beginners"})
    await preview.click("Publish")
    assert town.program is not None
    town.program.part(Dispatcher).nudge()
    return await town.alice.wait_for_message(town.general, "Budgets for beginners")


async def test_an_event_that_is_called_off_says_so_where_it_was_announced(slack_town: SlackTown) -> None:
    posted = await announced(slack_town)
    assert not posted.ephemeral
    await slack_town.enrol(slack_town.alice)
    assert "*1* going" in (await posted.click("Going")).text, "all see how many come"
    preview = await slack_town.owner.slash("/organize event edit Budgets")
    sure = await preview.click("Cancel the event")
    await sure.click("Cancel the event")
    over = await posted.until(lambda one: "cancelled" in one.text.casefold())
    assert over.message.ts == posted.message.ts
