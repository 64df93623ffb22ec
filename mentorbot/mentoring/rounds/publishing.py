"""From what was worked out to mentorships: formed at once, or asked about first and formed when both agree.

A large round is published a few mentees at a time, each batch in one transaction with the messages it causes
and the delivery that goes on after it; so it can be stopped anywhere and goes on there, and no change of
anybody else waits for more than a batch.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row, delete, exists, func, or_, select, update

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.delivery.kinds import Due
from mentorbot.errors import UserError
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.matching.circles import FEWEST
from mentorbot.mentoring.matching.outcome import Outcome
from mentorbot.mentoring.mentorships import circles, limits
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.rounds import notices, results, service
from mentorbot.mentoring.rounds.marks.store import forget_marks
from mentorbot.mentoring.rounds.models import MATCH_RESULT, MATCH_ROUND, MATCH_RULE, MATCH_SIGNUP
from mentorbot.mentoring.rounds.notices import Turn, What
from mentorbot.mentoring.rounds.terms import TURNS, ResultState, RoundState, RuleKind, Side
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.rounds.waiting import find_some
from mentorbot.mentoring.terms import MOST_CAPACITY, Format, Origin

BATCH: Final = 10
"""So many mentees are settled in one transaction, and a few more so that a mentor's come together."""

UNSEEN: Final = (
    "People or rules have changed since this was worked out, so nothing was published. Look at it again with "
    "`/match preview`."
)
SETTLED: Final = "This is settled already, so your answer changes nothing."
ANSWERED: Final = "You said yes already. I write to you as soon as the other has answered."


async def publish_round(
    session: Session, caller: Caller, rights: Rights, round_id: int, solved: int
) -> RoundView:
    """Publish what an organizer looked at; pressed once more, it is as once.

    Args:
        solved: Which working out they looked at.

    Raises:
        UserError: The caller may not, or what they looked at is not what there is now.
    """
    found = await service.find_own(session, caller, rights, round_id)
    if found.turn:
        return found
    if found.state is not RoundState.OPEN:
        raise UserError(service.OVER)
    if found.stale or found.solved != solved:
        raise UserError(UNSEEN)
    found = await service.move_on(session, found, RoundState.PUBLISHING, turn=1)
    await notices.unplan_notices(session, found)
    return await _go_on(session, found)


async def cancel_round(session: Session, caller: Caller, rights: Rights, round_id: int) -> RoundView:
    """Call a round off: what was formed stays, whoever was asked need not answer any more.

    Raises:
        UserError: The caller may not, or it is over.
    """
    found = await service.find_own(session, caller, rights, round_id)
    if not found.live:
        raise UserError(service.OVER)
    found = await service.move_on(session, found, RoundState.CANCELLED)
    await forget_marks(session, found.id)
    await notices.unplan_notices(session, found)
    await notices.tell_signed_up(session, found)
    return found


async def answer_pairing(
    session: Session, caller: Caller, round_id: int, mentee_id: int, *, yes: bool
) -> tuple[RoundView, ResultState]:
    """What one of two says to having been brought together.

    Returns:
        The round, and what became of the pair: still asked, formed, declined, or failed.

    Raises:
        UserError: It is not the caller's to answer, or it is settled.
    """
    person = await people.find_caller(session, caller)
    found = await service.find_round(session, round_id)
    row = await _row(session, round_id, mentee_id)
    if found is None or row is None or person.id not in {row.mentee_id, row.mentor_id}:
        raise UserError(service.OVER)
    if found.state is not RoundState.ASKING or row.state is not ResultState.ASKED:
        raise UserError(SETTLED)
    side = "mentee_yes" if person.id == row.mentee_id else "mentor_yes"
    if not yes:
        await decline_result(session, found, row, refused=True)
        return found, ResultState.DECLINED
    if getattr(row, side):
        raise UserError(ANSWERED)
    await session.execute(update(MATCH_RESULT).where(find_result(row)).values({side: True}))
    if not (row.mentor_yes if side == "mentee_yes" else row.mentee_yes):
        return found, ResultState.ASKED
    if await _form(session, found, row):
        await notices.tell_members(session, found, What.MENTEE, [row.mentee_id])
        await notices.tell_members(session, found, What.MENTOR, [row.mentor_id], about=row.mentee_id)
        await requests.follow_pairing(session, row.mentor_id, [row.mentee_id])
        return found, ResultState.FORMED
    await notices.tell_members(
        session, found, What.DECLINED, [row.mentee_id, row.mentor_id], about=row.mentee_id
    )
    return found, ResultState.FAILED


async def find_unsettled(
    connection: AsyncConnection | Session,
    *,
    without: Collection[int] = (),
    without_communities: Collection[int] = (),
) -> list[RoundView]:
    """Rounds in which everybody has answered, or the time for it is over: a few of each community.

    Args:
        without: Leave these out, by id.
        without_communities: And all of these communities.
    """
    asked = exists().where(
        MATCH_RESULT.c.round_id == MATCH_ROUND.c.id, MATCH_RESULT.c.state == ResultState.ASKED
    )
    over = or_(MATCH_ROUND.c.answer_by <= clock.now(), ~asked)
    waits = (MATCH_ROUND.c.state == RoundState.ASKING) & over
    return await find_some(connection, waits, without=without, without_communities=without_communities)


async def close_answers(session: Session, found: RoundView) -> bool:
    """Whoever has not answered in time has declined, and is asked no more; the other one is told.

    Returns:
        Whether others are left: those of a few mentors are settled in one transaction.
    """
    await notices.forget_reminders(session, found)
    asked = (MATCH_RESULT.c.round_id == found.id) & (MATCH_RESULT.c.state == ResultState.ASKED)
    in_order = select(MATCH_RESULT).where(asked).order_by(MATCH_RESULT.c.mentor_id, MATCH_RESULT.c.mentee_id)
    waiting = (await session.execute(in_order.limit(BATCH + MOST_CAPACITY))).all()
    rows = _cut(waiting)
    for row in rows:
        await decline_result(session, found, row)
    await _note_silent(session, found, Side.MENTEE, {row.mentee_id for row in rows if not row.mentee_yes})
    answered = {row.mentor_id for row in rows if row.mentor_yes}
    await _note_silent(session, found, Side.MENTOR, {row.mentor_id for row in rows} - answered)
    return len(rows) < len(waiting)


async def _note_silent(session: Session, found: RoundView, side: Side, ids: set[int]) -> None:
    """Keep who left a question unanswered; whoever takes part without having signed up, too."""
    rows = [
        {"round_id": found.id, "member_id": id_, "side": side, "at": clock.now(), "silences": 1}
        for id_ in sorted(ids)
    ]
    if rows:
        added = insert(MATCH_SIGNUP).on_conflict_do_update(
            index_elements=["round_id", "member_id", "side"], set_={"silences": MATCH_SIGNUP.c.silences + 1}
        )
        await session.execute(added, rows)


async def begin_turn(session: Session, found: RoundView, outcome: Outcome | None) -> RoundView:
    """Ask those who are left about whom they got now; with nobody to ask, tell them, and be done.

    Args:
        outcome: What was worked out for them; None if nobody is left.

    Raises:
        UserError: Somebody else has gone on with it meanwhile.
    """
    turn = found.turn + 1 if outcome is not None and outcome.pairs else found.turn
    found = await service.move_on(session, found, RoundState.PUBLISHING, turn=turn)
    if outcome is not None:
        await results.store_outcome(session, found, outcome)
    return await _go_on(session, found)


def can_try_again(found: RoundView) -> bool:
    """Whether those who are left are matched once more."""
    return found.turn < TURNS


async def go_on(session: Session, due: Due, at: Turn) -> Card | None:
    """The next batch of a round that is being published."""
    found = await service.find_round(session, at.round)
    if found is not None and found.state is RoundState.PUBLISHING and found.turn == at.turn:
        await _go_on(session, found)
    return None


async def _go_on(session: Session, found: RoundView) -> RoundView:
    """Settle a batch: first those with a mentor; then, if nobody is being asked, the others."""
    rows = await _batch(session, found, matched=True)
    if rows:
        for _, group in groupby(rows, key=lambda row: row.mentor_id):
            await (_ask if found.confirm else _form_all)(session, found, list(group))
        return await _continue(session, found)
    waiting = select(func.count()).where(
        MATCH_RESULT.c.round_id == found.id, MATCH_RESULT.c.state == ResultState.ASKED
    )
    if (await session.execute(waiting)).scalar_one():
        hours = (await settings.read_settings(session, found.community_id)).answer_hours
        by = clock.now() + timedelta(hours=hours)
        await notices.remind_asked(session, found, by)
        return await service.move_on(session, found, RoundState.ASKING, answer_by=by)
    rows = await _batch(session, found, matched=False)
    if rows:
        for circle, group in groupby(rows, key=lambda row: row.circle):
            await _without_mentor(session, found, circle, [row.mentee_id for row in group])
        return await _continue(session, found)
    found = await service.move_on(session, found, RoundState.DONE)
    await forget_marks(session, found.id)
    await notices.unplan_notices(session, found)
    await notices.tell_spare(session, found)
    return found


async def _continue(session: Session, found: RoundView) -> RoundView:
    left = select(func.count()).where(
        MATCH_RESULT.c.round_id == found.id, MATCH_RESULT.c.state == ResultState.PROPOSED
    )
    many = (await session.execute(left)).scalar_one()
    if many <= BATCH:
        return await _go_on(session, found)
    await notices.go_on_later(session, found, many)
    return found


async def _batch(session: Session, found: RoundView, *, matched: bool) -> Sequence[Row[Any]]:
    here = (MATCH_RESULT.c.round_id == found.id) & (MATCH_RESULT.c.state == ResultState.PROPOSED)
    statement = (
        select(MATCH_RESULT)
        .where(here, MATCH_RESULT.c.mentor_id.is_not(None) == matched)
        .order_by(MATCH_RESULT.c.mentor_id, MATCH_RESULT.c.circle, MATCH_RESULT.c.mentee_id)
        .limit(BATCH + MOST_CAPACITY)
    )
    return _cut((await session.execute(statement)).all())


def _cut(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """As many as are settled at once: what belongs together is not cut, so all of the last one's."""
    if len(rows) <= BATCH:
        return rows
    last = (rows[BATCH - 1].mentor_id, rows[BATCH - 1].circle)
    for place in range(BATCH, len(rows)):
        if last == (None, None) or (rows[place].mentor_id, rows[place].circle) != last:
            return rows[:place]
    return rows


async def _form_all(session: Session, found: RoundView, rows: Sequence[Row[Any]]) -> None:
    formed = [row.mentee_id for row in rows if await _form(session, found, row)]
    await notices.tell_members(session, found, What.MENTEE, [row.mentee_id for row in rows])
    if formed:
        await notices.tell_members(session, found, What.MENTOR, [rows[0].mentor_id])
        await requests.follow_pairing(session, rows[0].mentor_id, formed)


async def _form(session: Session, found: RoundView, row: Row[Any]) -> bool:
    state = ResultState.FORMED
    circle_id = await _circle(session, found, row.mentor_id)
    try:
        await limits.require_room(session, row.mentee_id)
        await _check_circle(session, circle_id, row.mentee_id)
        await pairing.form_mentorship(
            session,
            mentor_id=row.mentor_id,
            mentee_id=row.mentee_id,
            origin=Origin.ROUND,
            months=found.months,
            format_=found.format,
            circle_id=circle_id,
        )
    except UserError:
        # Full, blocked or paired since it was worked out: to the mentee it is as if nobody had been found.
        state = ResultState.FAILED
        if circle_id is not None and not await pairing.find_in_circle(session, circle_id):
            await circles.end_circle(session, circle_id)
    await session.execute(update(MATCH_RESULT).where(find_result(row)).values(state=state, turn=found.turn))
    return state is ResultState.FORMED


async def _circle(session: Session, found: RoundView, mentor_id: int) -> int | None:
    if found.format is not Format.CIRCLE:
        return None
    name = (await session.execute(select(MENTOR.c.name).where(MENTOR.c.member_id == mentor_id))).scalar()
    called = f"With {name}" if name else found.name
    return await circles.open_around(session, mentor_id, found.community_id, called[:100], found.created_at)


async def _check_circle(session: Session, circle_id: int | None, mentee_id: int) -> None:
    """Raises UserError: in the circle is somebody whom the mentee is kept apart from."""
    if circle_id is not None:
        there = {one.mentee_id for one in await pairing.find_in_circle(session, circle_id)}
        if there & await blocks.find_kept_from(session, mentee_id):
            raise UserError(pairing.NOT_POSSIBLE)


async def _ask(session: Session, found: RoundView, rows: Sequence[Row[Any]]) -> None:
    ids = [row.mentee_id for row in rows]
    asked = {"state": ResultState.ASKED, "turn": found.turn, "mentee_yes": False, "mentor_yes": False}
    here = (MATCH_RESULT.c.round_id == found.id) & MATCH_RESULT.c.mentee_id.in_(ids)
    await session.execute(update(MATCH_RESULT).where(here).values(asked))
    await notices.tell_members(session, found, What.ASK_MENTEE, ids)
    for id_ in ids:
        await notices.tell_members(session, found, What.ASK_MENTOR, [rows[0].mentor_id], about=id_)


async def _without_mentor(session: Session, found: RoundView, circle: int | None, ids: Sequence[int]) -> None:
    if circle is not None:
        together = await _still_together(session, found, ids)
        if len(together) >= FEWEST:
            made = await circles.begin_circle(
                session, found.community_id, f"{found.name[:80]}, circle {circle}"
            )
            await circles.seat_peers(session, made, together)
            await _settle(session, found, together, What.PEERS, ResultState.FORMED)
            ids = [id_ for id_ in ids if id_ not in together]
    await _settle(session, found, ids, What.ALONE, ResultState.ALONE)


async def _still_together(session: Session, found: RoundView, ids: Sequence[int]) -> list[int]:
    """Those of a circle whom nobody in it has been kept apart from since it was worked out."""
    apart = await blocks.find_kept_apart(session, found.community_id)
    kept: list[int] = []
    for id_ in ids:
        if not any(frozenset((id_, one)) in apart for one in kept):
            kept.append(id_)
    return kept


async def _settle(
    session: Session, found: RoundView, ids: Sequence[int], what: What, state: ResultState
) -> None:
    here = (MATCH_RESULT.c.round_id == found.id) & MATCH_RESULT.c.mentee_id.in_(ids)
    values: dict[str, Any] = {"state": state, "turn": found.turn}
    if state is ResultState.ALONE:
        values["circle"] = None
    await session.execute(update(MATCH_RESULT).where(here).values(values))
    await notices.tell_members(session, found, what, ids)


async def decline_result(session: Session, found: RoundView, row: Row[Any], *, refused: bool = False) -> None:
    """Nothing comes of what two were asked about; whoever had said yes is told.

    Args:
        refused: Whether one of them has said that they would rather not.
    """
    gone = {"state": ResultState.DECLINED, "mentee_yes": False, "mentor_yes": False}
    await session.execute(update(MATCH_RESULT).where(find_result(row)).values(gone))
    rule = {"round_id": found.id, "mentee_id": row.mentee_id, "mentor_id": row.mentor_id}
    pair = [MATCH_RULE.c[name] == value for name, value in rule.items()]
    await session.execute(delete(MATCH_RULE).where(*pair))
    kept = {"kind": RuleKind.DECLINED, "at": clock.now(), "refused": refused}
    await session.execute(insert(MATCH_RULE).values(**rule, **kept))
    told = [row.mentee_id] if row.mentee_yes else []
    told += [row.mentor_id] if row.mentor_yes else []
    await notices.tell_members(session, found, What.DECLINED, told, about=row.mentee_id)


async def _row(session: Session, round_id: int, mentee_id: int) -> Row[Any] | None:
    here = (MATCH_RESULT.c.round_id == round_id) & (MATCH_RESULT.c.mentee_id == mentee_id)
    return (
        await session.execute(select(MATCH_RESULT).where(here, MATCH_RESULT.c.mentor_id.is_not(None)))
    ).first()


def find_result(row: Row[Any]) -> Any:
    """A condition: the result that this row is of."""
    return (MATCH_RESULT.c.round_id == row.round_id) & (MATCH_RESULT.c.mentee_id == row.mentee_id)
