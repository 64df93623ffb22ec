"""What people do to Discord's own event, a message or a channel is taken over or asked, never overwritten."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from events.test_discord import Hall, empty_town, hall, natives, town, until
from reminders.conftest import Days

from mentorbot import clock
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.world import intents

__all__ = ["empty_town", "hall", "town"]


async def shown(hall: Hall, **options: Any) -> dict[str, Any]:
    """An event to which alice goes, and its Discord event."""
    await hall.publish(**options)
    await Days(hall.town).settle()
    await hall.town.enrol(hall.town.alice)
    await hall.say(hall.town.alice, "Going")
    await until(lambda: natives(hall))
    await until(lambda: hall.town.bot.guilds[0].scheduled_events)
    return natives(hall)[0]


def change(hall: Hall, **changes: Any) -> None:
    """Somebody changes the Discord event."""
    [event] = hall.town.guild.events.values()
    event.payload = {**event.payload, **changes}
    tell(hall, "UPDATE", event.payload)


def remove(hall: Hall) -> None:
    """Somebody deletes the Discord event."""
    [event] = hall.town.guild.events.values()
    del hall.town.guild.events[event.id]
    tell(hall, "DELETE", event.payload)


def tell(hall: Hall, what: str, payload: dict[str, Any]) -> None:
    name = f"GUILD_SCHEDULED_EVENT_{what}"
    hall.town.sandbox.gateway.dispatch(name, payload, guild=hall.town.guild, intents=intents.SCHEDULED_EVENTS)


async def test_a_name_that_was_changed_on_discord_is_taken_over(hall: Hall) -> None:
    await shown(hall)
    change(hall, name="Finance night", description="With pizza")
    await until(lambda: "Finance night" in hall.seen_by(hall.boss).text)
    assert "With pizza" in hall.seen_by(hall.boss).text
    assert natives(hall)[0]["name"] == "Finance night"
    assert not [one for one in hall.town.alice.inbox if "changed" in one.text]


@pytest.mark.parametrize("series", [{}, {"repeats": "weekly", "times": 3}])
async def test_a_time_and_place_that_were_changed_on_discord_are_taken_over_and_told(
    hall: Hall, series: dict[str, Any]
) -> None:
    await shown(hall, **series)
    start = (clock.now() + timedelta(days=31)).replace(hour=18, minute=0, second=0, microsecond=0)
    change(
        hall,
        scheduled_start_time=start.isoformat(),
        scheduled_end_time=(start + timedelta(hours=2)).isoformat(),
        entity_metadata={"location": "Room 9"},
    )
    told = await hall.town.alice.wait_for_dm("moved")
    assert f"<t:{int(start.timestamp())}" in told.text
    assert "Room 9" in told.text
    await until(lambda: "Room 9" in hall.seen_by(hall.boss).text)
    await Days(hall.town).settle()
    assert natives(hall)[0]["scheduled_start_time"][:16] == start.isoformat()[:16]
    assert len(natives(hall)) == 1


@pytest.mark.parametrize("days", [1, 2])
async def test_days_that_were_moved_on_discord_are_days_still(hall: Hall, days: int) -> None:
    first = (clock.now() + timedelta(days=30)).date()
    await shown(hall, starts=f"{first} all day", ends="" if days == 1 else f"{days} days")
    start, end = (
        datetime.fromisoformat(natives(hall)[0][f"scheduled_{name}_time"]) + timedelta(days=3, hours=hours)
        for name, hours in (("start", 9), ("end", -4))
    )
    change(hall, scheduled_start_time=start.isoformat(), scheduled_end_time=end.isoformat())
    told = await hall.town.alice.wait_for_dm("moved")
    assert f"{first + timedelta(days=3):%-d %B %Y}" in told.text.replace("<t:", ""), told.text
    assert "<t:" not in told.text


async def test_a_discord_event_that_was_deleted_is_asked_about_once_and_not_made_again_by_itself(
    hall: Hall,
) -> None:
    await hall.town.enrol(hall.boss)
    await shown(hall)
    remove(hall)
    asked = await hall.boss.wait_for_dm("scheduled event")
    assert "Finance evening" in asked.text
    modal = await (await hall.manage()).click("Change the words")
    await modal.submit(title="Finance night")
    await until(lambda: "Finance night" in hall.seen_by(hall.boss).text)
    await Days(hall.town).settle()
    assert not natives(hall)
    assert len([one for one in hall.boss.inbox if "scheduled event" in one.text]) == 1
    preview = await hall.manage("Finance night")
    await preview.click("Make it again")
    await until(lambda: [one["name"] for one in natives(hall)] == ["Finance night"])


async def test_what_was_changed_while_the_bot_was_away_is_taken_over_when_it_is_back(hall: Hall) -> None:
    await shown(hall)
    await Days(hall.town).settle()
    await hall.town.stop()
    change(hall, name="Finance night")
    await hall.town.start()
    await until(lambda: "Finance night" in hall.seen_by(hall.boss).text)


async def test_events_of_a_channel_that_was_deleted_are_posted_where_events_go_now(hall: Hall) -> None:
    await shown(hall)
    other = hall.town.sandbox.add_channel(hall.town.guild, "more-events")
    await until(lambda: hall.town.bot.get_channel(int(other.id)))
    await hall.boss.slash("setup events", {"channel": other})
    lives.remove_channel(hall.town.sandbox, hall.channel)
    posted = await hall.boss.wait_for_message(other, "Finance evening")
    assert "**1** going" in posted.text
    hall.channel = other
    await hall.town.enrol(hall.town.bob)
    assert "You are going" in (await hall.say(hall.town.bob, "Going")).text
    await Days(hall.town).settle()
    assert len(other.messages) == 1


async def test_no_sentence_promises_what_cannot_happen_where_the_channel_is_gone(hall: Hall) -> None:
    await shown(hall)
    lives.remove_channel(hall.town.sandbox, hall.channel)
    await until(lambda: hall.town.bot.get_channel(int(hall.channel.id)) is None)
    modal = await (await hall.manage()).click("Change the words")
    await modal.submit(title="Finance night")
    [told] = await hall.town.bot.program.platforms["discord"].bring_up("event", 1)
    assert "/setup events" in told
    assert "comes right by itself" not in told


async def test_a_message_that_was_deleted_is_posted_again_at_the_next_date(hall: Hall) -> None:
    await shown(hall, repeats="weekly", times=3, days=2)
    hall.channel.messages.clear()
    clock.advance(timedelta(days=3))
    hall.town.bot.dispatcher.nudge()
    await until(lambda: hall.channel.messages and "2 to come" in hall.seen_by(hall.boss).text)
    assert len(hall.channel.messages) == 1
