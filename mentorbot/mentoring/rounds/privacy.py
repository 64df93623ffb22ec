"""What rounds store about people: handing it out, and erasing it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, or_, select

from mentorbot.db import Session, rows_of
from mentorbot.mentoring.rounds.marks.models import MATCH_MARK
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND, MATCH_RULE, MATCH_SIGNUP
from mentorbot.mentoring.rounds.service import touch_rounds


async def export_signups(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The rounds these members signed up for, by member."""
    columns = MATCH_SIGNUP.c.side, MATCH_SIGNUP.c.at, MATCH_SIGNUP.c.named
    statement = select(MATCH_ROUND.c.name.label("round"), *columns).join(
        MATCH_ROUND, MATCH_ROUND.c.id == MATCH_SIGNUP.c.round_id
    )
    return await rows_of(session, member_ids, MATCH_SIGNUP.c.member_id, statement)


async def erase_signups(session: Session, member_ids: Sequence[int]) -> None:
    """Take these members out of every round; one that is open is worked out anew."""
    theirs = MATCH_SIGNUP.c.member_id.in_(member_ids)
    await touch_rounds(session, select(MATCH_SIGNUP.c.round_id).where(theirs))
    await session.execute(delete(MATCH_SIGNUP).where(theirs))


async def export_rules(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was laid down about these members, by member; of the other one nothing."""
    return await _export_both(session, MATCH_RULE, ("kind", "at"), member_ids)


async def erase_rules(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what was laid down about these members."""
    await session.execute(delete(MATCH_RULE).where(_about(MATCH_RULE, member_ids)))


async def export_marks(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members said of others in rounds that are not over, by member; of the other one nothing."""
    statement = select(MATCH_MARK.c.side, MATCH_MARK.c.mark, MATCH_MARK.c.at)
    return await rows_of(session, member_ids, MATCH_MARK.c.member_id, statement)


async def erase_marks(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members said of others, and what others said of them."""
    said = or_(MATCH_MARK.c.member_id.in_(member_ids), MATCH_MARK.c.other_id.in_(member_ids))
    await session.execute(delete(MATCH_MARK).where(said))


async def export_results(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was worked out for these members, by member; of the other one nothing."""
    return await _export_both(session, MATCH_RESULT, ("score", "reason", "state", "circle"), member_ids)


async def erase_results(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what was worked out for these members; what was open for the others is worked out anew."""
    theirs = _about(MATCH_RESULT, member_ids)
    await touch_rounds(session, select(MATCH_RESULT.c.round_id).where(theirs))
    await session.execute(delete(MATCH_RESULT).where(theirs))


async def _export_both(
    session: Session, table: Table, shown: Sequence[str], member_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    rows = await session.execute(select(table).where(_about(table, member_ids)))
    for row in rows.mappings():
        for side in ("mentee", "mentor"):
            if row[f"{side}_id"] in said:
                said[row[f"{side}_id"]].append({"as": side, **{name: row[name] for name in shown}})
    return said


def _about(table: Table, member_ids: Sequence[int]) -> Any:
    return or_(table.c.mentee_id.in_(member_ids), table.c.mentor_id.in_(member_ids))
