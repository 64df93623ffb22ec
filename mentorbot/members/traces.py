"""What stays of somebody who erased themselves: what keeps others safe from them, without their name.

Who was blocked stays blocked, and a limit that was reached stays reached, though nothing is stored any more
by which they could be found: a trace has a hash of who it is about, with a key. When the same person enrols
again, their traces are theirs once more. A trace lasts as long as the limit does, a block as long as the one
who blocked is here.

The key is a random one in the database and, where it is set, MENTORBOT_SECRET_KEY, which is kept apart from
it: whoever has a copy of the database alone cannot try out who somebody was. With a new secret before the old
one, hashes by both are known; those by a secret that is set no longer are nobody's.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, update

from mentorbot import clock
from mentorbot.db import Session, insert, rows_of
from mentorbot.members.models import COMMUNITY, MEMBER, TRACE, TRACE_KEY

when_recalled: Final[list[Callable[[Session, int], Awaitable[None]]]] = []
"""Called with the id of a member who came back, in that transaction, when there are traces of them."""

_KEY_BYTES: Final = 32
_secrets: list[bytes] = [b""]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something to keep of a member who is about to be erased.

    Args:
        kind: What it is: a word of the room that keeps it.
        other_id: The member whom it protects, if it is one.
        until: When it is of no use any more; None: as long as the other one is there.
    """

    member_id: int
    kind: str
    at: datetime
    until: datetime | None = None
    other_id: int | None = None


def use_secrets(given: str | None) -> None:
    """Hash with these secrets from now on.

    Args:
        given: The newest first, with commas between; None for none, which leaves the key in the database.
    """
    parts = [part.strip().encode() for part in (given or "").split(",")]
    _secrets[:] = [*filter(None, parts), b""]


async def keep(session: Session, kept: Iterable[Kept]) -> None:
    """Write traces of members who are about to be erased, and drop those that are of no use any more."""
    rows = list(kept)
    await prune(session)
    if not rows:
        return
    known = await _name_members(session, {one.member_id for one in rows})
    await session.execute(
        insert(TRACE),
        [
            {
                "community_id": known[one.member_id][0],
                "who": known[one.member_id][1],
                "member_id": None,
                "other_id": one.other_id,
                "kind": one.kind,
                "at": one.at,
                "until": one.until,
            }
            for one in rows
            if one.member_id in known
        ],
    )


async def recall(session: Session, member_id: int) -> None:
    """Somebody has become a member: what is kept of them is theirs again."""
    hashes = await _find_own(session, member_id)
    if not hashes:
        return
    here = select(MEMBER.c.community_id).where(MEMBER.c.id == member_id).scalar_subquery()
    theirs = update(TRACE).where(TRACE.c.community_id == here, TRACE.c.who.in_(hashes))
    found = await session.execute(theirs.values(member_id=member_id, who=hashes[0]).returning(TRACE.c.id))
    if found.first() is None:
        return
    for act in when_recalled:
        await act(session, member_id)


def count_kept(
    kind: str,
    *,
    of: ColumnElement[int] | int | None = None,
    against: ColumnElement[int] | int | None = None,
    since: datetime | None = None,
) -> Select[int]:
    """How often something was before somebody erased themselves, to be counted along with what is stored.

    Args:
        of: The member who came back; None: whoever did, and those who have not.
        against: The member whom it protects; None: anybody, or nobody in particular.
        since: Only what was since then.
    """
    now = clock.now()
    statement = (
        select(func.count())
        .select_from(TRACE)
        .where(TRACE.c.kind == kind, or_(TRACE.c.until.is_(None), TRACE.c.until > now))
    )
    if of is not None:
        statement = statement.where(TRACE.c.member_id == of)
    if against is not None:
        statement = statement.where(TRACE.c.other_id == against)
    return statement if since is None else statement.where(TRACE.c.at > since)


async def take_kept(session: Session, member_id: int, kinds: Sequence[str]) -> list[Kept]:
    """What is kept of a member who came back, taken out, so that it can be stored as of anybody else."""
    theirs = (TRACE.c.member_id == member_id) & TRACE.c.kind.in_(kinds)
    rows = await session.execute(
        delete(TRACE).where(theirs).returning(TRACE.c.kind, TRACE.c.at, TRACE.c.until, TRACE.c.other_id)
    )
    return [Kept(member_id, row.kind, row.at, row.until, row.other_id) for row in rows]


async def prune(session: Session) -> None:
    """Drop what is of no use any more."""
    await session.execute(delete(TRACE).where(TRACE.c.until <= clock.now()))


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What is kept of these members, who came back, by member; against whom it protects others is theirs."""
    statement = select(TRACE.c.kind, TRACE.c.at, TRACE.c.until).order_by(TRACE.c.id)
    return await rows_of(session, member_ids, TRACE.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget who these are; what protected them goes with them."""
    await session.execute(delete(TRACE).where(TRACE.c.other_id.in_(member_ids)))
    await session.execute(update(TRACE).where(TRACE.c.member_id.in_(member_ids)).values(member_id=None))


_PERSON: Final = (COMMUNITY.c.platform, COMMUNITY.c.external_id, MEMBER.c.user_id)
_OWN: Final = (
    select(TRACE_KEY.c.key, *_PERSON)
    .select_from(
        MEMBER.join(COMMUNITY, COMMUNITY.c.id == MEMBER.c.community_id).join(TRACE_KEY, TRACE_KEY.c.id == 1)
    )
    .where(MEMBER.c.id == bindparam("member"))
)


async def _name_members(session: Session, member_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """The community and the hash of each of these members."""
    key = await _ensure_key(session)
    rows = await session.execute(
        select(MEMBER.c.id, MEMBER.c.community_id, *_PERSON)
        .join(COMMUNITY, COMMUNITY.c.id == MEMBER.c.community_id)
        .where(MEMBER.c.id.in_(list(member_ids)))
    )
    return {
        row.id: (row.community_id, _hash(key, row.platform, row.external_id, row.user_id)[0]) for row in rows
    }


async def _find_own(session: Session, member_id: int) -> list[str]:
    row = (await session.execute(_OWN, {"member": member_id})).first()
    return [] if row is None else _hash(row.key, row.platform, row.external_id, row.user_id)


async def _ensure_key(session: Session) -> bytes:
    made = {"id": 1, "key": secrets.token_bytes(_KEY_BYTES), "made_at": clock.now()}
    await session.execute(insert(TRACE_KEY).values(made).on_conflict_do_nothing(index_elements=["id"]))
    return (await session.execute(select(TRACE_KEY.c.key))).scalar_one()


def _hash(key: bytes, platform: str, community: str, user_id: str) -> list[str]:
    """By each secret, the newest first."""
    who = "\0".join((platform, community, user_id)).encode()
    return [
        hmac.new(hmac.digest(key, secret, hashlib.sha256), who, hashlib.sha256).hexdigest()
        for secret in _secrets
    ]
