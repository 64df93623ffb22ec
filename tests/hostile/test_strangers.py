"""A press learns nothing: what does not belong to whoever presses is as if it did not exist."""

import re
from dataclasses import replace

import pytest
from community import test_privacy as everything
from sqlalchemy import String, delete, func, update
from town import Town, empty_town

from mentorbot.delivery.service import delivery
from mentorbot.events.models import EVENT
from mentorbot.events.terms import EventState
from mentorbot.guide.model import Guide
from mentorbot.members.models import MEMBER
from mentorbot.networking.opportunities.models import OPPORTUNITY
from mentorbot.networking.opportunities.terms import OpportunityState
from mentorbot.sandbox.discord.people.replies import Modal
from mentorbot.sandbox.discord.people.replies import Reply as Shown

__all__ = ["empty_town"]

PRIVATE = (
    "credits",
    "directory",
    "events",
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
"""Features whose things belong to somebody, or are not shown to all yet; not what all members see."""
THERE, NOWHERE = "1", "987654"


def said(reply: Shown | Modal) -> str:
    """What was answered, without the numbers that were pressed."""
    shown = repr(sorted(reply.fields)) if isinstance(reply, Modal) else reply.text
    return re.sub(rf"\b({THERE}|{NOWHERE})\b", "N", shown)


async def fill(town: Town, guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two in the town have something of everything there is, before the bot is started."""
    here = [replace(everything.ALICE, community=town.guild.id, user_id=str(one)) for one in (7001, 7002)]
    monkeypatch.setattr(everything, "EVERYONE", here)
    await everything.enrol_everyone(town.database, guide)
    async with town.database.session_scope() as session:
        number = func.cast(MEMBER.c.id + 900_000_000_000_000_000, String)
        await session.execute(update(MEMBER).values(user_id=number))
        await session.execute(delete(delivery))
        await session.execute(update(OPPORTUNITY).values(state=OpportunityState.WAITING))
        await session.execute(update(EVENT).values(state=EventState.DRAFT))


@pytest.mark.slow
async def test_a_stranger_is_answered_the_same_whether_it_exists_or_not(
    empty_town: Town, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, stranger = empty_town, empty_town.sandbox.add_person("eve", empty_town.guild)
    await fill(town, guide, monkeypatch)
    await town.start()
    screen = await town.enrol(stranger)
    known = sorted(town.bot.router.known)
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
