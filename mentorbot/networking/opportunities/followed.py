"""The deadlines that a member asked to be reminded of, in the calendar that they follow."""

from datetime import datetime

from sqlalchemy import select

from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection
from mentorbot.events.calendar import Entry
from mentorbot.events.hooks import Follower
from mentorbot.networking.opportunities import service
from mentorbot.networking.opportunities.notices import MARK
from mentorbot.networking.opportunities.terms import OpportunityState


async def find_entries(
    connection: AsyncConnection, _: Program, follower: Follower, since: datetime
) -> list[Entry]:
    """The deadlines of a member from a moment on, of what is open."""
    table = service.TABLE
    statement = (
        select(table.c.id, table.c.version, table.c.title, table.c.link, table.c.deadline, table.c.updated_at)
        .join(MARK, MARK.c.opportunity_id == table.c.id)
        .where(
            MARK.c.member_id == follower.member.id,
            MARK.c.remind_at.is_not(None),
            table.c.state == OpportunityState.OPEN,
            table.c.deadline > since,
        )
        .order_by(table.c.id)
    )
    return [
        Entry(
            follower.uid("opportunity", row.id),
            row.version,
            row.updated_at,
            row.deadline,
            row.deadline,
            row.deadline,
            f"Deadline: {row.title}",
            url=row.link,
            free=True,
        )
        for row in await connection.execute(statement)
    ]
