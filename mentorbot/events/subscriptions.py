"""The addresses of calendars that other programs follow: one of each member who wants it, one of a community.

Whoever knows a member's address reads their calendar. So it is long, it is told once, and only a hash of it
is kept; it ends when a new one is made, when it is taken back, and when the member leaves or is erased.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session, insert, name_columns, rows_of
from mentorbot.errors import UserError
from mentorbot.events.calendar_models import CALENDAR_LINK
from mentorbot.events.hooks import Follower, WebCalendars
from mentorbot.events.rights import require_organizer
from mentorbot.members import service as members

KEPT: Final = timedelta(days=92)
"""How long what is over stays in a calendar that is followed."""
FILES_ONLY: Final = (
    "Calendars cannot follow me by an address here: whoever runs this bot has not opened it to the web. "
    "`/calendar` gives you what you come to as a file."
)

_BYTES: Final = 32
_link: Final = CALENDAR_LINK


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known of addresses, for one who looks.

    Args:
        made_at: When the caller's own was made; None if they have none.
        community: What the community is called; may be empty.
        shown: The secret part of the community's own, which is none; empty if it has none.
    """

    made_at: datetime | None
    community: str
    shown: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose calendar an address is. ``follower`` None: that of the community, for everybody."""

    community_id: int
    name: str
    follower: Follower | None


def find_address(program: Program) -> WebCalendars:
    """Where calendars are followed. Raises UserError: nowhere."""
    found = program.part(WebCalendars, lambda _: WebCalendars())
    if not found.base:
        raise UserError(FILES_ONLY)
    return found


async def find_followed(connection: AsyncConnection | Session, caller: Caller) -> Followed:
    """What is known of addresses: one statement. Raises UserError: the caller is not enrolled."""
    public = _link.alias("public")
    whose = members.HERE if members.has_place(caller) else members.LAST_USED
    statement = (
        select(_link.c.made_at, members.COMMUNITY.c.name, public.c.shown)
        .select_from(
            members.SOURCE.outerjoin(_link, _link.c.member_id == members.ID).outerjoin(
                public, (public.c.community_id == members.COMMUNITY_ID) & public.c.member_id.is_(None)
            )
        )
        .where(whose)
    )
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    if row is None:
        raise members.refuse_stranger(caller)
    return Followed(row.made_at, row.name, row.shown or "")


async def make_own(session: Session, caller: Caller) -> str:
    """Make the caller an address; the one before ends.

    Returns:
        Its secret part, which nobody can look up afterwards.

    Raises:
        UserError: They are not enrolled.
    """
    member = await members.find_profile(session, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    await _drop(session, [member.id])
    here = select(members.MEMBER_COMMUNITY).where(members.ID.in_([member.id])).scalar_subquery()
    secret = secrets.token_urlsafe(_BYTES)
    row = {"community_id": here, "member_id": member.id, "secret_hash": hash_secret(secret)}
    await session.execute(insert(_link).values(**row, made_at=clock.now()))
    return secret


async def drop_own(session: Session, caller: Caller) -> bool:
    """End the caller's address; whether there was one. Raises UserError: they are not enrolled."""
    member = await members.find_profile(session, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    return await _drop(session, [member.id])


async def set_public(session: Session, caller: Caller, rights: Rights, *, on: bool) -> str:
    """Let everybody follow the community's events, or nobody any more; one that is there stays as it is.

    Returns:
        The secret part of its address; empty if there is none now.

    Raises:
        UserError: In a direct message, or the caller is no organizer.
    """
    await require_organizer(session, caller, rights)
    community = await members.ensure_community(
        session, caller.platform, caller.community or "", caller.community_name
    )
    its = (_link.c.community_id == community) & _link.c.member_id.is_(None)
    if not on:
        await session.execute(delete(_link).where(its))
        return ""
    known = (await session.execute(select(_link.c.shown).where(its))).scalar()
    if known is not None:
        return known
    secret = secrets.token_urlsafe(_BYTES)
    row = {"community_id": community, "secret_hash": hash_secret(secret), "shown": secret}
    await session.execute(insert(_link).values(**row, made_at=clock.now()))
    return secret


async def find_public(connection: AsyncConnection, caller: Caller, rights: Rights) -> str:
    """As :func:`set_public`, changing nothing."""
    await require_organizer(connection, caller, rights)
    statement = (
        select(_link.c.shown)
        .join(members.COMMUNITY, _link.c.community_id == members.COMMUNITY_ID)
        .where(members.IN_COMMUNITY, _link.c.member_id.is_(None))
    )
    bound = {"platform": caller.platform, "community": caller.community}
    return (await connection.execute(statement, bound)).scalar() or ""


async def open_calendar(connection: AsyncConnection, secret_hash: str) -> Opened | None:
    """Whose calendar has an address with this hash: one statement. None: nobody's, or of one who has left."""
    place = members.COMMUNITY.alias("place")
    statement = (
        select(
            *members.COLUMNS,
            members.USER_ID,
            *name_columns("place_", (place.c.id, place.c.platform, place.c.external_id, place.c.name)),
        )
        .select_from(
            _link.join(place, place.c.id == _link.c.community_id).outerjoin(
                members.SOURCE, _link.c.member_id == members.ID
            )
        )
        .where(_link.c.secret_hash == secret_hash, members.PRESENT)
    )
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    follower = None
    if row.id is not None:
        caller = Caller(row.place_platform, row.place_external_id, row.user_id)
        follower = Follower(members.read_member(row), caller, row.place_id)
    return Opened(row.place_id, row.place_name, follower)


def hash_secret(secret: str) -> str:
    """What is kept of the secret part of an address."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left: nobody follows their calendar any more."""
    await _drop(session, [member_id])


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Whether these members have an address, and since when, by member; it is kept of none."""
    return await rows_of(session, member_ids, _link.c.member_id, select(_link.c.made_at))


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """End the addresses of these members."""
    await _drop(session, member_ids)


async def _drop(session: Session, member_ids: Sequence[int]) -> bool:
    gone = delete(_link).where(_link.c.member_id.in_(member_ids)).returning(_link.c.id)
    return bool((await session.execute(gone)).all())
