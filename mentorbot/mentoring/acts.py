"""What organizers do by hand, with the reason that they give: kept, and found again by whom it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, func, or_, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.members.traces import Kept, count_kept
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.models import MENTORING_ACT
from mentorbot.mentoring.terms import ActKind

HOLDING: Final = (ActKind.PAUSED, ActKind.REMOVED, ActKind.DELISTED)
"""What takes a mentor off the list, so that they cannot put themselves on it again."""
HELD: Final = (
    "The organizers have taken you off the list of mentors, so you cannot go back on it by yourself. Please "
    "write to them; they can list you again."
)
_KEPT: Final = "mentor_held"
"""What is kept of a mentor whom organizers took off the list, and who was erased."""
_KEPT_FOR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ActView:
    """Something that an organizer did. ``until``: of a mentor off the list, when that is over by itself."""

    id: int
    community_id: int
    kind: ActKind
    actor_id: int | None
    member_id: int | None
    mentorship_id: int | None
    request_id: int | None
    reason: str
    until: datetime | None
    at: datetime


_act: Final = MENTORING_ACT
_COLUMNS: Final = tuple(_act.c[name] for name in ActView.__dataclass_fields__)


async def note_act(
    session: Session, caller: Caller, community_id: int, kind: ActKind, reason: str = "", **about: Any
) -> ActView:
    """Keep what the caller, an organizer, did.

    Args:
        about: Whom or what: ``member_id``, ``mentorship_id``, ``request_id``; and ``until``.
    """
    actor = await people.find_user(session, community_id, caller.user_id)
    row = {
        "community_id": community_id,
        "kind": kind,
        "actor_id": actor.id if actor else None,
        "reason": reason,
        "at": clock.now(),
        **about,
    }
    made = await session.execute(insert(_act).values(row).returning(*_COLUMNS))
    return read_row(ActView, made.one())


async def find_act(connection: AsyncConnection | Session, act_id: int) -> ActView | None:
    """One of them by its id alone: for what the bot does by itself."""
    row = (await connection.execute(select(*_COLUMNS).where(_act.c.id == act_id))).first()
    return read_row(ActView, row) if row else None


async def find_about_request(connection: AsyncConnection | Session, request_id: int) -> list[ActView]:
    """All that was done about a request, in order."""
    statement = select(*_COLUMNS).where(_act.c.request_id == request_id).order_by(_act.c.id)
    return [read_row(ActView, row) for row in await connection.execute(statement)]


async def find_reason(connection: AsyncConnection | Session, mentorship_id: int) -> str:
    """The reason that an organizer gave for ending a mentorship; empty if none did, or gave one."""
    theirs = (_act.c.mentorship_id == mentorship_id) & (_act.c.kind == ActKind.ENDED)
    found = await connection.execute(select(_act.c.reason).where(theirs).order_by(_act.c.id.desc()).limit(1))
    return found.scalar() or ""


async def was_suggested(connection: AsyncConnection | Session, request_id: int, mentor_id: int) -> bool:
    """Whether it was an organizer who thought of this mentor for a request."""
    theirs = and_(
        _act.c.request_id == request_id, _act.c.member_id == mentor_id, _act.c.kind == ActKind.SUGGESTED
    )
    return (await connection.execute(select(_act.c.id).where(theirs).limit(1))).first() is not None


async def find_held(
    connection: AsyncConnection | Session, community_id: int, member_ids: Collection[int] | None = None
) -> set[int]:
    """The members whom organizers took off the list of mentors, and have not put on it again.

    Args:
        member_ids: Only among these; None: all of the community.
    """
    of_list = _act.c.kind.in_((*HOLDING, ActKind.LISTED))
    which = and_(_act.c.community_id == community_id, _act.c.member_id.is_not(None), of_list)
    if member_ids is not None:
        which &= _act.c.member_id.in_(member_ids)
    last = select(func.max(_act.c.id)).where(which).group_by(_act.c.member_id)
    holds = _act.c.kind.in_(HOLDING) & or_(_act.c.until.is_(None), _act.c.until > clock.now())
    rows = await connection.execute(select(_act.c.member_id).where(_act.c.id.in_(last), holds))
    return {id_ for id_ in rows.scalars() if id_ is not None}


async def find_hold(
    connection: AsyncConnection | Session, community_id: int, member_id: int
) -> ActKind | None:
    """How organizers took this member off the list of mentors, while that holds; None if it does not."""
    if member_id not in await find_held(connection, community_id, [member_id]):
        return None
    theirs = (_act.c.member_id == member_id) & _act.c.kind.in_(HOLDING)
    last = select(_act.c.kind).where(theirs).order_by(_act.c.id.desc()).limit(1)
    return (await connection.execute(last)).scalar()


async def is_held(connection: AsyncConnection | Session, community_id: int, member_id: int) -> bool:
    """Whether organizers took this member off the list of mentors; before they were erased, too."""
    if member_id in await find_held(connection, community_id, [member_id]):
        return True
    listed = (_act.c.member_id == member_id) & (_act.c.kind == ActKind.LISTED)
    if (await connection.execute(select(_act.c.id).where(listed).limit(1))).first():
        return False
    return bool((await connection.execute(count_kept(_KEPT, of=member_id))).scalar_one())


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """That these members, who are about to be erased, were taken off the list of mentors."""
    now = clock.now()
    homes = select(_act.c.community_id).where(_act.c.member_id.in_(member_ids)).distinct()
    found: set[int] = set()
    for community_id in (await session.execute(homes)).scalars().all():
        found |= await find_held(session, community_id, member_ids)
    return [Kept(id_, _KEPT, now, now + _KEPT_FOR) for id_ in sorted(found)]


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What organizers did about these members and their mentorships, and what these did as organizers."""
    whose = _act.c.member_id, MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id
    statement = (
        select(_act.c.kind, _act.c.reason, _act.c.at, _act.c.until, _act.c.actor_id, *whose)
        .outerjoin(MENTORSHIP, MENTORSHIP.c.id == _act.c.mentorship_id)
        .where(or_(*(one.in_(member_ids) for one in (_act.c.actor_id, *whose))))
        .order_by(_act.c.id)
    )
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    for row in await session.execute(statement):
        told = {"kind": row.kind, "reason": row.reason, "at": row.at, "until": row.until}
        for id_ in {row.member_id, row.mentor_id, row.mentee_id} & said.keys():
            said[id_].append(told)
        if row.actor_id in said:
            said[row.actor_id].append({"as": "organizer", **told})
    return said


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what was done about these members, and take them out of what they did as organizers."""
    await session.execute(delete(_act).where(_act.c.member_id.in_(member_ids)))
    await session.execute(update(_act).where(_act.c.actor_id.in_(member_ids)).values(actor_id=None))
