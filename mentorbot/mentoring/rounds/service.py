"""Opening a round, signing up for it, laying down who must or must not meet, and calling it off."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Select, delete, func, select, update

from mentorbot import clock
from mentorbot.chat import escape
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.errors import UserError
from mentorbot.mentoring import people, settings
from mentorbot.mentoring import rights as may
from mentorbot.mentoring.matching.outcome import Method
from mentorbot.mentoring.mentorships import limits
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.rounds.marks.store import forget_marks
from mentorbot.mentoring.rounds.models import MATCH_ROUND, MATCH_RULE, MATCH_SIGNUP
from mentorbot.mentoring.rounds.terms import (
    LIVE,
    LONGEST,
    MOST_RULES,
    SHORTEST,
    RoundState,
    RuleKind,
    Side,
)
from mentorbot.mentoring.rounds.view import VIEW, Plan, RoundView
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import Format, MentorState
from mentorbot.mentoring.vocabulary import split_ids

NONE: Final = "There is no matching round here at the moment. `/match open` begins one."
OVER: Final = "This round is over. There may be a new one soon."
ONE_AT_A_TIME: Final = "A round is under way already: {name}. Publish it or call it off first."
NO_CHANNEL: Final = (
    "I do not know where to announce rounds. Someone who manages this community can choose a channel with "
    "`/setup mentoring`."
)
CLOSED: Final = "Sign-up for this round is closed."
MOVED_ON: Final = (
    "This round has changed since you looked, so nothing was done. Look at it again with `/match preview`."
)
HAS_ALL: Final = (
    "You have as many mentors as one can have here at a time, so a round could bring you no other. "
    "`/mentorship list` shows yours."
)
NOT_MENTEE: Final = "Tell me first what you look for, with `/mentee profile`; then press this button again."
NOT_MENTOR: Final = "Tell me first what you offer, with `/mentor join`; then press this button again."
OTHER_FORMAT: Final = {
    Format.CIRCLE: (
        "In this round people meet in a circle around a mentor, and you have said that you meet them one to "
        "one. Add circles to how you meet mentees; then press the button again."
    ),
    Format.PAIR: (
        "In this round people meet one to one, and you have not said that you do. Add it to how you meet "
        "mentees; then press the button again."
    ),
}
HOW_I_MEET: Final = ("How I meet mentees", "mentor:offer")
"""The button to where that is said."""
NOT_LISTED: Final = (
    "You are not listed as a mentor at the moment, so a round cannot bring you mentees. `/mentor resume` "
    "ends a pause; a new profile may wait for an organizer."
)
SET_IN_STONE: Final = "Pairs have been published already, so nothing can be laid down any more."
NO_MEMORY_IN_STABLE: Final = (
    "A stable round lets nobody come first: those who gave way would rather have each other. Choose another "
    "way (`seek`), or leave `memory` off."
)
STRANGERS: Final = (
    "Both must be in this round: the mentee signed up to find a mentor, and the mentor taking part with room "
    "for one more. Nothing was changed."
)


async def find_round(connection: AsyncConnection | Session, round_id: int) -> RoundView | None:
    """A round by its id alone: for what the bot does by itself."""
    row = (await connection.execute(VIEW.where(MATCH_ROUND.c.id == round_id))).first()
    return read_row(RoundView, row) if row else None


async def find_current(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> RoundView:
    """The round that is under way in the caller's community; for organizers.

    Raises:
        UserError: The caller is no organizer there, or there is none.
    """
    community = await may.require_organizer(connection, caller, rights)
    here = (MATCH_ROUND.c.community_id == community) & MATCH_ROUND.c.state.in_(LIVE)
    row = (await connection.execute(VIEW.where(here))).first()
    if row is None:
        raise UserError(NONE)
    return read_row(RoundView, row)


async def find_newest(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> RoundView:
    """The round that is under way, or else the one that was last; for organizers.

    Raises:
        UserError: The caller is no organizer there, or there has been none.
    """
    community = await may.require_organizer(connection, caller, rights)
    newest = VIEW.where(MATCH_ROUND.c.community_id == community).order_by(MATCH_ROUND.c.id.desc()).limit(1)
    row = (await connection.execute(newest)).first()
    if row is None:
        raise UserError(NONE)
    return read_row(RoundView, row)


async def find_own(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, round_id: int
) -> RoundView:
    """A round of the caller's community in any state; for organizers.

    Raises:
        UserError: The caller is no organizer there, or it is none of this community.
    """
    community = await may.require_organizer(connection, caller, rights)
    found = await find_round(connection, round_id)
    if found is None or found.community_id != community:
        raise UserError(NONE)
    return found


async def check_begin(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> tuple[int, Settings]:
    """Whether the caller can open a round.

    Returns:
        The id of their community, and how mentoring works there.

    Raises:
        UserError: The caller is no organizer there, or a round is under way.
    """
    community = await may.require_organizer(connection, caller, rights)
    here = (MATCH_ROUND.c.community_id == community) & MATCH_ROUND.c.state.in_(LIVE)
    name = (await connection.execute(select(MATCH_ROUND.c.name).where(here))).scalar()
    if name is not None:
        raise UserError(ONE_AT_A_TIME.format(name=escape(name)))
    return community, await settings.read_settings(connection, community)


def choose_channel(how: Settings, chosen: str) -> str:
    """The channel that was chosen, or else the community's for mentoring. Raises UserError: there is none."""
    if not (channel := chosen or how.channel_id):
        raise UserError(NO_CHANNEL)
    return channel


async def begin_round(
    session: Session, caller: Caller, rights: Rights, plan: Plan, channel_id: str = ""
) -> RoundView:
    """Open a round; nobody is told of it by that.

    Args:
        channel_id: Where it is announced; empty for the community's channel for mentoring.

    Raises:
        UserError: The caller may not, a round is under way, there is no channel, or the times make no sense.
    """
    community, how = await check_begin(session, caller, rights)
    require_memory(plan.method, memory=plan.memory)
    now = clock.now()
    if not SHORTEST <= plan.closes_at - now <= LONGEST:
        raise UserError("People need some time to sign up: let it close in ten minutes to 120 days from now.")
    channel = choose_channel(how, channel_id)
    row = {
        **{name: getattr(plan, name) for name in Plan.__dataclass_fields__},
        "weights": plan.weights.code(),
        "months": plan.months or how.months,
        "community_id": community,
        "state": RoundState.OPEN,
        "channel_id": channel,
        "turn": 0,
        "solved": 0,
        "stale": True,
        "answer_by": None,
        "created_at": now,
        "updated_at": now,
    }
    made = (await session.execute(insert(MATCH_ROUND).values(row).returning(MATCH_ROUND.c.id))).scalar_one()
    return await read_again(session, made)


def require_memory(method: Method, *, memory: bool) -> None:
    """Raises UserError: the round is to let some come first, which one that is solved in this way cannot."""
    if memory and method is Method.STABLE:
        raise UserError(NO_MEMORY_IN_STABLE)


async def sign_up(session: Session, caller: Caller, round_id: int, side: Side) -> tuple[RoundView, bool]:
    """Take part in a round; pressed once more, it is as once.

    Returns:
        The round, and whether this was news.

    Raises:
        UserError: It is no round of this community or sign-up is over, or they have no profile for that side.
    """
    found, person = await find_open_to(session, caller, round_id)
    if side is Side.MENTEE:
        known = await session.execute(select(MENTEE.c.member_id).where(MENTEE.c.member_id == person.id))
        if known.first() is None:
            raise UserError(NOT_MENTEE)
        if not await limits.may_have_more(session, person.id):
            raise UserError(HAS_ALL)
    else:
        columns = MENTOR.c.state, MENTOR.c.formats
        mine = (await session.execute(select(*columns).where(MENTOR.c.member_id == person.id))).first()
        if mine is None:
            raise UserError(NOT_MENTOR)
        if mine.state is not MentorState.LISTED:
            raise UserError(NOT_LISTED)
        if found.format not in split_ids(mine.formats):
            raise UserError(OTHER_FORMAT[found.format], way_on=HOW_I_MEET)
    row = {"round_id": round_id, "member_id": person.id, "side": side, "at": clock.now()}
    added = await session.execute(
        insert(MATCH_SIGNUP).values(row).on_conflict_do_nothing().returning(MATCH_SIGNUP.c.member_id)
    )
    news = added.first() is not None
    if news:
        await touch_round(session, round_id)
    return (await read_again(session, round_id) if news else found), news


async def sign_off(session: Session, caller: Caller, round_id: int) -> bool:
    """Take part no longer, on either side; whether they did.

    Raises:
        UserError: It is no round of this community, or sign-up is over.
    """
    _, person = await find_open_to(session, caller, round_id)
    theirs = (MATCH_SIGNUP.c.round_id == round_id) & (MATCH_SIGNUP.c.member_id == person.id)
    gone = (await session.execute(delete(MATCH_SIGNUP).where(theirs).returning(MATCH_SIGNUP.c.side))).all()
    if gone:
        await forget_marks(session, round_id, person.id)
        await touch_round(session, round_id)
    return bool(gone)


async def lay_down(
    session: Session, caller: Caller, rights: Rights, two: tuple[str, str], kind: RuleKind
) -> tuple[RoundView, bool]:
    """Pin two people or forbid the pair; said once more, it is taken back.

    Args:
        two: The platform's ids of the mentee and of the mentor.

    Returns:
        The round, and whether it holds now.

    Raises:
        UserError: The caller may not, there is no open round, the two are not in it, or a pin cannot be kept.
    """
    found = await find_current(session, caller, rights)
    if found.state is not RoundState.OPEN:
        raise UserError(SET_IN_STONE)
    one, other = [await people.find_user(session, found.community_id, user) for user in two]
    if one is None or other is None or one.id == other.id:
        raise UserError(STRANGERS)
    here = (
        (MATCH_RULE.c.round_id == found.id)
        & (MATCH_RULE.c.mentee_id == one.id)
        & (MATCH_RULE.c.mentor_id == other.id)
    )
    undone = await session.execute(delete(MATCH_RULE).where(here).returning(MATCH_RULE.c.kind))
    if undone.scalar() is not kind:
        if kind is RuleKind.PIN:
            await _check_pin(session, found, one.id, other.id)
        many = select(func.count()).select_from(MATCH_RULE).where(MATCH_RULE.c.round_id == found.id)
        if (await session.execute(many)).scalar_one() >= MOST_RULES:
            raise UserError(f"A round takes at most {MOST_RULES} pins and forbidden pairs.")
        row = {"round_id": found.id, "mentee_id": one.id, "mentor_id": other.id, "kind": kind}
        await session.execute(insert(MATCH_RULE).values(**row, at=clock.now()))
        holds = True
    else:
        holds = False
    await touch_round(session, found.id)
    return await read_again(session, found.id), holds


async def move_on(session: Session, found: RoundView, state: RoundState, **values: Any) -> RoundView:
    """Take a round to another state, if nobody else has meanwhile.

    Raises:
        UserError: Somebody has.
    """
    as_seen = (
        (MATCH_ROUND.c.id == found.id)
        & (MATCH_ROUND.c.state == found.state)
        & (MATCH_ROUND.c.turn == found.turn)
    )
    moved = update(MATCH_ROUND).where(as_seen).values(state=state, updated_at=clock.now(), **values)
    if (await session.execute(moved.returning(MATCH_ROUND.c.id))).first() is None:
        raise UserError(MOVED_ON)
    return await read_again(session, found.id)


async def touch_round(session: Session, round_id: int) -> None:
    """Note that people or rules have changed: what was worked out before is not published."""
    await touch_rounds(session, [round_id])


async def touch_rounds(session: Session, round_ids: Collection[int] | Select[int]) -> None:
    """The same of several rounds, of those that are open; nothing is published of the others any more."""
    which = MATCH_ROUND.c.id.in_(round_ids) & (MATCH_ROUND.c.state == RoundState.OPEN)
    await session.execute(update(MATCH_ROUND).where(which).values(stale=True, updated_at=clock.now()))


async def find_signed_up(
    connection: AsyncConnection | Session, round_id: int, member_id: int
) -> frozenset[Side]:
    """As what a member takes part."""
    theirs = (MATCH_SIGNUP.c.round_id == round_id) & (MATCH_SIGNUP.c.member_id == member_id)
    return frozenset((await connection.execute(select(MATCH_SIGNUP.c.side).where(theirs))).scalars())


async def find_open_to(
    connection: AsyncConnection | Session, caller: Caller, round_id: int
) -> tuple[RoundView, Person]:
    """A round for which the caller can sign up, and the caller.

    Raises:
        UserError: It is no round of their community, or sign-up is over.
    """
    person = await people.find_caller(connection, caller)
    found = await find_round(connection, round_id)
    if found is None or found.community_id != person.community_id or not found.live:
        raise UserError(OVER)
    if found.closed:
        raise UserError(CLOSED)
    return found, person


async def _check_pin(session: Session, found: RoundView, mentee_id: int, mentor_id: int) -> None:
    if Side.MENTEE not in await find_signed_up(session, found.id, mentee_id):
        raise UserError(STRANGERS)
    if not found.all_mentors and Side.MENTOR not in await find_signed_up(session, found.id, mentor_id):
        raise UserError(STRANGERS)
    offer = select((MENTOR.c.capacity - MENTOR.c.taken).label("room")).where(
        MENTOR.c.member_id == mentor_id, MENTOR.c.state == MentorState.LISTED
    )
    row = (await session.execute(offer)).first()
    if row is None:
        raise UserError(STRANGERS)
    if mentee_id in await blocks.find_kept_from(session, mentor_id):
        raise UserError(pairing.NOT_POSSIBLE)
    if await pairing.find_between(session, mentee_id, mentor_id) is not None:
        raise UserError(pairing.PAIRED)
    pins = (MATCH_RULE.c.round_id == found.id) & (MATCH_RULE.c.kind == RuleKind.PIN)
    # Another pin of the same mentee gives way; those of the mentor need a seat each.
    await session.execute(delete(MATCH_RULE).where(pins, MATCH_RULE.c.mentee_id == mentee_id))
    held = select(func.count()).select_from(MATCH_RULE).where(pins, MATCH_RULE.c.mentor_id == mentor_id)
    if (await session.execute(held)).scalar_one() >= row.room:
        raise UserError("This mentor has no room for one more pinned mentee. Nothing was changed.")


async def read_again(session: Session, round_id: int) -> RoundView:
    """A round as it is now. Raises UserError: it is gone."""
    found = await find_round(session, round_id)
    if found is None:
        raise UserError(OVER)
    return found
