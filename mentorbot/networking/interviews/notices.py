"""What is sent about interviews, and when; all of it goes through delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.mentoring.people import Person
from mentorbot.networking.interviews.terms import NUDGE_AFTER, What

KIND: Final = "interview"
_SOON: Final = timedelta(hours=20)
"""A thank-you is best the day after."""


@dataclass(frozen=True, slots=True)
class Letter(Payload):
    """What is due of a request, by its id."""

    request: int
    what: What


async def ask_professional(
    session: Session, request_id: int, professional: Person, deadline: datetime, student_id: int
) -> None:
    """Ask the professional, remind them once, and see at the deadline that it is not forgotten."""
    now = clock.now()
    rows = [
        _row(request_id, professional, What.ASKED, now, by=student_id),
        _row(request_id, professional, What.NUDGE, now + NUDGE_AFTER, part="open:", by=student_id),
        _row(request_id, professional, What.DEADLINE, deadline, part="open:"),
    ]
    await delivery.schedule_many(session, rows)


async def tell_person(session: Session, request_id: int, person: Person, what: What) -> None:
    """Tell somebody at once; that the other has left, or is back, whenever it is so."""
    now = clock.now()
    part = f"{int(now.timestamp())}:" if what in {What.GONE, What.BACK, What.LEFT} else ""
    await delivery.schedule_many(session, [_row(request_id, person, what, now, part)])


async def ask_outcome(session: Session, request_id: int, both: Sequence[Person], deadline: datetime) -> None:
    """Ask the two at the deadline whether it took place."""
    rows = [_row(request_id, one, What.OUTCOME, deadline, part="open:") for one in both]
    await delivery.schedule_many(session, rows)


async def ask_for_thanks(session: Session, request_id: int, student: Person) -> None:
    """Ask the student the day after to say thank you."""
    await delivery.schedule_many(session, [_row(request_id, student, What.THANKS, clock.now() + _SOON)])


async def close_notices(session: Session, request_id: int) -> None:
    """Take back the nudge and the deadlines of what is settled."""
    await delivery.cancel(session, prefix=f"interview:{request_id}:open:")


def _row(  # noqa: PLR0917 - one for each part of the message
    request_id: int, person: Person, what: What, due_at: datetime, part: str = "", by: int | None = None
) -> Row:
    return Row(
        KIND,
        Letter(request_id, what),
        person.address,
        due_at,
        dedupe_key=f"interview:{request_id}:{part}{what}:{person.id}",
        community_id=person.community_id,
        member_id=person.id,
        respect_quiet=what is not What.DEADLINE,
        sender_id=by,
    )
