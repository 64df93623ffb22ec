"""A press learns nothing: what does not belong to whoever presses is as if it did not exist."""

import re

from mentoring.quarter import Quarter, empty_town, quarter, town
from mentoring.requests.test_discord import asked

from mentorbot import clock
from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.discord.people.replies import Reply as Shown

__all__ = ["empty_town", "quarter", "town"]

PRIVATE = (
    "credits",
    "directory",
    "forms",
    "goals",
    "interviews",
    "intros",
    "match",
    "meetings",
    "mentorship",
    "opportunities",
    "reminders",
    "report",
    "request",
)
"""Features whose things belong to somebody; what all members see anyway is none of them."""
THERE, NOWHERE = "1", "987654"


def said(reply: Shown | Modal) -> str:
    """What was answered, without the numbers that were pressed."""
    shown = repr(sorted(reply.fields)) if isinstance(reply, Modal) else reply.text
    return re.sub(rf"\b({THERE}|{NOWHERE})\b", "N", shown)


async def test_a_stranger_is_answered_the_same_whether_it_exists_or_not(quarter: Quarter) -> None:
    alice, mentor, stranger = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    await asked(quarter, mentor)
    await mentor.wait_for_dm("would like you as a mentor")
    form = await alice.slash("report new")
    await form.submit(text="She is late")
    reminded = await alice.slash("remind me", what="Call Ada", when="in 3 hours")
    assert "Call Ada" in reminded.text
    await alice.slash("credits goal", credential="fache", expires=f"{clock.now().year + 1}-12-31")
    logged = await alice.slash("credits log", title="Congress", hours=6, type="fache/in-person")
    assert "Congress" in logged.text
    screen = await quarter.town.enrol(stranger)
    known = sorted(quarter.town.bot.router.known)
    assert {verb.split(":", maxsplit=1)[0] for verb in known} >= set(PRIVATE)
    pressed = 0
    for verb in known:
        if verb.split(":", maxsplit=1)[0] not in PRIVATE:
            continue
        for tail in ("", ":1", ":0", ":1:0"):
            there = await stranger.forge_click(f"{verb}:{THERE}{tail}", screen)
            nowhere = await stranger.forge_click(f"{verb}:{NOWHERE}{tail}", screen)
            assert said(there) == said(nowhere), f"{verb}{tail}"
            pressed += 1
    assert pressed > 40
