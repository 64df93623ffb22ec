"""Every message once, whatever Discord answers: through a real discord.py client."""

import asyncio
from datetime import timedelta

import pytest
from delivery.conftest import Note, Post, texts, until
from town import Town

from mentorbot import clock
from mentorbot.delivery import dispatcher, retry, service

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
