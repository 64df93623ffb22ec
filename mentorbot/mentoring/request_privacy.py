"""What requests store about people: handing it out, and erasing it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select

from mentorbot.db import Session
from mentorbot.mentoring import request_store
from mentorbot.mentoring.request_store import RequestView, choices, requests
from mentorbot.mentoring.requests import pass_all, take_back
from mentorbot.mentoring.terms import ChoiceState


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The requests that these members made, by member."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    names = ("state", "note", "created_at", "turned_at", "deadline_at", "settled_at")
    columns = [requests.c[name] for name in ("mentee_id", *names)]
    found = select(*columns).where(requests.c.mentee_id.in_(member_ids)).order_by(requests.c.id)
    for member_id, *row in await session.execute(found):
        said[member_id].append(dict(zip(names, row, strict=True)))
    return said


async def export_choices(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """How often these members were asked as mentors, and what became of it; by member, and not by whom."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    columns = [choices.c[name] for name in ("mentor_id", "state", "asked_at", "answered_at")]
    found = select(*columns).where(choices.c.mentor_id.in_(member_ids), choices.c.asked_at.is_not(None))
    for member_id, *row in await session.execute(found.order_by(choices.c.asked_at)):
        said[member_id].append(dict(zip(("state", "asked_at", "answered_at"), row, strict=True)))
    return said


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete the requests of these members, and hand on what waits for their answer."""
    theirs = requests.c.mentee_id.in_(member_ids)
    rows = await session.execute(select(*request_store.COLUMNS).where(theirs))
    for request in [RequestView(*row) for row in rows]:
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
