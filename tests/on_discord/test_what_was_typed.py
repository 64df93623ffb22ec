"""What was typed into /start is kept: what can be taken is stored, the rest comes back to be put right."""

from datetime import date

import pytest
from sqlalchemy import select
from town import Town

from mentorbot.chat.caller import Caller
from mentorbot.errors import UserError
from mentorbot.members.answers import read_target_date
from mentorbot.members.clocks import Clock, Whose, find_clock, set_shared_clock
from mentorbot.members.service import TIME_ZONE, USER_ID

TODAY = date(2026, 11, 30)


async def test_a_date_that_cannot_be_read_costs_nothing_else_and_comes_back_as_typed(town: Town) -> None:
    answer = await town.enrol(town.alice, goal="Lead a clinic", target_date="when I am ready")
    assert "You typed “when I am ready”; all else is stored." in answer.text
    assert "Lead a clinic" in (await town.alice.slash("profile")).text
    form = await answer.click("Set the date")
    assert form.fields["When do you want to be there?"]["value"] == "when I am ready"
    refused = await form.submit(target_date="soon, I hope")
    again = await refused.click("Try again")
    assert again.fields["When do you want to be there?"]["value"] == "soon, I hope"
    assert "Your target date is" in (await again.submit(target_date="June 2030")).text
    assert "Lead a clinic" in (await town.alice.slash("profile")).text


async def test_a_date_that_cannot_be_read_leaves_the_one_of_before(town: Town) -> None:
    await town.enrol(town.alice, target_date="2031-01-31")
    before = (await town.alice.slash("profile")).text
    await town.enrol(town.alice, target_date="whenever")
    assert (await town.alice.slash("profile")).text.splitlines()[:6] == before.splitlines()[:6]
    await town.enrol(town.alice, target_date="")
    assert "**Target date:** None" in (await town.alice.slash("profile")).text


async def test_the_city_is_asked_for_where_nobody_knows_it_and_kept_as_typed(town: Town) -> None:
    answer = await town.enrol(town.alice)
    assert "times are by **UTC**" in answer.text
    form = await answer.click("Say my city")
    refused = await form.submit(city="Qzxv upon Nowhere")
    again = await refused.click("Try again")
    assert again.fields["Your city or time zone"]["value"] == "Qzxv upon Nowhere"
    assert "Chicago" in (await again.submit(city="Chicago")).text
    assert "Chicago" in (await town.alice.slash("profile")).text
    assert "UTC**" not in (await town.enrol(town.alice)).text


async def test_whoever_never_said_where_they_live_goes_by_their_communitys_clock(town: Town) -> None:
    first = await town.enrol(town.alice)
    async with town.database.session_scope() as session:
        here = Caller(platform="discord", user_id=town.alice.user.id, community=town.guild.id)
        await set_shared_clock(session, here, "America/Chicago")
    told = await town.enrol(town.bob)
    assert "where you live, so times are by this community's clock: **America/Chicago" in told.text
    assert "Not told: this community's, America/Chicago" in (await town.alice.slash("profile")).text
    assert "By America/Chicago" in str(await town.alice.slash("remind digest"))
    async with town.database.read_scope() as connection:
        assert await find_clock(connection, here) == Clock("America/Chicago", Whose.COMMUNITY)
        quiet = select(TIME_ZONE).where(town.bob.user.id == USER_ID)
        assert (await connection.execute(quiet)).scalar_one() == "America/Chicago"
    form = await first.click("Say my city")
    assert "by **UTC (UTC+00:00)**" in (await form.submit(city="UTC")).text, (
        "who says so is taken at their word"
    )
    assert "**Time zone:** UTC (UTC+00:00)" in (await town.alice.slash("profile")).text


async def test_a_city_given_beside_the_form_is_told_with_a_way_to_change_it(town: Town) -> None:
    (chicago, *_) = await town.bob.type("start", time_zone="chicago")
    form = await town.bob.slash("start", time_zone=chicago.value)
    answer = await form.submit(stage="undergraduate")
    assert "Times are by **America/Chicago" in answer.text
    assert "Say my city" in str(answer)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("June 2030", date(2030, 6, 30)),
        ("2031?", date(2031, 12, 31)),
        ("next spring", date(2027, 5, 31)),
        ("next fall", date(2027, 11, 30)),
        ("this winter", date(2026, 12, 31)),
        ("Class of ’27", date(2027, 6, 30)),
        ("'28", date(2028, 12, 31)),
        ("Dec", date(2026, 12, 31)),
        ("around 2030", date(2030, 12, 31)),
        ("2030-ish", date(2030, 12, 31)),
        ("early 2029", date(2029, 3, 31)),
        ("mid-2028", date(2028, 6, 30)),
        ("late 2027", date(2027, 12, 31)),
        ("Q3 2027", date(2027, 9, 30)),
        ("spring semester 2028", date(2028, 5, 31)),
        ("next year", date(2027, 12, 31)),
        ("no idea", None),
        ("?", None),
        ("N/A", None),
        ("by june, 2030", date(2030, 6, 30)),
        ("Sept. 2029", date(2029, 9, 30)),
        ("2030-06", date(2030, 6, 30)),
        ("2/2028", date(2028, 2, 29)),
        ("summer 2030", date(2030, 8, 31)),
        ("end of 2030", date(2030, 12, 31)),
        ("2030", date(2030, 12, 31)),
        ("June 5 2030", date(2030, 6, 5)),
        ("2030-06-01", date(2030, 6, 1)),
    ],
)
def test_a_month_a_season_or_a_year_is_enough(typed: str, day: date | None) -> None:
    assert read_target_date(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["banana 2030", "13/2030", "2030-00", "0000", "June 2020", "2026-10"])
def test_what_is_no_month_or_has_passed_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_target_date(typed, TODAY)
