"""The first message to a pair or a circle: in their thread, or to each of them directly."""

from typing import Final

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.service import Row
from mentorbot.guide.load import Library
from mentorbot.meetings import icebreakers
from mentorbot.mentoring.mentorships import agreement, cards, circles, pairs, sessions, talks
from mentorbot.mentoring.mentorships.pairs import Side
from mentorbot.mentoring.mentorships.talks import Party, TalkView
from mentorbot.mentoring.mentorships.terms import TalkKind, TalkState
from mentorbot.progress import service as progress

INTRO: Final = "mentoring_intro"


async def in_thread(session: Session, talk: TalkView, party: Party, channel_id: str, thread_id: str) -> None:
    """A thread is there: note it, and greet them in it, once.

    If it is wanted no more, it is to be closed; if others talk there meanwhile, it stays wanted.

    Args:
        party: Who was let in.
    """
    now = await talks.find(session, talk.id)
    if now is None:
        return
    there = {"channel_id": channel_id, "thread_id": thread_id}
    if now.state in {TalkState.CLOSING, TalkState.CLOSED}:
        await talks.note(session, talk.id, state=TalkState.CLOSING, **there)
        return
    same = await talks.party(session, now) == party
    await talks.note(session, talk.id, state=TalkState.OPEN if same else TalkState.WANTED, **there)
    to = Address(talk.platform, talk.community, channel_id=thread_id)
    key = talks.intro_key(talk.id)
    row = Row(INTRO, {"talk": talk.id}, to, clock.now(), key, talk.community_id, respect_quiet=False)
    await delivery.schedule_many(session, [row])


async def directly(session: Session, talk: TalkView, party: Party) -> None:
    """There can be no thread: introduce each of them to the others in a direct message, once."""
    now = await talks.find(session, talk.id)
    if now is None or now.state is not TalkState.WANTED:
        return  # it has ended meanwhile
    await talks.note(session, talk.id, state=TalkState.DIRECT)
    rows = [
        Row(
            INTRO,
            {"talk": talk.id},
            side.person.address,
            clock.now(),
            talks.intro_key(talk.id, side.person.id),
            talk.community_id,
            side.person.id,
        )
        for side in party.sides
    ]
    await delivery.schedule_many(session, rows)


@handler(INTRO)
async def intro(session: Session, due: Due) -> Card | None:
    """The first message to them."""
    talk = await talks.find(session, int(due.payload["talk"]))
    party = await talks.party(session, talk) if talk else None
    if talk is None or party is None:
        return None
    to = next((side for side in party.sides if side.person.id == due.member_id), None)
    stages = [await _stage(session, side) for side in party.sides]
    settings = [setting for side in party.sides for setting in side.settings]
    questions = icebreakers.choose(talk.id, [one for one in stages if one], settings)
    if talk.kind is TalkKind.CIRCLE:
        circle = await circles.get(session, talk.owner_id)
        name = circle.name if circle else ""
        return cards.circle_card(name, talk.owner_id, party.sides, questions, to)
    pair = await pairs.get(session, talk.owner_id)
    if pair is None:
        return None
    agenda = await sessions.of_pair(session, pair, due.program.part(Library).guide())
    return cards.intro_card(pair, await agreement.of(session, pair.id), agenda, questions, to)


async def _stage(session: Session, side: Side) -> str | None:
    person = side.person
    found = await progress.standing(session, Caller(person.platform, person.community, person.user_id))
    return found.member.stage if found.member else None
