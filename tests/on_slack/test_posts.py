"""What is posted on Slack follows what is stored."""

import asyncio
import io
from datetime import timedelta

from PIL import Image
from slack_town import SlackTown
from sqlalchemy import select

from mentorbot import clock
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.events.models import EVENT
from mentorbot.on_slack.caller import PLATFORM
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


def picture(colour: str) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG")
    return out.getvalue()


async def shown_version(town: SlackTown) -> int:
    """The version of the event that its message shows; 0 or less if it is not known."""
    async with town.database.read_scope() as connection:
        return (await connection.execute(select(EVENT.c.shown_version))).scalar() or 0


async def until_shown(town: SlackTown) -> None:
    """Wait until the message shows the event as it is stored."""
    assert town.program is not None
    async with asyncio.timeout(60):
        while await shown_version(town) <= 0:
            await town.program.platforms[PLATFORM].bring_up("event", 1)
            await asyncio.sleep(0.02)


async def illustrate(town: SlackTown, colour: str) -> None:
    """Let an organizer give the event a picture, in the place of any that it has."""
    modal = await town.owner.slash("/organize event edit ?")
    await modal.submit({"Event": "Budgets", "Picture": [(f"{colour}.png", picture(colour))]})


def shown_pictures(town: SlackTown) -> list[str]:
    """The files that everybody sees in #general."""
    return [file.id for one in town.bob.see(town.general) for file in one.files]


async def until_pictures(town: SlackTown, count: int, *, without: list[str]) -> list[str]:
    """Wait until so many are there, and none of these."""
    async with asyncio.timeout(60):
        while True:
            found = shown_pictures(town)
            if len(found) == count and not set(found) & set(without):
                return found
            await asyncio.sleep(0.02)


async def test_a_picture_that_is_changed_takes_the_place_of_the_one_before(slack_town: SlackTown) -> None:
    town = slack_town
    posted = await announced(town)
    await until_shown(town)
    await illustrate(town, "red")
    first = await until_pictures(town, 1, without=[])
    await illustrate(town, "blue")
    second = await until_pictures(town, 1, without=first)
    messages = town.bob.see(town.general)
    assert not [one for one in messages if not one.text and not one.files], "no empty message is left"
    preview = await town.owner.slash("/organize event edit Budgets")
    await (await preview.click("Cancel the event")).click("Cancel the event")
    await posted.until(lambda one: "cancelled" in one.text.casefold())
    await until_pictures(town, 0, without=second)
    assert town.sandbox.world.files[first[0]].deleted


async def test_an_event_that_is_over_says_so_where_it_was_announced(slack_town: SlackTown) -> None:
    posted = await announced(slack_town)
    await until_shown(slack_town)
    clock.advance(timedelta(days=11))
    assert slack_town.program is not None
    slack_town.program.platforms[PLATFORM].bring_up_soon("event")
    await posted.until("This event is over")
