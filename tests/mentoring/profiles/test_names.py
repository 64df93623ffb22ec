"""Two people of one display name are told apart by their usernames, wherever mentoring names them."""

import pytest
from mentoring.quarter import Quarter, empty_town, quarter, town

from mentorbot.sandbox.discord.people.person import Person

__all__ = ["empty_town", "quarter", "town"]


def called(quarter: Quarter, username: str, name: str) -> Person:
    person = quarter.person(username)
    person.user.global_name = name
    return person


async def test_two_mentors_of_one_name_have_their_usernames_beside_it(quarter: Quarter) -> None:
    for username in ("sam.lee", "sammy"):
        await quarter.mentor(called(quarter, username, "Sam Lee"))
    await quarter.mentor(called(quarter, "kim", "Kim Park"))
    await quarter.mentee(quarter.town.bob)
    found = (await quarter.town.bob.slash("mentor find")).text.replace("\\", "").replace("\u200b", "")
    assert "Sam Lee (@sam.lee)" in found
    assert "Sam Lee (@sammy)" in found
    assert "Kim Park" in found
    assert "@kim" not in found


@pytest.mark.parametrize("name", ["Sam Lee", "sam lee"])
async def test_a_mentor_and_a_mentee_of_one_name_are_told_apart_in_a_round_and_its_file(
    quarter: Quarter, name: str
) -> None:
    mentor, mentee = called(quarter, "sam.lee", "Sam Lee"), called(quarter, "sammy", name)
    await quarter.mentor(mentor)
    await quarter.mentee(mentee)
    await quarter.boss.slash("match open", {"closes": "in 7 days 18:00", "channel": quarter.office})
    announced = await mentee.wait_for_message(quarter.office, "Sign up until")
    await announced.click("I look for a mentor")
    announced = await mentor.wait_for_message(quarter.office, "Sign up until")
    await announced.click("I mentor")
    preview = await quarter.boss.slash("match preview", timeout=60.0)
    shown = preview.text.replace("\\", "").replace("\u200b", "")
    assert f"{name} (@sammy)** with **Sam Lee (@sam.lee)" in shown
    table = (await preview.click("All as a file")).read("round.csv").decode("utf-8-sig").replace('"', "")
    assert f"{name} (@sammy),Sam Lee (@sam.lee)," in table
