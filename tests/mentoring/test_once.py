"""One conversation is one, a certificate needs what the programme says, and a student has so many mentors."""

from datetime import timedelta
from typing import Any

import mailing
import pytest
from mentoring.asking import Community, community
from mentoring.conftest import offer, person
from mentoring.pair import ADA, BEN, bring_together, ending

from mentorbot import clock
from mentorbot.chat.caller import Rights
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.mentoring import settings
from mentorbot.mentoring.finding import cards as finding_cards
from mentorbot.mentoring.finding import service as finding
from mentorbot.mentoring.mentorships import agreement, certificates, ending_cards, pairs
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.organizing import hand
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import picking
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import Ending, Format, RequestState

__all__ = ["community"]

MANAGER = Rights(manages_community=True)


async def ask(community: Community, mentee: str, *mentors: str, once: bool | None = None) -> Any:
    async with community.database.session_scope() as session:
        ids = [community.ids[one] for one in mentors]
        return await requests.ask_mentors(session, community.caller(mentee), ids, "Hello", once=once)


@pytest.mark.every_database
async def test_a_conversation_is_asked_for_and_accepted_as_one(community: Community) -> None:
    await community.mentee("ben")
    await community.mentor("ada", formats="once,pair")
    await community.mentor("eve", formats="pair")
    asked = await ask(community, "ben", "ada", "eve", once=True)
    assert (asked.mentor.name, list(asked.left_out)) == ("Ada", ["Eve"])
    await community.pass_by()
    assert "would like to talk to you once" in community.told("ada")
    done = await community.accept("ada", asked.request)
    assert done.pair.format is Format.ONCE
    await community.pass_by()
    told = community.told("ben")
    assert "one conversation" in told
    assert "is your mentor now" not in told
    # Nobody asks how it goes, nor whether it goes on.
    waiting = [key.split(":")[2] for key in await community.live(f"mentorship:{done.pair.id}:")]
    assert sorted(set(waiting)) == ["over", "term"]


async def test_whoever_offers_conversations_alone_is_asked_for_one(community: Community) -> None:
    await community.mentee("ben")
    await community.mentor("ada", formats="once")
    await community.mentor("eve", formats="circle")
    assert [one.mentor.name for one in await community.find("ben")] == ["Ada"]
    with pytest.raises(UserError) as refused:
        await ask(community, "ben", "ada", once=False)
    assert refused.value.sentence == picking.ONLY_ONCE
    assert (await ask(community, "ben", "ada")).request.once


async def test_nobody_is_asked_for_a_conversation_who_offers_none(community: Community) -> None:
    await community.mentee("ben")
    await community.mentor("ada", formats="pair")
    with pytest.raises(UserError) as refused:
        await ask(community, "ben", "ada", once=True)
    assert refused.value.sentence == picking.NOBODY_ONCE


async def test_a_request_that_asks_others_asks_for_the_same(community: Community) -> None:
    await community.mentee("ben")
    await community.mentor("ada", formats="once,pair")
    await community.mentor("eve", formats="pair")
    await community.mentor("flo", formats="once")
    asked = await ask(community, "ben", "ada", once=True)
    found = await community.find("ben", request_id=asked.request.id)
    assert [one.mentor.name for one in found] == ["Flo"]
    async with community.database.read_scope() as connection:
        ids = [community.ids["eve"], community.ids["flo"]]
        offered = await finding.find_offered(connection, community.caller("ben"), ids, asked.request.id)
        every = list((await profiles.find_mentors(connection, ids)).values())
    assert [one.name for one in offered.mentors] == ["Flo"]
    # What is asked for is chosen where both can be, and fixed in a request that is there.
    assert "kind" in [field.id for field in finding_cards.ask_form(every).fields]
    assert "kind" not in [field.id for field in finding_cards.ask_form(every, asked.request.id).fields]
    assert "kind" not in [field.id for field in finding_cards.ask_form(offered.mentors).fields]


async def test_a_conversation_ends_with_the_session_in_words_of_its_own(database: Database) -> None:
    two = await bring_together(database, format_=Format.ONCE, months=1)
    await two.cards()
    async with database.session_scope() as session:
        for refused in (
            agreement.extend_mentorship(session, BEN, two.id),
            agreement.find_terms(session, BEN, two.id),
        ):
            with pytest.raises(UserError, match="one conversation"):
                await refused
    await two.meet()
    found = await two.get()
    assert found.ending is Ending.GRADUATED
    told = {to: str(card) for to, card in await two.cards() if "That was it" in card.title}
    assert sorted(told) == ["ada", "ben"]
    assert "You have had your conversation with" in told["ben"]
    assert "certificate" not in told["ben"]
    with pytest.raises(UserError, match="no certificate"):
        async with database.read_scope() as connection:
            await certificates.find_earned(connection, BEN, two.id)


async def test_a_conversation_without_a_time_is_asked_for_and_then_off(database: Database) -> None:
    two = await bring_together(database, format_=Format.ONCE, months=1)
    await two.cards()
    clock.advance(timedelta(days=18))
    assert [title for _, title in await two.send()] == ["When do you talk?"] * 2
    clock.advance(timedelta(days=16))
    told = [str(card) for _, card in await two.cards()]
    assert (await two.get()).ending is Ending.TIME
    assert all("No time was found" in one for one in told)


async def test_a_conversation_that_is_agreed_is_waited_for(database: Database) -> None:
    two = await bring_together(database, format_=Format.ONCE, months=1)
    await two.meet(hours=24 * 40)
    assert (await two.get()).ending is Ending.GRADUATED


async def test_a_certificate_needs_the_sessions_and_the_time_that_the_programme_says(
    database: Database,
) -> None:
    two = await bring_together(database, organizers="70")
    async with database.session_scope() as session:
        needed = {"certificate_sessions": 2, "certificate_weeks": 1}
        await session.execute(MENTORING_SETTING.update().values(needed))
    await two.meet()

    async def stand() -> certificates.Standing:
        async with database.read_scope() as connection:
            pair, me, found = await certificates.find_standing(connection, BEN, two.id)
        assert found.earned or "2 sessions and 1 week; you have" in str(
            ending_cards.too_early_card(pair, me, found)
        )
        return found

    assert not (await stand()).earned
    await two.meet()
    assert not (await stand()).earned
    clock.advance(timedelta(days=7))
    assert (await stand()).earned
    async with database.session_scope() as session:
        done = await ending.graduate_mentorship(session, ADA, two.id)
    assert "certificate.png" in str(ending_cards.ended_card(done.pair, done.me, done.how, done.standing))
    # It stays what it was, whatever the programme asks for later, and is found again.
    clock.advance(timedelta(days=400))
    async with database.session_scope() as session:
        await session.execute(MENTORING_SETTING.update().values({"certificate_sessions": 9}))
    async with database.read_scope() as connection:
        pair, standing = await certificates.find_earned(connection, BEN, two.id)
    assert "certificate.png" in str(ending_cards.certificate_card(pair, standing))


async def test_graduating_too_early_brings_no_certificate(database: Database) -> None:
    two = await bring_together(database)
    async with database.session_scope() as session:
        done = await ending.graduate_mentorship(session, BEN, two.id)
    card = str(ending_cards.ended_card(done.pair, done.me, done.how, done.standing))
    assert "certificate.png" not in card
    assert "A certificate here needs 1 session; you have 0 sessions in 0 weeks." in card
    with pytest.raises(UserError):
        async with database.read_scope() as connection:
            await certificates.find_earned(connection, ADA, two.id)
    assert "certificate.png" not in str([card for _, card in await mailing.send(database)])


@pytest.mark.every_database
async def test_a_student_has_so_many_mentors_and_no_more(community: Community) -> None:
    async with community.database.session_scope() as session:
        await settings.set_up(
            session, community.caller("boss"), MANAGER, Settings(most_mentors=1, most_open=3)
        )
    await community.mentee("ben")
    for name in ("ada", "eve", "flo", "gus"):
        await community.mentor(name, formats="once,pair")
    first, second = await community.ask("ben", "ada"), await community.ask("ben", "eve")
    once = (await ask(community, "ben", "flo", once=True)).request
    await community.pass_by()
    await community.accept("ada", first)
    await community.pass_by()
    # What else they asked for is taken back, and all are told; one conversation is no mentorship.
    assert (await community.now(second)).state is RequestState.WITHDRAWN
    assert (await community.now(once)).open
    assert "was taken back" in community.told("eve")
    assert "as many mentors now as one can have" in community.told("ben")
    with pytest.raises(UserError, match="You have 1 mentor, and more are not allowed"):
        await community.ask("ben", "gus")
    assert (await community.accept("flo", once)).pair.format is Format.ONCE
    async with community.database.session_scope() as session:
        [(pair, _)] = [
            one
            for one in await pairs.find_of_caller(session, community.caller("ben"))
            if one[0].mentorship.format is Format.PAIR
        ]
        await ending.end_own(session, community.caller("ben"), pair.id)
    assert (await community.ask("ben", "ada")).state is RequestState.ASKING


async def test_one_conversation_that_an_organizer_hands_to_another_mentor_stays_one(
    database: Database,
) -> None:
    two = await bring_together(database, format_=Format.ONCE, months=1)
    eve = await offer(database, person("eve"))
    async with database.session_scope() as session:
        given = {"months": None, "to_id": eve, "reason": "Ada is ill"}
        after = await hand.change_mentorship(session, person("boss"), MANAGER, two.id, **given)
    assert (after.mentorship.mentor_id, after.mentorship.format) == (eve, Format.ONCE)
