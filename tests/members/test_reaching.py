"""Nobody is flooded by another, whatever they use for it, and nothing comes from whoever has left."""

from collections.abc import Collection, Sequence
from datetime import timedelta

import mailing
import pytest
from mentoring.conftest import enrolled, person
from mentoring.pair import BEN, bring_together

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.delivery import service as delivery
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.kinds import Address, Due
from mentorbot.delivery.outbox import Taken
from mentorbot.delivery.payloads import NOTHING
from mentorbot.errors import UserError
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.members import quiet_hours, reaching
from mentorbot.mentoring.mentorships import signs

MAL, ADA, EVE = person("mal"), person("ada"), person("eve")


async def send(database: Database, by: int, to: int, community: int, number: int) -> None:
    async with database.session_scope() as session:
        await delivery.schedule(
            session,
            kind="anything",
            payload=NOTHING,
            to=Address("discord", "guild", user_id="ada"),
            due_at=clock.now(),
            dedupe_key=f"sent:{by}:{to}:{number}",
            community_id=community,
            member_id=to,
            sender_id=by,
        )


async def check(database: Database, by: int, *to: int) -> None:
    async with database.session_scope() as session:
        await reaching.check_reach(session, by, to)


async def test_as_many_to_one_in_a_day_as_one_may_and_no_more_and_others_go_on(database: Database) -> None:
    mal, community = await enrolled(database, MAL)
    ada, _ = await enrolled(database, ADA)
    eve, _ = await enrolled(database, EVE)
    for number in range(reaching.MOST_TO_ONE):
        await check(database, mal, ada)
        await send(database, mal, ada, community, number)
    with pytest.raises(UserError, match="to this person in a day"):
        await check(database, mal, ada)
    await check(database, mal, eve)
    await check(database, eve, ada)
    clock.advance(timedelta(days=1, minutes=1))
    await check(database, mal, ada)


async def test_as_many_to_all_others_in_a_day_as_one_may(database: Database) -> None:
    mal, community = await enrolled(database, MAL)
    for number in range(reaching.MOST_TO_ALL):
        to, _ = await enrolled(database, person(f"other{number % 12}"))
        await send(database, mal, to, community, number)
    eve, _ = await enrolled(database, EVE)
    with pytest.raises(UserError, match="to others in a day"):
        await check(database, mal, eve)


async def test_erasing_oneself_begins_no_new_day(database: Database) -> None:
    mal, community = await enrolled(database, MAL)
    ada, _ = await enrolled(database, ADA)
    for number in range(reaching.MOST_TO_ONE):
        await send(database, mal, ada, community, number)
    async with database.session_scope() as session:
        await privacy.erase(session, MAL)
    mal, _ = await enrolled(database, MAL)
    with pytest.raises(UserError, match="to this person in a day"):
        await check(database, mal, ada)


async def test_proposing_times_again_and_again_ends_for_the_day(
    database: Database,
) -> None:
    two = await bring_together(database)

    async def propose(number: int) -> int:
        offer = Offer((clock.now() + timedelta(days=2, minutes=number),), 30, "")
        async with database.session_scope() as session:
            done = await meetings.propose_times(session, BEN, signs.PAIR, two.id, offer)
        await mailing.send(database)
        return done.meeting.id

    for number in range(reaching.MOST_TO_ONE):
        planned = await propose(number)
        if number % 2:
            async with database.session_scope() as session:
                await meetings.cancel_meeting(session, BEN, planned)
            await mailing.send(database)
    with pytest.raises(UserError, match="to this person in a day"):
        await propose(99)


async def test_what_was_not_sent_yet_is_replaced_and_does_not_count(database: Database) -> None:
    two = await bring_together(database)
    for number in range(3 * reaching.MOST_TO_ONE):
        offer = Offer((clock.now() + timedelta(days=2, minutes=number),), 30, "")
        async with database.session_scope() as session:
            await meetings.propose_times(session, BEN, signs.PAIR, two.id, offer)
    assert [to for to, _ in await mailing.send(database, "meeting:")] == ["ada"]


async def test_what_somebody_had_sent_is_sent_no_more_once_they_have_left(database: Database) -> None:
    mal, community = await enrolled(database, MAL)
    ada, _ = await enrolled(database, ADA)
    asked: list[list[int]] = []

    async def gone(program: Program, ids: Sequence[int]) -> Collection[int]:
        asked.append(list(ids))
        return ids

    dispatcher = Dispatcher(mailing.program_of(database), quiet_hours.load_quiet_hours, gone=gone)
    for by, lost in ((mal, True), (None, False)):
        to = Address("discord", "guild", user_id="ada")
        due = Due(1, "k", "any", {}, to, clock.now(), community, ada, 1, dispatcher._program, by)
        row = Taken(due, "me", "nonce", False, None, clock.now(), doubtful=False)
        assert await dispatcher._lost_sender(row) is lost
    assert asked == [[mal]]
