"""Who comes, for organizers; and how one signs up: until when, how many it needs, and what is asked."""

import re
from datetime import timedelta

import pytest
from events.conftest import BOSS, NOBODY, ORGANIZER, Announce, enrol, person, seen, texts
from events.telling import due_now, make, say, tell, until
from events.test_discord import Hall, empty_town, hall, town
from events.test_discord import until as wait_until
from events.test_series import load, wall

from mentorbot import clock
from mentorbot.chat import Attachment, Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, attendee_cards, attendees, notices, rsvp, signup, templates
from mentorbot.events.pictures import Picture
from mentorbot.events.recurrence import Repeats
from mentorbot.events.terms import CreditType, EventAnswer, EventState
from mentorbot.events.view import EventView
from mentorbot.on_discord import render

__all__ = ["empty_town", "hall", "town"]

pytestmark = pytest.mark.every_database


async def sign_up(database: Database, event: EventView, **typed: str) -> EventView:
    async with database.session_scope() as session:
        done = await signup.change_signup(session, BOSS, ORGANIZER, seen(event), typed)
    return done.changed.event


def file_of(card: Card) -> bytes:
    [file] = [block for block in card.blocks if isinstance(block, Attachment)]
    return file.data


async def add(database: Database, event: EventView, name: str, who: Caller = BOSS) -> attendees.Attendees:
    async with database.session_scope() as session:
        return await attendees.add_attendee(session, who, ORGANIZER, event.id, name)


async def remove(database: Database, event: EventView, name: str) -> attendees.Attendees:
    async with database.session_scope() as session:
        return await attendees.remove_attendee(session, BOSS, ORGANIZER, event.id, name)


async def test_organizers_see_who_comes_in_the_order_in_which_they_said_so(
    database: Database, announced: Announce
) -> None:
    event = await announced(capacity=2)
    await enrol(database, "ann", "ben", "cho", "dee")
    await say(database, "dee", event.id, EventAnswer.INTERESTED)
    for name in ("cho", "ann", "ben"):
        await say(database, name, event.id, EventAnswer.GOING)
    async with database.read_scope() as connection:
        found = await attendees.find_attendees(connection, BOSS, ORGANIZER, event.id)
        assert [one.user_id for one in found.people] == ["cho", "ann", "ben", "dee"]
        for who, rights in ((person("ann"), NOBODY), (BOSS, NOBODY)):
            with pytest.raises(UserError, match="Only organizers"):
                await attendees.find_attendees(connection, who, rights, event.id)
        elsewhere = Caller("discord", "other", "boss")
        with pytest.raises(UserError):
            await attendees.find_attendees(connection, elsewhere, ORGANIZER, event.id)


async def test_whoever_is_added_is_told_and_whoever_is_removed_too_and_the_seat_goes_on(
    database: Database, announced: Announce
) -> None:
    event = await announced(capacity=1)
    await enrol(database, "ann", "ben")
    assert (await add(database, event, "ann")).event.going == 1
    await say(database, "ben", event.id, EventAnswer.GOING)
    with pytest.raises(UserError, match="All seats are taken"):
        await add(database, event, "ben")
    assert "ann: You have a seat" in await tell(database)
    found = await remove(database, event, "ann")
    assert [(one.user_id, one.answer) for one in found.people] == [("ben", EventAnswer.GOING)]
    told = await tell(database)
    assert "ann: You are off the list" in told
    assert "ben: You have a seat" in told
    with pytest.raises(UserError, match="nothing to take off"):
        await remove(database, event, "ann")
    with pytest.raises(UserError, match="have not enrolled"):
        await add(database, event, "stranger")


async def test_whoever_is_back_on_the_list_before_they_were_told_is_not_told_that_they_are_off_it(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann")
    await say(database, "ann", event.id, EventAnswer.GOING)
    await remove(database, event, "ann")
    await say(database, "ann", event.id, EventAnswer.INTERESTED)
    assert "off the list" not in await tell(database)
    clock.advance(timedelta(minutes=1))
    await remove(database, event, "ann")
    assert "off the list" in await tell(database)


async def test_nobody_is_added_to_a_draft_of_which_nobody_is_told(
    database: Database, announced: Announce
) -> None:
    event = await announced(publish=False)
    await enrol(database, "ann")
    for change in (add, remove):
        with pytest.raises(UserError, match="is a draft"):
            await change(database, event, "ann")


async def test_after_sign_up_has_closed_nobody_comes_new_but_those_who_come_can_still_leave(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann", "ben", "cho")
    await say(database, "ann", event.id, EventAnswer.GOING)
    closes = event.starts_at - timedelta(days=3)
    event = await sign_up(database, event, closes=wall(closes))
    await until(closes)
    with pytest.raises(UserError, match="has closed"):
        await say(database, "ben", event.id, EventAnswer.GOING)
    await say(database, "ann", event.id, EventAnswer.CANNOT)
    assert (await add(database, event, "cho")).event.going == 1


@pytest.mark.parametrize(("going", "state"), [(1, EventState.CANCELLED), (2, EventState.PUBLISHED)])
async def test_an_event_with_too_few_is_called_off_and_one_with_enough_is_not(
    database: Database, announced: Announce, going: int, state: EventState
) -> None:
    event = await announced()
    names = ("ann", "ben")[:going]
    await enrol(database, *names)
    for name in names:
        await say(database, name, event.id, EventAnswer.GOING)
    event = await sign_up(database, event, least="2")
    await until(event.starts_at - timedelta(days=1))
    [row] = await due_now(database, notices.ENOUGH)
    await make(database, row)
    assert (await load(database, event)).state is state
    assert ("was cancelled" in await tell(database)) is (state is EventState.CANCELLED)


async def test_the_picture_is_still_seen_after_the_sign_up_was_changed(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    async with database.session_scope() as session:
        event = (await announce.illustrate(session, event, Picture(b"drawn", "a.jpg"))).event
    async with database.session_scope() as session:
        done = await signup.change_signup(session, BOSS, ORGANIZER, seen(event), {"question": "Why?"})
    assert done.picture == b"drawn"


async def test_what_was_decided_stays_decided_whoever_leaves_after_that(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann", "ben")
    for name in ("ann", "ben"):
        await say(database, name, event.id, EventAnswer.GOING)
    event = await sign_up(database, event, least="2")
    await until(event.starts_at - timedelta(days=1))
    [row] = await due_now(database, notices.ENOUGH)
    await make(database, row)
    await say(database, "ben", event.id, EventAnswer.CANNOT)
    event = await load(database, event)
    async with database.session_scope() as session:
        await announce.write(session, event, texts(credits={CreditType.IN_PERSON: 200}))
    assert not await due_now(database, notices.ENOUGH)


async def test_it_is_too_late_to_need_people_on_the_day_before(
    database: Database, announced: Announce
) -> None:
    event = await announced(ahead=timedelta(hours=20))
    with pytest.raises(UserError, match="too late to say how many"):
        await sign_up(database, event, least="2")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"closes": "2001-01-01 10:00"}, "has passed already"),
        ({"closes": "2035-01-01 10:00"}, "after the event has begun"),
        ({"least": "0"}, "how many have to come. Give"),
        ({"question": "x" * 201}, "at most 200"),
    ],
)
async def test_a_sign_up_that_makes_no_sense_is_refused(
    database: Database, announced: Announce, typed: dict[str, str], told: str
) -> None:
    event = await announced()
    with pytest.raises(UserError, match=told):
        await sign_up(database, event, **typed)
    series = await announced(series=Repeats.WEEKLY)
    with pytest.raises(UserError, match="take place once"):
        await sign_up(database, series, least="3")


async def test_another_reply_to_the_question_keeps_the_place_in_line(
    database: Database, announced: Announce
) -> None:
    event = await announced(capacity=1)
    await enrol(database, "ann", "ben", "cho")
    for name in ("ann", "ben", "cho"):
        await say(database, name, event.id, EventAnswer.GOING)
    async with database.session_scope() as session:
        again = await rsvp.respond(
            session, person("ben"), NOBODY, event.id, EventAnswer.GOING, reply="No nuts, please"
        )
    assert (again.answer, again.ahead) == (EventAnswer.WAITING, 0)
    async with database.read_scope() as connection:
        found = await attendees.find_attendees(connection, BOSS, ORGANIZER, event.id)
    assert [one.reply for one in found.people] == ["", "No nuts, please", ""]


async def test_sign_up_and_the_fee_end_so_long_before_the_event(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    for typed, before in {
        "2 days before": timedelta(days=2),
        "the day before the event": timedelta(days=1),
        "24 hours before it starts": timedelta(hours=24),
        "at the start": timedelta(),
    }.items():
        closes_at = signup.read_signup(event, {"closes": typed}).closes_at
        words = answers.read_texts({"title": "A talk", "fee_deadline": typed}, event)
        assert closes_at == words.fee_deadline == event.starts_at - before
    with pytest.raises(UserError, match="passed already"):
        signup.read_signup(event, {"closes": "40 weeks before"})
    with pytest.raises(UserError, match="passed already"):
        answers.read_texts({"title": "A talk", "fee_deadline": "40 weeks before"}, event)


async def test_when_a_fee_ends_is_shown_back_before_all_read_it(hall: Hall) -> None:
    await hall.publish()
    form = await (await hall.manage()).click("Change the words")
    shown = await form.submit(fee_deadline="the day before at 5pm")
    assert "At this fee until" in shown.text
    stamp = re.findall(r"<t:(\d+)", shown.text)[0]
    await shown.click("Yes, that is right")
    await wait_until(lambda: stamp in hall.seen_by(hall.boss).text)


async def test_sign_up_closes_when_it_was_shown_to_however_late_that_is_confirmed(hall: Hall) -> None:
    await hall.publish()
    form = await (await hall.manage()).click("Change the sign-up")
    shown = await form.submit(closes="in 200 hours")
    clock.advance(timedelta(hours=20))
    stamp = re.findall(r"<t:(\d+)", shown.text)[0]
    await shown.click("Yes, that is right")
    await wait_until(lambda: stamp in hall.seen_by(hall.boss).text)


async def test_a_question_is_asked_of_those_who_come_and_organizers_read_the_answers(hall: Hall) -> None:
    await hall.publish()
    form = await (await hall.manage()).click("Change the sign-up")
    shown = await form.submit(question="What do you eat?", closes="in 2 weeks")
    assert "Sign-up closes" in shown.text
    assert "events:ask" not in str(hall.channel.messages[-1].payload)
    await shown.click("Yes, that is right")
    await wait_until(lambda: "events:ask" in str(hall.channel.messages[-1].payload))
    await hall.town.enrol(hall.town.alice)
    modal = await hall.seen_by(hall.town.alice).click("Going")
    assert "What do you eat?" in modal.text
    await modal.submit(reply="Vegetables")
    await wait_until(lambda: "**1** going" in hall.seen_by(hall.boss).text)
    who = await (await hall.manage()).click("Who comes")
    assert "Vegetables" in who.text
    assert f"<@{hall.town.alice.id}>" in who.text
    file = await who.click("As a file")
    [name] = [one.name for one in file.files]
    assert b"Vegetables" in file.read(name)


async def test_long_answers_leave_room_for_everybody_on_the_page(announced: Announce) -> None:
    event = await announced()
    said = "word " * 60
    people = [
        attendees.Attendee(f"p{number}.", f"p{number}", EventAnswer.GOING, clock.now(), None, said)
        for number in range(15)
    ]
    shown = str(render.components(attendee_cards.who_card(attendees.Attendees(event, people))))
    assert all(one.user_id in shown for one in people)
    assert said.encode() in file_of(attendee_cards.file_card(attendees.Attendees(event, people)))


async def test_whoever_cannot_come_is_told_so_before_they_are_asked_anything(hall: Hall) -> None:
    await hall.publish(stages="manager")
    form = await (await hall.manage()).click("Change the sign-up")
    await form.submit(question="What do you eat?")
    await wait_until(lambda: "events:ask" in str(hall.channel.messages[-1].payload))
    await hall.town.enrol(hall.town.alice)
    told = await hall.say(hall.town.alice, "Going")
    assert "another stage of their career" in told.text


async def test_below_a_message_of_when_something_was_asked_one_comes_though_nothing_is_asked(
    hall: Hall,
) -> None:
    await hall.publish()
    form = await (await hall.manage()).click("Change the sign-up")
    await form.submit(question="What do you eat?")
    await wait_until(lambda: "events:ask" in str(hall.channel.messages[-1].payload))
    await hall.town.enrol(hall.town.alice)
    asked = await hall.seen_by(hall.town.alice).click("Going")
    form = await (await hall.manage()).click("Change the sign-up")
    await form.submit(question="")
    await wait_until(lambda: "events:ask" not in str(hall.channel.messages[-1].payload))
    old = asked.custom_id.replace("events:reply", "events:ask")
    told = await hall.town.alice.forge_click(old, hall.seen_by(hall.town.alice))
    assert "broke" not in told.text
    await wait_until(lambda: "**1** going" in hall.seen_by(hall.boss).text)


async def test_an_organizer_adds_and_removes_somebody_by_command(hall: Hall) -> None:
    await hall.publish()
    await hall.town.enrol(hall.town.alice)
    (choice, *_) = await hall.boss.type("organize event people", event="Finance")
    added = await hall.boss.slash("organize event people", {"event": choice.value, "add": hall.town.alice})
    assert "**1** going" in added.text
    await hall.town.alice.wait_for_dm("is yours")
    await wait_until(lambda: "**1** going" in hall.seen_by(hall.boss).text)
    await hall.boss.slash("organize event people", {"event": choice.value, "remove": hall.town.alice})
    await hall.town.alice.wait_for_dm("off the list")
    told = await hall.town.bob.slash("organize event people", {"event": choice.value})
    assert "Only organizers" in told.text
    listed = await hall.boss.slash("organize event people", {"event": choice.value})
    form = await listed.click("Add several")
    added = await form.submit(people=f"alice\n<@{hall.town.bob.id}>, nobody")
    assert "**1** going" in added.text
    assert f"Not added: <@{hall.town.bob.id}>. They have not enrolled here yet." in added.text
    assert "I find nobody here called “nobody”" in added.text


async def test_a_reminder_reaches_who_was_added(database: Database, announced: Announce) -> None:
    event = await announced()
    await enrol(database, "ann")
    await add(database, event, "ann")
    await until(event.starts_at - timedelta(days=1))
    assert clock.now() < event.starts_at
    assert "Coming up" in await tell(database)


async def test_an_event_as_last_month_takes_over_all_but_its_time(
    database: Database, announced: Announce
) -> None:
    words = texts(title="Finance", about="Budgets", credits={CreditType.IN_PERSON: 200})
    before = await announced(words=words, capacity=12, host="ACHE")
    before = await sign_up(database, before, question="What do you eat?")
    starts = wall(before.starts_at + timedelta(days=30))
    async with database.session_scope() as session:
        made = (await templates.draft_again(session, BOSS, ORGANIZER, before.id, (starts, ""))).event
    assert made.state is EventState.DRAFT
    assert wall(made.starts_at) == starts
    for name in ("title", "about", "capacity", "host", "place", "question", "credits", "time_zone"):
        assert getattr(made, name) == getattr(before, name), name
    assert made.ends_at - made.starts_at == before.ends_at - before.starts_at
    assert made.uid != before.uid
    assert made.going == 0


async def test_an_organizer_begins_an_event_as_last_time(hall: Hall) -> None:
    await hall.publish(about="Budgets", seats=12)
    (choice, *_) = await hall.boss.type("organize event again", event="Finance")
    starts = f"{clock.now() + timedelta(days=60):%Y-%m-%d} 18:00"
    preview = await hall.boss.slash("organize event again", event=choice.value, starts=starts)
    assert "Budgets" in preview.text
    await preview.click("Publish")
    await wait_until(lambda: len(hall.channel.messages) == 2)
    told = await hall.town.bob.slash("organize event again", event=choice.value, starts=starts)
    assert "Only organizers" in told.text
