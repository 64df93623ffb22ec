"""The part of the tour in which time passes: an event, its reminder, and the credit for it."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mentorbot import clock
from mentorbot.delivery import bell
from mentorbot.demo.cast import HOME
from mentorbot.demo.company import DemoError
from mentorbot.demo.show import PATIENCE, Show
from mentorbot.demo.stage.seen import Seen

TITLE: Final = "Finance for clinic managers"
CREDENTIAL: Final = "fache"
_OFTEN: Final = 0.02


async def evening(show: Show, folder: Path) -> None:
    """An organizer announces an event; the student goes, is reminded, and keeps the credits.

    Args:
        folder: Where the picture of the credits is written to.

    Raises:
        DemoError: The bot did something else than the story says.
    """
    start = (clock.now().astimezone(HOME) + timedelta(days=9)).replace(
        hour=17, minute=0, second=0, microsecond=0
    )
    await _announce(show, start)
    await _go(show)
    await _wait_for_it(show, start)
    await _attend(show, start + timedelta(hours=6), folder)


async def _announce(show: Show, start: datetime) -> None:
    organizer = show.cast.organizer
    show.chapter("An event", "An organizer announces one. They see it before anybody else does.")
    show.expect(await show.slash(organizer, "setup events", channel=show.cast.events), "Events are announced")
    form = await show.slash(
        organizer, "organize event announce", kind="education", starts=f"{start:%Y-%m-%d %H:%M}", ends="6 h",
        zone=HOME.key, place="Room 5, City Hospital", host="ACHE", seats=40,
    )  # fmt: skip
    about = "Budgets, pay and what a clinic earns: a day with people who do it."
    preview = await show.submit(form, title=TITLE, about=about, credits="In-Person 6")
    show.expect(preview, TITLE, "[Publish]")
    show.changed()
    show.expect(await show.click(preview, "Publish"), "Published in")
    await organizer.wait_for_message(show.cast.events, TITLE)
    await until_noted(show)
    show.changed()


async def _go(show: Show) -> None:
    student = show.cast.student
    show.chapter("Going", "All see it in #events, with the time on their own clock. Maya goes.")
    posted = await student.wait_for_message(show.cast.events, TITLE)
    with show.picture("event"):
        await show.sees(posted, "#events")
    show.expect(posted, "6 ACHE In-Person", "[Going]")
    await show.answer(posted, "Going")
    show.expect(posted, "1 going")
    lines = show.changed()
    if not any(line.startswith("+ event_rsvp") for line in lines):
        raise DemoError("That the student goes was not stored.")
    year = clock.now().year + 2
    goal = await show.slash(student, "credits goal", credential=CREDENTIAL, expires=f"{year}-12-31")
    show.expect(goal, "FACHE")
    show.changed()


async def _wait_for_it(show: Show, start: datetime) -> None:
    show.chapter(
        "Time passes", "Nobody does anything. A week before it begins, the bot writes to those who go."
    )
    move_to(show, start - timedelta(days=7))
    reminder = await show.cast.student.wait_for_dm("Coming up")
    with show.picture("reminder"):
        await show.sees(reminder, "a direct message")
    show.expect(reminder, TITLE, "You said you are going.")
    await until_noted(show)
    show.changed()


async def _attend(show: Show, end: datetime, folder: Path) -> None:
    student = show.cast.student
    show.chapter("The credit", "After the event it is one press, and what counts is worked out by the rule.")
    move_to(show, end + timedelta(days=1))
    asked: Seen = await student.wait_for_dm("Did you attend?")
    await show.sees(asked, "a direct message")
    await until_noted(show)
    show.changed()
    show.expect(await show.click(asked, "I was there"), "in your credits for FACHE")
    show.changed()
    status = await show.slash(student, "credits status")
    show.expect(status, "FACHE", "6 of 36")
    await show.save(status, "credits.png", folder)


async def until_noted(show: Show) -> None:
    """Wait until the bot has noted what it sent."""
    for _ in range(int(PATIENCE / _OFTEN)):
        if all(row.get("state") != "leased" for row in show.company.stored().values()):
            return
        await asyncio.sleep(_OFTEN)
    raise DemoError("The bot did not note what it sent.")


def move_to(show: Show, moment: datetime) -> None:
    """Let it be that moment: for the bot, for the local Discord, and for whoever reads."""
    clock.advance(moment - clock.now())
    bell.ring_now()
    show.note(f"The clock is moved to {moment.astimezone(HOME):%A, %d %B %Y, %H:%M}.")
