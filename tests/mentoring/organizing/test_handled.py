"""Handled, on every message that asks organizers for something: it says who looks after it."""

from datetime import timedelta

from mentoring.quarter import Quarter, empty_town, quarter, town
from sqlalchemy import select

from mentorbot import clock
from mentorbot.members import looking
from mentorbot.members.models import MEMBER
from mentorbot.sandbox.discord.people.replies import Modal, Reply
from mentorbot.sandbox.discord.world import permissions

__all__ = ["empty_town", "quarter", "town"]


async def set_up(quarter: Quarter, **more: object) -> None:
    await quarter.boss.slash("setup mentoring", organizers=quarter.office, **more)


def id_of(message: Reply, label: str) -> str:
    return next(str(one.custom_id) for one in message.buttons if one.label == label)


async def test_a_mentor_whom_an_organizer_looks_after_is_not_asked_about_for_a_week(quarter: Quarter) -> None:
    await set_up(quarter, approval=True)
    ada, boss = quarter.person("ada"), quarter.boss
    await quarter.mentor(ada)
    asked = await boss.wait_for_message(quarter.office, "would like to mentor")
    handled = id_of(asked, "Handled")
    assert "Only organizers" in (await ada.forge_click(handled, asked)).text
    form = await asked.click("Write to them")
    assert isinstance(form, Modal)
    assert "1 person reads it" in (await form.submit(text="Which *years*?")).text
    assert r"Which \*years\*?" in (await ada.wait_for_dm("organizers write to you as a mentor")).text
    assert "looks after it" in (await asked.click("Handled")).text
    assert [one.label for one in asked.buttons] == ["Approve", "Not now", "Write to them"]
    await quarter.pass_by(timedelta(days=6))
    assert len(quarter.office.messages) == 1
    await quarter.pass_by(timedelta(days=2))
    assert len(quarter.office.messages) == 2, "it waits still"
    await asked.click("Approve")
    assert "does not wait" in (await boss.forge_click(handled, asked)).text or asked.buttons == ()
    form = await (await ada.slash("mentor join")).click("Who you are")
    await form.submit({"role": "Astrologer"})
    await quarter.pass_by(timedelta(minutes=11))
    changed = await boss.wait_for_message(quarter.office, "has changed their profile")
    await changed.click("Handled")
    assert changed.buttons == ()
    assert f"<@{boss.id}> looks after it" in changed.text


async def test_a_round_whose_sign_up_is_over_says_who_looks_after_it(quarter: Quarter) -> None:
    await set_up(quarter)
    ada, alice, boss = quarter.person("ada"), quarter.town.alice, quarter.boss
    await quarter.mentor(ada)
    await quarter.mentee(alice)
    closes = f"{clock.now() + timedelta(days=2):%Y-%m-%d} 18:00"
    await boss.slash("match open", {"closes": closes, "mentors": "listed", "channel": quarter.office})
    call = await alice.wait_for_message(quarter.office, "Sign up until")
    await call.click("I look for a mentor")
    await quarter.pass_by(timedelta(days=3))
    over = await boss.wait_for_message(quarter.office, "Time to match")
    assert "Only organizers" in (await ada.forge_click(id_of(over, "Handled"), over)).text
    await over.click("Handled")
    assert f"<@{boss.id}> looks after it" in over.text
    assert [one.label for one in over.buttons] == ["Who would get whom"]


async def test_whom_a_report_is_about_learns_nothing_by_handled_and_cannot_bury_it(quarter: Quarter) -> None:
    await set_up(quarter)
    alice, boss = quarter.town.alice, quarter.boss
    managers = quarter.town.sandbox.add_role(quarter.town.guild, "others", permissions.MANAGE_GUILD)
    other = quarter.town.sandbox.add_person("other", quarter.town.guild, roles=[managers])
    await quarter.town.enrol(alice)
    form = await alice.slash("report new", about=other)
    await form.submit(text="Shouts")
    news = await boss.wait_for_message(quarter.office, "A report for the organizers")
    handled = id_of(news, "Handled")
    assert "Only organizers" in (await alice.forge_click(handled, news)).text
    theirs = await Reply(other, news.message).click("Handled")
    assert "looks after it" in theirs.text
    assert [one.label for one in news.buttons] == ["Open cases"]
    case = await (await news.click("Open cases")).click("Look")
    assert "Looks after it" not in case.text
    await quarter.pass_by(timedelta(days=3, hours=1))
    again = await boss.wait_for_message(quarter.office, "A report is open still")
    assert "Shouts" not in again.text
    assert "looks after it" in (await boss.forge_click(handled, news)).text
    case = await (await again.click("Open cases")).click("Look")
    assert "Looks after it" in case.text
    await case.click("Close it")
    await quarter.pass_by(timedelta(days=4))
    assert len(quarter.office.messages) == 2, "of what is closed nobody is told again"


async def test_organizers_write_to_whoever_is_left_by_somebody_who_has_left(quarter: Quarter) -> None:
    await set_up(quarter)
    ada, bob, boss = quarter.person("ada"), quarter.town.bob, quarter.boss
    await quarter.mentor(ada)
    await quarter.mentee(bob)
    form = await boss.slash("organize mentorship make", mentor=ada, mentee=bob)
    await form.submit(months="4", reason="Both know finance")
    await quarter.settle()
    quarter.town.sandbox.leave(ada.user, quarter.town.guild)
    async with quarter.town.database.read_scope() as connection:
        rows = await connection.execute(select(MEMBER.c.id).where(MEMBER.c.user_id == str(ada.id)))
        [gone] = rows.scalars()
    assert await looking.find_gone(quarter.town.bot.program, [gone], timedelta()) == {gone}
    told = await boss.wait_for_message(quarter.office, "Somebody has left")
    assert [one.label for one in told.buttons] == ["Write to bob", "Handled"]
    form = await told.click("Write to bob")
    assert isinstance(form, Modal)
    assert "1 person reads it" in (await form.submit(text="We look for somebody else")).text
    letter = await bob.wait_for_dm("We look for somebody else")
    assert "ended" in (await letter.click("Your mentorship")).text.lower()
    await told.click("Handled")
    assert f"<@{boss.id}> looks after it" in told.text
