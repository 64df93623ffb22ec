"""Taking mentors and mentees in from a file: a look at every row, then an invitation to each.

Nobody is listed by a file: what it says of somebody is shown to them, and holds once they have said yes.
"""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.spreadsheet import Problem, TableRow, pack_rows, unpack_rows
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.naming import Named
from mentorbot.mentoring import people, rights
from mentorbot.mentoring.mentorships.pairs import is_caller
from mentorbot.mentoring.organizing.models import MENTORING_IMPORT, MENTORING_INVITE
from mentorbot.mentoring.organizing.taking_in_rows import Good, describe, read_rows
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import answers, approval, service
from mentorbot.mentoring.profiles.service import MenteeView, MentorView
from mentorbot.mentoring.terms import MentorState, Role

INVITED: Final = "mentoring_invite"
KEPT: Final = timedelta(days=1)
"""How long a file waits."""
INVITED_FOR: Final = timedelta(days=60)
"""How long an invitation waits for an answer."""
FILE_GONE: Final = "That file is not here any more. Please send it again with `/organize mentor import`."
INVITE_GONE: Final = (
    "This invitation is not open any more. `/mentor join` and `/mentee profile` are, at any time."
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What is in a file. ``number`` says which file a button is about."""

    role: Role
    number: int
    good: tuple[Good, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Invite(Payload):
    """An invitation, by its id."""

    invite: int


@dataclass(frozen=True, slots=True)
class InviteView:
    """What somebody is invited as, and what the file says of them."""

    id: int
    person: Person
    role: Role
    said: Mapping[str, Any]


async def look_at_file(
    session: Session,
    caller: Caller,
    allowed: Rights,
    rows: Sequence[TableRow],
    *,
    role: Role,
    credentials: Mapping[str, str],
    named: Mapping[str, Named],
) -> Preview:
    """Look at a file, and keep it until its organizer says what to do with it; another takes its place.

    Args:
        rows: What stands in it.
        named: Who is meant by what :func:`list_names` has.

    Raises:
        UserError: The caller is no organizer.
    """
    me = await _organizer(session, caller, allowed)
    now = clock.now()
    number = int(now.timestamp())
    preview = await _read(session, me, rows, named, role=role, number=number, credentials=credentials)
    old = (MENTORING_IMPORT.c.member_id == me.id) | (MENTORING_IMPORT.c.at < now - KEPT)
    await session.execute(delete(MENTORING_IMPORT).where(old))
    row = {"member_id": me.id, "role": role, "number": preview.number, "at": now}
    # Who is meant is kept as it was shown; of whom nobody is, the row is not taken in.
    row["content"] = pack_rows([(at, {**one, "user": _find_id_of(one["user"], named)}) for at, one in rows])
    await session.execute(insert(MENTORING_IMPORT).values(row))
    return preview


async def find_file(
    connection: AsyncConnection | Session,
    caller: Caller,
    allowed: Rights,
    number: int,
    credentials: Mapping[str, str],
) -> Preview:
    """The file that the caller looked at, read again.

    Raises:
        UserError: The caller is no organizer, or the file is gone, as after a second press.
    """
    await rights.require_organizer(connection, caller, allowed)
    me = await people.find_caller(connection, caller)
    mine = (MENTORING_IMPORT.c.member_id == me.id) & (MENTORING_IMPORT.c.number == number)
    row = (await connection.execute(select(MENTORING_IMPORT).where(mine))).first()
    rows = unpack_rows(row.content) if row is not None else None
    if row is None or rows is None:
        raise UserError(FILE_GONE)
    named = {one["user"]: Named(one["user"], one["user"]) for _, one in rows}
    return await _read(connection, me, rows, named, role=row.role, number=number, credentials=credentials)


async def invite_all(
    session: Session, caller: Caller, allowed: Rights, preview: Preview, here: Collection[str]
) -> int:
    """Invite whoever is sound in a file, and forget the file; to how many that is.

    Args:
        here: The ids on the platform of those who are in the community.

    Raises:
        UserError: The caller is no organizer, or the file is gone, as after a second press.
    """
    me = await _organizer(session, caller, allowed)
    await leave_out(session, caller, allowed, preview.number)
    now = clock.now()
    await session.execute(delete(MENTORING_INVITE).where(MENTORING_INVITE.c.at < now - INVITED_FOR))
    rows = []
    for one in preview.good:
        if one.user_id not in here:
            continue
        await members.admit_member(session, Caller(me.platform, me.community, one.user_id))
        person = await people.find_user(session, me.community_id, one.user_id)
        if person is not None:
            rows.append(await _invite(session, me, person, preview.role, one.said))
    await delivery.schedule_many(session, rows)
    return len(rows)


async def leave_out(session: Session, caller: Caller, allowed: Rights, number: int) -> None:
    """Forget a file. Raises UserError: the caller is no organizer, or it is gone."""
    me = await _organizer(session, caller, allowed)
    mine = (MENTORING_IMPORT.c.member_id == me.id) & (MENTORING_IMPORT.c.number == number)
    gone = await session.execute(delete(MENTORING_IMPORT).where(mine).returning(MENTORING_IMPORT.c.number))
    if gone.first() is None:
        raise UserError(FILE_GONE)


async def find_invite(connection: AsyncConnection | Session, invite_id: int) -> InviteView | None:
    """An invitation by its id alone: for what the bot does by itself."""
    theirs = MENTORING_INVITE.c.id == invite_id
    row = (await connection.execute(select(MENTORING_INVITE).where(theirs))).first()
    person = await people.find_person(connection, row.member_id) if row else None
    if row is None or person is None or row.at < clock.now() - INVITED_FOR:
        return None
    return InviteView(row.id, person, row.role, json.loads(row.said))


async def accept_invite(
    session: Session, caller: Caller, invite_id: int, name: str, credentials: Collection[str]
) -> MentorView | MenteeView:
    """List the caller with what the file says of them; a mentor whom organizers took off the list waits.

    Args:
        name: What they are called.
        credentials: The ids of those there are.

    Raises:
        UserError: It is no open invitation of theirs, or what it says makes no sense any more.
    """
    found = await _find_own(session, caller, invite_id)
    await _forget(session, found)
    if found.role is Role.MENTEE:
        return await _become_mentee(session, caller, found, name, credentials)
    return await _become_mentor(session, caller, found, name, credentials)


async def decline_invite(session: Session, caller: Caller, invite_id: int) -> None:
    """Forget what the file says of the caller. Raises UserError: it is no open invitation of theirs."""
    await _forget(session, await _find_own(session, caller, invite_id))


async def _become_mentor(
    session: Session, caller: Caller, found: InviteView, name: str, credentials: Collection[str]
) -> MentorView:
    about, offer, room = describe(found.said, found.role, credentials)
    person = found.person
    before = await service.find_mentor(session, person.id)
    if before is not None and before.state is not MentorState.DRAFT:
        raise UserError("You are a mentor here already. `/mentor join` changes what you offer.")
    await service.begin_mentor(
        session, person.id, person.community_id, answers.read_name(name), about, username=caller.username
    )
    await service.change_mentor(session, person.id, offer)
    await service.change_mentor(session, person.id, room)
    return await approval.list_invited(session, person)


async def _become_mentee(
    session: Session, caller: Caller, found: InviteView, name: str, credentials: Collection[str]
) -> MenteeView:
    wish, reach = describe(found.said, found.role, credentials)
    person = found.person
    if await service.find_mentee(session, person.id) is not None:
        raise UserError("You have said already what you look for. `/mentee profile` changes it.")
    shown = answers.read_name(name)
    return await service.begin_mentee(
        session, person.id, person.community_id, shown, wish, reach=reach, username=caller.username
    )


async def _invite(session: Session, me: Person, person: Person, role: Role, said: Mapping[str, Any]) -> Row:
    now = clock.now()
    values = {"actor_id": me.id, "said": json.dumps(said), "at": now}
    row = {"community_id": me.community_id, "member_id": person.id, "role": role, **values}
    added = insert(MENTORING_INVITE).values(row)
    again = added.on_conflict_do_update(index_elements=["member_id", "role"], set_=values)
    id_ = (await session.execute(again.returning(MENTORING_INVITE.c.id))).scalar_one()
    return Row(
        INVITED,
        Invite(id_),
        person.address,
        now,
        dedupe_key=f"mentoring_invite:{id_}:{person.id}:{int(now.timestamp())}",
        community_id=me.community_id,
        member_id=person.id,
    )


async def _find_own(connection: AsyncConnection | Session, caller: Caller, invite_id: int) -> InviteView:
    found = await find_invite(connection, invite_id)
    if found is None or not is_caller(caller, found.person):
        raise UserError(INVITE_GONE)
    return found


async def _forget(session: Session, found: InviteView) -> None:
    await session.execute(delete(MENTORING_INVITE).where(MENTORING_INVITE.c.id == found.id))


async def _read(
    connection: AsyncConnection | Session,
    me: Person,
    rows: Sequence[TableRow],
    named: Mapping[str, Named],
    *,
    role: Role,
    number: int,
    credentials: Mapping[str, str],
) -> Preview:
    known = await service.find_users_of(connection, me.community_id, mentors=role is Role.MENTOR)
    good, problems = await asyncio.to_thread(read_rows, rows, role, credentials, named, known)
    return Preview(role, number, tuple(good), tuple(problems))


async def _organizer(session: Session, caller: Caller, allowed: Rights) -> Person:
    """The organizer as a member, who need not have asked for advice of their own."""
    await rights.begin_organizing(session, caller, allowed)
    await members.admit_member(session, caller)
    return await people.find_caller(session, caller)


def _find_id_of(typed: str, named: Mapping[str, Named]) -> str:
    return named[typed].user_id if typed in named else ""
