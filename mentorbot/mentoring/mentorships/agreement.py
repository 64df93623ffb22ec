"""What the two agree on when they begin: how long, how often, and that it stays between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, or_, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.delivery import service as delivery
from mentorbot.errors import UserError
from mentorbot.members.reaching import check_reach
from mentorbot.mentoring.mentorships import notices, pairs
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import AGREEMENT, MENTORSHIP
from mentorbot.mentoring.mentorships.pairs import Pair, Side, Terms
from mentorbot.mentoring.mentorships.terms import EXTENSION, Cadence
from mentorbot.mentoring.terms import MOST_MONTHS

TERMS, EXTENDED, LONGER = "mentorship_terms", "mentorship_extended", "mentorship_longer"
AS_LONG_AS_MAY_BE: Final = (
    f"It lasts {MOST_MONTHS} months already, which is as long as one can. Graduate, and stay friends."
)
ONCE: Final = (
    "This is one conversation, so there is nothing to agree on beyond its time. If the two of you would like "
    "more, ask for a mentorship with `/mentor find`."
)
_NOBODY_ASKS: Final[dict[str, Any]] = {"wanted_months": None, "wanted_by_mentor": None}


@dataclass(frozen=True, slots=True)
class Agreed:
    """What came of it. ``changed``: False if it was so already."""

    pair: Pair
    me: Side
    terms: Terms
    changed: bool = True

    @property
    def asked(self) -> bool:
        """Whether the caller has asked for it to last longer, and the other has not said so yet."""
        return self.terms.wanted_by_mentor is (self.me is self.pair.mentor)


async def read_terms(connection: AsyncConnection | Session, mentorship_id: int) -> Terms:
    """What these two agreed; what is proposed to all who have not."""
    columns = [AGREEMENT.c[name] for name in Terms.__dataclass_fields__]
    found = await connection.execute(select(*columns).where(AGREEMENT.c.mentorship_id == mentorship_id))
    row = found.first()
    return read_row(Terms, row) if row else Terms()


async def find_terms(connection: AsyncConnection | Session, caller: Caller, mentorship_id: int) -> Agreed:
    """What is agreed in a mentorship of the caller's. Raises UserError: it is not theirs, or has ended."""
    pair, me = await _find_lasting(connection, caller, mentorship_id)
    return Agreed(pair, me, await read_terms(connection, mentorship_id), changed=False)


async def agree_to_terms(
    session: Session, caller: Caller, mentorship_id: int, seen: tuple[int, Cadence]
) -> Agreed:
    """Say yes to the terms; saying it twice changes nothing.

    Args:
        seen: The months and cadence that the caller saw.

    Raises:
        UserError: It is not theirs or has ended, or the terms were changed meanwhile.
    """
    pair, me = await _find_lasting(session, caller, mentorship_id)
    terms = await read_terms(session, mentorship_id)
    if seen != (pair.mentorship.months, terms.cadence):
        raise UserError("The terms were changed meanwhile. Look at them once more, please.")
    mine = "mentor_at" if me is pair.mentor else "mentee_at"
    if getattr(terms, mine) is not None:
        return Agreed(pair, me, terms, changed=False)
    await _write(session, mentorship_id, {"cadence": terms.cadence, mine: clock.now()})
    return Agreed(pair, me, await read_terms(session, mentorship_id))


async def propose_terms(
    session: Session, caller: Caller, mentorship_id: int, months: int, cadence: Cadence
) -> Agreed:
    """Change the terms; the caller says yes by that, and the other is asked anew.

    That it lasts longer holds only once the other has said so, too.

    Raises:
        UserError: It is not theirs or has ended, or would be over by now.
    """
    pair, me = await _find_lasting(session, caller, mentorship_id)
    terms = await read_terms(session, mentorship_id)
    if (months, cadence) == (pair.mentorship.months, terms.cadence):
        return Agreed(pair, me, terms, changed=False)
    check_months(months)
    mine, other = ("mentor_at", "mentee_at") if me is pair.mentor else ("mentee_at", "mentor_at")
    if months > pair.mentorship.months:
        await _ask_for_longer(session, pair, me, terms, months)
        months = pair.mentorship.months
    if (months, cadence) != (pair.mentorship.months, terms.cadence):
        await _write(session, mentorship_id, {"cadence": cadence, mine: clock.now(), other: None})
        if months != pair.mentorship.months:
            pair = await set_months(session, pair, months)
        await _ask(session, pair, me, TERMS, "terms")
    return Agreed(pair, me, await read_terms(session, mentorship_id))


async def extend_mentorship(
    session: Session, caller: Caller, mentorship_id: int, seen: int | None = None
) -> Agreed:
    """Let it go on for some months more, once both have said so: the first asks, the second agrees.

    Nobody agrees to more than the button spoke of which they pressed, whatever the other has asked for since.

    Args:
        seen: How many months in all the button spoke of; None: as many as the other asks for, or else as
            many more as one extension is.

    Returns:
        ``changed`` is False for whoever has asked already, and if it lasts as long as that.

    Raises:
        UserError: It is not theirs or has ended, or lasts as long as one may already.
    """
    pair, me = await _find_lasting(session, caller, mentorship_id)
    terms = await read_terms(session, mentorship_id)
    now = Agreed(pair, me, terms, changed=False)
    wanted = None if now.asked else terms.wanted_months
    months = seen or wanted or pair.mentorship.months + EXTENSION
    if now.asked or months <= pair.mentorship.months:
        return now
    if wanted is not None:
        months = min(months, wanted)
        pair = await set_months(session, pair, months)
        await _write(session, mentorship_id, _NOBODY_ASKS | {"cadence": terms.cadence})
        name = f"extended:{months}:{int(clock.now().timestamp())}"
        row = notices.make_note(pair, EXTENDED, pair.other(me.person.id), name)
        await delivery.schedule_many(session, [row])
        return Agreed(pair, me, await read_terms(session, mentorship_id))
    if months > MOST_MONTHS:
        raise UserError(AS_LONG_AS_MAY_BE)
    await _ask_for_longer(session, pair, me, terms, months)
    return Agreed(pair, me, await read_terms(session, mentorship_id))


def check_months(months: int) -> None:
    """Whether a mentorship can last so long. Raises UserError: it cannot."""
    if not 1 <= months <= MOST_MONTHS:
        raise UserError(f"A mentorship lasts 1 to {MOST_MONTHS} months.")


async def set_months(session: Session, pair: Pair, months: int) -> Pair:
    """Let a mentorship last so long in all, with all that hangs from its end.

    Raises:
        UserError: It cannot last so long, has ended, or would be over by now.
    """
    check_months(months)
    changed = await pairing.extend_mentorship(session, pair.id, months)
    if changed is None:
        raise UserError(pairs.OVER)
    if changed.ends_at <= clock.now():
        raise UserError("It has lasted longer than that already. End it instead, or choose more months.")
    pair = Pair(changed, pair.mentor, pair.mentee)
    await notices.plan_end(session, pair)
    return pair


async def _ask_for_longer(session: Session, pair: Pair, me: Side, terms: Terms, months: int) -> None:
    by_mentor = me is pair.mentor
    if (terms.wanted_months, terms.wanted_by_mentor) == (months, by_mentor):
        return  # the other is asked already
    wanted = {"wanted_months": months, "wanted_by_mentor": by_mentor}
    await _write(session, pair.id, wanted | {"cadence": terms.cadence})
    await _ask(session, pair, me, LONGER, "longer")


async def _ask(session: Session, pair: Pair, me: Side, kind: str, name: str) -> None:
    """Ask the other now, in the place of what they were to be asked before; each time, it may come again.

    Raises:
        UserError: They had as much sent to the other as one may in a day.
    """
    other, by = pair.other(me.person.id), me.person.id
    await delivery.cancel(session, prefix=f"{notices.prefix(pair.id)}{name}:")
    await check_reach(session, by, [other.person.id])
    row = notices.make_note(pair, kind, other, f"{name}:{int(clock.now().timestamp())}", by=by)
    await delivery.schedule_many(session, [row])


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members agreed to, by member."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    rows = await session.execute(
        select(MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id, *AGREEMENT.c)
        .join(MENTORSHIP, MENTORSHIP.c.id == AGREEMENT.c.mentorship_id)
        .where(or_(MENTORSHIP.c.mentor_id.in_(member_ids), MENTORSHIP.c.mentee_id.in_(member_ids)))
        .order_by(AGREEMENT.c.mentorship_id)
    )
    for row in rows.mappings():
        for side, at in (("mentor_id", "mentor_at"), ("mentee_id", "mentee_at")):
            if row[side] in said:
                said[row[side]].append(
                    {"mentorship": row["mentorship_id"], "cadence": row["cadence"], "agreed_at": row[at]}
                )
    return said


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what was agreed in mentorships of these members."""
    theirs = select(MENTORSHIP.c.id).where(
        or_(MENTORSHIP.c.mentor_id.in_(member_ids), MENTORSHIP.c.mentee_id.in_(member_ids))
    )
    await session.execute(delete(AGREEMENT).where(AGREEMENT.c.mentorship_id.in_(theirs)))


async def _find_lasting(
    session: AsyncConnection | Session, caller: Caller, mentorship_id: int
) -> tuple[Pair, Side]:
    """One of the caller's that has terms. Raises UserError: it is not theirs, has ended, or is for once."""
    pair, me = await pairs.find_own(session, caller, mentorship_id)
    if pair.once:
        raise UserError(ONCE)
    return pair, me


async def _write(session: Session, mentorship_id: int, values: dict[str, Any]) -> None:
    added = insert(AGREEMENT).values(mentorship_id=mentorship_id, **values)
    await session.execute(added.on_conflict_do_update(index_elements=["mentorship_id"], set_=values))
