"""What requests store about people: handing it out, and erasing it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select

from mentorbot import clock
from mentorbot.db import Session, read_row, rows_of
from mentorbot.members.traces import Kept
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.requests.handing_on import pass_all, take_back
from mentorbot.mentoring.requests.store import RequestView, choices, requests
from mentorbot.mentoring.terms import ChoiceState


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The requests that these members made, by member."""
    names = ("state", "note", "created_at", "turned_at", "deadline_at", "settled_at")
    statement = select(*(requests.c[name] for name in names)).order_by(requests.c.id)
    return await rows_of(session, member_ids, requests.c.mentee_id, statement)


async def export_choices(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """How often these members were asked as mentors, and what became of it; by member, and not by whom."""
    statement = (
        select(choices.c.state, choices.c.asked_at, choices.c.answered_at)
        .where(choices.c.asked_at.is_not(None))
        .order_by(choices.c.asked_at)
    )
    return await rows_of(session, member_ids, choices.c.mentor_id, statement)


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """Whom these members, who are about to be erased, asked lately: mentors are not asked anew by them."""
    lately = (
        select(requests.c.mentee_id, choices.c.mentor_id, choices.c.asked_at)
        .join(choices, choices.c.request_id == requests.c.id)
        .where(
            requests.c.mentee_id.in_(member_ids),
            choices.c.mentor_id.not_in(member_ids),
            choices.c.asked_at > clock.now() - store.AGAIN_AFTER,
        )
    )
    return [
        Kept(row.mentee_id, store.KEPT, row.asked_at, row.asked_at + store.AGAIN_AFTER, row.mentor_id)
        for row in await session.execute(lately)
    ]


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete the requests of these members, and hand on what waits for their answer."""
    theirs = requests.c.mentee_id.in_(member_ids)
    rows = await session.execute(select(*store.COLUMNS).where(theirs))
    for request in [read_row(RequestView, row) for row in rows]:
        if request.open:
            await take_back(session, request)
        await session.execute(delete(choices).where(choices.c.request_id == request.id))
    await session.execute(delete(requests).where(theirs))
    unasked = choices.c.mentor_id.in_(member_ids) & (choices.c.state == ChoiceState.WAITING)
    await session.execute(delete(choices).where(unasked))
    for member_id in member_ids:
        await pass_all(session, member_id, None)


async def erase_choices(session: Session, member_ids: Sequence[int]) -> None:
    """Delete that these members were asked, and whom they asked."""
    own = select(requests.c.id).where(requests.c.mentee_id.in_(member_ids))
    theirs = or_(choices.c.mentor_id.in_(member_ids), choices.c.request_id.in_(own))
    await session.execute(delete(choices).where(theirs))
