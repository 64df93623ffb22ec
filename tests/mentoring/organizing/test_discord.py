"""An organizer's hand, through a real discord.py client: mentors, requests, what is done by hand."""

from datetime import timedelta

from mentoring.quarter import Quarter, empty_town, quarter, town
from mentoring.requests.test_discord import asked

from mentorbot.sandbox.discord.people.replies import Modal, Reply

__all__ = ["empty_town", "quarter", "town"]


async def set_up(quarter: Quarter) -> None:
    await quarter.boss.slash("setup mentoring", organizers=quarter.office)


async def test_organizers_see_who_mentors_pause_and_list_them_again(quarter: Quarter) -> None:
    ada, eve, boss = quarter.person("ada"), quarter.person("eve"), quarter.boss
    await quarter.mentor(ada)
    await quarter.mentor(eve)
    listed = await boss.slash("organize mentor list")
    assert listed.ephemeral
    assert "2 of 2 mentors" in listed.text
    assert "listed · 0 of 2 taken" in listed.text
    assert "Only organizers can do that" in (await ada.slash("organize mentor list")).text
    form = await boss.slash("organize mentor pause", who=ada, until="in 3 weeks")
    assert isinstance(form, Modal)
    shown = await form.submit(reason="Please rest *a bit*")
    assert "Is this what you mean?" in shown.text
    assert "2 of 2 mentors" in (await boss.slash("organize mentor list")).text
    done = await shown.click("Yes, that is right")
    assert "taken off the list until" in done.text
    told = await ada.wait_for_dm("off the list of mentors")
    assert r"Please rest \*a bit\*" in told.text
    assert "Your mentees stay" in told.text
    assert "please write to them" in (await ada.slash("mentor resume")).text.lower()
    assert "please write to them" in (await ada.slash("mentor pause", until="tomorrow")).text.lower()
    shown = await (await boss.slash("organize mentor list")).select("Which mentors?", "paused")
    assert "1 of 2 mentors" in shown.text
    assert b'"ada","' in (await shown.click("As a file")).read("mentors.csv")
    back = await (await shown.click("Open")).click("List them again")
    assert "Listed again, and told." in back.text
    await ada.wait_for_dm("put you on the list again")
    assert "mentees find you" in (await ada.slash("mentor resume")).text


async def test_two_are_brought_together_handed_over_and_parted_by_hand(quarter: Quarter) -> None:
    ada, eve, boss, bob = quarter.person("ada"), quarter.person("eve"), quarter.boss, quarter.town.bob
    await quarter.mentor(ada, capacity="1")
    await quarter.mentor(eve)
    refused = await boss.slash("organize mentorship make", mentor=ada, mentee=bob)
    assert "has not said what they look for" in refused.text
    await quarter.mentee(bob)
    form = await boss.slash("organize mentorship make", mentor=ada, mentee=bob)
    said = await form.submit(months="four", reason="Both know finance")
    assert "whole number from 1 to 24" in said.text
    form = await said.click("Try again")
    done = await form.submit(months="4")
    assert "They are brought together" in done.text
    for one in (ada, bob):
        assert "Both know finance" in (await one.wait_for_dm("have brought you together")).text
    form = await boss.slash("organize mentorship change", mentor=ada, mentee=bob, months=6)
    assert "For 6 months" in (await form.submit(reason="They asked for it")).text
    assert "They asked for it" in (await bob.wait_for_dm("have changed how long")).text
    form = await boss.slash("organize mentorship change", mentor=ada, mentee=bob, to=eve)
    assert "Mentor: **eve**" in (await form.submit(reason="Ada moves away")).text
    assert "Ada moves away" in (await ada.wait_for_dm("was ended by an organizer")).text
    assert "Ada moves away" in (await eve.wait_for_dm("have brought you together")).text
    form = await boss.slash("organize mentorship end", mentor=eve, mentee=bob)
    await form.submit(reason="It is done")
    assert "It is done" in (await eve.wait_for_dm("was ended by an organizer")).text
    nothing = await boss.slash("organize mentorship end", mentor=eve, mentee=bob)
    assert "no mentorship that goes on" in nothing.text
    form = await boss.slash("organize mentor remove", who=eve)
    assert "cannot go back on it alone" in (await form.submit(reason="Thank you")).text
    assert "eve" not in (await bob.slash("mentor find")).text
    assert b'"ada"' in (await boss.slash("organize mentorship export")).read("mentorships.csv")
    year = await boss.slash("organize mentorship year")
    assert "ended by an organizer: 2" in year.text
    assert b"Mentorships that began" in year.read(year.files[0].name)


async def test_handled_takes_the_buttons_from_the_message(quarter: Quarter) -> None:
    ada, boss = quarter.person("ada"), quarter.boss
    await set_up(quarter)
    await asked(quarter, ada)
    await (await ada.wait_for_dm("would like you as a mentor")).click("Decline")
    await quarter.pass_by(timedelta(hours=73))
    digest = await boss.wait_for_message(quarter.office, "A request waits for a mentor")
    assert "Only organizers" in (await Reply(ada, digest.message).click("Handled")).text
    await digest.click("Handled")
    renewed = await boss.wait_for_message(quarter.office, "looks after it")
    assert not renewed.buttons


async def test_a_mentor_is_taken_off_the_list_from_a_report_in_one_press(quarter: Quarter) -> None:
    ada, boss, alice = quarter.person("ada"), quarter.boss, quarter.town.alice
    await set_up(quarter)
    await quarter.mentor(ada)
    await quarter.mentee(alice)
    form = await alice.slash("report new", about=ada)
    await form.submit(text="Rude")
    cases = await boss.slash("organize report list")
    done = await (await cases.click("Look")).click("Take them off the list of mentors")
    assert "off the list" in done.text
    told = await ada.wait_for_dm("off the list of mentors")
    assert "report" not in told.text.lower()
    assert "case" not in told.text.lower()
    assert "Taken off the list of mentors" in (await done.click("Back to the case")).text
    assert "ada" not in (await alice.slash("mentor find")).text
