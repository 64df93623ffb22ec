"""Reading what people of a round said of each other for the solver, and forgetting it."""

from sqlalchemy import delete, select

from mentorbot.db import AsyncConnection, Session
from mentorbot.mentoring.matching.outcome import Marked
from mentorbot.mentoring.rounds.marks.models import MATCH_MARK
from mentorbot.mentoring.rounds.terms import Side


async def read_marks(connection: AsyncConnection | Session, round_id: int) -> tuple[Marked, ...]:
    """All that was said in a round, in an order that is always the same."""
    said = select(MATCH_MARK).where(MATCH_MARK.c.round_id == round_id)
    rows = await connection.execute(
        said.order_by(MATCH_MARK.c.member_id, MATCH_MARK.c.side, MATCH_MARK.c.other_id)
    )
    return tuple(
        Marked(row.other_id, row.member_id, row.mark, by_mentor=True)
        if row.side is Side.MENTOR
        else Marked(row.member_id, row.other_id, row.mark)
        for row in rows
    )


async def forget_marks(session: Session, round_id: int, member_id: int | None = None) -> None:
    """Forget what was said in a round, by one member or by everybody."""
    said = MATCH_MARK.c.round_id == round_id
    if member_id is not None:
        said &= MATCH_MARK.c.member_id == member_id
    await session.execute(delete(MATCH_MARK).where(said))
