"""A press learns nothing: what does not belong to whoever presses is as if it did not exist."""

import re

from mentoring.quarter import Quarter, empty_town, quarter, town
from mentoring.requests.test_discord import asked

from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.discord.people.replies import Reply as Shown

__all__ = ["empty_town", "quarter", "town"]

PRIVATE = (
    "request",
    "mentorship",
    "goals",
    "report",
    "session",
    "meeting",
    "interview",
    "introduction",
    "agreement",
)
"""Features whose things belong to somebody; what all members see anyway is none of them."""
THERE, NOWHERE = "1", "987654"


def said(reply: Shown | Modal, argument: str) -> str:
    """What was answered, without the number that was pressed."""
    shown = repr(sorted(reply.fields)) if isinstance(reply, Modal) else reply.text
    return re.sub(rf"\b{argument}\b", "N", shown)


async def test_a_stranger_is_answered_the_same_whether_it_exists_or_not(quarter: Quarter) -> None:
    alice, mentor, stranger = quarter.town.alice, quarter.person("ada"), quarter.person("eve")
    await asked(quarter, mentor)
    await mentor.wait_for_dm("would like you as a mentor")
    form = await alice.slash("report new")
    await form.submit(text="She is late")
    screen = await quarter.town.enrol(stranger)
    pressed = 0
    for verb in sorted(quarter.town.bot.router.known):
        if verb.split(":", maxsplit=1)[0] not in PRIVATE:
            continue
        for tail in ("", ":1", ":0", ":1:0"):
            there = await stranger.forge_click(f"{verb}:{THERE}{tail}", screen)
            nowhere = await stranger.forge_click(f"{verb}:{NOWHERE}{tail}", screen)
            assert said(there, THERE) == said(nowhere, NOWHERE), f"{verb}{tail}"
            pressed += 1
    assert pressed > 40
