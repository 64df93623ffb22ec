"""Who comes: never more than there are seats, and whoever waited longest is next."""

import asyncio
from datetime import timedelta
from typing import Any

import mailing
import pytest
from events.conftest import BOSS, NOBODY, ORGANIZER, Announce, announcing, enrol, person, seen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import announce, rsvp, service
from mentorbot.events.models import EVENT_RSVP
from mentorbot.events.terms import EventAnswer
from mentorbot.guide.model import Stage
from mentorbot.members import presence

pytestmark = pytest.mark.every_database

pytestmark = pytest.mark.every_database

GOING, WAITING, INTERESTED, CANNOT = EventAnswer


async def say(
    database: Database, who: Caller, event_id: int, said: EventAnswer, rights: Rights = NOBODY
) -> rsvp.Answered:
    async with database.session_scope() as session:
        return await rsvp.respond(session, who, rights, event_id, said)


async def rows(database: Database, event_id: int, answer: EventAnswer) -> list[int]:
    """Who said this, in the order in which they did."""
    statement = (
        select(EVENT_RSVP.c.member_id)
        .where(EVENT_RSVP.c.event_id == event_id, EVENT_RSVP.c.answer == answer)
        .order_by(EVENT_RSVP.c.turn)
    )
    async with database.read_scope() as connection:
        return list((await connection.execute(statement)).scalars())


async def test_who_comes_when_it_is_full_waits_and_gets_the_first_free_seat(
    database: Database, announced: Announce
) -> None:
    event = await announced(capacity=1)
    await enrol(database, "ann", "ben", "cho")
    assert (await say(database, person("ann"), event.id, GOING)).answer is GOING
    assert (await say(database, person("ben"), event.id, GOING)).ahead == 0
    waits = await say(database, person("cho"), event.id, GOING)
    assert (waits.answer, waits.ahead) == (WAITING, 1)
    left = await say(database, person("ann"), event.id, CANNOT)
    ben = (await say(database, person("ben"), event.id, GOING)).member.id
    assert left.promoted == (ben,)
    assert await rows(database, event.id, GOING) == [ben]


async def test_whoever_left_and_is_soon_back_has_their_seat_again_or_waits_for_one(
    database: Database, announced: Announce
) -> None:
    full, free, off = await announced(capacity=1), await announced(), await announced()
    await enrol(database, "ann", "ben")
    for event in (full, free, off):
        ann = (await say(database, person("ann"), event.id, GOING)).member.id
    ben = (await say(database, person("ben"), full.id, GOING)).member.id

    async def note(*, here: bool) -> None:
        async with database.session_scope() as session:
            await presence.note_presence(session, ann, here=here)

    await note(here=False)
    assert (await rows(database, full.id, GOING), await rows(database, free.id, GOING)) == ([ben], [])
    async with database.session_scope() as session:
        await announce.cancel(session, off)
    await mailing.send(database)
    await note(here=True)
    assert await rows(database, full.id, WAITING) == [ann]
    assert await rows(database, free.id, GOING) == [ann]
    told = sorted(card.title for to, card in await mailing.send(database) if to == "ann")
    assert told == ["An event was cancelled", "You have a seat", "You wait for a seat"]
    # Who waits already is told that they stand at the end now; of what was cancelled they know.
    clock.advance(timedelta(hours=1))
    await note(here=False)
    await note(here=True)
    told = sorted(card.title for to, card in await mailing.send(database) if to == "ann")
    assert told == ["You have a seat", "You wait for a seat"]
    # After a month nobody is expected any more.
    await note(here=False)
    clock.advance(timedelta(days=31))
    await note(here=True)
    assert await rows(database, free.id, GOING) == []


async def test_saying_it_twice_keeps_the_place_in_line(database: Database, announced: Announce) -> None:
    event = await announced(capacity=1)
    await enrol(database, "ann", "ben", "cho")
    for name in ("ann", "ben", "cho", "ben"):
        answered = await say(database, person(name), event.id, GOING)
    assert (answered.changed, answered.ahead) == (False, 0)


async def test_more_room_seats_those_who_wait_in_order(database: Database, announced: Announce) -> None:
    event = await announced(capacity=1)
    await enrol(database, "ann", "ben", "cho", "dee")
    for name in ("ann", "ben", "cho", "dee"):
        await say(database, person(name), event.id, GOING)
    waited = await rows(database, event.id, WAITING)
    async with database.session_scope() as session:
        found = await service.find_event(session, BOSS, event.id)
        await announce.move(session, found, found.when, capacity=3)
    assert (await rows(database, event.id, GOING))[1:] == waited[:2]
    assert await rows(database, event.id, WAITING) == waited[2:]


async def test_there_is_never_room_for_fewer_than_come(database: Database, announced: Announce) -> None:
    event = await announced(capacity=2)
    await enrol(database, "ann", "ben")
    for name in ("ann", "ben"):
        await say(database, person(name), event.id, GOING)
    async with database.session_scope() as session:
        found = await service.find_seen(session, BOSS, ORGANIZER, seen(event))
        with pytest.raises(UserError, match="2 people are going already"):
            await announce.move(session, found, event.when, capacity=1)


async def test_forty_who_press_at_once_do_not_overfill_it(
    file_database: Database,
) -> None:
    names = [f"p{number}" for number in range(40)]
    await enrol(file_database, *names)
    made = (await announcing(file_database)(capacity=7)).id
    await asyncio.gather(*(say(file_database, person(name), made, GOING) for name in names))
    assert len(await rows(file_database, made, GOING)) == 7
    assert len(await rows(file_database, made, WAITING)) == 33


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    capacity=st.integers(1, 4),
    steps=st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from([GOING, GOING, INTERESTED, CANNOT])), max_size=40
    ),
)
async def test_whatever_people_press_there_are_never_too_many_and_the_order_is_kept(
    database: Database, capacity: int, steps: list[tuple[int, EventAnswer]]
) -> None:
    names = [f"p{number}" for number in range(7)]
    await enrol(database, *names)
    event_id = (await announcing(database)(capacity=capacity)).id
    line: list[int] = []
    seated: set[int] = set()
    for number, said in steps:
        answered = await say(database, person(names[number]), event_id, said)
        me = answered.member.id
        if said is GOING:
            if me not in seated and me not in line:
                (seated.add if len(seated) < capacity else line.append)(me)
        else:
            seated.discard(me)
            line = [other for other in line if other != me]
        while line and len(seated) < capacity:
            seated.add(line.pop(0))
        assert set(await rows(database, event_id, GOING)) == seated
        assert await rows(database, event_id, WAITING) == line
        assert answered.event.going == len(seated) <= capacity


async def test_an_erased_member_leaves_the_seat_to_the_first_who_waits(
    database: Database, announced: Announce
) -> None:
    event = await announced(capacity=1)
    await enrol(database, "ann", "ben")
    for name in ("ann", "ben"):
        await say(database, person(name), event.id, GOING)
    async with database.session_scope() as session:
        exported = await privacy.export(session, person("ann"))
        await privacy.erase(session, person("ann"))
    [said] = exported["memberships"][0]["event_rsvp"]
    assert (said["title"], said["answer"]) == ("Finance evening", "going")
    assert (await say(database, person("ben"), event.id, GOING)).answer is GOING


async def test_an_event_of_another_community_is_not_found(database: Database, announced: Announce) -> None:
    event = await announced()
    await enrol(database, "ann", community="elsewhere")
    with pytest.raises(UserError, match="no such event here"):
        await say(database, person("ann", "elsewhere"), event.id, GOING)
    with pytest.raises(UserError, match="no such event here"):
        await say(database, person("ann", None), event.id, GOING)


async def test_a_direct_message_answers_for_the_events_own_community(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann")
    await enrol(database, "ann", community="elsewhere")
    assert (await say(database, person("ann", None), event.id, GOING)).answer is GOING
    async with database.read_scope() as connection:
        assert await rsvp.find_answers(connection, person("ann")) == {event.id: GOING}
        assert await rsvp.find_answers(connection, person("ann", "elsewhere")) == {}


@pytest.mark.parametrize(
    ("frame", "given_", "told"),
    [
        ({"role": "9"}, (person("ann"), NOBODY), "a certain group here"),
        ({"role": "9"}, (person("ann", None), NOBODY), "where it was announced"),
        ({"role": "9"}, (person("ann"), Rights(frozenset({"9"}))), ""),
        ({"stages": (Stage.MANAGER,)}, (person("ann"), NOBODY), "another stage"),
        ({"stages": (Stage.MANAGER, Stage.CLINICIAN)}, (person("ann"), NOBODY), ""),
    ],
)
async def test_only_those_whom_it_is_for_can_say_that_they_come(
    database: Database, announced: Announce, frame: Any, given_: tuple[Caller, Rights], told: str
) -> None:
    who, rights = given_
    event = await announced(**frame)
    await enrol(database, "ann")
    if not told:
        assert (await say(database, who, event.id, GOING, rights)).changed
    else:
        with pytest.raises(UserError, match=told):
            await say(database, who, event.id, GOING, rights)


async def test_nothing_can_be_said_to_what_is_over_cancelled_or_still_a_draft(
    database: Database, announced: Announce
) -> None:
    await enrol(database, "ann")
    draft, cancelled, over = await announced(publish=False), await announced(), await announced()
    with pytest.raises(UserError, match="no such event"):
        await say(database, person("ann"), draft.id, GOING)
    async with database.session_scope() as session:
        await announce.cancel(session, cancelled)
    with pytest.raises(UserError, match="was cancelled"):
        await say(database, person("ann"), cancelled.id, GOING)
    clock.advance(timedelta(days=31))
    with pytest.raises(UserError, match="is over"):
        await say(database, person("ann"), over.id, GOING)


async def test_whoever_is_not_enrolled_is_asked_to_do_so_first(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    with pytest.raises(UserError, match="/start"):
        await say(database, person("stranger"), event.id, GOING)
