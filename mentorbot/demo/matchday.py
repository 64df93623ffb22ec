"""The part of the tour in which an organizer runs a matching round."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from mentorbot import clock
from mentorbot.demo.cast import HOME
from mentorbot.demo.company import DemoError
from mentorbot.demo.evening import until_noted
from mentorbot.demo.show import Show
from mentorbot.demo.stage.seen import Actor, Asked, Seen

NAME: Final = "Winter round"
LOOK_AGAIN: Final = "Look again"
"""The button while a round is being worked out, which on a slow machine takes a moment."""
WORKED_OUT_WITHIN: Final = 60.0
_OFFERS: Final[tuple[dict[str, Any], ...]] = (
    {
        "role": "Administrator", "organization": "Lakeside nursing home", "setting": "long_term_care",
        "years": "12", "topics": ["long-term-care", "operations"],
    },
    {
        "role": "Finance director", "organization": "City Hospital", "setting": "hospital", "years": "20",
        "topics": ["finance", "strategy"],
    },
)  # fmt: skip
_WISHES: Final[tuple[dict[str, Any], ...]] = (
    {"goals": "Lead a nursing home", "topics": ["long-term-care"], "settings": ["long_term_care"]},
    {"goals": "Understand budgets", "topics": ["finance"], "settings": ["hospital"]},
)
_TIME: Final = {"hours": "4", "capacity": "2", "zone": HOME.key}
_FIRST: Final = ("role", "organization", "setting", "years")


async def matchday(show: Show, folder: Path) -> None:
    """Two mentors and two students sign up; an organizer looks at who would get whom, and publishes it.

    Args:
        folder: Where the picture of the round is written to.

    Raises:
        DemoError: The bot did something else than the story says.
    """
    cast = show.cast
    show.chapter("Mentors and mentees", "Two people offer to mentor, two say what they look for.")
    for person, offer in zip(cast.mentors, _OFFERS, strict=True):
        await _offer(show, person, offer)
    if not _enrolled(show, cast.newcomer):
        form = await show.slash(cast.newcomer, "start")
        await show.submit(form, stage="undergraduate")
    for person, wish in zip((cast.student, cast.newcomer), _WISHES, strict=True):
        form = await show.slash(person, "mentee profile")
        if isinstance(form, Asked):
            await show.submit(form, **wish)
    show.changed()
    await _open(show)
    preview = await _look(show, folder)
    await _publish(show, preview)


async def _offer(show: Show, person: Actor, offer: dict[str, Any]) -> None:
    form = await show.slash(person, "mentor join")
    if not isinstance(form, Asked):
        return  # they mentor already
    about = {name: value for name, value in offer.items() if name in _FIRST}
    rest = {name: value for name, value in offer.items() if name not in _FIRST}
    step = await show.submit(form, **about)
    step = await show.submit(
        await show.click(step, "What you help with"),
        **rest, formats=["pair"], languages=["en"], day_parts=["evenings"],
    )  # fmt: skip
    done = await show.submit(await show.click(step, "How much time"), **_TIME)
    show.expect(done, "You are listed")


async def _open(show: Show) -> None:
    cast = show.cast
    show.chapter("A matching round", "An organizer opens it; whoever wants to takes part with one press.")
    closes = clock.now().astimezone(HOME) + timedelta(days=7)
    opened = await show.slash(
        cast.organizer,
        "match open",
        closes=f"{closes:%Y-%m-%d} 18:00",
        name=NAME,
        zone=HOME.key,
        channel=cast.general,
    )
    show.expect(opened, "Nobody is told anything before you publish")
    called = await cast.student.wait_for_message(cast.general, NAME)
    await show.sees(called, "#general")
    for person, button in (
        *((mentor, "I mentor") for mentor in cast.mentors),
        (cast.student, "I look for a mentor"),
        (cast.newcomer, "I look for a mentor"),
    ):
        seen = called.seen_by(person)
        show.expect(await show.answer(seen, button), "You are in")
    await until_noted(show)
    show.changed()


async def _look(show: Show, folder: Path) -> Seen:
    show.chapter("The preview", "Who would get whom, and why. Only organizers see it.")
    organizer = show.cast.organizer
    await look_at_round(organizer)
    with show.picture("round"):
        preview: Seen = await show.slash(organizer, "match preview")
    show.expect(preview, "2 of 2", "nursing and long-term care", "[Publish]", "[Work it out again]")
    await show.save(preview, "round.png", folder)
    show.changed()
    return preview


async def look_at_round(organizer: Actor, within: float = WORKED_OUT_WITHIN) -> Seen:
    """The preview of a round, once it has been worked out.

    Args:
        within: Seconds that it has for it.
    """
    preview: Seen = await organizer.slash("match preview")
    async with asyncio.timeout(within):
        while LOOK_AGAIN in preview.buttons:
            preview = await preview.click(LOOK_AGAIN)
    return preview


async def _publish(show: Show, preview: Seen) -> None:
    show.chapter("Published", "In one step the pairs begin, and everybody who signed up is told.")
    asked = await show.click(preview, "Publish")
    show.expect(asked, "Sign-up is still open")
    show.expect(await show.click(asked, "Publish now"), "2 mentees have a mentor")
    told = await show.cast.student.wait_for_dm("You have a mentor")
    await show.sees(told, "a direct message")
    for mentor in show.cast.mentors:
        await mentor.wait_for_dm("You have a mentee")
    await until_noted(show)
    if not any(line.startswith("+ mentorship") for line in show.changed()):
        raise DemoError("The pairs of the round were not stored.")


def _enrolled(show: Show, person: Actor) -> bool:
    return any(
        table == "member" and row.get("user_id") == str(person.id)
        for (table, _), row in show.company.stored().items()
    )
