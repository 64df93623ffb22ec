"""What is sent about requests, and the deliveries that keep each of them from being forgotten.

All that hangs from an open request has a key that begins with ``request:<id>:`` and carries the turn; it is
taken back as soon as the request is handed on or settled. News for those who asked or were asked stand apart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import NOTHING, Payload
from mentorbot.delivery.service import Row
from mentorbot.members.reaching import DAY, may_reach
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.requests.terms import News, Over

ASK, NUDGE, DEADLINE, OLD = "request_ask", "request_nudge", "request_deadline", "request_old"
NEWS, OVER, PASS, CHANGED = "request_news", "request_over", "request_pass", "request_changed"
OFFER: Final = "request_offer"
CALM: Final = timedelta(minutes=10)
"""So long after the last change of a note whoever is asked sees the new one."""
NUDGED_AFTER: Final = 2 / 3
"""The part of the time to answer after which a mentor is reminded."""


@dataclass(frozen=True, slots=True)
class About(Payload):
    """What is due of a request, as long as it is at this turn."""

    request: int
    turn: int


@dataclass(frozen=True, slots=True)
class Told(About):
    """How it stands, for whoever asked."""

    what: News


@dataclass(frozen=True, slots=True)
class Released(Payload):
    """Why a request needs a mentor no longer."""

    what: Over
    turn: int
    request: int | None = None


async def watch_request(session: Session, request: RequestView, mentee: Person, owner: Person | None) -> None:
    """Have the owner asked and reminded, and the deadline looked after, in the place of what was before.

    Of what stands open to all, mentors are told whom it fits.
    """
    await unwatch_request(session, request.id)
    deadline = request.deadline_at or clock.now()
    rows = [_row(request, DEADLINE, mentee.address, deadline, mentee.id, quiet=False)]
    if owner is not None:
        nudge = request.turned_at + (deadline - request.turned_at) * NUDGED_AFTER
        rows.append(_row(request, ASK, owner.address, clock.now(), owner.id, by=mentee.id))
        useful = deadline - nudge
        rows.append(_row(request, NUDGE, owner.address, nudge, owner.id, useful=useful, by=mentee.id))
    else:
        rows.append(_row(request, OFFER, mentee.address, clock.now(), mentee.id, quiet=False))
    await delivery.schedule_many(session, rows)


async def tell_changed(session: Session, request: RequestView, owner: Person) -> None:
    """Show whoever is asked the new note, if they have the old one; after many in a day the last of them."""
    if not await was_asked(session, request):
        return
    await delivery.cancel(session, prefix=f"request:{request.id}:{CHANGED}:")
    due = clock.now() + (CALM if await may_reach(session, request.mentee_id, owner.id) else DAY)
    key = f"request:{request.id}:{CHANGED}:{request.turn}:{due.timestamp()}"
    await delivery.schedule(
        session,
        kind=CHANGED,
        payload=About(request.id, request.turn),
        to=owner.address,
        due_at=due,
        dedupe_key=key,
        community_id=request.community_id,
        member_id=owner.id,
        sender_id=request.mentee_id,
    )


async def unwatch_request(session: Session, request_id: int) -> None:
    """Take back all that hangs from a request being open."""
    await delivery.cancel(session, prefix=f"request:{request_id}:")


async def was_asked(session: Session, request: RequestView) -> bool:
    """Whether the mentor whose turn it is has read of it."""
    return await delivery.find_sent_message(session, _key(request, ASK)) is not None


async def put_off(session: Session, request: RequestView, deadline: datetime) -> None:
    """Look after the deadline at another time."""
    await delivery.reschedule(session, _key(request, DEADLINE), deadline)


async def tell_organizers(session: Session, request: RequestView, to: Address) -> None:
    """Tell organizers of all requests that nobody has taken, in one message, and once a day at most."""
    row = Row(
        OLD,
        About(request.id, request.turn),
        to,
        clock.now(),
        dedupe_key=_old_key(request),
        community_id=request.community_id,
        respect_quiet=False,
    )
    await delivery.schedule_many(session, [row])


async def do_organizers_know(session: Session, request: RequestView) -> bool:
    """Whether organizers were told of what nobody had taken, when this request was among that last."""
    return await delivery.find_sent_message(session, _old_key(request)) is not None


def _old_key(request: RequestView) -> str:
    return f"requests_open:{request.community_id}:{request.turned_at:%Y-%m-%d}"


async def tell_mentee(session: Session, request: RequestView, mentee: Person, what: News) -> None:
    """Tell the mentee how their request stands."""
    # That it still stands open is told once: a key that was used is not sent again.
    turn = "" if what is News.STILL else str(request.turn)
    if what is News.BACK and request.settled_at is not None:
        turn += f":{int(request.settled_at.timestamp())}"  # each time that they had left
    key = f"{NEWS}:{request.id}:{what}:{turn}"
    await _schedule(session, NEWS, request, mentee, Told(request.id, request.turn, what), key=key)


async def tell_over(session: Session, request: RequestView, mentor: Person, what: Over) -> None:
    """Tell a mentor that a request needs them no longer."""
    key = f"{OVER}:{request.id}:{what}:{request.turn}"
    await _schedule(session, OVER, request, mentor, Released(what, request.turn, request.id), key=key)


async def go_on(session: Session, mentor: Person, next_id: int) -> None:
    """Have the next batch handed on of what waits for a mentor; ``next_id``: the first request of it."""
    await delivery.schedule(
        session,
        kind=PASS,
        payload=NOTHING,
        to=mentor.address,
        due_at=clock.now(),
        dedupe_key=f"mentor:{mentor.id}:pass:{next_id}:{int(clock.now().timestamp())}",
        community_id=mentor.community_id,
        member_id=mentor.id,
        respect_quiet=False,
    )


def _row(
    request: RequestView,
    kind: str,
    to: Address,
    when: datetime,
    member_id: int,
    *,
    quiet: bool = True,
    useful: timedelta | None = None,
    by: int | None = None,
) -> Row:
    return Row(
        kind,
        About(request.id, request.turn),
        to,
        when,
        dedupe_key=_key(request, kind),
        community_id=request.community_id,
        member_id=member_id,
        respect_quiet=quiet,
        late_after=useful,
        sender_id=by,
    )


def _key(request: RequestView, kind: str) -> str:
    return f"request:{request.id}:{kind}:{request.turn}"


async def _schedule(
    session: Session, kind: str, request: RequestView, to: Person, payload: Payload, *, key: str
) -> None:
    await delivery.schedule(
        session,
        kind=kind,
        payload=payload,
        to=to.address,
        due_at=clock.now(),
        dedupe_key=key,
        community_id=request.community_id,
        member_id=to.id,
    )
