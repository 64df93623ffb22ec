"""Planning a meeting, from the first proposal to whether they met: one time is agreed, or none.

Whoever proposes gives up to three times; any other who takes part picks one of them, or proposes others in
turn. What was agreed holds until another time is. All that is told of it goes through notices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import delete, func, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.errors import UserError
from mentorbot.meetings import notices, offers, owners, planning
from mentorbot.meetings.offers import Offer
from mentorbot.meetings.owners import About
from mentorbot.meetings.planning import MeetingView, Part, meeting, part
from mentorbot.meetings.terms import (
    ASKED_FOR,
    LIVE,
    MOST_MEMBERS,
    MOST_NOTE,
    MOST_UPCOMING,
    MeetingState,
    What,
)
from mentorbot.members import service as members
from mentorbot.members.answers import paragraph
from mentorbot.members.reaching import check_reach
from mentorbot.members.service import MemberView

ENDED: Final = "There is nothing to meet about here any more: it has ended, or is not yours."
ALONE: Final = "There is nobody else to meet here."
OVERTAKEN: Final = "These times were replaced by newer ones. The newest message about this {word} has them."
PASSED: Final = "That time has passed. Pick another, or propose other times."
YOURS: Final = "You proposed these times yourself; now another one picks. You can propose others instead."
NOT_OVER: Final = "This {word} is not over yet. I will ask when it is."
TOO_LATE: Final = "This {word} was more than two weeks ago, so I keep what was said of it."


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it. ``changed``: False if it was so already, as after a double click."""

    meeting: MeetingView
    me: Part
    changed: bool = True


async def find_subject(
    connection: AsyncConnection | Session, caller: Caller, kind: str, owner_id: int
) -> tuple[About, MemberView, MeetingView | None]:
    """What the caller can plan a meeting about.

    Returns:
        What it is, the caller as a member of its community, and the meeting that is being planned already.

    Raises:
        UserError: They are not enrolled, or there is no such thing, it has ended, or is not theirs.
    """
    owner = owners.find_owner(kind)
    found = await owner.about(connection, owner_id) if owner else None
    member = await _member(connection, caller, found) if found else None
    if found is None or member is None:
        if await members.find_profile(connection, caller) is None:
            raise members.refuse_stranger(caller)
        raise UserError(ENDED)
    if not 2 <= len(found.member_ids) <= MOST_MEMBERS:
        raise UserError(ALONE)
    open_ = await planning.find_where(
        connection,
        (meeting.c.kind == kind)
        & (meeting.c.owner_id == owner_id)
        & (meeting.c.state == MeetingState.PROPOSED),
    )
    return found, member, next(iter(open_), None)


async def propose_times(session: Session, caller: Caller, kind: str, owner_id: int, offer: Offer) -> Done:
    """Propose times for a meeting; where one is being planned already, in the place of those on offer.

    Raises:
        UserError: As :func:`find_subject`; or as many are planned as may be.
    """
    found, member, open_ = await find_subject(session, caller, kind, owner_id)
    if open_ is not None:
        return await _offer(session, open_, member.id, offer)
    to_come = select(func.count()).where(
        meeting.c.kind == kind,
        meeting.c.owner_id == owner_id,
        meeting.c.state == MeetingState.AGREED,
        meeting.c.starts_at > clock.now(),
    )
    if (await session.execute(to_come)).scalar_one() >= MOST_UPCOMING:
        word = owners.name_meeting(kind)
        raise UserError(f"{MOST_UPCOMING} {word}s are planned already. Hold or cancel one of them first.")
    now = clock.now()
    row = {
        "community_id": found.community_id,
        "kind": kind,
        "owner_id": owner_id,
        "uid": f"{uuid4()}@mentorbot",
        "state": MeetingState.PROPOSED,
        "turn": 1,
        "sequence": 0,
        "proposer_id": member.id,
        "minutes": offer.minutes,
        "place": "",
        "created_at": now,
        "updated_at": now,
        **_offered(offer),
    }
    made = (await session.execute(insert(meeting).values(row).returning(meeting.c.id))).scalar_one()
    taking = [{"meeting_id": made, "member_id": id_, "note": ""} for id_ in found.member_ids]
    await session.execute(insert(part).values(taking))
    return await _proposed(session, made, member.id)


async def propose_again(session: Session, caller: Caller, meeting_id: int, turn: int, offer: Offer) -> Done:
    """Propose other times for a meeting that is being planned, or for one that is to be moved.

    Args:
        turn: The proposal that the caller answers.

    Raises:
        UserError: It is not theirs, is no longer planned, or somebody proposed others meanwhile.
    """
    found, me = await planning.find_own(session, caller, meeting_id)
    _check_live(found)
    if turn != found.turn:
        raise UserError(OVERTAKEN.format(word=owners.name_meeting(found.kind)))
    return await _offer(session, found, me.member_id, offer)


async def pick_time(session: Session, caller: Caller, meeting_id: int, turn: int, place: int) -> Done:
    """Pick one of the times that another proposed: with that it is agreed, and everybody is told.

    Args:
        turn: The proposal that the caller answers.
        place: Which of its times, from 0.

    Raises:
        UserError: It is not theirs or no longer planned, there is another proposal meanwhile, the time has
            passed, or they proposed it themselves.
    """
    found, me = await planning.find_own(session, caller, meeting_id)
    _check_live(found)
    if turn != found.turn:
        raise UserError(OVERTAKEN.format(word=owners.name_meeting(found.kind)))
    if not found.offered:
        # Answered already: the same click twice, or somebody was faster.
        return Done(found, me, changed=False)
    if not 0 <= place < len(found.offered):
        raise UserError(OVERTAKEN.format(word=owners.name_meeting(found.kind)))
    if me.member_id == found.proposer_id:
        raise UserError(YOURS)
    starts_at = found.offered[place]
    if starts_at <= clock.now():
        raise UserError(PASSED)
    moved = found.state is MeetingState.AGREED
    values = {
        "state": MeetingState.AGREED,
        "starts_at": starts_at,
        "minutes": found.offered_minutes,
        "place": found.offered_place,
        "offered": "",
        "sequence": found.sequence + moved,
    }
    agreed = await _change(session, found, values)
    await notices.tell_agreed(session, agreed, What.MOVED if moved else What.AGREED, me.member_id)
    return Done(agreed, me)


async def cancel_meeting(session: Session, caller: Caller, meeting_id: int) -> Done:
    """Call a meeting off, whether it was agreed or not; the others are told once.

    Raises:
        UserError: It is not theirs, or it is over.
    """
    found, me = await planning.find_own(session, caller, meeting_id)
    if found.state is MeetingState.CANCELLED:
        return Done(found, me, changed=False)
    _check_live(found)
    return Done(await _cancel(session, found, found.others(me.member_id)), me)


async def say_met(session: Session, program: Program, caller: Caller, meeting_id: int, *, met: bool) -> Done:
    """Say afterwards whether they met. Once one says so, it counts as met; saying it twice changes nothing.

    Raises:
        UserError: It is not theirs, not over, too long ago, or was never agreed.
    """
    found, me = await planning.find_own(session, caller, meeting_id)
    _check_held(found)
    if me.met is met:
        return Done(found, me, changed=False)
    now = clock.now()
    if found.ends_at is not None and now > found.ends_at + ASKED_FOR:
        raise UserError(TOO_LATE.format(word=owners.name_meeting(found.kind)))
    await _say(session, found.id, me.member_id, {"met": met})
    said = [met, *(one.met for one in found.others(me.member_id))]
    state = MeetingState.MET if any(said) else MeetingState.MISSED
    after = await _change(session, found, {"state": state, "offered": ""})
    await notices.close_question(session, found.id, me.member_id)
    owner = owners.find_owner(found.kind)
    if state is MeetingState.MET and found.state is not MeetingState.MET and owner and owner.met:
        await owner.met(session, program, after)
    return Done(after, after.part_of(me.member_id) or me)


async def write_note(session: Session, caller: Caller, meeting_id: int, typed: str) -> Done:
    """Keep a note of the caller's for themselves alone; an empty one takes it away.

    Raises:
        UserError: It is not theirs, was not agreed, is not over, or is too long.
    """
    found, me = await planning.find_own(session, caller, meeting_id)
    _check_held(found)
    text = paragraph(typed)
    if len(text) > MOST_NOTE:
        raise UserError(f"Your note is {len(text):,} characters long. Please use at most {MOST_NOTE:,}.")
    await _say(session, found.id, me.member_id, {"note": text})
    after, mine = await planning.find_own(session, caller, meeting_id)
    return Done(after, mine, changed=text != me.note)


async def stop_meetings(
    session: Session, kind: str, owner_id: int, but: Sequence[int] = ()
) -> list[MeetingView]:
    """The owner has ended: cancel what was planned about it, and tell everybody but these.

    Returns:
        What was cancelled.
    """
    found = await planning.find_of_owner(session, kind, [owner_id], live=True)
    stopped = []
    for one in found:
        if one.ends_at is None or one.ends_at > clock.now():
            # Of what was only proposed the end itself says enough.
            told = tuple(each for each in one.parts if one.starts_at and each.member_id not in but)
            stopped.append(await _cancel(session, one, told))
        else:
            await notices.withdraw_notices(session, one.id)
    return stopped


async def is_planned(connection: AsyncConnection | Session, kind: str, owner_id: int) -> bool:
    """Whether something about it is agreed or on offer, and to come."""
    found = await planning.find_of_owner(connection, kind, [owner_id], live=True)
    return any(one.ends_at is None or one.ends_at > clock.now() for one in found)


async def leave_meetings(session: Session, kind: str, owner_id: int, member_id: int) -> None:
    """Somebody is no longer one of those who meet: the others go on without them, or it is off for one."""
    for one in await planning.find_of_owner(session, kind, [owner_id], live=True):
        if one.part_of(member_id) is not None and (one.ends_at is None or one.ends_at > clock.now()):
            await _without(session, one, [member_id])
            await notices.forget_member(session, one, member_id)
            mine = (part.c.meeting_id == one.id) & (part.c.member_id == member_id)
            await session.execute(delete(part).where(mine))


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The meetings that these members take part in, with what they said and noted, by member."""
    names = ("kind", "state", "starts_at", "minutes", "place", "met", "note", "created_at")
    columns = [part.c[name] if name in part.c else meeting.c[name] for name in names]
    statement = select(*columns).join_from(part, meeting, meeting.c.id == part.c.meeting_id)
    return await rows_of(session, member_ids, part.c.member_id, statement.order_by(meeting.c.id))


async def export_proposed(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members proposed that nobody has picked from yet, by member."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    for one in await planning.find_where(session, meeting.c.proposer_id.in_(member_ids)):
        if one.proposer_id is not None:
            row = {"kind": one.kind, "times": list(one.offered), "place": one.offered_place}
            said[one.proposer_id].append(row)
    return said


async def erase_proposed(session: Session, member_ids: Sequence[int]) -> None:
    """Cancel what these members would have come to, tell the others, and forget who proposed what.

    A meeting of more than two goes on among those who are left.
    """
    with_them = meeting.c.id.in_(select(part.c.meeting_id).where(part.c.member_id.in_(member_ids)))
    for one in await planning.find_where(session, with_them & meeting.c.state.in_(LIVE)):
        await _without(session, one, member_ids)
    theirs = update(meeting).where(meeting.c.proposer_id.in_(member_ids))
    await session.execute(theirs.values(proposer_id=None, offered="", offered_place=""))


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members said and noted, and meetings in which nobody else took part."""
    gone = delete(part).where(part.c.member_id.in_(member_ids)).returning(part.c.meeting_id)
    left = set((await session.execute(gone)).scalars())
    if left:
        deserted = meeting.c.id.in_(left) & meeting.c.id.not_in(select(part.c.meeting_id))
        await session.execute(delete(meeting).where(deserted))


async def _member(connection: AsyncConnection | Session, caller: Caller, found: About) -> MemberView | None:
    """The caller as one of those who meet; None if they are none of them."""
    whose = members.THEIRS if caller.community is None else members.HERE
    statement = (
        select(*members.COLUMNS)
        .select_from(members.SOURCE)
        .where(
            whose,
            members.MEMBER_COMMUNITY.in_([found.community_id]),
            members.ID.in_(found.member_ids),
        )
    )
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    return members.read_member(row) if row else None


async def _offer(session: Session, found: MeetingView, member_id: int, offer: Offer) -> Done:
    values = {**_offered(offer), "turn": found.turn + 1, "proposer_id": member_id}
    await _change(session, found, values)
    return await _proposed(session, found.id, member_id)


async def _proposed(session: Session, meeting_id: int, member_id: int) -> Done:
    found = await planning.find_meeting(session, meeting_id)
    me = found.part_of(member_id) if found else None
    if found is None or me is None:
        raise UserError(planning.GONE)
    await check_reach(session, member_id, [one.member_id for one in found.others(member_id)])
    await notices.tell_proposed(session, found)
    return Done(found, me)


async def _cancel(session: Session, found: MeetingView, told: Sequence[Part]) -> MeetingView:
    values = {"state": MeetingState.CANCELLED, "offered": "", "sequence": found.sequence + 1}
    gone = await _change(session, found, values)
    await notices.tell_cancelled(session, found, gone, told)
    return gone


async def _without(session: Session, one: MeetingView, gone: Sequence[int]) -> None:
    """These come no more: the others go on, or it is off where too few are left, or nobody who proposed."""
    left = tuple(each for each in one.parts if each.member_id not in gone)
    over = one.ends_at is not None and one.ends_at <= clock.now()
    unasked = one.proposer_id in gone and one.state is MeetingState.PROPOSED
    if unasked or (len(left) < 2 and not over):
        owner = owners.find_owner(one.kind)
        await _cancel(session, one, () if owner and owner.tells else left)


async def _change(session: Session, found: MeetingView, values: dict[str, Any]) -> MeetingView:
    changed = update(meeting).where(meeting.c.id == found.id).values(**values, updated_at=clock.now())
    await session.execute(changed)
    after = await planning.find_meeting(session, found.id)
    return after if after is not None else found


async def _say(session: Session, meeting_id: int, member_id: int, values: dict[str, Any]) -> None:
    mine = (part.c.meeting_id == meeting_id) & (part.c.member_id == member_id)
    await session.execute(update(part).where(mine).values(values))


def _offered(offer: Offer) -> dict[str, Any]:
    return {
        "offered": offers.write_stamps(offer.times),
        "offered_minutes": offer.minutes,
        "offered_place": offer.place,
    }


def _check_live(found: MeetingView) -> None:
    if found.state is MeetingState.CANCELLED:
        raise UserError(f"This {owners.name_meeting(found.kind)} was cancelled.")
    if not found.live or (found.ends_at is not None and found.ends_at <= clock.now()):
        raise UserError(f"This {owners.name_meeting(found.kind)} is over. Plan the next one instead.")


def _check_held(found: MeetingView) -> None:
    if found.state is MeetingState.CANCELLED:
        raise UserError(f"This {owners.name_meeting(found.kind)} was cancelled.")
    if found.ends_at is None or found.ends_at > clock.now():
        raise UserError(NOT_OVER.format(word=owners.name_meeting(found.kind)))
