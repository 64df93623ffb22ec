"""Asking for the date of an event: times are proposed, people tick, one is chosen."""

from datetime import timedelta

from events.test_discord import Hall, empty_town, hall, natives, town, until

from mentorbot import clock

__all__ = ["empty_town", "hall", "town"]


async def test_people_tick_the_times_that_suit_and_are_told_which_was_chosen(hall: Hall) -> None:
    alice, bob, boss = hall.town.alice, hall.town.bob, hall.boss
    for one in (alice, bob):
        await hall.town.enrol(one)
    draft = await hall.draft(title="Board games")
    first, second = (clock.now() + timedelta(days=days) for days in (10, 12))
    form = await draft.click("Ask for the date")
    refused = await form.submit(times=f"{first:%Y-%m-%d} 17:00")
    assert "2 to 5 times" in refused.text
    form = await draft.click("Ask for the date")
    shown = await form.submit(times=f"{second:%Y-%m-%d} 18:00\nin 10 days at 5pm")
    assert "Time 2" in shown.text
    assert hall.channel.messages == []
    asked = await shown.click("Yes, that is right")
    assert "Asked." in asked.text
    await boss.wait_for_message(hall.channel, "When could you come?")

    answer = await hall.say(alice, "Time 1")
    assert "These times suit you" in answer.text
    await hall.say(alice, "Time 2")
    await hall.say(bob, "Time 2")
    assert "2 people" in hall.seen_by(bob).text
    assert "No time suits you" in (await hall.say(bob, "Time 2")).text
    stranger = await hall.say(hall.town.sandbox.add_person("eve", hall.town.guild), "Time 1")
    assert "/start" in stranger.text
    await hall.say(bob, "Time 2")
    pressed = hall.seen_by(bob).button("Time 1").custom_id

    standing = await (await hall.manage("Board games")).click("Ask for the date")
    assert f"<@{alice.id}>, <@{bob.id}>" in standing.text
    done = await standing.click("Choose 2")
    assert "Published in" in done.text
    await until(lambda: natives(hall))
    assert natives(hall)[0]["scheduled_start_time"].startswith(f"{second:%Y-%m-%dT18:00}")
    told = await alice.wait_for_dm("The date is set")
    assert "suits you" in told.text
    await bob.wait_for_dm("The date is set")
    assert "Going" in [one.label for one in (await told.click("Say whether you come")).buttons]
    question = hall.channel.messages[0]
    await until(lambda: "The date is set" in str(question.payload))
    late = await alice.forge_click(pressed, hall.seen_by(alice))
    assert "The date is set" in late.text


async def test_other_times_keep_what_was_ticked_and_a_draft_that_is_dropped_asks_no_more(hall: Hall) -> None:
    alice = hall.town.alice
    await hall.town.enrol(alice)
    draft = await hall.draft(title="Board games")
    first, second, third = (f"{clock.now() + timedelta(days=days):%Y-%m-%d} 17:00" for days in (10, 12, 14))
    form = await draft.click("Ask for the date")
    await form.submit(times=f"{first}\n{second}")
    await alice.wait_for_message(hall.channel, "When could you come?")
    await hall.say(alice, "Time 1")
    await hall.say(alice, "Time 2")
    standing = await (await hall.manage("Board games")).click("Ask for the date")
    form = await standing.click("Ask for other times")
    await form.submit(times=f"{second}\n{third}")
    question = hall.channel.messages[0]
    await until(lambda: "0 people" in str(question.payload))
    assert "1 person" in str(question.payload)
    preview = await hall.manage("Board games")
    await preview.click("Drop it")
    await until(lambda: "no date is looked for" in str(question.payload))
