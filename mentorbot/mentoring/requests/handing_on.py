"""Requests go on to the next mentor, or end.

Through :func:`hand_on` goes every change that leaves one open, through :func:`settle_request` every other.
"""

from datetime import timedelta
from typing import Final

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due
from mentorbot.delivery.payloads import Payload
from mentorbot.members import service as members
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import notices, store
from mentorbot.mentoring.requests.notices import About
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.requests.terms import News, Over
from mentorbot.mentoring.terms import ChoiceState, RequestState

AT_ONCE: Final = 20
"""How many requests are handed on in one transaction, while which nobody else can change anything."""


async def hand_on(
    session: Session, request: RequestView, became: ChoiceState | None = None, *, tell: bool = True
) -> RequestView:
    """Give an open request to the next mentor who can be asked; if there is none, to all of them.

    Args:
        became: What became of the mentor who was asked until now.
        tell: Whether the mentee is told by a message.
    """
    now, was = clock.now(), request.state
    if request.owner_id is not None and became is not None:
        await store.mark_choice(session, request, request.owner_id, state=became, answered_at=now)
    rules = await settings.read_settings(session, request.community_id)
    mentee = (await people.find_people(session, [request.mentee_id]))[request.mentee_id]
    owner = await _next(session, request, rules.asks_a_week)
    after = await store.change_request(
        session,
        request,
        owner_id=owner.id if owner else None,
        state=RequestState.ASKING if owner else RequestState.OPEN,
        turn=request.turn + 1,
        turned_at=now,
        deadline_at=now + timedelta(hours=rules.answer_hours),
    )
    await notices.watch_request(session, after, mentee, owner)
    if was is RequestState.OPEN and owner is None and (to := rules.organizers(mentee)):
        await notices.tell_organizers(session, after, to)
    if tell:
        await notices.tell_mentee(session, after, mentee, _news(was, after))
    return after


async def settle_request(
    session: Session, request: RequestView, state: RequestState, mentorship_id: int | None = None
) -> RequestView:
    """End a request: it is accepted, with the mentorship that came of it, or taken back."""
    await notices.unwatch_request(session, request.id)
    return await store.change_request(
        session,
        request,
        state=state,
        owner_id=None,
        deadline_at=None,
        settled_at=clock.now(),
        mentorship_id=mentorship_id,
    )


async def take_back(session: Session, request: RequestView) -> RequestView:
    """Take a request back; a mentor who has heard of it is told that it needs no answer."""
    mentor = await people.find_person(session, request.owner_id) if request.owner_id else None
    heard = await notices.was_asked(session, request)
    settled = await settle_request(session, request, RequestState.WITHDRAWN)
    if mentor is not None and heard:
        await notices.tell_over(session, settled, mentor, Over.WITHDRAWN)
    return settled


async def pass_all(session: Session, mentor_id: int, most: int | None = AT_ONCE) -> int:
    """Hand on all that waits for the answer of a mentor who can give none; returns how many that is.

    Args:
        most: How many at once; the others follow by themselves, each batch in a transaction of its own, and
            keep their owner and their deadline until then. None: all.
    """
    waiting = await store.find_owned(session, mentor_id)
    for request in waiting[:most]:
        await hand_on(session, request, ChoiceState.PASSED)
    if most is not None and len(waiting) > most and (mentor := await people.find_person(session, mentor_id)):
        await notices.go_on(session, mentor, waiting[most].id)
    return len(waiting)


async def end_waiting(session: Session, due: Due, about: About) -> Card | None:
    """The time to answer is over: on to the next; or, of what stands open to all, organizers are told."""
    request = await store.find_request(session, about.request)
    if request is None or not request.open or request.turn != about.turn:
        return None
    if request.owner_id is not None and (mentor := await people.find_person(session, request.owner_id)):
        await notices.tell_over(session, request, mentor, Over.LATE)
    await hand_on(session, request, ChoiceState.SILENT)
    return None


async def pass_more(session: Session, due: Due, _: Payload) -> Card | None:
    """Go on handing on what waits for a mentor who can give no answer, unless they can again."""
    if due.member_id is None:
        return None
    view = await profiles.find_mentor(session, due.member_id)
    if view is None or not view.available or await members.find_away(session, [due.member_id]):
        await pass_all(session, due.member_id)
    return None


async def pass_unreachable(session: Session, due: Due, about: About) -> None:
    """The mentor cannot be reached at all: they are passed over rather than waited for."""
    request = await store.find_request(session, about.request)
    if request is not None and request.turn == about.turn and request.owner_id == due.member_id:
        await hand_on(session, request, ChoiceState.PASSED)


async def part_requests(session: Session, one: int, other: int) -> None:
    """Two are kept apart from now on: what one of them asks of the other goes on."""
    for mentor_id, mentee_id in ((one, other), (other, one)):
        for request in await store.find_owned(session, mentor_id):
            if request.mentee_id == mentee_id:
                await hand_on(session, request, ChoiceState.PASSED)


def _news(was: RequestState, after: RequestView) -> News:
    """What the mentee is told."""
    if after.state is RequestState.ASKING:
        return News.NEXT
    return News.OPEN if was is RequestState.ASKING else News.STILL


async def _next(session: Session, request: RequestView, asks_a_week: int) -> Person | None:
    """The next mentor named who can be asked; those before who cannot are passed over."""
    waiting = await store.find_next(session, request.id)
    able = await store.can_ask(
        session,
        request.mentee_id,
        waiting,
        asks_a_week=asks_a_week,
        within=request.id,
        once=request.once,
    )
    for mentor_id in waiting:
        if mentor_id in able:
            await store.mark_choice(
                session, request, mentor_id, state=ChoiceState.ASKED, asked_at=clock.now()
            )
            return await people.find_person(session, mentor_id)
        await store.mark_choice(session, request, mentor_id, state=ChoiceState.PASSED)
    return None
