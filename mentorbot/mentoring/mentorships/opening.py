"""The first message to a pair or a circle: in their thread, or to each of them directly."""

from dataclasses import dataclass
from typing import Final

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.mentoring import settings
from mentorbot.mentoring.mentorships import talks
from mentorbot.mentoring.mentorships.talks import Party, TalkView
from mentorbot.mentoring.mentorships.terms import TalkState

INTRO: Final = "mentoring_intro"
NO_PLACE: Final = "mentoring_no_place"


@dataclass(frozen=True, slots=True)
class About(Payload):
    """Whom to introduce, by the id of their talk."""

    talk: int


async def introduce_in_thread(
    session: Session, talk: TalkView, party: Party, channel_id: str, thread_id: str
) -> None:
    """A thread is there: note it, and greet them in it, once.

    If it is wanted no more, it is to be closed; if others talk there meanwhile, it stays wanted.

    Args:
        party: Who was let in.
    """
    now = await talks.find_talk(session, talk.id)
    if now is None:
        return
    there = {"channel_id": channel_id, "thread_id": thread_id}
    if now.state in {TalkState.CLOSING, TalkState.CLOSED}:
        await talks.note_talk(session, talk.id, state=TalkState.CLOSING, **there)
        return
    same = await talks.find_party(session, now) == party
    await talks.note_talk(session, talk.id, state=TalkState.OPEN if same else TalkState.WANTED, **there)
    to = Address(talk.platform, talk.community, channel_id=thread_id)
    row = Row(
        INTRO,
        About(talk.id),
        to,
        clock.now(),
        dedupe_key=talks.make_room_key(now, thread_id),
        community_id=talk.community_id,
        respect_quiet=False,
    )
    await delivery.schedule_many(session, [row])


async def introduce_directly(session: Session, talk: TalkView, party: Party) -> None:
    """There can be no thread: introduce each of them to the others in a direct message, once."""
    now = await talks.find_talk(session, talk.id)
    if now is None or now.state is not TalkState.WANTED:
        return  # it has ended meanwhile
    await talks.note_talk(session, talk.id, state=TalkState.DIRECT)
    await _tell_organizers(session, talk)
    rows = [
        Row(
            INTRO,
            About(talk.id),
            side.person.address,
            clock.now(),
            dedupe_key=talks.make_intro_key(talk.id, side.person.id),
            community_id=talk.community_id,
            member_id=side.person.id,
        )
        for side in party.sides
    ]
    await delivery.schedule_many(session, rows)


async def _tell_organizers(session: Session, talk: TalkView) -> None:
    """Organizers learn that there could be no place, once a day: whatever keeps it from one, keeps all."""
    rules = await settings.read_settings(session, talk.community_id)
    if not rules.organizer_channel_id:
        return
    now = clock.now()
    row = Row(
        NO_PLACE,
        About(talk.id),
        Address(talk.platform, talk.community, channel_id=rules.organizer_channel_id),
        now,
        dedupe_key=f"{NO_PLACE}:{talk.community_id}:{now:%Y-%m-%d}",
        community_id=talk.community_id,
        respect_quiet=False,
    )
    await delivery.schedule_many(session, [row])
