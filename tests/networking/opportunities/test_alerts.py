"""Whoever saved a search is told of what is new: of each once, in time, and of nothing that has ended."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from networking.sharing import (
    BOSS,
    NOBODY,
    ORGANIZER,
    Post,
    Sent,
    deliver,
    enrol,
    person,
    post,
    publish,
    seen,
    set_up,
    texts,
    waiting,
)
from sqlalchemy import select
from tables import make_tables

from mentorbot import clock
from mentorbot.chat import Section
from mentorbot.chat.program import Program
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.delivery.outbox import due_of
from mentorbot.delivery.service import delivery
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.networking.opportunities import alerts, arriving, posting, searches
from mentorbot.networking.opportunities.filters import Filters, read_words
from mentorbot.networking.opportunities.models import OPPORTUNITY_ALERT
from mentorbot.networking.opportunities.service import OpportunityView
from mentorbot.networking.opportunities.terms import MOST_A_DAY, MOST_SEARCHES, Cadence, OpportunityKind

__all__ = ["post"]

AT_ONCE, DAILY, WEEKLY = Cadence


async def save(database: Database, name: str, cadence: Cadence = AT_ONCE, **filters: Any) -> searches.Search:
    async with database.session_scope() as session:
        return await searches.save_search(session, person(name), Filters(**filters), cadence)


def told(sent: list[Sent], name: str) -> list[str]:
    """The titles that somebody was told of, in the order of the messages."""
    return [
        block.text.split("**")[1]
        for one in sent
        if one.to == name and one.kind == alerts.ALERT
        for block in one.card.blocks
        if isinstance(block, Section)
    ]


@pytest.mark.every_database
async def test_a_new_opportunity_is_told_at_once_to_whoever_searches_for_such(
    database: Database, post: Post
) -> None:
    await enrol(database, "ann", "ben", "cho")
    await save(database, "ann", kind=OpportunityKind.JOB, words="manag")
    await save(database, "ben", setting=Setting.PAYER)
    await save(database, "cho")
    await save(database, "cho", kind=OpportunityKind.JOB)
    await post()
    sent = await deliver(database)
    assert told(sent, "ann") == told(sent, "cho") == ["Clinic manager"]
    assert told(sent, "ben") == []


@pytest.mark.every_database
async def test_what_was_there_before_and_ones_own_are_no_news(database: Database, post: Post) -> None:
    await enrol(database, "ann")
    await post(words=texts("Old"))
    await save(database, "ann")
    await save(database, "boss")
    await post(words=texts("New"))
    sent = await deliver(database)
    assert told(sent, "ann") == ["New"]
    assert told(sent, "boss") == []


@pytest.mark.every_database
async def test_a_digest_has_all_of_the_day_at_nine_on_ones_own_clock(database: Database, post: Post) -> None:
    await enrol(database, "ann", zone="America/Chicago")
    await save(database, "ann", DAILY)
    for title in ("One", "Two"):
        await post(words=texts(title))
    assert told(await deliver(database), "ann") == []
    [digest] = await waiting(database, alerts.ALERT)
    at = digest.due_at.astimezone(ZoneInfo("America/Chicago"))
    assert (at.hour, at.minute) == (9, 0)
    assert timedelta() < digest.due_at - clock.now() <= timedelta(hours=25, minutes=1)
    clock.advance(digest.due_at - clock.now())
    assert told(await deliver(database), "ann") == ["One", "Two"]
    clock.advance(timedelta(days=2))
    assert told(await deliver(database), "ann") == []


async def test_a_weekly_digest_comes_on_a_monday(database: Database, post: Post) -> None:
    await enrol(database, "ann")
    await save(database, "ann", WEEKLY)
    await post()
    await deliver(database)
    [digest] = await waiting(database, alerts.ALERT)
    assert (digest.due_at.weekday(), digest.due_at.hour) == (0, 9)


@pytest.mark.every_database
async def test_what_closed_before_the_digest_is_left_out(database: Database, post: Post) -> None:
    await enrol(database, "ann")
    await save(database, "ann", DAILY)
    gone, stays = await post(words=texts("Gone")), await post(words=texts("Stays"))
    await deliver(database)
    async with database.session_scope() as session:
        await posting.close_opportunity(session, BOSS, ORGANIZER, gone.id)
    clock.advance(timedelta(days=1, minutes=2))
    assert told(await deliver(database), "ann") == [stays.title]


async def test_whoever_removed_the_search_meanwhile_is_not_told(database: Database, post: Post) -> None:
    await enrol(database, "ann")
    kept = await save(database, "ann", DAILY)
    await post()
    await deliver(database)
    async with database.session_scope() as session:
        await searches.remove_search(session, person("ann"), kept.id)
        with pytest.raises(UserError, match="not there any more"):
            await searches.remove_search(session, person("ann"), kept.id)
    clock.advance(timedelta(days=1, minutes=2))
    assert told(await deliver(database), "ann") == []


@pytest.mark.every_database
async def test_a_message_that_has_to_be_made_again_says_the_same(database: Database, post: Post) -> None:
    await enrol(database, "ann")
    await save(database, "ann")
    await post(words=texts("One"))
    await deliver(database)
    await post(words=texts("Two"))
    await deliver(database)
    async with database.session_scope() as session:
        kind = select(delivery).where(delivery.c.kind == alerts.ALERT).order_by(delivery.c.id)
        rows = (await session.execute(kind)).mappings().all()
        made = [due_of(row, Program(database)) for row in rows]
        cards = [await arriving.make_alert(session, due, alerts.Alert.from_json(due.payload)) for due in made]
    assert [told([Sent("ann", alerts.ALERT, card)], "ann") for card in cards if card] == [["One"], ["Two"]]


async def test_there_are_only_so_many_searches_and_the_same_one_is_kept_once(
    database: Database, post: Post
) -> None:
    await enrol(database, "ann")
    for number in range(MOST_SEARCHES):
        await save(database, "ann", words=read_words(f"word{number}"))
    with pytest.raises(UserError, match="as many as one may have"):
        await save(database, "ann", words="more")
    again = await save(database, "ann", WEEKLY, words="word0")
    async with database.read_scope() as connection:
        kept = await searches.find_saved(connection, person("ann"))
    assert len(kept) == MOST_SEARCHES
    assert kept[0] == again


async def test_a_search_belongs_to_whoever_saved_it(database: Database, post: Post) -> None:
    await enrol(database, "ann", "ben")
    kept = await save(database, "ann")
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="not there any more"):
            await searches.remove_search(session, person("ben"), kept.id)


@pytest.mark.every_database
async def test_more_than_one_batch_is_told_and_each_once(
    database: Database, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "BATCH", 3)
    names = [f"p{number}" for number in range(11)]
    await enrol(database, *names)
    for number, name in enumerate(names):
        await save(database, name, kind=OpportunityKind.JOB if number % 2 else None)
        await save(database, name, DAILY, words="clinic")
    await post()
    sent = await deliver(database)
    clock.advance(timedelta(days=1, minutes=2))
    sent += await deliver(database)
    assert [told(sent, name) for name in names] == [["Clinic manager"]] * len(names)


NAMES = ("ann", "ben", "cho")
SHOWN = st.sampled_from([{}, {"kind": OpportunityKind.JOB}, {"words": "manag"}, {"setting": Setting.PAYER}])
FRAMES = st.sampled_from(
    [{}, {"kind": OpportunityKind.VOLUNTEER}, {"setting": Setting.PAYER}, {"setting": Setting.HOSPITAL}]
)


@dataclass
class Known:
    """What was opened: when, by whom, and who must be told of it by when."""

    view: OpportunityView
    author: str
    wanted: dict[str, list[int]]
    open: bool = True
    closes: datetime = field(default_factory=clock.now)


class Alerts(RuleBasedStateMachine):
    """Whatever happens in whatever order, each is told of each once, and of nothing after its end."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.database = Database(":memory:")
        self.known: dict[str, Known] = {}
        self.searches: dict[str, dict[int, Filters]] = {name: {} for name in NAMES}
        self.heard: dict[tuple[str, str], int] = {}
        self.do(self.begin())

    def do(self, coroutine: Any) -> Any:
        return self.loop.run_until_complete(coroutine)

    async def begin(self) -> None:
        await make_tables(self.database)
        await set_up(self.database)
        await enrol(self.database, "boss", *NAMES)

    def teardown(self) -> None:
        self.pass_time(0)
        self.pass_time(8 * 24)
        self.everyone_was_told()
        self.do(self.database.close())
        self.loop.close()
        clock.reset()

    @precondition(lambda self: len(self.known) < 8)
    @rule(author=st.sampled_from(("boss", *NAMES)), frame=FRAMES, days=st.sampled_from([None, 1, 3]))
    def post(self, author: str, frame: dict[str, Any], days: int | None) -> None:
        title = f"Manager {len(self.known)}"
        if sum(one.author == author for one in self.known.values()) == MOST_A_DAY:
            author = "boss"
        deadline = clock.now() + timedelta(days=days) if days else None
        allowed = ORGANIZER if author == "boss" else NOBODY
        who = BOSS if author == "boss" else person(author)
        made = self.do(publish(self.database, who, allowed, texts(title), deadline=deadline, **frame))
        wanted = {
            name: [id_ for id_, one in filters.items() if one.matches(made)]
            for name, filters in self.searches.items()
            if name != author
        }
        self.known[title] = Known(made, author, wanted, closes=made.closes_at)

    @rule(name=st.sampled_from(NAMES), filters=SHOWN, cadence=st.sampled_from(Cadence))
    def save(self, name: str, filters: dict[str, Any], cadence: Cadence) -> None:
        kept = self.do(save(self.database, name, cadence, **filters))
        self.searches[name][kept.id] = kept.filters

    @precondition(lambda self: any(self.searches.values()))
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([name for name in NAMES if self.searches[name]]))
        id_ = data.draw(st.sampled_from(sorted(self.searches[name])))

        async def gone() -> None:
            async with self.database.session_scope() as session:
                await searches.remove_search(session, person(name), id_)

        self.do(gone())
        del self.searches[name][id_]
        for known in self.known.values():
            # What is saved anew is another search, even if it is the same in words or gets the same number.
            known.wanted[name] = [one for one in known.wanted.get(name, []) if one != id_]

    @precondition(lambda self: any(one.open for one in self.known.values()))
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        title = data.draw(st.sampled_from([title for title, one in self.known.items() if one.open]))

        async def shut() -> None:
            async with self.database.session_scope() as session:
                await posting.close_opportunity(session, BOSS, ORGANIZER, self.known[title].view.id)

        self.do(shut())
        self.known[title].open = False
        self.nothing_waits_for_what_has_ended()

    @rule(hours=st.sampled_from([0, 1, 20, 30, 24 * 8]))
    def pass_time(self, hours: int) -> None:
        clock.advance(timedelta(hours=hours))
        now = clock.now()
        sent = self.do(deliver(self.database))
        for name in NAMES:
            for title in told(sent, name):
                known = self.known[title]
                assert known.open, "told of what was closed"
                assert now < known.closes + timedelta(seconds=5), "told of what is over"
                assert name != known.author
                assert any(one.matches(known.view) for one in self.searches[name].values())
                self.heard[name, title] = self.heard.get((name, title), 0) + 1
        for known in self.known.values():
            known.open &= now < known.closes
        self.nothing_waits_for_what_has_ended()

    @invariant()
    def nobody_hears_twice(self) -> None:
        assert all(times == 1 for times in self.heard.values())

    def nothing_waits_for_what_has_ended(self) -> None:
        rows = self.do(waiting(self.database))
        ended = {one.view.id for one in self.known.values() if not one.open}
        assert not [row.dedupe_key for row in rows if row.payload.get("opportunity") in ended]

    def everyone_was_told(self) -> None:
        """Who searched for it then and still does, while it was open long enough for every rhythm."""
        for title, known in self.known.items():
            if not known.open or known.closes - clock.now() < timedelta(days=1):
                continue
            for name, still in known.wanted.items():
                if still:
                    assert self.heard.get((name, title)) == 1, (name, title)


TestAlerts = Alerts.TestCase
TestAlerts.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAlerts.pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # type: ignore[attr-defined]


@pytest.mark.every_database
async def test_alerts_and_searches_go_with_their_member(database: Database, post: Post) -> None:
    await enrol(database, "ann")
    await save(database, "ann", DAILY)
    await post()
    await deliver(database)
    async with database.session_scope() as session:
        exported = await privacy.export(session, person("ann"))
        await privacy.erase(session, person("ann"))
    [membership] = exported["memberships"]
    assert [one["title"] for one in membership["opportunity_alert"]] == ["Clinic manager"]
    assert [one["cadence"] for one in membership["saved_search"]] == ["daily"]
    async with database.read_scope() as connection:
        assert (await connection.execute(select(OPPORTUNITY_ALERT))).all() == []
    assert not await waiting(database, alerts.ALERT)


async def test_whoever_changes_it_tells_nobody_again(database: Database, post: Post) -> None:
    await enrol(database, "ann")
    await save(database, "ann")
    made = await post()
    await deliver(database)
    async with database.session_scope() as session:
        await posting.write_opportunity(session, BOSS, ORGANIZER, seen(made), texts("Clinic director"))
    assert await deliver(database) == []
