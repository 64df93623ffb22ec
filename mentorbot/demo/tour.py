"""The guided tour: one student's first weeks, from not being enrolled to having their data erased."""

import json
import time
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from mentorbot import clock
from mentorbot.demo.asking import asking
from mentorbot.demo.coffee import coffee
from mentorbot.demo.company import DemoError
from mentorbot.demo.evening import evening
from mentorbot.demo.matchday import matchday
from mentorbot.demo.pair import mentorship, place
from mentorbot.demo.show import Show
from mentorbot.demo.stage.seen import Seen

GOAL = "Lead a clinic in my home town"
_WHOSE = ("member_id", "mentor_id", "mentee_id", "other_id")
"""The columns that say whose a row is."""

BY_HAND = "Try it by hand:   make demo, in your browser"
FOR_REAL = "Run it for real:  make run, with a token (README.md: five minutes)"


async def tour(show: Show, folder: Path) -> None:
    """Show everything the bot does, once.

    Args:
        folder: Where the pictures of the path and of the credits are written to.

    Raises:
        DemoError: The bot did something else than the story says.
    """
    began = time.perf_counter()
    title = Text("mentorbot", style="bold")
    show.console.print(Panel(show.company.introduce(), title=title, title_align="left", padding=(1, 2)))
    advice = await first_steps(show)
    await _reading(show)
    await _progress(show, folder)
    await _mentors(show, advice)
    await evening(show, folder)
    await place(show)
    await asking(show)
    await matchday(show, folder)
    await mentorship(show)
    await coffee(show)
    await _restart(show)
    await _privacy(show)
    if problems := show.company.complaints:
        raise DemoError("The bot went beyond what the chat has:\n" + "\n".join(problems))
    if show.company.log.getvalue():
        raise DemoError("The bot logged trouble.")
    _farewell(show.console, f"{show.exchanges} exchanges in {time.perf_counter() - began:.1f} s.")


async def first_steps(show: Show) -> Seen:
    """Tell the beginning: somebody enrols, and is told what to do next; returns that."""
    await _before_enrolling(show)
    await _enrolling(show)
    return await _next_step(show)


async def _before_enrolling(show: Show) -> None:
    show.chapter("Not enrolled yet", "Maya, a student, just tries it. She gets an answer, and an offer.")
    reply = await show.slash(show.cast.student, "nextstep")
    show.expect(reply, "Step 1", "not enrolled", "[Start]")
    show.changed()


async def _enrolling(show: Show) -> None:
    student = show.cast.student
    show.chapter("Enrolling", "Five questions in one form. The time zone is found by typing a city.")
    choices = await show.typing(student, "start", time_zone="chic")
    if not choices:
        raise DemoError("Nothing was offered for the time zone “chic”.")
    with show.picture("start"):
        form = await show.slash(student, "start", time_zone=choices[0].value)
        reply = await show.submit(
            form,
            stage="masters_student",
            finished=["bachelors"],
            under_way=["experience", "masters"],
            goal=GOAL,
            target_date=f"{clock.now().year + 5}-06-30",
        )
    show.expect(reply, "Welcome")
    show.changed()


async def _next_step(show: Show) -> Seen:
    student = show.cast.student
    show.chapter("What is next?", "The heart of it: one thing to do, why, and how to tell that it is done.")
    with show.picture("nextstep"):
        advice: Seen = await show.slash(student, "nextstep")
    show.expect(advice, "[Done]", "[Why this?]", "[Not for me]", "[More]")
    show.expect(await show.click(advice, "Why this?"), "Why you, and why now")
    show.expect(await show.click(advice, "Done"), "Well done", "[Undo]")
    show.changed()
    show.expect(await show.click(advice, "Not for me"), "set aside", "[Undo]")
    show.changed()
    show.expect(await show.click(advice, "Undo"), "open again")
    show.changed()
    return advice


async def _reading(show: Show) -> None:
    student = show.cast.student
    show.chapter(
        "The guide",
        "Every page can be found by what one would type, with its sources and when they were checked.",
    )
    choices = await show.typing(student, "guide", topic="fache")
    if not choices:
        raise DemoError("Nothing was offered for the topic “fache”.")
    with show.picture("guide"):
        page = await show.slash(student, "guide", topic=choices[0].value)
    show.expect(page, "FACHE", "Sources, checked")
    found = await show.slash(student, "guide", topic="how do i netwrok")
    show.expect(found, "How to network", "Sources, checked")
    show.expect(await show.slash(student, "step"), "Milestones")


async def _progress(show: Show, folder: Path) -> None:
    show.chapter("The path", "As a picture, light or dark, or in words.")
    with show.picture("progress"):
        reply = await show.slash(show.cast.student, "progress")
    show.expect(reply, "done", "Next")
    await show.save(reply, "progress.png", folder)


async def _mentors(show: Show, advice: Seen) -> None:
    mentor, other = show.cast.mentors
    show.chapter("Other people", "Daniel, a mentor, looks around. What is on Maya's screen is nobody else's.")
    show.expect(await show.slash(mentor, "help"), "/nextstep")
    done = advice.find_id("Done")
    show.did(
        other,
        Text("sends the id of the student's ")
        .append("[ Done ]", style="bold")
        .append(" with a tampered client"),
    )
    await show.forge(other, done, advice)
    lines = show.changed()
    if lines:
        raise DemoError("A stranger's press was stored.")
    show.did(show.cast.student, Text("presses a button from long ago, for something the guide no longer has"))
    await show.forge(show.cast.student, "progress:done:masters.no-longer-there", advice)
    if show.changed():
        raise DemoError("A stale press was stored.")


async def _restart(show: Show) -> None:
    show.chapter(
        "A restart", "The bot is stopped and started again. Nothing is lost, and old buttons still work."
    )
    advice = await show.slash(show.cast.student, "nextstep")
    await show.company.stop()
    show.note("The bot has stopped.")
    await show.company.start()
    show.note("The bot is online again.")
    show.expect(await show.click(advice, "Done"), "Well done")
    show.changed()


async def _privacy(show: Show) -> None:
    student = show.cast.student
    theirs = next(
        row["id"]
        for (table, _), row in show.company.stored().items()
        if table == "member" and row["user_id"] == str(student.id)
    )
    show.chapter("Privacy", "All that is stored can be had as a file, and erased.")
    reply = await show.slash(student, "privacy export")
    show.expect(reply, "Your data")
    data = json.loads(await reply.read(".json"))
    shown = json.dumps(data, indent=2, ensure_ascii=False).splitlines()
    show.console.print(Padding(Text("\n".join([*shown[:16], "…"]), style="dim"), (0, 0, 0, 4)))
    question = await show.slash(student, "privacy erase")
    show.expect(question, "[Keep it]")
    show.expect(await show.click(question, "Erase it all"), "Erased")
    show.changed()
    if any(row.get(column) == theirs for row in show.company.stored().values() for column in _WHOSE):
        raise DemoError("Something of the student is still stored.")


def _farewell(console: Console, told: str) -> None:
    console.print()
    words = Text.assemble((f"That was the tour: {told}", "bold"), f"\n\n{BY_HAND}\n{FOR_REAL}")
    console.print(Panel(words, padding=(1, 2), border_style="green"))
