"""The part of the tour in which an organizer runs a matching round."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from mentorbot import clock
from mentorbot.demo.evening import until_noted
from mentorbot.demo.server import DemoError
from mentorbot.demo.show import HOME, Show
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal, Reply

NAME: Final = "Winter round"
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
    server = show.server
    show.chapter("Mentors and mentees", "Two people offer to mentor, two say what they look for.")
    for person, offer in zip(server.mentors, _OFFERS, strict=True):
        await _offer(show, person, offer)
    if not _enrolled(show, server.newcomer):
        form = await show.slash(server.newcomer, "start")
        await show.submit(form, stage="undergraduate")
    for person, wish in zip((server.student, server.newcomer), _WISHES, strict=True):
        form = await show.slash(person, "mentee profile")
        if isinstance(form, Modal):
            await show.submit(form, **wish)
    show.changed()
    await _open(show)
    preview = await _look(show, folder)
    await _publish(show, preview)


async def _offer(show: Show, person: Person, offer: dict[str, Any]) -> None:
    form = await show.slash(person, "mentor join")
    if not isinstance(form, Modal):
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
    server = show.server
    show.chapter("A matching round", "An organizer opens it; whoever wants to takes part with one press.")
    closes = clock.now().astimezone(HOME) + timedelta(days=7)
    opened = await show.slash(
        server.organizer,
        "match open",
        closes=f"{closes:%Y-%m-%d} 18:00",
        name=NAME,
        zone=HOME.key,
        channel=server.general,
    )
    show.expect(opened, "Nobody is told anything before you publish")
    called = await server.student.wait_for_message(server.general, NAME)
    await show.sees(called, "#general")
    for person, button in (
        *((mentor, "I mentor") for mentor in server.mentors),
        (server.student, "I look for a mentor"),
        (server.newcomer, "I look for a mentor"),
    ):
        seen = Reply(person, called.message)
        show.expect(await show.click(seen, button), "You are in")
    await until_noted(show)
    show.changed()


async def _look(show: Show, folder: Path) -> Reply:
    show.chapter("The preview", "Who would get whom, and why. Only organizers see it.")
    with show.picture("round"):
        preview: Reply = await show.slash(show.server.organizer, "match preview")
    show.expect(preview, "2 of 2", "nursing and long-term care", "[Publish]", "[Work it out again]")
    show.save(preview, "round.png", folder)
    show.changed()
    return preview


async def _publish(show: Show, preview: Reply) -> None:
    show.chapter("Published", "In one step the pairs begin, and everybody who signed up is told.")
    asked = await show.click(preview, "Publish")
    show.expect(asked, "Sign-up is still open")
    show.expect(await show.click(asked, "Publish now"), "2 mentees have a mentor")
    told = await show.server.student.wait_for_dm("You have a mentor")
    await show.sees(told, "a direct message")
    for mentor in show.server.mentors:
        await mentor.wait_for_dm("You have a mentee")
    await until_noted(show)
    if not any(line.startswith("+ mentorship") for line in show.changed()):
        raise DemoError("The pairs of the round were not stored.")


def _enrolled(show: Show, person: Person) -> bool:
    return any(
        table == "member" and row.get("user_id") == str(person.id)
        for (table, _), row in show.server.stored().items()
    )
