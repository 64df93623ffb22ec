"""What organizers are told of the channels that they chose."""

from mentorbot.chat import Card
from mentorbot.community.wizard import cards, losing
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler


@handler(losing.LOST, losing.Lost)
async def tell_lost(session: Session, due: Due, lost: losing.Lost) -> Card | None:
    """A channel is lost, if something goes there still."""
    uses = await losing.find_uses(session, due.to, lost.channel)
    return cards.lost_card(lost.channel, lost.loss, uses) if uses else None
