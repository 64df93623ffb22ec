"""When members want no messages: times of day in their zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from sqlalchemy import NotNullable, bindparam, select

from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery.quiet import Quiet
from mentorbot.errors import UserError
from mentorbot.members import models
from mentorbot.members.service import (
    COLUMNS,
    HERE,
    ID,
    LAST_USED,
    SOURCE,
    TIME_ZONE,
    MemberView,
    bind_caller,
    has_place,
    read_member,
    refuse_stranger,
)

_member: Final = models.MEMBER


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When a member wants no messages: times of day in their zone; None and None if they take them always."""

    member: MemberView
    start: time | None
    end: time | None


_QUIET_OF: Final = select(
    ID, NotNullable(_member.c.quiet_from), NotNullable(_member.c.quiet_until), TIME_ZONE
).where(ID.in_(bindparam("members", expanding=True)), _member.c.quiet_from.is_not(None))
_QUIET = select(*COLUMNS, _member.c.quiet_from, _member.c.quiet_until).select_from(SOURCE)
_QUIET_HERE = _QUIET.where(HERE)
_QUIET_LAST = _QUIET.where(LAST_USED)


async def find_quiet(connection: AsyncConnection | Session, caller: Caller) -> QuietHours:
    """The caller's quiet hours: one statement.

    Raises:
        UserError: They are not enrolled.
    """
    statement = _QUIET_HERE if has_place(caller) else _QUIET_LAST
    row = (await connection.execute(statement, bind_caller(caller))).first()
    if row is None:
        raise refuse_stranger(caller)
    return QuietHours(read_member(row), row.quiet_from, row.quiet_until)


async def set_quiet(session: Session, caller: Caller, start: time | None, end: time | None) -> QuietHours:
    """Let messages to the caller wait from one time of day to another, in their zone; None and None: never.

    Raises:
        UserError: They are not enrolled, or the quiet hours would have no length.
    """
    if start is not None and start == end:
        raise UserError("Quiet hours need two different times, such as 22:00 and 07:00.")
    where = HERE if has_place(caller) else LAST_USED
    hours = {"quiet_from": start, "quiet_until": end}
    changed = _member.update().where(_member.c.id.in_(select(ID).select_from(SOURCE).where(where)))
    found = await session.execute(changed.values(hours).returning(*COLUMNS), bind_caller(caller))
    row = found.first()
    if row is None:
        raise refuse_stranger(caller)
    return QuietHours(read_member(row), start, end)


async def load_quiet_hours(session: AsyncConnection | Session, member_ids: Sequence[int]) -> dict[int, Quiet]:
    """The quiet hours of those among these members who have any."""
    found = await session.execute(_QUIET_OF, {"members": list(member_ids)})
    return {row.id: Quiet(row.quiet_from, row.quiet_until, row.time_zone) for row in found}
