"""Did you attend? One press, and it is in the credits."""

from datetime import timedelta

from events.test_discord import Hall, empty_town, hall, town

from mentorbot import clock
from mentorbot.events import service

__all__ = ["empty_town", "hall", "town"]


async def gone(hall: Hall, **options: str) -> None:
    """Let alice, who keeps the FACHE, go to an event; and bob, who keeps nothing. Then it is over."""
    await hall.publish(days=3, **options)
    for person in (hall.town.alice, hall.town.bob):
        await hall.town.enrol(person)
        await hall.say(person, "Going")
    expires = f"{clock.now().year + 1}-12-31"
    await hall.town.alice.slash("credits goal", credential="fache", expires=expires)
    clock.advance(timedelta(days=4))
    hall.town.bot.dispatcher.nudge()


async def test_whoever_went_is_asked_and_logs_the_credits_with_one_press(hall: Hall) -> None:
    await gone(hall, credits="In-Person 6, Qualifying 1.5")
    asked = await hall.town.alice.wait_for_dm("Did you attend?")
    button = asked.buttons[0].custom_id
    assert button
    said = await asked.click("I was there")
    assert "in your credits for FACHE" in said.text
    assert "✅ Go to one event" in (await hall.town.alice.slash("step", step="network")).text
    assert "▶️ Go to one event" in (await hall.town.bob.slash("step", step="network")).text, "he said he goes"
    status = await hall.town.alice.slash("credits status")
    assert "7.5" in status.text
    exported = await hall.town.alice.slash("credits export")
    assert any(b"Finance evening" in exported.read(file) for file in exported.files)
    again = await hall.town.alice.forge_click(button, asked)
    assert "in your list already" in again.text


async def test_whoever_keeps_no_credential_is_told_how_to_and_was_there_all_the_same(hall: Hall) -> None:
    await gone(hall, credits="In-Person 6")
    asked = await hall.town.bob.wait_for_dm("Did you attend?")
    assert "/credits goal" in (await asked.click("I was there")).text
    assert "✅ Go to one event" in (await hall.town.bob.slash("step", step="network")).text


async def test_whoever_looks_for_a_first_event_is_asked_about_one_without_credits_too(hall: Hall) -> None:
    await gone(hall)
    alice, bob = hall.town.alice, hall.town.bob
    asked = await bob.wait_for_dm("Did you attend?")
    assert "ticks “Go to one event" in asked.text
    assert "credits" not in asked.text
    await alice.wait_for_dm("Did you attend?")
    said = await asked.click("I was there")
    assert "you were at" in said.text
    assert "✅ Go to one event" in (await bob.slash("step", step="network")).text
    # Bob has been to one by now, Alice has not said so: only she is asked about the next.
    await hall.publish(title="Quality evening", days=3)
    for person in (alice, bob):
        await hall.say(person, "Going")
    clock.advance(timedelta(days=4))
    hall.town.bot.dispatcher.nudge()
    await alice.wait_for_dm("Quality evening** on")
    assert not [one for one in bob.inbox if "Quality evening** on" in one.text]


async def test_a_forged_press_logs_nothing(hall: Hall) -> None:
    await hall.publish(days=3, credits="In-Person 6")
    await hall.town.enrol(hall.town.alice)
    await hall.town.alice.slash("credits goal", credential="fache", expires=f"{clock.now().year + 1}-12-31")
    shown = await hall.town.alice.slash("events")
    show = next(one.custom_id for one in shown.buttons if one.label == "Look")
    assert show
    event_id = show.split(":")[2]
    async with hall.town.database.read_scope() as connection:
        event = await service.load_event(connection, int(event_id))
    assert event is not None
    stamp = int(event.starts_at.timestamp())
    for argument in (f"{event_id}:{stamp}", f"{event_id}:{stamp + 1}", f"{event_id}:", "0:0"):
        reply = await hall.town.alice.forge_click(f"events:attended:{argument}", shown)
        assert "did not work" in reply.text
    await hall.say(hall.town.alice, "Going")
    reply = await hall.town.alice.forge_click(f"events:attended:{event_id}:{stamp}", shown)
    assert "not over yet" in reply.text
