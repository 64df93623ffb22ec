"""Series that live: one date is moved or off, the next one follows, and what was held is not forgotten."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from events.conftest import BOSS, ORGANIZER, Announce, enrol, person, seen, texts
from events.telling import say, tell, until
from events.test_discord import Hall, empty_town, hall, natives, town
from events.test_discord import until as wait_until
from reminders.conftest import Days

from mentorbot import clock
from mentorbot.chat import moment
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import (
    announce,
    attendance,
    calendar,
    cards,
    date_cards,
    managing,
    native,
    service,
    single_dates,
)
from mentorbot.events.native import Native
from mentorbot.events.recurrence import Repeats
from mentorbot.events.single_dates import Which
from mentorbot.events.terms import CreditType, EventAnswer
from mentorbot.events.time_words import list_exceptions
from mentorbot.events.view import EventView
from mentorbot.sandbox.discord.people.replies import Reply

__all__ = ["empty_town", "hall", "town"]

EVENING = timedelta(minutes=90)


async def load(database: Database, event: EventView) -> EventView:
    async with database.read_scope() as connection:
        found = await service.load_event(connection, event.id)
    assert found is not None
    return found


def which(event: EventView, number: int) -> Which:
    return Which(seen(event), int(event.when.planned[number].timestamp()))


async def move_date(database: Database, event: EventView, number: int, **typed: str) -> EventView:
    async with database.session_scope() as session:
        done = await single_dates.move_date(session, BOSS, ORGANIZER, which(event, number), typed)
    return done.changed.event


async def call_off(database: Database, event: EventView, number: int) -> EventView:
    async with database.session_scope() as session:
        done = await single_dates.call_off_date(session, BOSS, ORGANIZER, which(event, number))
    return done.changed.event


async def move(database: Database, event: EventView, **typed: str) -> EventView:
    """Fill in the form of time and place, what is not named as it stands there."""
    form = {"zone": event.time_zone, "place": event.place or event.link}
    async with database.session_scope() as session:
        done = await managing.move_event(session, BOSS, ORGANIZER, seen(event), form | typed)
    return done.changed.event


def wall(moment_: Any) -> str:
    return f"{moment_:%Y-%m-%d %H:%M}"


@pytest.fixture
async def series(database: Database, announced: Announce) -> EventView:
    """Four evenings, a week apart, to which ann goes."""
    event = await announced(series=Repeats.WEEKLY, words=texts(credits={CreditType.IN_PERSON: 200}))
    await enrol(database, "ann")
    await say(database, "ann", event.id, EventAnswer.GOING)
    return event


@pytest.mark.every_database
async def test_a_date_that_is_moved_is_told_by_its_old_and_new_time(
    database: Database, series: EventView
) -> None:
    old = series.starts[1]
    new = old + timedelta(days=1, hours=1)
    after = await move_date(database, series, 1, starts=wall(new), ends="2 h", place="Room 9")
    assert after.starts == (series.starts[0], new, *series.starts[2:])
    told = await tell(database)
    assert f"{moment(old)} is moved to {moment(new)}" in told
    assert "Room 9" in told
    assert told.count("ann:") == 1
    assert after.going == 1
    assert list_exceptions(after, clock.now()) == [f"{moment(old)} → {moment(new)} Room 9"]


@pytest.mark.every_database
async def test_a_date_that_is_off_is_told_and_the_others_stay(database: Database, series: EventView) -> None:
    off = series.starts[2]
    after = await call_off(database, series, 2)
    assert off not in after.starts
    assert len(after.starts) == 3
    assert f"{moment(off)} is off" in await tell(database)
    assert list_exceptions(after, clock.now()) == [f"{moment(off)}: left out"]
    async with database.session_scope() as session:
        restored = await single_dates.restore_date(session, BOSS, ORGANIZER, which(after, 2))
    assert restored.changed.event.starts == series.starts
    assert "is on again" in await tell(database)


async def test_a_date_whose_form_is_sent_as_it_was_stays_as_it_is(
    database: Database, series: EventView
) -> None:
    start = series.starts[1]
    after = await move_date(
        database, series, 1, starts=wall(start), ends=wall(start + EVENING), place=series.place
    )
    assert replace(after, going=series.going) == series


async def test_a_date_with_no_more_than_another_end_can_be_as_planned_again(
    database: Database, series: EventView
) -> None:
    after = await move_date(database, series, 1, starts=wall(series.starts[1]), ends="3 h", place="Room 5")
    stamp = which(after, 1).stamp
    assert "As planned again" in str(date_cards.date_card(single_dates.find_coming(after, stamp)))
    async with database.session_scope() as session:
        await single_dates.restore_date(session, BOSS, ORGANIZER, which(after, 1))
    restored = await load(database, after)
    assert restored.when == series.when
    assert "As planned again" not in str(date_cards.date_card(single_dates.find_coming(restored, stamp)))


async def test_a_date_that_was_moved_where_it_is_shown_goes_where_its_series_goes(
    database: Database, series: EventView
) -> None:
    first = series.dates[0]
    before = Native(series.title, series.about, first.starts_at, first.ends_at, first.place)
    hour = timedelta(hours=1)
    now = replace(before, starts_at=first.starts_at + hour, ends_at=first.ends_at + hour)
    async with database.session_scope() as session:
        await native.take_over(session, series.id, before, now)
    event = await load(database, series)
    assert event.starts[0] == now.starts_at
    ends = wall(first.starts_at + EVENING)
    after = await move(database, event, starts=wall(first.starts_at), ends=ends, place="Room 9")
    assert {one.place for one in after.dates} == {"Room 9"}


async def test_what_became_of_a_date_before_it_was_told_is_told_as_it_is(
    database: Database, series: EventView
) -> None:
    moved = await move_date(database, series, 1, starts=wall(series.starts[1] + timedelta(days=1)), ends="1h")
    await call_off(database, moved, 1)
    told = await tell(database)
    assert "is moved to" not in told
    assert f"{moment(series.starts[1])} is off" in told


async def test_the_last_date_that_is_left_cannot_be_called_off(database: Database, series: EventView) -> None:
    for number in (1, 2, 3):
        series = await call_off(database, series, number)
    with pytest.raises(UserError, match="last date that is left"):
        await call_off(database, series, 0)


async def test_a_date_that_is_over_cannot_be_changed(database: Database, series: EventView) -> None:
    await until(series.starts[0] + EVENING)
    with pytest.raises(UserError, match="is over"):
        await call_off(database, series, 0)


@pytest.mark.every_database
async def test_reminders_follow_a_date_that_was_moved(database: Database, series: EventView) -> None:
    await tell(database)
    new = series.starts[0] + timedelta(days=3)
    await move_date(database, series, 0, starts=wall(new), ends="1h", place="Room 9")
    await tell(database)
    await until(series.starts[0] - timedelta(days=1))
    assert moment(series.starts[0]) not in await tell(database)
    await until(new - timedelta(hours=1))
    told = await tell(database)
    assert moment(new) in told
    assert "Room 9" in told


@pytest.mark.every_database
@pytest.mark.parametrize("what", ["place", "cancel"])
async def test_a_notice_names_the_next_date_and_not_the_first(
    database: Database, series: EventView, what: str
) -> None:
    await until(series.starts[0] + EVENING)
    await tell(database)
    event = await load(database, series)
    if what == "place":
        await move(
            database,
            event,
            starts=wall(series.starts[1]),
            ends=wall(series.starts[1] + EVENING),
            place="Room 9",
        )
    else:
        async with database.session_scope() as session:
            await announce.cancel(session, event)
    told = await tell(database)
    assert moment(series.starts[1]) in told
    assert moment(series.starts[0]) not in told


@pytest.mark.every_database
async def test_moving_a_series_midway_keeps_what_was_held_and_how_many_are_left(
    database: Database, series: EventView
) -> None:
    await until(series.starts[0] + EVENING)
    new = series.starts[1] + timedelta(days=1)
    after = await move(database, await load(database, series), starts=wall(new), ends="2 h")
    assert after.starts == (series.starts[0], *(new + timedelta(days=7 * n) for n in range(3)))
    assert "4 times, 3 to come" in str(cards.facts(after, clock.now()))
    entry = calendar.make_entry(after)
    [own] = calendar.make_held_entries(entry, after, clock.now() - timedelta(days=30))
    assert (own.starts_at, own.rule) == (series.starts[0], ""), "a calendar that is followed has it still"
    assert own.uid != entry.uid
    assert calendar.make_held_entries(entry, after, clock.now() + timedelta(days=1)) == []
    for_all = calendar.make_public_entries(after, clock.now() - timedelta(days=30))
    assert [one.starts_at for one in for_all] == [new, series.starts[0]], "one for everybody has it, too"
    assert f"moved from {moment(series.starts[1])}. It is now {moment(new)}" in await tell(database)
    stamp = int(series.starts[0].timestamp())
    async with database.session_scope() as session:
        held = await attendance.note_attended(session, person("ann"), {}, (after.id, stamp))  # type: ignore[arg-type]
    assert "/credits goal" in "".join(held.left), "it was held, so it comes down to what ann keeps"


async def test_whoever_went_before_a_series_was_moved_is_still_asked(
    database: Database, series: EventView
) -> None:
    await until(series.starts[0] + EVENING - timedelta(minutes=2))
    await move(database, await load(database, series), starts=wall(series.starts[0]), ends="2 h")
    await until(series.starts[0] + timedelta(hours=2))
    assert f"on {moment(series.starts[0])} gave 2 ACHE In-Person" in await tell(database)


async def test_calling_a_date_off_and_moving_the_rest_keeps_it_off(
    database: Database, series: EventView
) -> None:
    event = await call_off(database, series, 2)
    new = series.starts[0] + timedelta(hours=2)
    after = await move(database, event, starts=wall(new), ends="1h")
    assert after.starts == (new, new + timedelta(days=7), new + timedelta(days=21))


@pytest.mark.every_database
@pytest.mark.parametrize(
    "typed", [{"place": "Room 9"}, {"place": "https://example.org/live"}, {"capacity": "30"}, {"ends": "3 h"}]
)
async def test_what_runs_can_be_given_another_place_link_end_and_more_seats(
    database: Database, announced: Announce, typed: dict[str, str]
) -> None:
    event = await announced(ahead=timedelta(days=1))
    await until(event.starts_at)
    given = {"starts": wall(event.starts_at), "ends": wall(event.ends_at), **typed}
    after = await move(database, event, **given)
    assert after.version == event.version + 1
    assert after.starts_at == event.starts_at


async def test_the_end_of_what_runs_cannot_be_in_the_past(database: Database, announced: Announce) -> None:
    event = await announced(ahead=timedelta(days=1))
    await until(event.starts_at + timedelta(hours=1))
    with pytest.raises(UserError, match="That end has passed"):
        await move(database, event, starts=wall(event.starts_at), ends="10 min")


async def pressed(doing: Awaitable[Reply], button: str) -> Reply:
    return await (await doing).click(button)


async def test_an_organizer_moves_one_date_and_all_see_it(hall: Hall) -> None:
    await hall.publish(repeats="weekly", times=3)
    await hall.town.enrol(hall.town.alice)
    await hall.say(hall.town.alice, "Going")
    dates = await pressed(hall.manage(), "Change one date")
    choices = dates.selects[0].choices
    assert len(choices) == 3
    one = await dates.select(None, [choices[1].value])
    form = await one.click("Change its time and place")
    day = clock.now() + timedelta(days=39)
    shown = await form.submit(starts=f"{day:%B} {day.day} {day.year} 18:30", ends="1h", place="Room 9")
    assert "Is this what you mean?" in shown.text
    assert "are told" in (await shown.click("Yes, that is right")).text
    told = await hall.town.alice.wait_for_dm("is moved to")
    assert "Room 9" in told.text
    await wait_until(lambda: "Other dates" in hall.seen_by(hall.boss).text)
    again = await pressed(hall.manage(), "Change one date")
    one = await again.select(None, [choices[2].value])
    asked = await one.click("Call it off")
    assert "stay going" in asked.text
    await asked.click("Call it off")
    await hall.town.alice.wait_for_dm("is off")
    await wait_until(lambda: "left out" in hall.seen_by(hall.boss).text)


async def test_after_each_date_the_message_and_discords_event_show_the_next_and_at_last_that_it_is_over(
    hall: Hall,
) -> None:
    await hall.publish(repeats="weekly", times=2, days=3)
    await wait_until(lambda: natives(hall))
    first = natives(hall)[0]["scheduled_start_time"]
    await Days(hall.town).settle()
    clock.advance(timedelta(days=4))
    hall.town.bot.dispatcher.nudge()
    await wait_until(lambda: natives(hall) and natives(hall)[0]["scheduled_start_time"] > first)
    await wait_until(lambda: "1 to come" in hall.seen_by(hall.boss).text)
    assert hall.seen_by(hall.boss).buttons
    clock.advance(timedelta(days=7))
    hall.town.bot.dispatcher.nudge()
    await wait_until(lambda: "This event is over." in hall.seen_by(hall.boss).text)
    assert not hall.seen_by(hall.boss).buttons
    await wait_until(lambda: not natives(hall))


async def test_changing_the_words_of_what_runs_leaves_discords_event(hall: Hall) -> None:
    await hall.publish(days=1, ends="3 h")
    await wait_until(lambda: natives(hall))
    [native] = natives(hall)
    start = (clock.now() + timedelta(days=1)).replace(hour=17, minute=5, second=0, microsecond=0)
    clock.advance(start - clock.now())
    modal = await (await hall.manage()).click("Change the words")
    assert "Stored." in (await modal.submit(title="Finance night")).text
    await wait_until(lambda: [one["name"] for one in natives(hall)] == ["Finance night"])
    assert natives(hall)[0]["id"] == native["id"]
