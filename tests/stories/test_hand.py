"""An organizer's hand and office hours, on both chats."""

from datetime import timedelta

import pytest
from stories.conftest import Community
from stories.mentors import offer, wish

from mentorbot import clock

pytestmark = pytest.mark.slow


async def test_an_organizer_pairs_two_by_hand_and_somebody_books_office_hours(community: Community) -> None:
    grace, daniel, maya, leo = community.owner(), *community.people("daniel", "maya", "leo")
    await community.enrol(maya, leo)
    await offer(daniel)
    await wish(maya)

    listed = await grace.slash("organize mentor list")
    assert listed.alone
    assert "0 of 2 taken" in listed.text
    assert daniel.called.encode() in await (await listed.click("As a file")).read("mentors.csv")
    form = await grace.slash("organize mentorship make", mentor=daniel, mentee=maya)
    done = await form.submit(months="3", reason="You both care for nursing homes")
    assert "They are brought together" in done.text
    for one in (daniel, maya):
        assert "You both care for nursing homes" in (await one.wait_for_dm("brought you together")).text

    form = await (await daniel.slash("mentor hours")).click("Open hours")
    day = clock.now() + timedelta(days=3)
    opened = await form.submit(when=f"{day:%Y-%m-%d} 17:00", minutes="20", slots="1", place="")
    assert "They are open" in opened.text
    free = await leo.slash("mentor book")
    [slot] = free.choices("Choose a time")
    picked = await free.choose("Choose a time", slot.label)
    await picked.click("Book it")
    for one in (daniel, leo):
        await one.wait_for_dm("Office hours: agreed")
    assert "No time is free now" in (await maya.slash("mentor book")).text

    form = await grace.slash("organize mentor pause", who=daniel)
    paused = await form.submit(until="", reason="A rest")
    assert "taken off the list" in paused.text
    assert "A rest" in (await daniel.wait_for_dm("off the list of mentors")).text
