"""A calendar that is read again, after its program has changed more than a title."""

from datetime import timedelta

import pytest
from events.conftest import BOSS, ORGANIZER
from events.icals import at, event
from events.test_imports import WEEKLY, Desk, desk, stamp

from mentorbot import clock
from mentorbot.chat import moment
from mentorbot.events import announce, imports
from mentorbot.events.terms import EventState

__all__ = ["desk"]


@pytest.mark.every_database
async def test_one_date_alone_that_is_sent_moves_or_calls_off_that_date_of_its_series(desk: Desk) -> None:
    await desk.bring(event("s", WEEKLY))
    await desk.go("ann", "Evening s")
    moved = event("s", f"RECURRENCE-ID:{stamp(37)}", ahead=38, SEQUENCE="1")
    assert (await desk.bring(moved)).changed == 1
    assert list(await desk.events()) == ["Evening s"]
    assert (await desk.events())["Evening s"].starts == (at(30), at(38), at(44), at(51), at(58))
    assert f"{moment(at(37))} is moved to {moment(at(38))}" in await desk.notices()
    off = event("s", f"RECURRENCE-ID:{stamp(44)}", ahead=44, SEQUENCE="2", STATUS="CANCELLED")
    assert (await desk.bring(off)).changed == 1
    assert (await desk.events())["Evening s"].starts == (at(30), at(38), at(51), at(58))
    assert f"{moment(at(44))} is off" in await desk.notices()
    assert not (await desk.bring(off)).any


async def test_a_series_that_has_begun_is_called_off_by_its_first_date(desk: Desk) -> None:
    await desk.bring(event("s", WEEKLY), event("t"))
    clock.advance(timedelta(days=33))
    gone = event("s", ahead=-3, SEQUENCE="4", STATUS="CANCELLED")
    over = event("t", ahead=-3, SEQUENCE="4", STATUS="CANCELLED")
    assert (await desk.bring("METHOD:CANCEL\r\n", gone, over)).cancelled == 1
    found = await desk.events()
    assert found["Evening s"].state is EventState.CANCELLED
    assert found["Evening t"].state is EventState.PUBLISHED, "what is over was held"


async def test_a_program_that_names_events_anew_each_time_publishes_them_once(desk: Desk) -> None:
    await desk.bring(event("a1", SUMMARY="A"), event("s1", WEEKLY, SUMMARY="S"), follow=True)
    await desk.go("ann", "A")
    for number in (2, 3):
        taken = await desk.refresh(event(f"a{number}", SUMMARY="A"), event(f"s{number}", WEEKLY, SUMMARY="S"))
        assert not taken.any
        assert not taken.missing
    moved = await desk.refresh(event("a3", SUMMARY="A", LOCATION="Room 9"), event("s3", WEEKLY, SUMMARY="S"))
    assert (moved.changed, moved.published) == (1, 0)
    assert "Room 9" in await desk.notices()


async def test_what_was_left_out_or_cancelled_here_does_not_come_in_by_another_name(desk: Desk) -> None:
    offer = await desk.offer(event("a1", SUMMARY="A"), event("b1", SUMMARY="B", ahead=31))
    async with desk.database.session_scope() as session:
        await imports.choose_listings(session, BOSS, ORGANIZER, offer.id, shown=range(2), chosen=[0])
    assert (await desk.take(offer, follow=True)).published == 1
    held = (await desk.events())["A"]
    async with desk.database.session_scope() as session:
        await announce.cancel(session, held)
    again = await desk.refresh(event("a2", SUMMARY="A"), event("b2", SUMMARY="B", ahead=31))
    assert not again.any


async def test_what_a_title_says_may_be_off_is_not_announced_by_itself(desk: Desk) -> None:
    await desk.bring(event("a"), follow=True)
    assert (await desk.refresh(event("a"), event("late", SUMMARY="POSTPONED: Gala"))).published == 0
    # Once it says so no more, it is new.
    assert (await desk.refresh(event("a"), event("late", SUMMARY="Gala", ahead=60))).published == 1


async def test_a_counter_that_begins_anew_is_older_unless_it_was_changed_later(desk: Desk) -> None:
    def form(sequence: int, modified: str, place: str) -> str:
        return event("a", SEQUENCE=str(sequence), LOCATION=place, **{"LAST-MODIFIED": modified})

    await desk.bring(form(3, "20261001T000000Z", "Room 1"))
    assert not (await desk.bring(form(0, "20260901T000000Z", "Room 2"))).any
    assert not (await desk.bring(event("a", LOCATION="Room 2"))).any
    assert (await desk.bring(form(0, "20261101T000000Z", "Room 3"))).changed == 1


@pytest.mark.parametrize("rule", ["", WEEKLY])
async def test_a_time_that_is_written_for_another_zone_is_the_same_time(desk: Desk, rule: str) -> None:
    lines = [rule] if rule else []
    await desk.bring(event("a", *lines))
    start = at(30)
    same = event(
        "a",
        f"DTSTART;TZID=Africa/Abidjan:{start:%Y%m%dT%H%M%S}",
        "DURATION:PT1H",
        *lines,
        DTSTART="",
        DTEND="",
    )
    assert not (await desk.bring(same)).any


async def test_another_event_of_that_name_at_another_time_is_another_event(desk: Desk) -> None:
    await desk.bring(event("a", SUMMARY="A"))
    assert (await desk.bring(event("b", SUMMARY="A", ahead=31))).published == 1
    assert (await desk.bring(event("a", SUMMARY="A"), event("c", SUMMARY="A"))).published == 1, (
        "both are listed"
    )
