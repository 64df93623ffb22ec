"""What is sent about requests, and the deliveries that keep each of them from being forgotten.

All that hangs from an open request has a key that begins with ``request:<id>:`` and carries the turn; it is
taken back as soon as the request is handed on or settled. News for those who asked or were asked stand apart.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.service import Row
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.requests.store import RequestView

ASK, NUDGE, DEADLINE, OLD = "request_ask", "request_nudge", "request_deadline", "request_old"
NEWS, OVER, PASS = "request_news", "request_over", "request_pass"
NUDGED_AFTER: Final = 2 / 3
"""The part of the time to answer after which a mentor is reminded."""


async def watch(session: Session, request: RequestView, mentee: Person, owner: Person | None) -> None:
    """Have the owner asked and reminded, and the deadline looked after, in the place of what was before."""
    await unwatch(session, request.id)
    deadline = request.deadline_at or clock.now()
    rows = [_row(request, DEADLINE, mentee.address, deadline, mentee.id, quiet=False)]
    if owner is not None:
        nudge = request.turned_at + (deadline - request.turned_at) * NUDGED_AFTER
        rows.append(_row(request, ASK, owner.address, clock.now(), owner.id))
        rows.append(_row(request, NUDGE, owner.address, nudge, owner.id, useful=deadline - nudge))
    await delivery.schedule_many(session, rows)


async def unwatch(session: Session, request_id: int) -> None:
    """Take back all that hangs from a request being open."""
    await delivery.cancel(session, prefix=f"request:{request_id}:")


async def put_off(session: Session, request: RequestView, deadline: datetime) -> None:
    """Look after the deadline at another time."""
    await delivery.reschedule(session, _key(request, DEADLINE), deadline)


async def tell_organizers(session: Session, request: RequestView, mentee: Person, to: Address) -> None:
    """Tell organizers of a request that nobody has taken."""
    await delivery.schedule_many(session, [_row(request, OLD, to, clock.now(), mentee.id, quiet=False)])


async def tell(session: Session, request: RequestView, mentee: Person, what: str) -> None:
    """Tell the mentee how their request stands: "next", "open", "still" or "accepted"."""
    payload = {"request": request.id, "what": what, "turn": request.turn}
    await _news(session, NEWS, request, mentee, payload)


async def tell_over(session: Session, request: RequestView, mentor: Person, what: str) -> None:
    """Tell a mentor that a request needs them no longer: it was "withdrawn", or is too "late"."""
    payload = {"what": what, "turn": request.turn}
    await _news(session, OVER, request, mentor, payload)


async def go_on(session: Session, mentor: Person, next_id: int) -> None:
    """Have the next batch handed on of what waits for a mentor; ``next_id``: the first request of it."""
    await delivery.schedule(
        session,
        kind=PASS,
        payload={},
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
) -> Row:
    payload = {"request": request.id, "turn": request.turn}
    key = _key(request, kind)
    return Row(kind, payload, to, when, key, request.community_id, member_id, quiet, useful)


def _key(request: RequestView, kind: str) -> str:
    return f"request:{request.id}:{kind}:{request.turn}"


async def _news(
    session: Session, kind: str, request: RequestView, to: Person, payload: dict[str, Any]
) -> None:
    # That it still stands open is told once: a key that was used is not sent again.
    turn = "" if payload["what"] == "still" else request.turn
    await delivery.schedule(
        session,
        kind=kind,
        payload=payload,
        to=to.address,
        due_at=clock.now(),
        dedupe_key=f"{kind}:{request.id}:{payload['what']}:{turn}",
        community_id=request.community_id,
        member_id=to.id,
    )
