"""Whatever an organizer types, all see it as it was typed, and it does nothing."""

import asyncio
from typing import Any

import pytest
from events.test_discord import Hall, empty_town, hall, town
from hostile.texts import NASTY
from hostile.watching import BROKEN, shown_alive

from mentorbot.sandbox.discord.people.replies import Modal, Reply

__all__ = ["empty_town", "hall", "town"]


def harmless(hall: Hall, reply: Any) -> None:
    """Hold an answer to what every answer must be."""
    assert BROKEN not in reply.text
    known = (f"<#{hall.channel.id}>", "/event")
    text = reply.text
    for name in known:
        text = text.replace(name, "")
    assert not [found for found in shown_alive(reply) if found not in known and found in text]


@pytest.mark.slow
async def test_every_nasty_text_in_every_field_is_shown_without_effect(hall: Hall) -> None:
    published = 0
    for text in NASTY:
        given = {"kind": "webinar", "starts": "2030-01-01 10:00", "host": text[:100], "place": text[:500]}
        modal = await hall.boss.slash("organize event announce", given)
        if not isinstance(modal, Modal):
            harmless(hall, modal)
            assert "did not work" in modal.text
            modal = await hall.boss.slash(
                "organize event announce", kind="webinar", starts="2030-01-01 10:00"
            )
        preview = await modal.submit(title=f"T{text}"[:100], about=text[:1000], credits=text[:200])
        harmless(hall, preview)
        if "did not work" in preview.text:
            (choice, *_) = await hall.boss.type("organize event edit", event="New event")
            preview = await hall.boss.slash("organize event edit", event=choice.value)
            modal = await preview.click("Change the words")
            preview = await modal.submit(title=f"T{text}"[:100], about=text[:1000])
            harmless(hall, preview)
        before = len(hall.channel.messages)
        await preview.click("Publish")
        async with asyncio.timeout(60):
            while len(hall.channel.messages) == before:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.01)
        message = Reply(hall.boss, hall.channel.messages[-1])
        harmless(hall, message)
        assert message.payload["mentions"] == message.payload["mention_roles"] == []
        assert not message.payload["mention_everyone"]
        published += 1
    harmless(hall, await hall.town.alice.slash("events"))
    assert published == len(NASTY)


async def test_forged_ids_and_forms_get_a_sentence_and_change_nothing(hall: Hall) -> None:
    await hall.publish()
    await hall.town.enrol(hall.town.alice)
    shown = await hall.town.alice.slash("events")
    for verb in ("going", "interested", "cannot", "mute", "unmute", "show", "calendar", "page", "filter"):
        for argument in ("", "0", "-1", "9" * 40, "1:1:1", "x", "²", "١"):
            reply = await hall.town.alice.forge_click(f"events:{verb}:{argument}", shown)
            harmless(hall, reply)
    for verb in ("publish", "words", "time", "manage", "cancel", "cancel_confirm", "drop"):
        for argument in ("", "1", "1:", "1:999", "9" * 40 + ":1", "x:y"):
            reply = await hall.boss.forge_click(f"events:{verb}:{argument}", shown)
            if not isinstance(reply, Modal):
                harmless(hall, reply)
    for verb in ("write", "move"):
        for argument in ("", "1", "1:999", "x:y"):
            harmless(hall, await hall.boss.forge_submit(f"events:{verb}:{argument}", []))
    assert "Finance evening" in (await hall.town.alice.slash("events")).text
