"""Reminders as people meet them: through a real client, with the clock moved on."""

import asyncio
from datetime import date, timedelta

import pytest
from reminders.conftest import Days, enrol, keep

from mentorbot import clock
from mentorbot.reminders import rows, service

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def test_what_was_understood_is_shown_and_kept_only_when_pressed(days: Days) -> None:
    reply = await days.town.alice.slash("remind me", what="Call the dean", when="in 2 hours")
    assert reply.ephemeral
    assert "Call the dean" in reply.text
    assert ":R>" in reply.text
    assert await days.waiting("reminder") == []
    await reply.click("Keep")
    assert "is kept" in reply.text
    [due] = await days.waiting("reminder")
    assert abs(due - clock.now() - 2 * HOUR) < timedelta(minutes=1)


async def test_while_one_types_it_says_what_is_understood(days: Days) -> None:
    alice = days.town.alice
    day = date(clock.now().year + 1, 3, 1)
    [choice] = await alice.type("remind me", what="x", when=f"{day} 2pm")
    assert choice.label == f"{day} 2pm = {day:%A} 1 March {day.year}, 14:00"
    assert choice.value == f"{day} 2pm"
    [choice] = await alice.type("remind me", what="x", when="every first friday of october")
    assert "every first Friday of October at 9:00, first Friday" in choice.label
    assert "tomorrow 9am" in [one.value for one in await alice.type("remind me", what="x", when="")]
    assert await alice.type("remind me", what="x", when="blue moon") == []


async def test_it_arrives_once_as_a_direct_message(days: Days) -> None:
    await keep(days.town.alice, "Call the dean", "in 2 hours")
    await days.pass_by(2 * HOUR)
    message = await days.town.alice.wait_for_dm("Call the dean")
    assert [button.label for button in message.buttons] == ["Done", "Snooze 1 h", "Tomorrow", "Pick a time"]
    await days.pass_by(30 * DAY)
    assert len(days.town.alice.inbox) == 1


async def test_changing_what_was_understood_shows_the_new_time(days: Days) -> None:
    reply = await days.town.alice.slash("remind me", what="Call", when="tomorrow")
    assert "took 9:00" in reply.text
    form = await reply.click("Change")
    assert form.fields["When?"]["value"] == "tomorrow"
    changed = await form.submit(what="Call the dean", when="every Monday 9am")
    assert "every Monday at 9:00" in changed.text
    await changed.click("Keep")
    assert len(await days.waiting("reminder")) == 1
    assert "Call the dean" in (await days.town.alice.slash("remind list")).text


async def test_changing_only_the_words_leaves_the_time_alone(days: Days) -> None:
    draft = await days.town.alice.slash("remind me", what="Call", when="in 2 hours")
    kept = await draft.click("Keep")
    [before] = await days.waiting("reminder")
    await days.pass_by(HOUR)
    form = await kept.click("Change")
    changed = await form.submit(what="Call the dean", when="in 2 hours")
    assert "Call the dean" in changed.text
    [after] = await days.waiting("reminder")
    assert after == before
    await days.pass_by(HOUR)
    await days.town.alice.wait_for_dm("Call the dean")


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("yesterday", "already past"),
        ("soon", "not exact enough"),
        ("tomorrow at 5", "morning or in the afternoon"),
        ("2050-01-01", "at most 5 years"),
    ],
)
async def test_a_time_that_makes_no_sense_is_asked_again_and_nothing_is_kept(
    days: Days, when: str, told: str
) -> None:
    reply = await days.town.alice.slash("remind me", what="Call", when=when)
    assert told in reply.text
    assert reply.ephemeral
    assert "no reminders" in (await days.town.alice.slash("remind list")).text


async def test_times_are_those_of_the_members_zone_and_survive_a_change_of_clocks(days: Days) -> None:
    await keep(days.town.alice, "Standup", "every Sunday 9am")
    [first] = await days.waiting("reminder")
    hours = {first.hour}
    for _ in range(40):
        await days.pass_until((await days.waiting("reminder"))[0])
        [due] = await days.waiting("reminder")
        hours.add(due.hour)
    assert hours == {14, 15}, "9:00 in Chicago is 14:00 or 15:00 in UTC"
    assert len(days.town.alice.inbox) == 40


async def test_a_bot_that_was_away_tells_of_a_recurring_reminder_once_and_goes_on(days: Days) -> None:
    await keep(days.town.alice, "Read", "every day 9am")
    await days.town.stop()
    clock.advance(10 * DAY)
    await days.town.start()
    await days.settle()
    await days.town.alice.wait_for_dm("Read")
    assert len(days.town.alice.inbox) == 1
    [due] = await days.waiting("reminder")
    assert clock.now() < due <= clock.now() + DAY


async def test_every_button_works_after_a_restart(days: Days) -> None:
    draft = await days.town.alice.slash("remind me", what="Call the dean", when="in 1 hour")
    await days.town.restart()
    await draft.click("Keep")
    await days.pass_by(HOUR)
    message = await days.town.alice.wait_for_dm("Call the dean")
    await days.town.restart()
    await message.click("Snooze 1 h")
    assert "Put off" in message.text
    assert len(await days.waiting("reminder")) == 1


async def test_snoozed_it_comes_again_an_hour_later(days: Days) -> None:
    await keep(days.town.alice, "Call the dean", "in 1 hour")
    await days.pass_by(HOUR)
    message = await days.town.alice.wait_for_dm("Call the dean")
    await message.click("Snooze 1 h")
    [due] = await days.waiting("reminder")
    assert abs(due - clock.now() - HOUR) < timedelta(minutes=1)
    await days.pass_by(HOUR + timedelta(minutes=1))
    assert len(days.town.alice.inbox) == 2
    last = days.town.alice.inbox[-1]
    await last.click("Done")
    assert last.buttons == ()
    await days.pass_by(30 * DAY)
    assert len(days.town.alice.inbox) == 2


async def test_tomorrow_means_the_same_time_of_day(days: Days) -> None:
    await keep(days.town.alice, "Call the dean", "tomorrow 15:00")
    [first] = await days.waiting("reminder")
    await days.pass_until(first + 2 * HOUR)
    message = await days.town.alice.wait_for_dm("Call the dean")
    await message.click("Tomorrow")
    [due] = await days.waiting("reminder")
    assert timedelta(hours=20) < due - clock.now() < timedelta(hours=28)
    assert due.minute == 0


async def test_another_time_can_be_picked_in_plain_words(days: Days) -> None:
    await keep(days.town.alice, "Call the dean", "in 1 hour")
    await days.pass_by(HOUR)
    message = await days.town.alice.wait_for_dm("Call the dean")
    form = await message.click("Pick a time")
    told = await form.submit(when="every Monday")
    assert "only be put off to one time" in told.text
    form = await message.click("Pick a time")
    shown = await form.submit(when="in 3 days")
    meant = clock.now() + timedelta(days=3)
    assert await days.waiting("reminder") == []
    clock.advance(timedelta(hours=20))
    await shown.click("Yes, that is right")
    [due] = await days.waiting("reminder")
    assert abs(due - meant) < timedelta(hours=1, minutes=2), (
        "what was shown is kept, however late that is said"
    )


async def test_a_recurring_one_that_is_put_off_keeps_its_own_times(days: Days) -> None:
    await keep(days.town.alice, "Read", "every day 9am")
    [first] = await days.waiting("reminder")
    await days.pass_until(first)
    message = await days.town.alice.wait_for_dm("Read")
    await message.click("Snooze 1 h")
    assert len(await days.waiting("reminder")) == 2
    await days.pass_by(HOUR)
    assert len(days.town.alice.inbox) == 2
    assert len(await days.waiting("reminder")) == 1
    again = days.town.alice.inbox[-1]
    await again.click("Stop it")
    assert await days.waiting("reminder") == []
    await days.pass_by(5 * DAY)
    assert len(days.town.alice.inbox) == 2


async def test_pressing_twice_is_harmless(days: Days) -> None:
    alice = days.town.alice
    draft = await alice.slash("remind me", what="Call the dean", when="in 1 hour")
    keep_id = draft.button("Keep").custom_id
    await asyncio.gather(alice.forge_click(keep_id, draft), alice.forge_click(keep_id, draft))
    assert len(await days.waiting("reminder")) == 1
    await days.pass_by(HOUR)
    message = await alice.wait_for_dm("Call the dean")
    snooze, done = message.button("Snooze 1 h").custom_id, message.button("Done").custom_id
    await asyncio.gather(*(alice.forge_click(snooze, message, channel=alice.dm()) for _ in range(2)))
    assert len(await days.waiting("reminder")) == 1
    await asyncio.gather(*(alice.forge_click(done, message, channel=alice.dm()) for _ in range(2)))
    assert await days.waiting("reminder") == []
    assert "Done" in message.text


async def test_nobody_else_may_press(days: Days) -> None:
    town = days.town
    await enrol(town, town.bob)
    reply = await keep(town.alice, "Call the dean", "in 1 hour")
    await days.pass_by(HOUR)
    message = await town.alice.wait_for_dm("Call the dean")
    before = message.text
    for custom_id in [button.custom_id for button in (*message.buttons, *reply.buttons)]:
        if custom_id.startswith("reminders:list"):
            continue
        for channel in (town.bob.dm(), town.general):
            told = await town.bob.forge_click(custom_id, message, channel=channel)
            assert rows.GONE in told.text
    assert message.text == before
    assert "Call the dean" not in (await town.bob.slash("remind list")).text


async def test_in_another_community_a_reminder_is_not_there(days: Days) -> None:
    town = days.town
    other = town.sandbox.add_guild("Elsewhere")
    town.sandbox.install(town.app, other)
    town.sandbox.join(town.alice.user, other)
    reply = await keep(town.alice, "Call the dean", "in 1 hour")
    there = other.channel("general")
    form = await town.alice.slash("start", channel=there)
    await form.submit({"stage": "manager"})
    told = await town.alice.forge_click(reply.button("Cancel it").custom_id, reply, channel=there)
    assert rows.GONE in told.text
    assert "no reminders" in (await town.alice.slash("remind list", channel=there)).text
    assert "Call the dean" in (await town.alice.slash("remind list")).text
    assert "Call the dean" in (await town.alice.slash("remind list", channel=town.alice.dm())).text


async def test_a_member_who_erased_everything_gets_nothing(days: Days) -> None:
    await keep(days.town.alice, "Call the dean", "every day 9am")
    await days.town.alice.slash("remind digest", hour=8)
    question = await days.town.alice.slash("privacy erase")
    await question.click("Erase it all")
    await days.pass_by(10 * DAY)
    assert days.town.alice.inbox == []


async def test_who_is_not_enrolled_is_told_how_to(days: Days) -> None:
    for command, options in (("remind me", {"what": "x", "when": "tomorrow"}), ("remind digest", {})):
        assert "/start" in (await days.town.bob.slash(command, **options)).text


async def test_a_page_of_the_list_that_is_gone_meanwhile_is_the_last_there_is(days: Days) -> None:
    alice = days.town.alice
    for number in range(9):
        await keep(alice, f"Thing {number}", f"in {number + 1} days at 9am")
    before = await alice.slash("remind list")
    last = await alice.slash("remind list")
    await last.click("Later ▶")
    await last.click("Open")
    await last.click("Cancel it")
    await before.click("Later ▶")
    assert "Thing 7" in before.text
    assert "8 reminders wait" in before.text


async def test_the_list_pages_and_each_can_be_changed_and_cancelled(days: Days) -> None:
    alice = days.town.alice
    for number in range(10):
        await keep(alice, f"Thing {number}", f"in {number + 1} days at 9am")
    reply = await alice.slash("remind list")
    assert "10 reminders wait" in reply.text
    assert "Thing 0" in reply.text
    assert "Thing 9" not in reply.text
    await reply.click("Later ▶")
    assert "Thing 9" in reply.text
    await reply.click("◀ Sooner")
    await reply.click("Open")
    form = await reply.click("Change")
    shown = await form.submit(what="Thing 0 at noon", when="in 40 days at noon")
    assert "Is this what you mean?" in shown.text
    assert "Thing 0 at noon" not in (await alice.slash("remind list")).text
    reply = await shown.click("Yes, that is right")
    assert "Thing 0 at noon" in reply.text
    await reply.click("Cancel it")
    assert len(await days.waiting("reminder")) == 9
    await days.pass_by(60 * DAY)
    assert len(alice.inbox) == 9


async def test_a_member_has_so_many_reminders_and_no_more(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST", 2)
    third = await days.town.alice.slash("remind me", what="third", when="tomorrow 9am")
    await keep(days.town.alice, "first", "tomorrow 9am")
    await keep(days.town.alice, "second", "tomorrow 9am")
    told = await third.click("Keep")
    assert "You have 2 reminders waiting" in told.text
    told = await days.town.alice.slash("remind me", what="fourth", when="tomorrow 9am")
    assert "/remind list" in told.text
    assert len(await days.waiting("reminder")) == 2


async def test_markup_in_what_was_typed_does_nothing(days: Days) -> None:
    await keep(days.town.alice, "@everyone <@1> **x** \u202eesrever", "in 1 hour")
    await days.pass_by(HOUR)
    message = await days.town.alice.wait_for_dm("everyone")
    assert r"\*\*x\*\*" in message.text
    assert "\u202e" not in message.text
    assert message.payload["mentions"] == []


async def quiet(days: Days) -> None:
    """Have quiet hours from 22:00 to 07:00."""
    reply = await days.town.alice.slash("remind quiet")
    form = await reply.click("Choose quiet hours")
    await form.submit({"from": "10pm", "until": "7am"})
    assert "From 22:00 to 07:00" in reply.text
    assert "a time that you named" in reply.text


async def test_what_comes_again_waits_for_the_end_of_quiet_hours_and_says_so(days: Days) -> None:
    alice = days.town.alice
    await quiet(days)
    draft = await alice.slash("remind me", what="Sleep", when="every day at 23:00")
    assert "it comes when they end" in draft.text
    await draft.click("Keep")
    [due] = await days.waiting("reminder")
    await days.pass_until(due + HOUR)
    assert alice.inbox == []
    await days.pass_by(7 * HOUR)
    await alice.wait_for_dm("Sleep")
    reply = await alice.slash("remind quiet")
    await reply.click("No quiet hours")
    assert "Quiet hours: none" in reply.text


async def test_a_time_that_was_named_is_kept_even_in_quiet_hours(days: Days) -> None:
    alice = days.town.alice
    await quiet(days)
    draft = await alice.slash("remind me", what="Night shift", when="tomorrow 23:00")
    assert "You named the time yourself" in draft.text
    await draft.click("Keep")
    [due] = await days.waiting("reminder")
    await days.pass_until(due)
    arrived = await alice.wait_for_dm("Night shift")
    put_off = await arrived.click("Snooze 1 h")
    assert "You named the time yourself" in put_off.text
    await days.pass_by(HOUR)
    await alice.wait_for_dm(lambda _: len(alice.inbox) == 2)


async def test_of_what_comes_again_only_the_time_it_was_put_off_to_is_kept(days: Days) -> None:
    alice = days.town.alice
    draft = await alice.slash("remind me", what="Daily", when="every day at 21:30")
    await draft.click("Keep")
    await quiet(days)
    [due] = await days.waiting("reminder")
    await days.pass_until(due)
    await (await alice.wait_for_dm("Daily")).click("Snooze 1 h")
    await days.pass_by(HOUR)
    await alice.wait_for_dm(lambda _: len(alice.inbox) == 2)


@pytest.mark.parametrize(
    ("command", "statements"),
    [("remind list", 1), ("remind quiet", 1), ("remind digest", 1), ("nextstep", 1)],
)
async def test_a_command_runs_no_more_statements_than_it_needs(
    days: Days, command: str, statements: int
) -> None:
    before = days.town.database.statements
    await days.town.alice.slash(command)
    assert days.town.database.statements - before == statements
