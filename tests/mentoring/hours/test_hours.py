"""Office hours: a mentor opens times, whoever likes books one in two presses, on their own clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from mentoring.asking import Community, community
from mentoring.quarter import Quarter, empty_town, quarter, town

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.errors import UserError
from mentorbot.members import presence
from mentorbot.members import service as members
from mentorbot.mentoring.hours import reading, service, slots
from mentorbot.mentoring.hours.slots import HoursView
from mentorbot.sandbox.discord.people.replies import Modal, Reply

__all__ = ["community", "empty_town", "quarter", "town"]

NOW = datetime(2030, 1, 7, 12, tzinfo=UTC)
FORM = {"minutes": "30", "slots": "2", "place": "https://meet.example.org/ada"}


async def opened(mentor: Any, when: str, **more: str) -> Reply:
    form = await (await mentor.slash("mentor hours")).click("Open hours")
    assert isinstance(form, Modal)
    done: Reply = await form.submit({"when": when, **FORM, **more})
    return done


def times(card: Reply) -> list[str]:
    return [one.label for one in card.find_select("Choose a time").choices]


async def test_a_time_is_booked_in_two_presses_and_cancelled_kindly(quarter: Quarter) -> None:
    ada, bob, alice = quarter.person("ada"), quarter.town.bob, quarter.town.alice
    await quarter.mentor(ada)
    for one in (bob, alice):
        await quarter.town.enrol(one)
    assert "No time is free now" in (await bob.slash("mentor book")).text
    start = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%d 17:00")
    refused = await opened(ada, "whenever")
    assert "Try again" in [one.label for one in refused.buttons]
    assert "2 times 30 minutes" in (await opened(ada, start)).text
    assert "2 times are free" in (await bob.slash("mentor book")).text
    assert len(times(await bob.slash("mentor book", mentor=ada))) == 2
    first = await alice.slash("mentor book")
    picked = await first.select("Choose a time", times(first)[0])
    book = next(str(one.custom_id) for one in picked.buttons if one.label == "Book it")
    booked = await picked.click("Book it")
    assert "agreed" in booked.text.lower()
    for one in (ada, alice):
        letter = await one.wait_for_dm("Office hours: agreed")
        assert letter.files, "the invitation is for the calendar too"
        assert "brings one question" in letter.text
    left = await bob.slash("mentor book")
    assert "1 time is free" in left.text
    late = await bob.forge_click(book, left)
    assert "not free any more" in late.text
    twice = await alice.slash("mentor book")
    assert "Booked:" in twice.text
    again = await twice.select("Choose a time", times(twice)[0])
    assert "already" in (await again.click("Book it")).text
    mine = await ada.slash("mentor hours")
    assert "1 time booked" in mine.text
    sure = await mine.click("Close")
    assert "1 person is told kindly" in sure.text
    assert "whoever had booked is told" in (await sure.click("Close them")).text
    await alice.wait_for_dm("Office hours: cancelled")
    assert "No time is free now" in (await bob.slash("mentor book")).text


def test_times_of_hours_that_come_again_keep_their_hour_when_clocks_change() -> None:
    hours = HoursView(
        1, 1, 1, None, "FREQ=WEEKLY;BYDAY=SA", "America/Chicago", time(9), date(2030, 3, 2), 30, 2, ""
    )
    found = slots.find_starts(hours, datetime(2030, 3, 8, tzinfo=UTC), datetime(2030, 3, 20, tzinfo=UTC))
    assert [f"{one:%d %H:%M}" for one in found] == ["09 15:00", "09 15:30", "16 14:00", "16 14:30"]
    once = HoursView(1, 1, 1, NOW, "", "UTC", None, None, 20, 3, "")
    assert len(slots.find_starts(once, NOW, NOW + timedelta(hours=1))) == 2, "the first has begun"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"when": "tomorrow"}, "at what hour"),
        ({"when": "every day 5pm"}, "every week or two"),
        ({"when": "tomorrow 5pm", "minutes": "5"}, "from 10 to 120"),
        ({"when": "tomorrow 5pm", "slots": "many"}, "from 1 to 8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_be(typed: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        reading.read_opening(typed, "UTC", NOW)


def test_hours_are_once_or_every_week_on_the_mentors_clock() -> None:
    once = reading.read_opening({"when": "tomorrow 5pm"}, "America/Chicago", NOW)
    assert once.starts_at == datetime(2030, 1, 8, 23, tzinfo=UTC)
    assert (once.repeat, once.minutes, once.slots) == (None, 30, 1)
    again = reading.read_opening({"when": "every Tuesday 5pm", "slots": "3"}, "America/Chicago", NOW)
    assert again.starts_at is None
    assert again.repeat is not None
    assert (again.repeat.rule, again.repeat.at) == ("FREQ=WEEKLY;BYDAY=TU", time(17))


async def test_whom_organizers_remove_has_no_office_hours_any_more(quarter: Quarter) -> None:
    ada, bob, boss = quarter.person("ada"), quarter.town.bob, quarter.boss
    await quarter.mentor(ada)
    await quarter.town.enrol(bob)
    await opened(ada, (clock.now() + timedelta(days=2)).strftime("%Y-%m-%d 17:00"))
    free = await bob.slash("mentor book")
    await (await free.select("Choose a time", times(free)[0])).click("Book it")
    await bob.wait_for_dm("Office hours: agreed")
    form = await boss.slash("organize mentor remove", who=ada)
    await form.submit(reason="Thank you")
    await bob.wait_for_dm("Office hours: cancelled")
    assert "No time is free now" in (await bob.slash("mentor book")).text


async def test_times_with_one_mentor_are_found_however_many_others_have_hours(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_READ", 1)
    start = clock.now().replace(microsecond=0) + timedelta(days=1)
    for name in ("ada", "eve"):
        await community.mentor(name)
        async with community.database.session_scope() as session:
            opening = reading.Opening(start, None, 30, 1, "")
            await service.open_hours(session, community.caller(name), opening)
    await community.mentee("ben")
    ben = community.caller("ben")
    async with community.database.read_scope() as connection:
        free = await service.find_free(connection, ben, community.caller("eve").user_id)
    [slot] = free.slots
    async with community.database.session_scope() as session:
        done = await service.book_slot(session, ben, slot.hours.id, int(start.timestamp()))
    assert done.meeting.starts_at == start
    async with community.database.read_scope() as connection:
        again = await service.find_free(connection, ben, community.caller("eve").user_id)
    assert (again.slots, len(again.booked)) == ((), 1)


async def test_whoever_stops_mentoring_has_no_office_hours_and_whoever_booked_is_told(
    quarter: Quarter,
) -> None:
    ada, bob = quarter.person("ada"), quarter.town.bob
    await quarter.mentor(ada)
    await quarter.town.enrol(bob)
    await opened(ada, (clock.now() + timedelta(days=2)).strftime("%Y-%m-%d 17:00"))
    free = await bob.slash("mentor book")
    await (await free.select("Choose a time", times(free)[0])).click("Book it")
    await bob.wait_for_dm("Office hours: agreed")
    leaving = await ada.slash("mentor leave")
    assert "whoever has booked a time is told" in leaving.text
    await leaving.click("Stop mentoring")
    await bob.wait_for_dm("Office hours: cancelled")
    await quarter.mentor(ada)
    assert "No time is free now" in (await bob.slash("mentor book")).text
    assert "Open hours" in [one.label for one in (await ada.slash("mentor hours")).buttons]


async def test_what_was_booked_with_a_mentor_who_is_erased_is_off(quarter: Quarter) -> None:
    ada, bob = quarter.person("ada"), quarter.town.bob
    await quarter.mentor(ada)
    await quarter.town.enrol(bob)
    await opened(ada, (clock.now() + timedelta(days=2)).strftime("%Y-%m-%d 17:00"))
    free = await bob.slash("mentor book")
    await (await free.select("Choose a time", times(free)[0])).click("Book it")
    await bob.wait_for_dm("Office hours: agreed")
    await (await ada.slash("privacy erase")).click("Erase it all")
    await bob.wait_for_dm("Office hours: cancelled")
    left = await bob.slash("mentor book")
    assert "No time is free now" in left.text
    assert "Booked:" not in left.text


async def test_whoever_booked_left_and_is_back_before_it_reads_that_it_is_off(quarter: Quarter) -> None:
    ada, bob = quarter.person("ada"), quarter.town.bob
    await quarter.mentor(ada)
    await quarter.town.enrol(bob)
    await opened(ada, (clock.now() + timedelta(days=3)).strftime("%Y-%m-%d 17:00"))
    free = await bob.slash("mentor book")
    await (await free.select("Choose a time", times(free)[0])).click("Book it")
    await bob.wait_for_dm("Office hours: agreed")
    async with quarter.town.database.session_scope() as session:
        [booked] = await members.find_memberships(session, Caller("discord", None, str(bob.id)))
        await presence.note_presence(session, booked, here=False)
    await ada.wait_for_dm("Office hours: cancelled")
    async with quarter.town.database.session_scope() as session:
        await presence.note_presence(session, booked, here=True)
    await bob.wait_for_dm("Office hours: cancelled")
    assert "2 times are free" in (await bob.slash("mentor book")).text
