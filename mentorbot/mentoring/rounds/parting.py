"""Two who are kept apart, or one who has left: no round asks about them any more."""

from sqlalchemy import ColumnElement, or_, select, update

from mentorbot.db import Session
from mentorbot.members import service as members
from mentorbot.mentoring.rounds import publishing, service
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND
from mentorbot.mentoring.rounds.terms import ResultState, RoundState


async def part_results(session: Session, one: int, other: int) -> None:
    """Two are kept apart from now on: a round asks neither of them about the other (any more)."""
    two = {one, other}
    home = select(members.MEMBER_COMMUNITY).where(members.ID.in_([one])).scalar_subquery()
    await service.touch_rounds(session, select(MATCH_ROUND.c.id).where(MATCH_ROUND.c.community_id == home))
    await _give_up(session, MATCH_RESULT.c.mentee_id.in_(two) & MATCH_RESULT.c.mentor_id.in_(two))


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left: whom they were asked about is matched again, and no round goes by them any more."""
    theirs = or_(MATCH_RESULT.c.mentee_id == member_id, MATCH_RESULT.c.mentor_id == member_id)
    await _give_up(session, theirs)


async def _give_up(session: Session, which: ColumnElement[bool]) -> None:
    """Ask nobody about these results (any more); what an open round proposes is worked out anew."""
    ahead = which & MATCH_RESULT.c.state.in_((ResultState.PROPOSED, ResultState.ASKED))
    for row in (await session.execute(select(MATCH_RESULT).where(ahead))).all():
        found = await service.find_round(session, row.round_id)
        if found is None or not found.live:
            continue
        if row.state is ResultState.ASKED:
            await publishing.decline_result(session, found, row)
        elif found.state is RoundState.OPEN:
            await service.touch_round(session, found.id)
        else:
            await session.execute(
                update(MATCH_RESULT).where(publishing.find_result(row)).values(state=ResultState.FAILED)
            )
