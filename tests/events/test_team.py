"""Those who organize one event together, whatever they may do in the community."""

import pytest
from events.conftest import BOSS, NOBODY, ORGANIZER, Announce, enrol, person, seen, texts
from events.telling import due_now, make
from events.test_discord import Hall, empty_town, hall, town, until

from mentorbot.chat.caller import Caller
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import announce, attendees, managing, rsvp, team
from mentorbot.events.team import Team
from mentorbot.events.view import EventView

__all__ = ["empty_town", "hall", "town"]


async def name(database: Database, event: EventView, who: str, by: Caller = BOSS) -> Team:
    rights = ORGANIZER if by == BOSS else NOBODY
    async with database.session_scope() as session:
        return await team.name_organizer(session, by, rights, event.id, who)


async def told(database: Database) -> list[tuple[str, str | None]]:
    """Who is told of it by now, and the title of what they are told; None for nothing."""
    made = [(row["user_id"], await make(database, row)) for row in await due_now(database, team.NAMED)]
    return [(who, card.title if card else None) for who, card in made]


async def take_off(database: Database, event: EventView, who: str) -> Team:
    async with database.session_scope() as session:
        return await team.remove_organizer(session, BOSS, ORGANIZER, event.id, who)


@pytest.mark.every_database
async def test_whoever_is_named_is_told_may_change_that_event_and_no_other(
    database: Database, announced: Announce
) -> None:
    await enrol(database, "boss", "ann", "ben")
    event, other = await announced(), await announced(words=texts(title="Another"))
    with pytest.raises(UserError, match="have not enrolled"):
        await name(database, event, "stranger")
    assert (await name(database, event, "ann")).people == (("boss", False), ("ann", True))
    await name(database, event, "ann")
    assert await told(database) == [("ann", "You organize an event")]
    async with database.session_scope() as session:
        found = await managing.find_event(session, person("ann"), NOBODY, event.id)
        listed = await managing.find_editable(session, person("ann"), NOBODY)
        assert [one.id for one in listed] == [event.id]
        assert (await attendees.find_attendees(session, person("ann"), NOBODY, event.id)).event.id == event.id
        assert (await rsvp.find_answered(session, person("ann"), event.id)).organizes
        assert not (await rsvp.find_answered(session, person("ben"), event.id)).organizes
        typed = {"title": "Renamed by Ann"}
        done = await managing.write_event(session, person("ann"), NOBODY, seen(found), typed)
        assert done.changed.event.title == "Renamed by Ann"
        for caller, id_ in ((person("ann"), other.id), (person("ben"), event.id)):
            with pytest.raises(UserError, match="Only organizers"):
                await managing.find_event(session, caller, NOBODY, id_)
        with pytest.raises(UserError, match="Only organizers"):
            await managing.find_editable(session, person("ben"), NOBODY)
    # One who was named may name another.
    assert ("ben", True) in (await name(database, event, "ben", by=person("ann"))).people


@pytest.mark.every_database
async def test_whoever_announced_and_organizes_no_more_in_the_community_may_not_go_on(
    database: Database, announced: Announce
) -> None:
    await enrol(database, "boss")
    event = await announced()
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="Only organizers"):
            await managing.find_event(session, BOSS, NOBODY, event.id)


@pytest.mark.every_database
async def test_whoever_is_taken_off_or_leaves_may_change_it_no_more(
    database: Database, announced: Announce
) -> None:
    await enrol(database, "ann", "ben", "cem")
    event = await announced()
    for one in ("ann", "ben"):
        await name(database, event, one)
    await take_off(database, event, "ann")
    with pytest.raises(UserError, match="do not organize this event"):
        await take_off(database, event, "cem")
    assert await told(database) == [("ann", None), ("ben", "You organize an event")]
    async with database.session_scope() as session:
        stored = await privacy.export(session, person("ben"))
        assert [one["named"] for one in stored["memberships"][0]["event_organizer"]] == [True]
        await privacy.erase(session, person("ben"))
    for who in ("ann", "ben"):
        async with database.session_scope() as session:
            with pytest.raises(UserError, match="Only organizers"):
                await managing.find_event(session, person(who), NOBODY, event.id)
    async with database.session_scope() as session:
        gone = await announce.cancel(session, event)
        with pytest.raises(UserError, match="was cancelled"):
            await team.name_organizer(session, BOSS, ORGANIZER, gone.event.id, "cem")


async def test_one_who_was_named_finds_the_event_where_everybody_does(hall: Hall) -> None:
    ann = hall.town.alice
    await hall.town.enrol(ann)
    await hall.publish()
    (choice, *_) = await hall.boss.type("organize event team", event="Finance")
    shown = await hall.boss.slash("organize event team", event=choice.value, add=ann)
    assert "Whoever was named is told" in shown.text
    await ann.wait_for_dm("You organize")
    listed = await ann.slash("events")
    looked = await listed.click("Look")
    managed = await looked.click("Organize it")
    assert "Published in" in managed.text
    who = await managed.click("Who organizes")
    assert ann.user.id in who.text
    await hall.boss.slash("organize event team", event=choice.value, remove=ann)
    late = await ann.forge_click(f"events:manage:{choice.value}", listed)
    assert "Only organizers" in late.text


async def test_whoever_was_named_organizes_from_the_message_that_says_so(hall: Hall) -> None:
    alice, bob = hall.town.alice, hall.town.bob
    for one in (alice, bob):
        await hall.town.enrol(one)
    await hall.publish()
    (choice, *_) = await hall.boss.type("organize event team", event="Finance")
    await hall.boss.slash("organize event team", event=choice.value, add=alice)
    told = await alice.wait_for_dm("You organize an event")
    preview = await told.click("Organize it")
    assert "Published in" in preview.text
    form = await preview.click("Change the words")
    done = await form.submit(title="Renamed by alice")
    assert "Stored" in done.text
    await until(lambda: "Renamed by alice" in hall.seen_by(bob).text)
    await hall.boss.slash("organize event team", event=choice.value, remove=alice)
    assert "in a community" in (await told.click("Who comes")).text
