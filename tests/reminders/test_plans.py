"""Milestones with a day, and the weekly digest, through a real client with the clock moved on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from reminders.conftest import Days, enrol

from mentorbot import clock
from mentorbot.reminders import plans
from mentorbot.sandbox.discord.people.replies import Reply

DAY = timedelta(days=1)
CHICAGO = ZoneInfo("America/Chicago")


async def plan(days: Days, day: str) -> Reply:
    """Let alice plan what is next for her."""
    reply = await days.town.alice.slash("nextstep")
    form = await (await reply.click("More")).click("Plan it")
    planned = await form.submit(day=day)
    assert "Planned" in planned.text, planned.text
    return planned


def in_days(number: int) -> str:
    return (clock.now().astimezone(CHICAGO) + number * DAY).date().isoformat()


async def test_a_planned_milestone_is_nudged_about_14_and_3_days_before_and_on_the_day(days: Days) -> None:
    planned = await plan(days, in_days(30))
    due = await days.waiting("plan")
    told = [moment.astimezone(CHICAGO) for moment in due]
    assert [f"{one:%H:%M}" for one in told] == ["09:00"] * 3
    assert [(one.date() - told[-1].date()).days for one in told] == [-14, -3, 0]
    assert planned.text.count("<t:") == 4
    for count, moment in enumerate(due, start=1):
        await days.pass_until(moment)
        assert len(days.town.alice.inbox) == count
    assert "How to tell that it is done" in days.town.alice.inbox[0].text


async def test_the_day_of_the_advice_is_proposed(days: Days) -> None:
    await enrol(days.town, days.town.alice, target_date=in_days(1000))
    reply = await days.town.alice.slash("nextstep")
    assert "**By:**" in reply.text
    form = await (await reply.click("More")).click("Plan it")
    proposed = form.fields["By which day?"]["value"]
    planned = await form.submit()
    stamp = int(datetime.combine(datetime.fromisoformat(proposed), datetime.min.time(), CHICAGO).timestamp())
    assert f"<t:{stamp + 12 * 3600}:D>" in planned.text


@pytest.mark.parametrize("button", ["Done", "Not for me"])
async def test_no_nudge_comes_once_it_is_done_or_not_for_them(days: Days, button: str) -> None:
    reply = await days.town.alice.slash("nextstep")
    form = await (await reply.click("More")).click("Plan it")
    await form.submit(day=in_days(30))
    await reply.click(button)
    await days.pass_by(40 * DAY)
    assert days.town.alice.inbox == []


async def test_a_nudge_comes_again_if_done_was_taken_back(days: Days) -> None:
    reply = await days.town.alice.slash("nextstep")
    form = await (await reply.click("More")).click("Plan it")
    await form.submit(day=in_days(30))
    await reply.click("Done")
    await reply.click("Undo")
    await days.pass_by(17 * DAY)
    assert len(days.town.alice.inbox) == 1


async def test_one_press_on_a_nudge_marks_it_done(days: Days) -> None:
    await plan(days, in_days(2))
    [day] = await days.waiting("plan")
    await days.pass_until(day)
    nudge = await days.town.alice.wait_for_dm()
    await nudge.click("Done")
    assert "is done" in nudge.text
    assert (await days.town.alice.slash("progress")).text.splitlines()[1].startswith("1 of")


async def test_one_press_on_a_nudge_ends_them(days: Days) -> None:
    await plan(days, in_days(20))
    await days.pass_until((await days.waiting("plan"))[0])
    nudge = await days.town.alice.wait_for_dm()
    await days.town.restart()
    await nudge.click("No more of these")
    assert "no day any more" in nudge.text
    assert await days.waiting("plan") == []
    await days.pass_by(30 * DAY)
    assert len(days.town.alice.inbox) == 1


async def test_another_day_replaces_the_first(days: Days) -> None:
    planned = await plan(days, in_days(30))
    form = await planned.click("Another day")
    assert form.fields["By which day?"]["value"] == in_days(30)
    await form.submit(day=in_days(60))
    await days.pass_by(40 * DAY)
    assert days.town.alice.inbox == []
    await days.pass_by(25 * DAY)
    assert len(days.town.alice.inbox) == 3


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("yesterday", "already past"),
        ("today 23:59", "after today"),
        ("someday", "not exact enough"),
        ("every Monday", "one day"),
        ("2050-01-01", "at most 5 years"),
    ],
)
async def test_a_day_that_makes_no_sense_gets_a_sentence(days: Days, day: str, told: str) -> None:
    reply = await days.town.alice.slash("nextstep")
    form = await (await reply.click("More")).click("Plan it")
    assert told in (await form.submit(day=day)).text
    assert await days.waiting("plan") == []


async def test_remind_me_of_a_milestone_is_not_sent_once_it_is_done(days: Days) -> None:
    reply = await days.town.alice.slash("nextstep")
    form = await reply.click("Remind me")
    draft = await form.submit(when="in 2 days at 9am")
    await draft.click("Keep")
    assert len(await days.waiting("reminder")) == 1
    await reply.click("Done")
    await days.pass_by(5 * DAY)
    assert days.town.alice.inbox == []


async def test_nobody_else_may_press_on_a_nudge_and_communities_are_not_mixed(days: Days) -> None:
    town = days.town
    other = town.sandbox.add_guild("Elsewhere")
    town.sandbox.install(town.app, other)
    town.sandbox.join(town.alice.user, other)
    await enrol(town, town.bob)
    await plan(days, in_days(3))
    await days.pass_until((await days.waiting("plan"))[0])
    nudge = await town.alice.wait_for_dm()
    for label in ("Done", "No more of these"):
        told = await town.bob.forge_click(nudge.button(label).custom_id, nudge, channel=town.bob.dm())
        assert plans.NOT_YOURS in told.text
    # The community used last is another; the nudge is still about the one it came from.
    there = other.channel("general")
    form = await town.alice.slash("start", channel=there)
    await form.submit({"stage": "manager"})
    told = await town.alice.forge_click(nudge.button("Done").custom_id, nudge, channel=there)
    assert plans.NOT_YOURS in told.text
    await nudge.click("Done")
    assert (await town.alice.slash("progress")).text.splitlines()[1].startswith("1 of")
    assert (await town.alice.slash("progress", channel=there)).text.splitlines()[1].startswith("0 of")


async def test_the_digest_is_only_for_who_asked_and_comes_every_week(days: Days) -> None:
    town = days.town
    await enrol(town, town.bob)
    reply = await town.alice.slash("remind digest")
    assert "off" in reply.text
    await reply.click("Turn it on: Monday 8:00")
    assert "Every Monday at 8:00" in reply.text
    await plan(days, in_days(12))
    for week in range(1, 4):
        [due] = await days.waiting("digest")
        assert f"{due.astimezone(CHICAGO):%A %H:%M}" == "Monday 08:00"
        await days.pass_until(due)
        digests = [message for message in town.alice.inbox if "Your week" in message.text]
        assert len(digests) == week
    assert "What you planned" in digests[0].text
    assert town.bob.inbox == []


async def test_one_press_turns_the_digest_off(days: Days) -> None:
    await days.town.alice.slash("remind digest", day=4, hour=17)
    [due] = await days.waiting("digest")
    assert f"{due.astimezone(CHICAGO):%A %H:%M}" == "Friday 17:00"
    await days.pass_until(due)
    message = await days.town.alice.wait_for_dm("Your week")
    await message.click("Turn the digest off")
    assert "no weekly digest" in message.text
    assert await days.waiting("digest") == []
    assert "off" in (await days.town.alice.slash("remind digest")).text


async def test_the_day_and_hour_of_the_digest_can_be_chosen(days: Days) -> None:
    reply = await days.town.alice.slash("remind digest")
    form = await reply.click("Another day or hour")
    await form.submit(weekday="2", hour="6pm")
    assert "Every Wednesday at 18:00" in reply.text
    form = await reply.click("Another day or hour")
    told = await form.submit(weekday="2", hour="18:30")
    assert "on the hour" in told.text


async def test_a_digest_that_is_days_late_is_left_for_the_next(days: Days) -> None:
    await days.town.alice.slash("remind digest", day=0, hour=8)
    [due] = await days.waiting("digest")
    await days.town.stop()
    clock.advance(due - clock.now() + 4 * DAY)
    await days.town.start()
    await days.settle()
    assert days.town.alice.inbox == []
    [following] = await days.waiting("digest")
    assert following - due == 7 * DAY or following.astimezone(CHICAGO).hour == 8


async def test_a_day_that_nobody_announced_is_called_an_estimate(days: Days) -> None:
    await enrol(days.town, days.town.alice, stage="masters_student")
    step = await days.town.alice.slash("step", step="masters")
    button = "reminders:plan:masters.fellowship-apply"
    form = await days.town.alice.forge_click(button, step)
    [field] = form.fields.values()
    assert field["value"].startswith("20")
    assert "estimate" in str(form.shown)
    planned = await form.submit(day=field["value"])
    assert "NCAF application deadline is an estimate" in planned.text
