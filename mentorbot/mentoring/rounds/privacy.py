"""What rounds store about people: handing it out, and erasing it."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from mentorbot.mentoring.rounds.models import MatchResult, MatchRound, MatchRule, MatchSignup

_round = cast("Table", MatchRound.__table__)
_signup = cast("Table", MatchSignup.__table__)
_rule = cast("Table", MatchRule.__table__)
_result = cast("Table", MatchResult.__table__)


async def export_signups(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The rounds these members signed up for, by member."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    found = select(_signup.c.member_id, _round.c.name, _signup.c.side, _signup.c.at).join(
        _round, _round.c.id == _signup.c.round_id
    )
    for id_, name, side, at in await session.execute(found.where(_signup.c.member_id.in_(member_ids))):
        said[id_].append({"round": name, "side": side, "at": at})
    return said


async def erase_signups(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Take these members out of every round; one that is open is worked out anew."""
    rounds = select(_signup.c.round_id).where(_signup.c.member_id.in_(member_ids))
    await session.execute(update(_round).where(_round.c.id.in_(rounds)).values(stale=True))
    await session.execute(delete(_signup).where(_signup.c.member_id.in_(member_ids)))


async def export_rules(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was laid down about these members, by member; of the other one nothing."""
    return await _export_both(session, _rule, ("kind", "at"), member_ids)


async def erase_rules(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Delete what was laid down about these members."""
    await session.execute(delete(_rule).where(_about(_rule, member_ids)))


async def export_results(session: AsyncSession, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What was worked out for these members, by member; of the other one nothing."""
    return await _export_both(session, _result, ("score", "reason", "state", "circle"), member_ids)


async def erase_results(session: AsyncSession, member_ids: Sequence[int]) -> None:
    """Delete what was worked out for these members."""
    await session.execute(delete(_result).where(_about(_result, member_ids)))


async def _export_both(
    session: AsyncSession, table: Table, shown: Sequence[str], member_ids: Sequence[int]
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
