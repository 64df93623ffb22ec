"""Two propose and pick, and one time is agreed; whatever comes of it, each is told once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from meetings.conftest import KIND, Clubs, ahead, person, until

from mentorbot import clock
from mentorbot.chat import Attachment, Card, Section
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.meetings import owners, planning, service
from mentorbot.meetings.owners import Owner
from mentorbot.meetings.terms import MOST_UPCOMING, MeetingState
from mentorbot.members import service as members

pytestmark = pytest.mark.every_database


def file(card: Card) -> Calendar:
    [attachment] = [block for block in card.blocks if isinstance(block, Attachment)]
    return Calendar.from_ical(attachment.data)


async def erase(database: Database, name: str) -> None:
    async with database.session_scope() as session:
        ids = await members.find_memberships(session, person(name))
        await service.erase_proposed(session, ids)
        await service.erase(session, ids)
        await members.erase(session, ids)


async def test_a_time_is_proposed_picked_and_in_both_calendars(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    done = await clubs.propose("ada", 24, 48, 72, place="https://meet.example.org/5")
    [(to, asked)] = await clubs.send()
    assert (to, asked.title) == ("ben", "Club meeting: when?")
    agreed = await clubs.pick("ben", done, 1)
    assert agreed.meeting.state is MeetingState.AGREED
    assert agreed.meeting.starts_at == done.meeting.offered[1]
    sent = await clubs.send()
    assert sorted(to for to, _ in sent) == ["ada", "ben"]
    for _, card in sent:
        entry = file(card).walk("VEVENT")[0]
        assert entry.decoded("dtstart") == agreed.meeting.starts_at
        assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(minutes=45)
        assert (entry["sequence"], str(entry["location"])) == (0, "https://meet.example.org/5")


async def test_each_is_reminded_a_day_and_an_hour_before_and_asked_afterwards(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 50))
    await clubs.send()
    start = agreed.meeting.starts_at
    assert start is not None
    for before, title in ((timedelta(days=1), "coming up"), (timedelta(hours=1), "coming up")):
        await until(start - before)
        assert [(to, card.title) for to, card in await clubs.send()] == [
            ("ada", f"Club meeting: {title}"),
            ("ben", f"Club meeting: {title}"),
        ]
    await until(start + timedelta(minutes=45))
    assert [(to, card.title) for to, card in await clubs.send()] == [
        ("ada", "Did you meet?"),
        ("ben", "Did you meet?"),
    ]
    assert await clubs.waiting() == []


async def test_the_second_click_on_a_time_changes_nothing(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben", "cem")
    done = await clubs.propose("ada", 24, 48)
    agreed = await clubs.pick("ben", done, 0)
    for name, place in (("ben", 0), ("ben", 1), ("cem", 1)):
        late = await clubs.pick(name, done, place)
        assert not late.changed
        assert late.meeting.starts_at == agreed.meeting.starts_at
    invitations = [row for row in await clubs.waiting() if ":agreed:" in row["dedupe_key"]]
    assert len(invitations) == 3


async def test_none_of_these_is_answered_with_other_times(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    first = await clubs.propose("ada", 24, 48)
    second = await clubs.again("ben", first, 30)
    with pytest.raises(UserError, match="replaced by newer ones"):
        await clubs.pick("ben", first)
    with pytest.raises(UserError, match="replaced by newer ones"):
        await clubs.again("ada", first, 31)
    with pytest.raises(UserError, match="proposed these times yourself"):
        await clubs.pick("ben", second)
    assert [to for to, _ in await clubs.send()] == ["ada"], "the first question had not gone out yet"
    assert (await clubs.pick("ada", second)).meeting.starts_at == second.meeting.offered[0]


async def test_planning_while_something_is_being_planned_is_the_same_meeting(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    first = await clubs.propose("ada", 24)
    second = await clubs.propose("ben", 26)
    assert second.meeting.id == first.meeting.id
    assert second.meeting.proposer_id != first.meeting.proposer_id


async def test_what_was_agreed_holds_until_another_time_is(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 24, 48))
    await clubs.send()
    moving = await clubs.again("ada", agreed, 90)
    assert (await clubs.look(agreed)).starts_at == agreed.meeting.starts_at
    [(to, card)] = await clubs.send()
    assert (to, card.title) == ("ben", "Club meeting: when?")
    moved = await clubs.pick("ben", moving)
    assert moved.meeting.starts_at == moving.meeting.offered[0]
    sent = await clubs.send()
    assert [(to, card.title) for to, card in sent] == [
        ("ada", "Club meeting: moved"),
        ("ben", "Club meeting: moved"),
    ]
    assert {file(card).walk("VEVENT")[0]["sequence"] for _, card in sent} == {1}
    await until(moved.meeting.starts_at - timedelta(days=1))
    assert len(await clubs.send()) == 2, "reminders of the first time would make it four"


async def test_the_agenda_is_sent_once_however_often_it_moves_and_stands_in_calendars(clubs: Clubs) -> None:
    async def agenda(*_: object) -> str:
        return "*First talk.* Be there.\n- Say hello"

    async def names(_: object, meeting: planning.MeetingView) -> dict[int, str]:
        return {one.member_id: str(one.to.user_id).title() for one in meeting.parts}

    owner = Owner("meeting", "Club meeting", clubs.about, agenda=agenda, names=names)
    owners.register_owner(KIND, owner)
    await clubs.found(1, "ada", "ben")
    done = await clubs.pick("ben", await clubs.propose("ada", 50))
    sent = await clubs.send()
    for _ in range(2):
        done = await clubs.pick("ben", await clubs.again("ada", done, 90))
        sent += await clubs.send()
    assert done.meeting.starts_at is not None
    await until(done.meeting.starts_at - timedelta(hours=1))
    sent += await clubs.send()
    shown = [
        to
        for to, card in sent
        if "Say hello" in str([one for one in card.blocks if isinstance(one, Section)])
    ]
    assert sorted(shown) == ["ada", "ben"]
    for to, card in sent:
        if any(isinstance(one, Attachment) for one in card.blocks):
            entry = file(card).walk("VEVENT")[0]
            assert str(entry["summary"]) == f"Club meeting with {'Ben' if to == 'ada' else 'Ada'}"
            assert "First talk. Be there." in str(entry["description"])


async def test_the_agenda_comes_with_the_new_time_where_nobody_got_the_first(clubs: Clubs) -> None:
    async def agenda(*_: object) -> str:
        return "- Say hello"

    owners.register_owner(KIND, Owner("meeting", "Club meeting", clubs.about, agenda=agenda))
    await clubs.found(1, "ada", "ben")
    done = await clubs.pick("ben", await clubs.propose("ada", 50))
    await clubs.pick("ben", await clubs.again("ada", done, 90))
    sent = [card for _, card in await clubs.send() if card.title == "Club meeting: moved"]
    assert len(sent) == 2
    assert all("Say hello" in str([one for one in card.blocks if isinstance(one, Section)]) for card in sent)


async def test_a_cancelled_meeting_is_taken_out_of_calendars_once(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 24))
    await clubs.send()
    assert (await clubs.cancel("ada", agreed)).changed
    assert not (await clubs.cancel("ben", agreed)).changed
    [(to, card)] = await clubs.send()
    calendar = file(card)
    entry = calendar.walk("VEVENT")[0]
    assert to == "ben"
    assert (calendar["method"], entry["status"], entry["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert entry["uid"] == agreed.meeting.uid
    assert await clubs.waiting() == []
    with pytest.raises(UserError, match="was cancelled"):
        await clubs.pick("ben", agreed)


async def test_when_its_time_is_over_nobody_reads_any_more_that_it_was_cancelled(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 24))
    await clubs.send()
    await clubs.cancel("ada", agreed)
    clock.advance(timedelta(hours=26))
    assert await clubs.send() == []


async def test_what_nobody_heard_of_is_cancelled_without_a_word(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    await clubs.cancel("ada", await clubs.propose("ada", 24))
    assert await clubs.waiting() == []


async def test_whoever_proposed_is_told_when_nobody_picked(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    done = await clubs.propose("ada", 24, 30)
    await clubs.send()
    await until(done.meeting.offered[0])
    with pytest.raises(UserError, match="has passed"):
        await clubs.pick("ben", done, 0)
    await until(done.meeting.offered[1])
    assert [(to, card.title) for to, card in await clubs.send()] == [("ada", "Club meeting: no time yet")]


async def test_once_one_says_so_they_met(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 24))
    with pytest.raises(UserError, match="not over yet"):
        await clubs.answer("ada", agreed, met=True)
    assert agreed.meeting.ends_at is not None
    await until(agreed.meeting.ends_at)
    missed = await clubs.answer("ada", agreed, met=False)
    assert (missed.meeting.state, clubs.met) == (MeetingState.MISSED, [])
    for _ in range(2):
        met = await clubs.answer("ben", agreed, met=True)
    assert (met.meeting.state, met.changed, clubs.met) == (MeetingState.MET, False, [met.meeting.id])
    await clubs.answer("ada", agreed, met=True)
    assert clubs.met == [met.meeting.id], "it took place once"
    assert [row for row in await clubs.waiting() if ":asked:" in row["dedupe_key"]] == []
    with pytest.raises(UserError, match="is over"):
        await clubs.cancel("ada", agreed)


async def test_what_was_said_two_weeks_ago_stays(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 24))
    clock.advance(timedelta(days=16))
    assert await clubs.send() == [], "an invitation, reminders and a question of no use any more"
    with pytest.raises(UserError, match="more than two weeks ago"):
        await clubs.answer("ada", agreed, met=True)


async def test_a_note_is_for_its_writer_alone(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 1))
    clock.advance(timedelta(hours=3))
    async with clubs.database.session_scope() as session:
        done = await service.write_note(session, person("ada"), agreed.meeting.id, "Ask about the *budget*")
        assert done.me.note == "Ask about the *budget*"
        with pytest.raises(UserError, match="1,001 characters"):
            await service.write_note(session, person("ada"), agreed.meeting.id, "x" * 1001)
    async with clubs.database.session_scope() as session:
        ids = [one.member_id for one in agreed.meeting.parts]
        exported = await service.export(session, ids)
    notes = [exported[id_][0]["note"] for id_ in ids]
    assert sorted(notes) == ["", "Ask about the *budget*"]


async def test_of_whoever_is_erased_the_meeting_is_cancelled_and_the_other_told(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 24))
    await clubs.send()
    await erase(clubs.database, "ada")
    assert (await clubs.look(agreed)).state is MeetingState.CANCELLED
    assert [(to, card.title) for to, card in await clubs.send()] == [("ben", "Club meeting: cancelled")]
    assert await clubs.waiting() == []
    await erase(clubs.database, "ben")
    async with clubs.database.read_scope() as connection:
        assert (await connection.execute(planning.meeting.select())).all() == []


async def test_a_circle_goes_on_when_one_of_three_is_erased(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben", "cem")
    agreed = await clubs.pick("ben", await clubs.propose("ada", 24))
    await erase(clubs.database, "ada")
    found = await clubs.look(agreed)
    assert (found.state, len(found.parts), found.proposer_id) == (MeetingState.AGREED, 2, None)


async def test_an_owner_that_has_ended_has_nothing_planned_any_more(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    await clubs.pick("ben", await clubs.propose("ada", 24))
    open_ = await clubs.propose("ada", 48)
    await clubs.send()
    async with clubs.database.session_scope() as session:
        assert len(await service.stop_meetings(session, KIND, 1)) == 2
    del clubs.members[1]
    told = await clubs.send()
    assert sorted(to for to, _ in told) == ["ada", "ben"]
    assert "Plan the next" not in str(told), "there is nothing to meet about any more"
    assert await clubs.waiting() == []
    with pytest.raises(UserError, match="was cancelled"):
        await clubs.pick("ben", open_)
    with pytest.raises(UserError, match="nothing to meet about"):
        await clubs.propose("ada", 24)


async def test_only_so_many_are_planned_ahead(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    for number in range(MOST_UPCOMING):
        await clubs.pick("ben", await clubs.propose("ada", 24 + number))
    with pytest.raises(UserError, match="planned already"):
        await clubs.propose("ada", 90)


async def test_nobody_reaches_a_meeting_of_others(clubs: Clubs) -> None:
    await clubs.found(1, "ada", "ben")
    await clubs.found(2, "eve", "fay")
    await clubs.found(3, "ada", "gil", community="another")
    done = await clubs.propose("ada", 24)
    for who, told in (
        (person("eve"), "no such meeting"),
        (person("ada", "another"), "no such meeting"),
        (person("stranger"), "not enrolled here"),
    ):
        async with clubs.database.session_scope() as session:
            with pytest.raises(UserError, match=told):
                await service.pick_time(session, who, done.meeting.id, 1, 0)
            with pytest.raises(UserError, match=r"nothing to meet about|not enrolled"):
                await service.propose_times(session, who, KIND, 1, ahead(24))
    async with clubs.database.session_scope() as session:
        picked = await service.pick_time(session, person("ben", None), done.meeting.id, 1, 0)
    assert picked.changed, "in a direct message the meeting says which community is meant"


async def test_the_reminder_a_day_before_comes_at_the_same_hour_though_the_clocks_change(
    clubs: Clubs,
) -> None:
    await clubs.found(1, "ada", "ben")
    zone = ZoneInfo("America/Chicago")
    async with clubs.database.session_scope() as session:
        for one in clubs.members[1].member_ids:
            await members.set_zone(session, one, zone.key)
    start = changing_morning(zone)
    agreed = await clubs.pick("ben", await clubs.propose("ada", (start - clock.now()) / timedelta(hours=1)))
    held = agreed.meeting.starts_at
    assert held is not None
    dues = [row["due_at"] for row in await clubs.waiting()]
    [day_before] = {due for due in dues if timedelta(hours=12) < held - due < timedelta(hours=36)}
    assert held - day_before != timedelta(days=1)
    assert day_before.astimezone(zone).time() == held.astimezone(zone).time()


def changing_morning(zone: ZoneInfo) -> datetime:
    """The next nine in the morning, at least three days away, after a night in which clocks change."""
    day = clock.now().astimezone(zone).date() + timedelta(days=3)
    while True:
        before, after = (datetime.combine(one, time(9), zone) for one in (day, day + timedelta(days=1)))
        if before.utcoffset() != after.utcoffset():
            return after.astimezone(UTC)
        day += timedelta(days=1)
