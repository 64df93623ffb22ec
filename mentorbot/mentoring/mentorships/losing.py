"""A room of a pair or a circle is gone by somebody's hand: those who talk there hear of it, and get another.

They may have had their reasons: so no other is opened unasked.
"""

from dataclasses import dataclass
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.losing import Loss
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import talks
from mentorbot.mentoring.mentorships.talks import TalkView
from mentorbot.mentoring.mentorships.terms import TalkState

LOST: Final = "mentoring_room_lost"
NOT_YOURS: Final = "There is no such room of yours, or not any more."


@dataclass(frozen=True, slots=True)
class Lost(Payload):
    """Which place has lost its room, and how.

    Args:
        talk: Its id.
        room: The room that it had.
    """

    talk: int
    room: str
    loss: Loss


async def note_lost(session: Session, platform: str, community: str, room: str, loss: Loss) -> None:
    """Tell those who talk in a room that it is lost; of any other room nothing."""
    talk = await talks.find_at(session, platform, community, room)
    party = await talks.find_party(session, talk) if talk else None
    if talk is None or party is None:
        return
    now = clock.now()
    rows = [
        Row(
            LOST,
            Lost(talk.id, room, loss),
            side.person.address,
            now,
            dedupe_key=f"{_key(talk.id)}{room}:{now:%Y-%m-%d}:{side.person.id}",
            community_id=talk.community_id,
            member_id=side.person.id,
        )
        for side in party.sides
    ]
    await delivery.schedule_many(session, rows)


async def find_lost(session: Session, lost: Lost) -> TalkView | None:
    """The place that has lost its room, and has no other by now."""
    talk = await talks.find_talk(session, lost.talk)
    known = talk is not None and talk.state is TalkState.OPEN and talk.thread_id == lost.room
    return talk if known else None


async def note_found(session: Session, platform: str, community: str, room: str) -> None:
    """A room is back: whoever has not been told that it was lost need not be."""
    talk = await talks.find_at(session, platform, community, room)
    if talk is not None:
        await delivery.cancel(session, prefix=_key(talk.id))


async def open_another(session: Session, caller: Caller, talk_id: int) -> None:
    """Have another room opened, unless the one that there was is back by then.

    Raises:
        UserError: It is none of the caller's.
    """
    talk = await talks.find_talk(session, talk_id)
    party = await talks.find_party(session, talk) if talk else None
    mine = set(await members.find_memberships(session, caller))
    if talk is None or party is None or not mine & {side.person.id for side in party.sides}:
        raise UserError(NOT_YOURS)
    if talk.state is TalkState.OPEN:
        # With the channel that it belonged to: organizers may have chosen another since.
        await talks.note_talk(session, talk.id, channel_id="")
        await talks.want_talk(session, talk.kind, talk.owner_id, talk.community_id)


def _key(talk_id: int) -> str:
    return f"talk:{talk_id}:lost:"
