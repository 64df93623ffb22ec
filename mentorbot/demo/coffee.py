"""The part of the tour in which people meet: a round of introductions, and an informational interview."""

from typing import Final

from mentorbot import clock
from mentorbot.demo.company import DemoError
from mentorbot.demo.evening import until_noted
from mentorbot.demo.show import Show
from mentorbot.demo.stage.seen import Actor

_TOPICS: Final = ["finance", "long-term-care"]


async def coffee(show: Show) -> None:
    """Everybody is introduced to somebody they do not know yet; then a newcomer asks about a job.

    Raises:
        DemoError: The bot did something else than the story says.
    """
    await _set_up(show)
    await _round(show)
    await _interview(show)


async def _set_up(show: Show) -> None:
    cast = show.cast
    show.chapter("Introductions", "An organizer sets them up once. From then on there is a round every week.")
    day = (clock.now().weekday() - 1) % 7  # the next one is six days away, and the tour need not wait for it
    setup = await show.slash(
        cast.organizer,
        "setup intros",
        channel=cast.general,
        how_often="weekly",
        day=day,
        zone="Chicago",
        who_meets="across:career",
        message="A quarter of an hour with somebody new. No agenda needed.",
    )
    show.expect(setup, "Introductions are set up", "students with professionals")
    called = await cast.student.wait_for_message(cast.general, "Meet somebody new")
    await show.sees(called, "#general")
    for person in _taking_part(show):
        form = await show.click(called.seen_by(person), "Take part")
        joined = await show.submit(form, topics=_TOPICS, day_parts=["evenings"], every=["1"])
        show.expect(joined, "You take part in introductions")
    show.changed()


async def _round(show: Show) -> None:
    cast = show.cast
    show.chapter(
        "A round",
        "Nobody meets whom they have met, or talk to anyway: a mentee is not introduced to their mentor.",
    )
    settings = await show.slash(cast.organizer, "setup intros")
    preview = await show.click(settings, "Preview")
    show.expect(preview, "Nobody meets again whom they have met.")
    show.expect(await show.click(preview, "Run now"), "The round begins now")
    letter = await cast.student.wait_for_dm("Meet somebody new")
    await show.sees(letter, "a direct message")
    show.expect(letter, "all of you named it", "[Propose times]", "[Not with this person]")
    for person in _taking_part(show):
        await person.wait_for_dm("Meet somebody new")
    show.expect(await show.click(letter, "We met"), "Glad that you met")
    await until_noted(show)
    if not any(line.startswith("+ intro_person") for line in show.changed()):
        raise DemoError("Who met whom was not stored.")


async def _interview(show: Show) -> None:
    cast = show.cast
    professional = cast.mentors[1]
    show.chapter("An informational interview", "A newcomer asks a professional about their work.")
    form = await show.slash(professional, "interview offer")
    offer = await show.submit(
        form,
        role="Finance director of a hospital",
        setting=["hospital"],
        topics=["finance"],
        a_month=["2"],
        minutes=["20"],
    )
    show.expect(offer, "You offer interviews")
    found = await show.slash(cast.newcomer, "interview find", topic="finance")
    show.expect(found, "Finance director", "[Ask]")
    questions = await show.click(found, "Ask")
    show.expect(await show.submit(questions), "They have until")
    asked = await professional.wait_for_dm("Somebody asks for an interview")
    await show.sees(asked, "a direct message")
    show.expect(await show.click(asked, "Accept"), "You said yes")
    accepted = await cast.newcomer.wait_for_dm("Your interview is accepted")
    await show.sees(accepted, "a direct message")
    await until_noted(show)
    show.changed()


def _taking_part(show: Show) -> tuple[Actor, ...]:
    cast = show.cast
    return (cast.student, cast.newcomer, *cast.mentors)
