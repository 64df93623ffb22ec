"""The messages about requests, made when they fall due, and what happens when a deadline has come."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler, refused
from mentorbot.delivery.payloads import Payload
from mentorbot.mentoring import acts
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import cards, handing_on, news_cards, notices, offering, questions, store
from mentorbot.mentoring.requests.notices import About, Told
from mentorbot.mentoring.requests.terms import News
from mentorbot.mentoring.terms import RequestState


@handler(notices.ASK, About)
async def make_question(session: Session, due: Due, about: About) -> Card | None:
    """The question to the mentor whose turn it is."""
    return await _asked(session, due, about, again=False)


@handler(notices.NUDGE, About)
async def make_nudge(session: Session, due: Due, about: About) -> Card | None:
    """The same question once more, before the deadline."""
    return await _asked(session, due, about, again=True)


@handler(notices.CHANGED, About)
async def make_changed(session: Session, due: Due, about: About) -> Card | None:
    """The question with the new note, to the mentor who has the old one."""
    return await _asked(session, due, about, again=False, changed=True)


@handler(notices.NEWS, Told)
async def make_news(session: Session, due: Due, told: Told) -> Card | None:
    """How a request stands, for whoever asked, if it still stands so."""
    request, what = await store.find_request(session, told.request), told.what
    if request is None or request.state not in _STANDS[what]:
        return None
    if what is News.NEXT and request.turn != told.turn:
        return None
    mentor_id = request.owner_id
    if what is News.ACCEPTED:
        mentor_id = await store.find_accepted_by(session, request)
    mentor = await profiles.find_mentor(session, mentor_id) if mentor_id else None
    known = what is News.STILL and await notices.do_organizers_know(session, request)
    return news_cards.news_card(request, what, mentor, organizers=known)


@handler(notices.OVER, notices.Released)
async def make_over(session: Session, due: Due, released: notices.Released) -> Card | None:
    """That a request needs an answer no longer, for the mentor who was asked."""
    request = await store.find_request(session, released.request) if released.request else None
    mentee = await profiles.find_mentee(session, request.mentee_id) if request else None
    return cards.over_card(released.what, mentee)


_STANDS: Final = {
    News.NEXT: {RequestState.ASKING},
    News.OPEN: {RequestState.OPEN},
    News.STILL: {RequestState.OPEN},
    News.ACCEPTED: {RequestState.ACCEPTED},
    News.ENOUGH: {RequestState.WITHDRAWN},
    News.BACK: {RequestState.ASKING, RequestState.OPEN, RequestState.WITHDRAWN},
}


async def _asked(
    session: Session, due: Due, about: About, *, again: bool, changed: bool = False
) -> Card | None:
    request = await store.find_request(session, about.request)
    if request is None or request.owner_id != due.member_id or request.turn != about.turn:
        return None
    mentee = await profiles.find_mentee(session, request.mentee_id)
    mentor = await profiles.find_mentor(session, request.owner_id or 0)
    if mentee is None or mentor is None:
        return None
    reasons = await store.explain_asking(session, request)
    asked = await questions.find_messages(session, request.id, mentor.member_id)
    suggested = await acts.was_suggested(session, request.id, mentor.member_id)
    return cards.ask_card(request, mentee, reasons, asked, again=again, changed=changed, suggested=suggested)


@handler(questions.QUESTION, questions.About)
async def pass_question(session: Session, due: Due, about: questions.About) -> Card | None:
    """A mentor's question, for the mentee."""
    found = await questions.find_open(session, about.message)
    if found is None:
        return None
    message, request = found
    mentor = await profiles.find_mentor(session, message.author_id)
    return cards.question_card(request, mentor, message.text) if mentor else None


@handler(questions.ANSWER, questions.About)
async def pass_answer(session: Session, due: Due, about: questions.About) -> Card | None:
    """The mentee's answer, for the mentor."""
    found = await questions.find_open(session, about.message)
    if found is None:
        return None
    message, request = found
    mentee = await profiles.find_mentee(session, request.mentee_id)
    if mentee is None or request.owner_id != message.reader_id:
        return None
    return cards.answer_card(request, mentee, message.text)


@handler(offering.OFFERED, Payload)
async def offer_open(session: Session, due: Due, _: Payload) -> Card | None:
    """Requests that stand open, for a mentor whom they fit."""
    found = await offering.find_fitting(session, due.member_id or 0)
    return cards.offered_card(found) if found else None


handler(notices.OFFER, About, works=True)(offering.tell_mentors)
handler(notices.DEADLINE, About, works=True)(handing_on.end_waiting)
handler(notices.PASS, Payload, works=True)(handing_on.pass_more)
refused(notices.ASK, About)(handing_on.pass_unreachable)
