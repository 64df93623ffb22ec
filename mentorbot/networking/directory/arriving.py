"""The messages about introductions that were asked for, made when they fall due."""

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.directory import introduction_cards, introductions, service
from mentorbot.networking.directory.introductions import Arranging
from mentorbot.networking.directory.terms import IntroductionState


@handler(introductions.ASKED, Arranging)
async def make_question(session: Session, due: Due, about: Arranging) -> Card | None:
    """The question to whoever was asked, as long as it waits for them."""
    found = await introductions.find_introduction(session, about.introduction)
    if found is None or found.state is not IntroductionState.ASKED or found.answer_by <= clock.now():
        return None
    if found.member_id in await blocks.find_kept_from(session, found.other_id):
        return None
    person = await people.find_person(session, found.member_id)
    entries = await service.find_seen(session, [found.member_id])
    return introduction_cards.asked_card(found, person, entries.get(found.member_id)) if person else None


@handler(introductions.MET, Arranging)
async def make_met(session: Session, due: Due, about: Arranging) -> Card | None:
    """Who the other is, for each of two who agreed."""
    found = await introductions.find_introduction(session, about.introduction)
    if found is None or due.member_id is None or found.state is not IntroductionState.ACCEPTED:
        return None
    partner = found.partner(due.member_id)
    person = await people.find_person(session, partner)
    if person is None or partner in await blocks.find_kept_from(session, due.member_id):
        return None
    entry = (await service.find_seen(session, [partner])).get(partner)
    return introduction_cards.met_card(found, person, entry, mine=due.member_id == found.member_id)


@handler(introductions.OVER, Arranging)
async def make_over(session: Session, due: Due, about: Arranging) -> Card | None:
    """Nothing came of it; the same words whatever the other said."""
    found = await introductions.find_introduction(session, about.introduction)
    if found is None or found.state not in {*introductions.UNTOLD, IntroductionState.EXPIRED}:
        return None
    if found.state is IntroductionState.ASKED:
        await introductions.set_state(session, found, IntroductionState.EXPIRED)
    entries = await service.find_seen(session, [found.other_id])
    return introduction_cards.over_card(entries.get(found.other_id))
