"""The part of the tour in which two who were brought together get a thread, meet, and have it logged."""

import asyncio
from datetime import timedelta
from typing import Any, Final

from mentorbot import clock
from mentorbot.demo.evening import move_to, until_noted
from mentorbot.demo.server import DemoError
from mentorbot.demo.show import PATIENCE, Show
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world.guilds import Channel

_OFTEN: Final = 0.02


async def place(show: Show) -> None:
    """An organizer says where pairs get a thread of their own."""
    show.chapter("A place for pairs", "An organizer says under which channel pairs get a private thread.")
    channel = show.server.general
    show.expect(await show.slash(show.server.organizer, "setup mentoring", channel=channel), "Pairs talk in")
    show.changed()


async def mentorship(show: Show) -> None:
    """The student and their mentor meet in their thread, plan a session, and say that it took place.

    Raises:
        DemoError: The bot did something else than the story says.
    """
    thread = await _thread(show)
    student = show.server.student
    show.chapter("A thread for two", "Who they are, what is wanted, an agenda, and three questions to begin.")
    hello = await student.wait_for_message(thread, "Welcome")
    await show.sees(hello, "a private thread")
    show.expect(hello, "Your first session", "To break the ice", "[Plan our first session]", "[I agree]")
    show.expect(await show.click(hello, "I agree"), "has agreed")
    show.changed()
    await _session(show, thread)


async def _thread(show: Show) -> Channel:
    for _ in range(int(PATIENCE / _OFTEN)):
        for thread in show.server.guild.threads.values():
            if thread.messages and show.server.student.id in thread.thread_members:
                return thread
        await asyncio.sleep(_OFTEN)
    raise DemoError("No thread was opened for the student and their mentor.")


async def _session(show: Show, thread: Channel) -> None:
    student, mentor = show.server.student, _mentor(show, thread)
    show.chapter("A session", "One proposes times in plain words, the other picks; the bot asks afterwards.")
    hello = await student.wait_for_message(thread, "Welcome")
    form = await show.click(hello, "Plan our first session")
    asked = {"time1": "in 3 days", "time2": "", "time3": "", "minutes": "45", "place": "Room 5"}
    show.expect(await show.submit(form, **asked), "I am asking")
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


def _mentor(show: Show, thread: Channel) -> Person:
    return next(one for one in show.server.mentors if one.id in thread.thread_members)
