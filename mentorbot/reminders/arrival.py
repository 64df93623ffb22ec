"""What makes a reminder's message when it is due."""

from datetime import datetime

from mentorbot.chat import Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, Handler
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide
from mentorbot.progress import service as progress
from mentorbot.progress.path import SETTLED, Standing, state_of
from mentorbot.reminders import cards, service


def maker(library: Library) -> Handler:
    """What makes a reminder: nothing if it was cancelled or changed, or its milestone is settled."""

    async def make(session: Session, due: Due) -> Card | None:
        if due.member_id is None:
            return None
        moment = datetime.fromisoformat(due.payload["due"])
        reminder = await service.arrive(session, due.member_id, due.payload["reminder"], moment)
        if reminder is None:
            return None
        if reminder.item is not None:
            standing = await standing_of(session, due)
            if is_settled(guide_of(library, standing), standing, reminder.item):
                return None
        return cards.arrived_card(reminder, moment)

    return make


async def standing_of(session: Session, due: Due) -> Standing:
    """How the member stands to whom a message goes."""
    return await progress.standing(session, whose(due))


def whose(due: Due) -> Caller:
    """To whom a message goes."""
    return Caller(due.to.platform, due.to.community, due.to.user_id or "")


def guide_of(library: Library, standing: Standing) -> Guide:
    """The guide in the member's language."""
    return library.guide(standing.member.locale if standing.member else "en")


def is_settled(guide: Guide, standing: Standing, item: str) -> bool:
    """Whether nothing is to be done about a milestone: done, not for them, or gone from the guide."""
    milestone = guide.milestones.get(item)
    return milestone is None or state_of(milestone, standing.marks) in SETTLED
