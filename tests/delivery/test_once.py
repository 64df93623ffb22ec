"""Every message once, whatever Discord answers: through a real discord.py client."""

import asyncio
from datetime import timedelta

import pytest
from delivery.conftest import KIND, Note, Post, texts, until
from town import Town

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.db import Session
from mentorbot.delivery import desk, dispatcher, kinds, retry, service
from mentorbot.delivery.kinds import Address, Due, handler

MESSAGES = "/channels/*/messages"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again at once rather than seconds later."""
    monkeypatch.setattr(retry, "FIRST", 0.02)
    monkeypatch.setattr("asyncio.sleep", _short(asyncio.sleep))


def _short(sleep):  # type: ignore[no-untyped-def]
    async def shorter(seconds: float, result: object = None) -> object:
        return await sleep(min(seconds, 0.05), result)

    return shorter


async def test_a_message_arrives_when_it_is_due_and_not_before(town: Town, post: Post) -> None:
    await post.to(town.alice, "later", within=timedelta(hours=1))
    await post.to(town.alice, "now")
    await post.settled("now")
    assert texts(town.alice.dm().messages) == ["now"]
    clock.advance(timedelta(hours=1))
    town.bot.dispatcher.nudge()
    await post.settled()
    assert texts(town.alice.dm().messages) == ["now", "later"]


async def test_the_alarm_rings_by_itself_when_something_comes_due(town: Town, post: Post) -> None:
    await post.to(town.alice, "soon", within=timedelta(seconds=0.3))
    assert (await post.states())["soon"] == "pending"
    await post.settled()
    assert texts(town.alice.dm().messages) == ["soon"]


async def test_messages_to_channels_arrive_in_order(town: Town, post: Post) -> None:
    words = [f"{number:02}" for number in range(20)]
    for number, word in enumerate(words):
        await post.into(town.general, word, within=timedelta(milliseconds=number - 100))
    await post.settled()
    assert texts(town.general.messages) == words


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429},
        {"status": 500},
        {"status": 502},
        {"status": 503},
        {"status": 401},
        {"reset": True},
        {"lost_ack": True},
        {"delay": 0.3},
    ],
    ids=str,
)
async def test_trouble_on_the_way_leads_to_one_message(
    town: Town, post: Post, fault: dict[str, object]
) -> None:
    town.sandbox.faults.add("POST", MESSAGES, times=3, **fault)  # type: ignore[arg-type]
    for number in range(4):
        await post.into(town.general, f"{number}")
    assert set((await post.settled()).values()) == {"sent"}
    assert sorted(texts(town.general.messages)) == ["0", "1", "2", "3"]


async def test_an_answer_lost_again_and_again_still_leads_to_one_message(town: Town, post: Post) -> None:
    town.sandbox.faults.add("POST", MESSAGES, times=6, lost_ack=True)
    await post.to(town.alice, "once")
    await post.settled()
    assert texts(town.alice.dm().messages) == ["once"]


async def test_a_message_that_may_have_arrived_long_ago_is_looked_for(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.into(town.general, "once")
    await post.settled()
    # As if the bot had been killed before it could note that, and Discord had forgotten the nonce since.
    await town.stop()
    async with town.database.session_scope() as session:
        an_hour_ago = clock.now() - timedelta(hours=1)
        values = {
            "state": "leased",
            "leased_by": "killed",
            "due_at": an_hour_ago,
            "try_at": an_hour_ago,
            "in_doubt_since": an_hour_ago,
            "settled_at": None,
        }
        await session.execute(service.delivery.update().values(values))
    town.sandbox.world._nonces.clear()
    await town.start()
    assert (await post.settled())["once"] == "sent"
    assert texts(town.general.messages) == ["once"]


@pytest.mark.parametrize(
    ("code", "status", "told"), [(10003, 404, "gone"), (50001, 403, "view"), (50013, 403, "send")]
)
async def test_a_place_that_cannot_be_written_to_is_given_up_at_once_and_says_why(
    town: Town, post: Post, code: int, status: int, told: str
) -> None:
    fault = town.sandbox.faults.add("POST", MESSAGES, times=5, status=status, code=code)
    await post.into(town.general, "never")
    assert (await post.settled())["never"] == "dead"
    assert fault.hits == 1
    assert told in (await post.rows())["never"]["error"]


async def test_a_channel_that_never_was_is_given_up(town: Town, post: Post) -> None:
    class Nowhere:
        id = "999"

    await post.into(Nowhere(), "lost")
    assert (await post.settled())["lost"] == "dead"


async def test_a_bug_in_a_handler_costs_nobody_else_their_message(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "MOST_TRIES_OF_A_BUG", 3)
    await post.to(town.alice, "bad", payload=Note("bad", bug=True))
    await post.to(town.alice, "good")
    assert await post.settled() == {"bad": "dead", "good": "sent"}
    assert post.made.count("bad") == 3


async def test_what_is_no_longer_needed_is_closed_unsent(town: Town, post: Post) -> None:
    await post.to(town.alice, "unneeded", payload=Note("unneeded", drop=True))
    assert (await post.settled())["unneeded"] == "cancelled"
    assert town.alice.dm().messages == []


async def test_what_is_taken_back_and_scheduled_anew_while_it_is_held_comes_once_in_its_new_form(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "LONGEST", 0.0)
    places = [town.sandbox.add_channel(town.guild, f"place-{number}") for number in range(4)]

    async def anew(session: Session, number: int, within: timedelta) -> None:
        due = (await post.rows())[f"{number}"]
        to = Address("discord", None, channel_id=places[number].id)
        await service.cancel(session, dedupe_key=f"{number}")
        await service.schedule(
            session,
            kind=KIND,
            payload=Note(f"anew {number}"),
            to=to,
            due_at=clock.now() + within,
            dedupe_key=f"{number}",
            community_id=due["community_id"],
        )

    async def make(session: Session, due: Due, note: Note) -> Card | None:
        # The others are taken, and not made yet.
        await anew(session, 1, timedelta(0))
        await anew(session, 2, timedelta(hours=1))
        await service.cancel(session, dedupe_key="3")
        return Card("A note", (Section(note.text),))

    handler("anew", Note)(make)
    await post.into(places[0], "0", kind="anew", within=timedelta(seconds=60))
    for number in (1, 2, 3):
        await post.into(places[number], f"{number}", within=timedelta(seconds=60 + number))
    clock.advance(timedelta(seconds=70))
    town.bot.dispatcher.nudge()
    assert await post.settled("0", "1") == {"0": "sent", "1": "sent", "2": "pending", "3": "cancelled"}
    assert [texts(place.messages) for place in places] == [["0"], ["anew 1"], [], []]
    async with town.database.session_scope() as session:
        await anew(session, 3, timedelta(0))
    clock.advance(timedelta(hours=1, seconds=1))
    town.bot.dispatcher.nudge()
    assert set((await post.settled()).values()) == {"sent"}
    kinds._handlers.pop("anew")
    assert [texts(place.messages) for place in places] == [["0"], ["anew 1"], ["anew 2"], ["anew 3"]]


async def test_what_is_scheduled_anew_while_it_is_on_its_way_is_seen_once_unless_it_is_for_later(
    town: Town, post: Post
) -> None:
    gate = asyncio.Event()
    fault = town.sandbox.faults.add("POST", MESSAGES, times=2, until=gate)
    other = town.sandbox.add_channel(town.guild, "other")
    for place, key in ((town.general, "now"), (other, "later")):
        await post.into(place, key)
    await until(lambda: fault.hits == 2)
    for place, key, within in ((town.general, "now", 0), (other, "later", 60)):
        async with town.database.session_scope() as session:
            await service.cancel(session, dedupe_key=key)
        await post.into(place, key, within=timedelta(seconds=within))
    gate.set()
    assert (await post.settled("now"))["now"] == "sent"
    await until(lambda: other.messages)
    clock.advance(timedelta(seconds=61))
    town.bot.dispatcher.nudge()
    await post.settled()
    assert texts(town.general.messages) == ["now"]
    assert texts(other.messages) == ["later", "later"]


async def test_a_bot_that_stops_finishes_what_is_on_its_way_and_gives_the_rest_back(
    town: Town, post: Post
) -> None:
    gate = asyncio.Event()
    fault = town.sandbox.faults.add("POST", MESSAGES, until=gate)
    for number in range(100):
        await post.into(town.general, f"{number:03}", within=timedelta(milliseconds=number - 200))
    await until(lambda: fault.hits)
    stopping = asyncio.create_task(town.stop())
    await asyncio.sleep(0.05)
    gate.set()
    await stopping
    states = list((await post.states()).values())
    assert states.count("leased") == 0
    assert states.count("sent") == len(town.general.messages) >= 1
    assert {row["attempts"] for row in (await post.rows()).values() if row["state"] == "pending"} == {0}
    await town.start()
    await post.settled()
    assert texts(town.general.messages) == [f"{number:03}" for number in range(100)]


async def test_what_falls_due_while_the_bot_is_down_is_sent_when_it_is_back(town: Town, post: Post) -> None:
    await post.to(town.alice, "missed", within=timedelta(hours=1))
    await town.stop()
    clock.advance(timedelta(days=3))
    await town.start()
    await post.settled()
    assert texts(town.alice.dm().messages) == ["missed"]


@pytest.mark.parametrize("jump", [timedelta(hours=2), -timedelta(hours=2)])
async def test_a_clock_that_jumps_neither_loses_nor_repeats(town: Town, post: Post, jump: timedelta) -> None:
    gate = asyncio.Event()
    fault = town.sandbox.faults.add("POST", MESSAGES, until=gate)
    await post.into(town.general, "on its way")
    await post.to(town.alice, "waiting", within=timedelta(seconds=0.2))
    await until(lambda: fault.hits)
    clock.advance(jump)
    town.bot.dispatcher.nudge()
    await asyncio.sleep(0.05)
    gate.set()
    await post.settled("on its way")
    clock.advance(-jump)
    await asyncio.sleep(0.2)
    town.bot.dispatcher.nudge()
    await post.settled()
    assert texts(town.general.messages) == ["on its way"]
    assert texts(town.alice.dm().messages) == ["waiting"]


async def test_a_database_that_fails_for_a_while_loses_and_repeats_nothing(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "TROUBLE_WAIT", 0.02)
    real, fails = dispatcher.outbox.note_outcomes, 3

    async def note(session: object, notes: object) -> None:
        nonlocal fails
        if notes and fails:
            fails -= 1
            raise OSError("disk full")
        await real(session, notes)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatcher.outbox, "note_outcomes", note)
    for number in range(5):
        await post.into(town.general, f"{number}")
    await post.settled()
    assert fails == 0
    assert sorted(texts(town.general.messages)) == list("01234")
    assert town.bot.dispatcher.well
