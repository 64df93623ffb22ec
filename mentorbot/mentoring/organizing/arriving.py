"""What people read of what organizers did by hand, made when it falls due."""

from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.mentoring import acts
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.organizing import (
    attention,
    attention_cards,
    hand,
    hand_cards,
    listing,
    taking_in,
    taking_in_cards,
)
from mentorbot.mentoring.organizing.telling import Act
from mentorbot.mentoring.requests import notices


@handler(hand.PAIR_TOLD, Act)
async def tell_pair(session: Session, due: Due, about: Act) -> Card | None:
    """One of two reads what was done about their mentorship, while it goes on."""
    act = await acts.find_act(session, about.act)
    pair = await pairs.find_pair(session, act.mentorship_id) if act and act.mentorship_id else None
    if act is None or pair is None or not pair.live:
        return None
    return hand_cards.pair_told_card(act, pair, pair.me(due.member_id or 0))


@handler(listing.MENTOR_TOLD, Act)
async def tell_mentor(session: Session, due: Due, about: Act) -> Card | None:
    """A mentor reads that they were taken off the list, or put on it again."""
    act = await acts.find_act(session, about.act)
    return hand_cards.mentor_told_card(act) if act else None


@handler(notices.OLD, notices.About)
async def tell_of_untaken(session: Session, due: Due, about: notices.About) -> Card | None:
    """All requests that nobody has taken, for the organizers."""
    found = await attention.find_untaken(session, due.community_id)
    return attention_cards.untaken_card(found) if found else None


@handler(attention.WROTE, Act)
async def pass_on(session: Session, due: Due, about: Act) -> Card | None:
    """What organizers wrote, for one of those whom it is about."""
    found = await attention.find_written(session, about.act)
    if found is None or due.member_id is None:
        return None
    return attention_cards.letter_card(*found, due.member_id)


@handler(taking_in.INVITED, taking_in.Invite)
async def invite(session: Session, due: Due, about: taking_in.Invite) -> Card | None:
    """The question whether somebody wants to be listed, while it is open."""
    found = await taking_in.find_invite(session, about.invite)
    return taking_in_cards.invite_card(found) if found else None
