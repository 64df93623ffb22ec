"""Questions and answers that the bot passes on before two people are brought together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, or_, select

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, insert, read_row, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.members.reaching import check_reach
from mentorbot.mentoring import people
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.requests.models import REQUEST_MESSAGE
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import MOST_MESSAGE, MOST_MESSAGES, RequestState

QUESTION, ANSWER = "request_question", "request_answer"
AFTER_ANSWER: Final = timedelta(hours=24)
"""How long a mentor has at least once their question was answered."""
AFTER_QUESTION: Final = timedelta(hours=24)
"""How long whoever is asked something has at least to answer it."""
ENOUGH: Final = {
    True: f"{MOST_MESSAGES} messages have passed. Accept for a first talk, or decline; either is fine.",
    False: f"{MOST_MESSAGES} messages have passed, so I pass no more on. The mentor can decide by now.",
}
"""For the mentor (True), and for whoever asked for one."""


@dataclass(frozen=True, slots=True)
class About(Payload):
    """What to pass on, by the id of the message."""

    message: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """One question or answer."""

    request_id: int
    author_id: int
    reader_id: int
    text: str


_COLUMNS: Final = tuple(REQUEST_MESSAGE.c[name] for name in MessageView.__dataclass_fields__)


def read_text(values: answers.Values, what: str) -> str:
    """A question or an answer, as it was filled in. Raises UserError if it is empty or too long.

    Args:
        what: What it is called: "your question".
    """
    text = answers.read_lines(values, "text", what, MOST_MESSAGE)
    if not text:
        raise UserError(f"Please write {what}; nothing was passed on.")
    return text


async def find_messages(
    connection: AsyncConnection | Session, request_id: int, member_id: int
) -> list[MessageView]:
    """What has passed between the mentee of a request and this mentor, the oldest first."""
    theirs = or_(REQUEST_MESSAGE.c.author_id == member_id, REQUEST_MESSAGE.c.reader_id == member_id)
    statement = (
        select(*_COLUMNS)
        .where(REQUEST_MESSAGE.c.request_id == request_id, theirs)
        .order_by(REQUEST_MESSAGE.c.id)
    )
    return [read_row(MessageView, row) for row in await connection.execute(statement)]


async def pass_on(session: Session, request: RequestView, author: Person, text: str) -> None:
    """Pass something on to the other one: from the mentor who is asked to the mentee, or back.

    Raises:
        UserError: Enough was said, or there is nobody to say it to (any more).
    """
    if request.state is not RequestState.ASKING or request.owner_id is None:
        raise UserError("There is no mentor any more who waits for this. Your request goes on without it.")
    asks = author.id == request.owner_id
    if not asks and author.id != request.mentee_id:
        raise UserError("This request has gone on meanwhile, so there is nobody to ask any more.")
    if len(await find_messages(session, request.id, request.owner_id)) >= MOST_MESSAGES:
        raise UserError(ENOUGH[asks])
    reader = (await people.find_people(session, [request.mentee_id if asks else request.owner_id])).popitem()[
        1
    ]
    await check_reach(session, author.id, [reader.id])
    row = {
        "request_id": request.id,
        "author_id": author.id,
        "reader_id": reader.id,
        "text": text,
        "at": clock.now(),
    }
    made = await session.execute(insert(REQUEST_MESSAGE).values(row).returning(REQUEST_MESSAGE.c.id))
    kind, message_id = QUESTION if asks else ANSWER, made.scalar_one()
    await delivery.schedule(
        session,
        kind=kind,
        payload=About(message_id),
        to=reader.address,
        due_at=clock.now(),
        dedupe_key=f"{kind}:{message_id}",
        community_id=request.community_id,
        member_id=reader.id,
        sender_id=author.id,
    )


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members wrote, by member; what others wrote to them is the others'."""
    statement = select(REQUEST_MESSAGE.c.text, REQUEST_MESSAGE.c.at).order_by(REQUEST_MESSAGE.c.id)
    return await rows_of(session, member_ids, REQUEST_MESSAGE.c.author_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members wrote, and what was written to them."""
    theirs = or_(REQUEST_MESSAGE.c.author_id.in_(member_ids), REQUEST_MESSAGE.c.reader_id.in_(member_ids))
    await session.execute(delete(REQUEST_MESSAGE).where(theirs))


async def find_open(session: Session, message_id: int) -> tuple[MessageView, RequestView] | None:
    """A message with its request, if that is still with the same mentor."""
    row = (await session.execute(select(*_COLUMNS).where(REQUEST_MESSAGE.c.id == message_id))).first()
    if row is None:
        return None
    message = read_row(MessageView, row)
    request = await store.find_request(session, message.request_id)
    if request is None or request.owner_id not in {message.author_id, message.reader_id}:
        return None
    return message, request
