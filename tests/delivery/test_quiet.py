"""Quiet hours: the rule, and that messages wait for their end."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from delivery.conftest import Post, texts
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from town import Town

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.quiet import Quiet, ends_at
from mentorbot.errors import UserError
from mentorbot.members import quiet_hours
from mentorbot.times.zones import TOLD_UTC

CHICAGO = "America/Chicago"
NIGHT = Quiet(time(22), time(7), CHICAGO)
NAP = Quiet(time(13), time(14, 30), "Asia/Kolkata")


def local(zone: str, *moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        (NIGHT, (2030, 6, 1, 21, 59), None),
        (NIGHT, (2030, 6, 1, 22, 0), (2030, 6, 2, 7)),
        (NIGHT, (2030, 6, 2, 6, 59), (2030, 6, 2, 7)),
        (NIGHT, (2030, 6, 2, 7, 0), None),
        (NAP, (2030, 6, 1, 13, 30), (2030, 6, 1, 14, 30)),
        (NAP, (2030, 6, 1, 14, 30), None),
        (NAP, (2030, 6, 1, 12, 59), None),
        # The night before the clocks go forward, and back: still until seven.
        (NIGHT, (2030, 3, 9, 23, 0), (2030, 3, 10, 7)),
        (NIGHT, (2030, 11, 2, 23, 0), (2030, 11, 3, 7)),
    ],
)
def test_quiet_hours_end_at_their_end(
    quiet: Quiet, now: tuple[int, ...], end: tuple[int, ...] | None
) -> None:
    assert ends_at(quiet, local(quiet.zone, *now)) == (end and local(quiet.zone, *end))


def test_an_end_that_the_clocks_skip_is_when_they_have_skipped() -> None:
    quiet = Quiet(time(22), time(2, 30), CHICAGO)
    end = ends_at(quiet, local(CHICAGO, 2030, 3, 9, 23))
    assert end == datetime(2030, 3, 10, 8, 30, tzinfo=UTC)
    assert end.astimezone(ZoneInfo(CHICAGO)).hour == 3


def test_an_hour_told_twice_is_quiet_until_its_first_end_and_again_until_its_second() -> None:
    quiet = Quiet(time(22), time(1, 30), CHICAGO)
    assert ends_at(quiet, local(CHICAGO, 2030, 11, 3, 0)) == datetime(2030, 11, 3, 6, 30, tzinfo=UTC)
    assert ends_at(quiet, local(CHICAGO, 2030, 11, 3, 1, 15, fold=1)) == datetime(
        2030, 11, 3, 7, 30, tzinfo=UTC
    )


times = st.times().map(lambda at: at.replace(microsecond=0))
zones = st.sampled_from(
    [CHICAGO, "Asia/Kolkata", "Australia/Lord_Howe", "Europe/London", "UTC", "Africa/Cairo"]
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@given(times, times, zones, moments)
def test_the_end_is_ahead_within_a_day_and_outside_of_the_quiet_hours(
    start: time, end: time, zone: str, now: datetime
) -> None:
    quiet = Quiet(start, end, zone)
    found = ends_at(quiet, now)
    if found is not None:
        assert now < found <= now + timedelta(hours=26)
        # At most the hour that is told twice in autumn is quiet twice.
        again = ends_at(quiet, found)
        assert again is None or again - found <= timedelta(hours=1)


async def set_hours(town: Town, start: time | None, end: time | None) -> None:
    async with town.database.session_scope() as session:
        await quiet_hours.set_quiet(session, Caller("discord", town.guild.id, town.alice.user.id), start, end)


async def test_a_message_due_in_the_quiet_hours_waits_for_their_end(town: Town, post: Post) -> None:
    await post.member(town.alice)
    now = clock.now()
    start, end = now - timedelta(hours=1), (now + timedelta(hours=1)).replace(microsecond=0)
    await set_hours(town, start.time().replace(microsecond=0), end.time())
    await post.to(town.alice, "urgent", respect_quiet=False)
    await post.to(town.alice, "of use only now", late_after=timedelta(minutes=10))
    await post.to(town.alice, "can wait", late_after=timedelta(hours=3))
    await post.settled("urgent", "of use only now")
    while (row := (await post.rows())["can wait"])["due_at"] != end:
        assert row["state"] != "sent"
    assert (row["state"], row["attempts"]) == ("pending", 0)
    assert set(texts(town.alice.dm().messages)) == {"urgent", "of use only now"}
    clock.advance(end - clock.now())
    town.bot.dispatcher.nudge()
    await post.settled()
    assert texts(town.alice.dm().messages)[-1] == "can wait"


async def test_quiet_hours_can_be_taken_back_and_need_a_length(town: Town, post: Post) -> None:
    _, member = await post.member(town.alice)
    with pytest.raises(UserError, match="two different times"):
        await set_hours(town, time(7), time(7))
    for start, end in ((time(22), time(7)), (None, None)):
        await set_hours(town, start, end)
        async with town.database.session_scope() as session:
            hours = await quiet_hours.load_quiet_hours(session, [member])
        assert hours == ({member: Quiet(time(22), time(7), TOLD_UTC)} if start else {})


async def test_a_zone_that_is_no_more_holds_nothing_up(town: Town, post: Post) -> None:
    await post.member(town.alice)
    await set_hours(town, time(0), time(23, 59, 59))
    async with town.database.session_scope() as session:
        await session.execute(text("UPDATE member SET time_zone = 'Atlantis/Capital'"))
    async with town.database.session_scope() as session:
        found = (await session.execute(text("SELECT id, community_id FROM member"))).one()
    to = Address("discord", town.guild.id, user_id=town.alice.user.id)
    await post.schedule("sent", to, found.community_id, member_id=found.id)
    assert await post.settled() == {"sent": "sent"}
