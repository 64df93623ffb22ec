"""What is stored of members around opportunities: handing it out, and erasing it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.db import Session, rows_of
from mentorbot.members.traces import Kept
from mentorbot.networking.opportunities.models import (
    OPPORTUNITY_ALERT,
    OPPORTUNITY_AUTHOR,
    OPPORTUNITY_IMPORT,
    OPPORTUNITY_MARK,
    OPPORTUNITY_REPORT,
    SAVED_SEARCH,
)
from mentorbot.networking.opportunities.service import KEPT, TABLE
from mentorbot.networking.opportunities.terms import OpportunityState

_OF_AN_OPPORTUNITY: Final = (OPPORTUNITY_ALERT, OPPORTUNITY_AUTHOR, OPPORTUNITY_MARK, OPPORTUNITY_REPORT)
_OTHERS: Final = (SAVED_SEARCH, OPPORTUNITY_IMPORT)
_TABLES: Final = {table.name: table for table in (*_OF_AN_OPPORTUNITY, *_OTHERS)}
NAMES: Final = tuple(_TABLES)
"""The tables with rows about members."""


async def export(
    session: Session, member_ids: Sequence[int], *, name: str
) -> dict[int, list[dict[str, Any]]]:
    """All rows of one of the tables about these members, by member; with the titles of theirs."""
    table = _TABLES[name]
    columns = [column for column in table.c if column.name not in {"member_id", "community_id"}]
    source: Any = table
    if "opportunity_id" in table.c:
        columns.append(TABLE.c.title)
        source = table.join(TABLE, TABLE.c.id == table.c.opportunity_id)
    statement = select(*columns).select_from(source).order_by(*table.primary_key.columns)
    return await rows_of(session, member_ids, table.c.member_id, statement)


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """What these members, who are about to be erased, posted in a day, in which one may not post more."""
    day = timedelta(days=1)
    posted = select(OPPORTUNITY_AUTHOR.c.member_id, OPPORTUNITY_AUTHOR.c.at).join(
        TABLE, TABLE.c.id == OPPORTUNITY_AUTHOR.c.opportunity_id
    )
    lately = posted.where(
        OPPORTUNITY_AUTHOR.c.member_id.in_(member_ids),
        OPPORTUNITY_AUTHOR.c.at > clock.now() - day,
        TABLE.c.state != OpportunityState.DRAFT,
    )
    return [Kept(row.member_id, KEPT, row.at, row.at + day) for row in await session.execute(lately)]


async def erase(session: Session, member_ids: Sequence[int], *, name: str) -> None:
    """Delete all rows of one of the tables about these members.

    What they posted stays, as what belongs to all, and says nothing of them; what only they, or organizers,
    have seen so far goes with them.
    """
    table = _TABLES[name]
    if table is _TABLES[OPPORTUNITY_AUTHOR.name]:
        theirs = select(table.c.opportunity_id).where(table.c.member_id.in_(member_ids))
        unseen = TABLE.c.state.in_((OpportunityState.DRAFT, OpportunityState.WAITING))
        await session.execute(TABLE.delete().where(TABLE.c.id.in_(theirs), unseen))
    await session.execute(table.delete().where(table.c.member_id.in_(member_ids)))
