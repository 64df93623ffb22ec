"""The part of the tour in which two who were brought together get a place, meet, and have it logged."""

from datetime import timedelta
from typing import Any

from mentorbot import clock
from mentorbot.demo.evening import move_to, until_noted
from mentorbot.demo.show import Show
from mentorbot.demo.stage.seen import Actor, Place


async def place(show: Show) -> None:
    """An organizer says where pairs get a place of their own."""
    show.chapter("A place for pairs", "An organizer says under which channel pairs get a place of their own.")
    channel = show.cast.general
    show.expect(await show.slash(show.cast.organizer, "setup mentoring", channel=channel), "Pairs talk in")
    show.changed()


async def mentorship(show: Show) -> None:
    """The student and their mentor meet in their place, plan a session, and say that it took place.

    Raises:
        DemoError: The bot did something else than the story says.
    """
    student = show.cast.student
    room = await student.wait_for_room()
    show.chapter("A place for two", "Who they are, what is wanted, an agenda, and three questions to begin.")
    hello = await student.wait_for_message(room, "Welcome")
    await show.sees(hello, "a place of their own")
    show.expect(hello, "Your first session", "To break the ice", "[Plan our first session]", "[I agree]")
    show.expect(await show.click(hello, "I agree"), "has agreed")
    show.changed()
    await _session(show, room)


async def _session(show: Show, room: Place) -> None:
    student, mentor = show.cast.student, _mentor(show, room)
    show.chapter("A session", "One proposes times in plain words, the other picks; the bot asks afterwards.")
    hello = await student.wait_for_message(room, "Welcome")
    form = await show.click(hello, "Plan our first session")
    asked = {"time1": "in 3 days", "time2": "", "time3": "", "minutes": "45", "place": "Room 5"}
    shown = await show.submit(form, **asked)
    show.expect(await show.click(shown, "Yes, that is right"), "I am asking")
    question: Any = await mentor.wait_for_dm("Mentoring session: when?")
    await show.sees(question, "a direct message")
    show.expect(await show.click(question, "That suits me"), "Agreed")
    invitation = await student.wait_for_dm("Mentoring session: agreed")
    await show.sees(invitation, "a direct message, with a file for the calendar")
    await until_noted(show)
    show.changed()
    move_to(show, clock.now() + timedelta(days=4))
    met = await student.wait_for_dm("Did you meet?")
    await show.sees(met, "a direct message")
    show.expect(await show.click(met, "We met"), "It is logged")
    show.expect(await show.slash(student, "mentorship list"), "Active")
    await until_noted(show)
    show.changed()


def _mentor(show: Show, room: Place) -> Actor:
    return next(one for one in show.cast.mentors if one.is_in(room))
