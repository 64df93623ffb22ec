"""The part of the tour in which a student asks for a mentor, and the first one is silent."""

from datetime import timedelta
from typing import Any, Final

from mentorbot import clock
from mentorbot.demo.cast import HOME
from mentorbot.demo.company import DemoError
from mentorbot.demo.evening import move_to, until_noted
from mentorbot.demo.show import Show
from mentorbot.demo.stage.seen import Actor, Seen

NOTE: Final = "I would love to hear how you came from the bedside to running a home."
OFFERS: Final[tuple[tuple[dict[str, Any], dict[str, Any]], ...]] = (
    (
        {
            "role": "Administrator", "organization": "Lakeside nursing home", "setting": "long_term_care",
            "years": "12",
        },
        {"topics": ["long-term-care", "operations"]},
    ),
    (
        {"role": "Finance director", "organization": "City Hospital", "setting": "hospital", "years": "20"},
        {"topics": ["finance", "strategy"]},
    ),
)  # fmt: skip
WISH: Final = {
    "goals": "Lead a nursing home",
    "topics": ["long-term-care", "finance"],
    "settings": ["long_term_care"],
}


async def asking(show: Show) -> None:
    """Two people offer to mentor; a student asks both, the first does not answer, the second accepts.

    Raises:
        DemoError: The bot did something else than the story says.
    """
    show.chapter("Mentors", "Daniel and Ruth offer to mentor, in three short forms each.")
    await offers(show)
    show.changed()
    await _ask(show)
    await _wait(show)
    await _accept(show)


async def offers(show: Show) -> None:
    """Two people offer to mentor."""
    for person, (about, offer) in zip(show.cast.mentors, OFFERS, strict=True):
        await _offer(show, person, about, offer)


async def wish(show: Show) -> Seen:
    """The student says what they look for; returns what they are told."""
    form = await show.slash(show.cast.student, "mentee profile")
    said: Seen = await show.submit(form, **WISH)
    show.expect(said, "[Find a mentor]")
    return said


async def _offer(show: Show, person: Actor, about: dict[str, Any], offer: dict[str, Any]) -> None:
    form = await show.slash(person, "mentor join")
    step = await show.submit(form, **about)
    form = await show.click(step, "What you help with")
    step = await show.submit(form, **offer, formats=["pair"], languages=["en"], day_parts=["evenings"])
    form = await show.click(step, "How much time")
    done = await show.submit(form, hours="4", capacity="2", zone=HOME.key)
    show.expect(done, "You are listed")


async def _ask(show: Show) -> None:
    first, second = show.cast.mentors
    show.chapter("Asking", "Maya says what she looks for, and sees who fits and why.")
    said = await wish(show)
    with show.picture("find"):
        found = await show.click(said, "Find a mentor")
    show.expect(found, "Administrator", "Finance director", "Why:", "works where you want to be")
    form = await show.click(found, "Ask up to 3, one after the other")
    options = form.options("Whom to ask first")
    asked = await show.submit(
        form, place1=[options[first.called]], place2=[options[second.called]], note=NOTE
    )
    show.expect(asked, "is asked now")
    letter = await first.wait_for_dm("would like you as a mentor")
    with show.picture("request"):
        await show.sees(letter, "a direct message")
    show.expect(letter, "Why you two:", "[Accept]", "[Decline]", "[Ask a question]")
    await until_noted(show)
    show.changed()


async def _wait(show: Show) -> None:
    student, (first, _) = show.cast.student, show.cast.mentors
    show.chapter(
        "Silence", "The first mentor is busy. A reminder comes once; then the request goes on by itself."
    )
    now = clock.now()
    move_to(show, now + timedelta(hours=49))
    await show.sees(await first.wait_for_dm("still hopes"), "a direct message")
    await until_noted(show)
    move_to(show, now + timedelta(hours=73))
    news = await student.wait_for_dm("Your request goes on")
    await show.sees(news, "a direct message")
    show.expect(news, "now, who has until")
    await until_noted(show)
    if not any("turn 2" in line for line in show.changed()):
        raise DemoError("The request did not go on to the next mentor.")


async def _accept(show: Show) -> None:
    student, (_, second) = show.cast.student, show.cast.mentors
    show.chapter("A mentor", "The second accepts with one press, and Maya is told at once.")
    letter = await second.wait_for_dm("would like you as a mentor")
    show.expect(await show.click(letter, "Accept"), "is your mentee")
    await show.sees(await student.wait_for_dm("is your mentor now"), "a direct message")
    await until_noted(show)
    if not any(line.startswith("+ mentorship") for line in show.changed()):
        raise DemoError("That the two are together was not stored.")
