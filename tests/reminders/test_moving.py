"""Somebody moves to another time zone: what comes by their clock, and what they are asked."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from reminders.conftest import Days, enrol, keep

from mentorbot import clock
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply

BERLIN, CHICAGO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Chicago")


async def ask(days: Days) -> Reply:
    """Let alice, who is reminded every Monday at 9:00, move to Berlin; and give what she is asked."""
    await keep(days.town.alice, "Write the log", "every Monday 9am")
    await enrol(days.town, days.town.alice, "Europe/Berlin")
    return await days.town.alice.wait_for_dm("Your clock has changed")


async def next_hours(days: Days, zone: ZoneInfo) -> list[str]:
    return [f"{due.astimezone(zone):%a %H:%M}" for due in await days.waiting("reminder")]


async def test_a_move_asks_whether_what_comes_again_stays_with_the_clock_on_the_wall(days: Days) -> None:
    asked = await ask(days)
    assert "You live by **Europe/Berlin** now. 1 reminder of yours comes again" in asked.text
    assert "Write the log: every Monday at 9:00 in America/Chicago" in asked.text
    assert await next_hours(days, CHICAGO) == ["Mon 09:00"]
    assert "every Monday at 9:00 in America/Chicago" in (await days.town.alice.slash("remind list")).text


async def test_what_is_moved_comes_at_the_same_hour_of_the_new_clock(days: Days) -> None:
    asked = await ask(days)
    moved = await asked.click("On my new clock")
    assert "Moved" in moved.text
    assert await next_hours(days, BERLIN) == ["Mon 09:00"]
    listed = (await days.town.alice.slash("remind list")).text
    assert "every Monday at 9:00" in listed
    assert "Chicago" not in listed


async def test_what_is_left_goes_on_by_the_old_clock_and_says_so(days: Days) -> None:
    asked = await ask(days)
    assert "go on coming by the clock of America/Chicago" in (await asked.click("Leave them")).text
    [due] = await days.waiting("reminder")
    await days.pass_until(due)
    came = await days.town.alice.wait_for_dm("Time for this")
    assert "It comes every Monday at 9:00 in America/Chicago" in came.text


async def test_what_was_put_off_is_still_put_off_after_a_move(days: Days) -> None:
    await keep(days.town.alice, "Write the log", "every Monday 9am")
    [due] = await days.waiting("reminder")
    await days.pass_until(due)
    came = await days.town.alice.wait_for_dm("Time for this")
    await came.click("Snooze 1 h")
    await enrol(days.town, days.town.alice, "Europe/Berlin")
    await (await days.town.alice.wait_for_dm("Your clock has changed")).click("On my new clock")
    first, second = await days.waiting("reminder")
    assert first - clock.now() <= timedelta(hours=1)
    assert f"{second.astimezone(BERLIN):%a %H:%M}" == "Mon 09:00"


async def test_a_zone_with_the_same_clock_asks_nothing(days: Days) -> None:
    await keep(days.town.alice, "Write the log", "every Monday 9am")
    await enrol(days.town, days.town.alice, "America/Menominee")
    await days.settle()
    assert not [one for one in days.town.alice.inbox if "clock has changed" in one.text]
    listed = (await days.town.alice.slash("remind list")).text
    assert "Chicago" not in listed


async def test_a_reminder_on_a_clock_that_was_named_is_not_asked_about(days: Days) -> None:
    kept = await keep(days.town.alice, "Call Mumbai", "every Monday 9am IST")
    assert "every Monday at 9:00 in Asia/Kolkata" in kept.text
    before = await days.waiting("reminder")
    await enrol(days.town, days.town.alice, "Europe/Berlin")
    await days.settle()
    assert await days.waiting("reminder") == before
    assert days.town.alice.inbox == []


async def test_the_digest_comes_at_its_hour_of_the_new_clock(days: Days) -> None:
    await days.town.alice.slash("remind digest", day="Monday", hour=8)
    await enrol(days.town, days.town.alice, "Europe/Berlin")
    [due] = await days.waiting("digest")
    assert f"{due.astimezone(BERLIN):%a %H:%M}" == "Mon 08:00"


@pytest.mark.parametrize("way", ["/start", "a city"])
async def test_every_way_to_say_where_one_lives_asks(days: Days, way: str) -> None:
    alice: Person = days.town.alice
    told = await enrol(days.town, alice, "UTC")
    await keep(alice, "Write the log", "every Monday 9am")
    if way == "/start":
        await enrol(days.town, alice, "Asia/Tokyo")
    else:
        form = await alice.forge_click("members:where", told)  # on the message of their first answers
        await form.submit(city="Tokyo")
    await alice.wait_for_dm("Your clock has changed")
