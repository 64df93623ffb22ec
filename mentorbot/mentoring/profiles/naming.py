"""Two people of one name in a community can be told apart: each has the username beside it."""

from typing import Final

from sqlalchemy import func, or_, select, update

from mentorbot.db import Session
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.terms import MOST_NAME

_TABLES: Final = (MENTOR, MENTEE)
_BETWEEN: Final = " (@"


async def tell_apart(session: Session, member_id: int, community_id: int, name: str, username: str) -> str:
    """What somebody is called in lists, where somebody else may have the same name.

    Whoever has it already gets their username beside it too.

    Returns:
        The name, with the username beside it if somebody else has the name.
    """
    shared = False
    for table in _TABLES:
        same = or_(
            func.lower(table.c.name) == name.lower(),
            func.lower(table.c.name).startswith(f"{name.lower()}{_BETWEEN}", autoescape=True),
        )
        others = (table.c.community_id == community_id) & (table.c.member_id != member_id) & same
        for row in await session.execute(
            select(table.c.member_id, table.c.name, table.c.username).where(others)
        ):
            shared = True
            if _BETWEEN not in row.name and row.username:
                beside = _beside(row.name, row.username)
                await session.execute(
                    update(table).where(table.c.member_id == row.member_id).values(name=beside)
                )
    return _beside(name, username) if shared and username else name


def _beside(name: str, username: str) -> str:
    handle = f"{_BETWEEN}{username})"
    return f"{name[: MOST_NAME - len(handle)]}{handle}"
