"""Telling people of what an organizer did: a message has its id, and is made when it falls due."""

from collections.abc import Mapping
from dataclasses import dataclass

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.mentoring import people
from mentorbot.mentoring.acts import ActView


@dataclass(frozen=True, slots=True)
class Act(Payload):
    """Something that an organizer did, by its id."""

    act: int


async def tell_of_act(session: Session, kind: str, act: ActView, keys: Mapping[int, str]) -> int:
    """Tell members of what an organizer did; to how many that is.

    Args:
        kind: What the message is.
        keys: By each member's id the key of the message to them.
    """
    found = await people.find_people(session, keys)
    rows = [
        Row(
            kind,
            Act(act.id),
            person.address,
            clock.now(),
            dedupe_key=keys[id_],
            community_id=act.community_id,
            member_id=id_,
        )
        for id_, person in found.items()
    ]
    await delivery.schedule_many(session, rows)
    return len(rows)
