"""The messages about reports, made when they fall due; they say that there is something, never what."""

from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.mentoring.reports import cards, service


@handler(service.NEWS, service.News)
async def make_news(session: Session, due: Due, about: service.News) -> Card | None:
    """Organizers are told that there is a case, or more to one; what it says they see when they open it."""
    found = await service.find_case(session, about.report)
    return cards.news_card(found, new=about.new) if found else None


@handler(service.STILL, service.About)
async def make_still_open(session: Session, due: Due, about: service.About) -> Card | None:
    """Organizers are told once more of a case that one of them looks after, if it is open still."""
    found = await service.find_case(session, about.report)
    return cards.still_open_card() if found is not None and found.closed_at is None else None


@handler(service.ANSWER, service.About)
async def make_answer(session: Session, due: Due, about: service.About) -> Card | None:
    """The reporter is told that there is news of their case."""
    found = await service.find_case(session, about.report)
    return cards.answer_card(found) if found else None
