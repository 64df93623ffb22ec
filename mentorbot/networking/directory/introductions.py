"""Introductions: one asks, the other agrees first, and both are told who they are; with limits to asking.

Whoever asks never learns whether the other said no or nothing: either way they hear, when the time to answer
is over, that it did not come about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, cast, delete, func, insert, or_, select, update

from mentorbot import clock
from mentorbot.chat import escape
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.errors import UserError
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.members.answers import paragraph
from mentorbot.members.reaching import check_reach
from mentorbot.members.traces import Kept, count_kept
from mentorbot.mentoring import people
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.reports import brokered
from mentorbot.mentoring.reports.brokered import Brokered
from mentorbot.networking.directory import service, terms
from mentorbot.networking.directory.models import INTRODUCTION
from mentorbot.networking.directory.service import Entry
from mentorbot.networking.directory.terms import IntroductionState

ASKED, OVER, MET = "introduction_asked", "introduction_over", "introduction_met"
GONE: Final = "This introduction is over, so there is nothing to answer any more."

_KEPT: Final = "introduction"
UNTOLD: Final = (IntroductionState.ASKED, IntroductionState.DECLINED)
"""What whoever asked waits for, for all they know."""


@dataclass(frozen=True, slots=True)
class Arranging(Payload):
    """What is due of an introduction, by its id."""

    introduction: int


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """An introduction. ``member_id`` asked ``other_id``."""

    id: int
    community_id: int
    member_id: int
    other_id: int
    note: str
    state: IntroductionState
    asked_at: datetime
    answer_by: datetime

    def partner(self, member_id: int) -> int:
        """The other of the two."""
        return self.other_id if member_id == self.member_id else self.member_id


COLUMNS: Final = tuple(INTRODUCTION.c[name] for name in IntroductionView.__dataclass_fields__)


async def ask_for_introduction(session: Session, caller: Caller, member_id: int, note: str) -> Entry:
    """Ask somebody in the directory, through the bot, whether they want to be introduced to the caller.

    Returns:
        The other's entry.

    Raises:
        UserError: The caller is no member, the other cannot be found by them, nothing is said, or one of the
            limits is reached.
    """
    person = await people.find_caller(session, caller)
    entry = await service.find_entry(session, person, member_id)
    said = paragraph(note)
    if not said:
        raise UserError("Please say in a few words who you are and what you would like to talk about.")
    if len(said) > terms.MOST_NOTE:
        raise UserError(f"That is {len(said):,} characters long. Please say it in at most {terms.MOST_NOTE}.")
    await _check_limits(session, person.id, member_id)
    await check_reach(session, person.id, [member_id])
    now = clock.now()
    row = {
        "community_id": person.community_id,
        "member_id": person.id,
        "other_id": member_id,
        "note": said,
        "state": IntroductionState.ASKED,
        "live_pair": name_pair(person.id, member_id),
        "asked_at": now,
        "answer_by": now + terms.ANSWER_WITHIN,
    }
    made = await session.execute(insert(INTRODUCTION).values(row).returning(*COLUMNS))
    found = IntroductionView(*made.one())
    other = await people.find_person(session, member_id)
    if other is not None:
        rows = [
            make_row(ASKED, found, other, now, by=person.id),
            make_row(OVER, found, person, found.answer_by),
        ]
        await delivery.schedule_many(session, rows)
    return entry


async def answer_introduction(
    session: Session, caller: Caller, id_: int, *, accept: bool
) -> IntroductionView:
    """Say yes or no to being introduced. The same answer again changes nothing.

    Raises:
        UserError: It is not the caller who was asked, or it is over.
    """
    found = await _theirs(session, caller, id_, asked=True)
    state = IntroductionState.ACCEPTED if accept else IntroductionState.DECLINED
    if found.state is state:
        return found
    if found.state is not IntroductionState.ASKED or found.answer_by <= clock.now():
        raise UserError(GONE)
    found = await set_state(session, found, state)
    if not accept:
        return found
    await delivery.cancel(session, prefix=name_prefix(id_))
    both = await people.find_people(session, (found.member_id, found.other_id))
    now = clock.now()
    await delivery.schedule_many(session, [make_row(MET, found, one, now) for one in both.values()])
    return found


async def refuse_for_good(session: Session, caller: Caller, id_: int) -> IntroductionView:
    """Say no, and never be brought together with whoever asked, by anything the bot does.

    Raises:
        UserError: It is not the caller who was asked.
    """
    found = await _theirs(session, caller, id_, asked=True)
    await blocks.block_member(session, found.other_id, found.member_id)
    if found.state is IntroductionState.ASKED:
        found = await set_state(session, found, IntroductionState.DECLINED)
    return found


async def withdraw_introduction(session: Session, caller: Caller, id_: int) -> IntroductionView:
    """Take back what one asked, if it is not answered yet.

    Raises:
        UserError: It is not the caller's, or it is over.
    """
    found = await _theirs(session, caller, id_, asked=False)
    if found.state not in UNTOLD:
        raise UserError(GONE)
    found = await set_state(session, found, IntroductionState.WITHDRAWN)
    await delivery.cancel(session, prefix=name_prefix(id_))
    return found


async def find_open(
    connection: AsyncConnection | Session, caller: Caller
) -> tuple[list[IntroductionView], list[IntroductionView], dict[int, Entry]]:
    """What the caller asked and what they are asked, not decided yet; and the entries of the others."""
    person = await people.find_caller(connection, caller)
    theirs = or_(INTRODUCTION.c.member_id == person.id, INTRODUCTION.c.other_id == person.id)
    statement = select(*COLUMNS).where(theirs, is_untold(clock.now()))
    found = [
        read_row(IntroductionView, row)
        for row in await connection.execute(statement.order_by(INTRODUCTION.c.id))
    ]
    mine = [one for one in found if one.member_id == person.id]
    asked = [one for one in found if one.other_id == person.id and one.state is IntroductionState.ASKED]
    entries = await service.find_seen(connection, [one.partner(person.id) for one in (*mine, *asked)])
    return mine, asked, entries


async def leave_directory(session: Session, caller: Caller) -> None:
    """Take the caller's entry out: nobody waits for their answer, and nothing that they asked goes on.

    Raises:
        UserError: They are no member.
    """
    person = await service.remove_entry(session, caller)
    await close_open(session, person.id)


async def close_open(session: Session, member_id: int, *, departed: bool = False) -> None:
    """Nobody waits for an answer of this member any more, and nothing that they asked goes on.

    Args:
        departed: They have left the community; how each stood is kept, for when they are back.
    """
    now = clock.now()
    before = {"left_from": cast(INTRODUCTION.c.state, INTRODUCTION.c.left_from.type)} if departed else {}
    open_ = INTRODUCTION.c.state == IntroductionState.ASKED
    # Whoever asked them hears, in time, what they would have heard without an answer.
    asked = update(INTRODUCTION).where(INTRODUCTION.c.other_id == member_id, open_)
    declined = {"state": IntroductionState.DECLINED, "live_pair": None, "answered_at": now, **before}
    await session.execute(asked.values(declined))
    mine = update(INTRODUCTION).where(INTRODUCTION.c.member_id == member_id, is_untold(now))
    gone = mine.values(
        {"state": IntroductionState.WITHDRAWN, "live_pair": None, "answered_at": now, **before}
    )
    for id_ in (await session.execute(gone.returning(INTRODUCTION.c.id))).scalars().all():
        await delivery.cancel(session, prefix=name_prefix(id_))


async def describe_introduction(connection: AsyncConnection | Session, id_: int) -> About | None:
    """Who may plan to meet after an introduction."""
    found = await find_introduction(connection, id_)
    if found is None or found.state is not IntroductionState.ACCEPTED:
        return None
    if found.member_id in await blocks.find_kept_from(connection, found.other_id):
        return None
    return About(found.community_id, (found.member_id, found.other_id))


async def prepare(connection: AsyncConnection | Session, _: Program, meeting: MeetingView) -> str:
    """What it is about: the words that it was asked with, which both know."""
    found = await find_introduction(connection, meeting.owner_id)
    return escape(found.note) if found is not None else ""


MEETINGS: Final = Owner(
    "conversation", "Conversation after an introduction", describe_introduction, agenda=prepare
)


async def find_agreed(
    connection: AsyncConnection | Session, member_id: int
) -> list[tuple[IntroductionView, datetime]]:
    """The introductions of a member to which the other one said yes, or they did, and when."""
    theirs = or_(INTRODUCTION.c.member_id == member_id, INTRODUCTION.c.other_id == member_id)
    statement = select(*COLUMNS, INTRODUCTION.c.answered_at).where(
        theirs, INTRODUCTION.c.state == IntroductionState.ACCEPTED
    )
    rows = await connection.execute(statement.order_by(INTRODUCTION.c.id))
    return [(read_row(IntroductionView, row), row.answered_at) for row in rows]


async def describe_reported(connection: AsyncConnection | Session, caller: Caller, id_: int) -> Brokered:
    """What an introduction is to whoever was asked; to whoever asked only once they know who the other is.

    Raises:
        UserError: It is not theirs, or they do not know.
    """
    found = await find_introduction(connection, id_)
    both = await people.find_people(connection, (found.member_id, found.other_id)) if found else {}
    me = next((one for one in both.values() if pairs.is_caller(caller, one)), None)
    agreed = found is not None and found.state is IntroductionState.ACCEPTED
    if found is None or me is None or not (agreed or me.id == found.other_id):
        raise UserError(brokered.GONE)
    other = both.get(found.partner(me.id))
    others = ((other.user_id, "The other one of the two"),) if other else ()
    title = f"An introduction asked for on {found.asked_at:%Y-%m-%d}"
    return Brokered(me.community, title, others, found.note if me.id == found.other_id else "")


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Introductions these members asked for or were asked for, by member.

    What the other answered is the other's to know, as in everything the bot says.
    """
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    theirs = or_(INTRODUCTION.c.member_id.in_(member_ids), INTRODUCTION.c.other_id.in_(member_ids))
    statement = select(*COLUMNS, INTRODUCTION.c.answered_at).where(theirs).order_by(INTRODUCTION.c.id)
    for row in (await session.execute(statement)).mappings():
        if row["member_id"] in said:
            came = row["state"] is IntroductionState.ACCEPTED
            asked_ = {"asked_by": "me", "note": row["note"], "asked_at": row["asked_at"], "came_about": came}
            said[row["member_id"]].append(asked_)
        if row["other_id"] in said:
            told = {name: row[name] for name in ("note", "asked_at", "state", "answered_at")}
            said[row["other_id"]].append({"asked_by": "another", **told})
    return said


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """Whom these members, who are about to be erased, asked lately: nobody is asked anew by them."""
    lately = select(*COLUMNS).where(
        INTRODUCTION.c.member_id.in_(member_ids),
        INTRODUCTION.c.other_id.not_in(member_ids),
        INTRODUCTION.c.asked_at > clock.now() - terms.ASK_AGAIN,
    )
    return [
        Kept(row.member_id, _KEPT, row.asked_at, row.asked_at + terms.ASK_AGAIN, row.other_id)
        for row in await session.execute(lately)
    ]


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete introductions these members asked for or were asked for."""
    theirs = or_(INTRODUCTION.c.member_id.in_(member_ids), INTRODUCTION.c.other_id.in_(member_ids))
    gone = await session.execute(delete(INTRODUCTION).where(theirs).returning(INTRODUCTION.c.id))
    for id_ in gone.scalars().all():
        await delivery.cancel(session, prefix=name_prefix(id_))


async def _check_limits(session: Session, member_id: int, other_id: int) -> None:
    """Raises UserError where asking once more would be too much for either."""
    now = clock.now()
    mine, theirs = INTRODUCTION.c.member_id == member_id, INTRODUCTION.c.other_id == other_id
    back_ = (INTRODUCTION.c.member_id == other_id) & (INTRODUCTION.c.other_id == member_id)
    counted = select(
        func.count().filter(mine & is_untold(now)),
        func.count().filter(mine & (INTRODUCTION.c.asked_at > now - timedelta(days=7)))
        + count_kept(_KEPT, of=member_id, since=now - timedelta(days=7)).scalar_subquery(),
        # Whoever could ask again at once would learn of a no to somebody.
        func.count().filter(theirs & is_untold(now)),
        func.count().filter(mine & theirs & (INTRODUCTION.c.asked_at > now - terms.ASK_AGAIN))
        + count_kept(_KEPT, of=member_id, against=other_id).scalar_subquery(),
        func.count().filter(back_ & (INTRODUCTION.c.state == IntroductionState.ASKED)),
    ).where(or_(mine, theirs, back_))
    open_, week, asked_, again, back = (await session.execute(counted)).one()
    if again:
        raise UserError("You asked this person already. Please give them time; there are others to meet.")
    if back:
        raise UserError("This person asked to be introduced to you. `/directory requests` shows it.")
    if open_ >= terms.MOST_OPEN:
        raise UserError(
            f"You are waiting for {open_} answers, as many as one may at a time. "
            "`/directory requests` shows them."
        )
    if week >= terms.MOST_A_WEEK:
        raise UserError(f"You asked {week} people this week, as many as one may. Please go on next week.")
    if asked_ >= terms.MOST_ASKED:
        raise UserError("Several people ask this person just now. Please try again in a week.")


async def _theirs(session: Session, caller: Caller, id_: int, *, asked: bool) -> IntroductionView:
    """An introduction that the caller was asked for, or asked for; in a direct message in any community."""
    found = await find_introduction(session, id_)
    person = (
        await people.find_person(session, found.other_id if asked else found.member_id) if found else None
    )
    mine = person is not None and (person.platform, person.user_id) == (caller.platform, caller.user_id)
    if found is None or person is None or not mine or not caller.acts_in(person.community):
        raise UserError(GONE)
    return found


async def find_introduction(connection: AsyncConnection | Session, id_: int) -> IntroductionView | None:
    """An introduction by its id alone: whoever asks for a person checks that it is theirs."""
    row = (await connection.execute(select(*COLUMNS).where(INTRODUCTION.c.id == id_))).first()
    return read_row(IntroductionView, row) if row else None


async def set_state(session: Session, found: IntroductionView, state: IntroductionState) -> IntroductionView:
    changed = update(INTRODUCTION).where(INTRODUCTION.c.id == found.id)
    changed = changed.values(state=state, live_pair=None, answered_at=clock.now())
    return IntroductionView(*(await session.execute(changed.returning(*COLUMNS))).one())


async def find_between(
    connection: AsyncConnection | Session, member_id: int, other_id: int
) -> list[IntroductionView]:
    """What is asked or agreed between two."""
    both = (member_id, other_id)
    between = INTRODUCTION.c.member_id.in_(both) & INTRODUCTION.c.other_id.in_(both)
    live = between & (is_untold(clock.now()) | (INTRODUCTION.c.state == IntroductionState.ACCEPTED))
    rows = await connection.execute(select(*COLUMNS).where(live))
    return [read_row(IntroductionView, row) for row in rows]


def is_untold(now: datetime) -> ColumnElement[bool]:
    return INTRODUCTION.c.state.in_(UNTOLD) & (INTRODUCTION.c.answer_by > now)


def name_pair(one: int, other: int) -> str:
    """What stands in ``live_pair`` for as long as something is asked between these two."""
    return ":".join(map(str, sorted((one, other))))


def name_prefix(id_: int) -> str:
    """How the keys of all that is sent about an introduction begin."""
    return f"introduction:{id_}:"


def make_row(kind: str, found: IntroductionView, to: Person, due_at: datetime, by: int | None = None) -> Row:
    """A message about an introduction; ``by``: the member by whose act it is sent."""
    key = f"{name_prefix(found.id)}{kind}:{to.id}"
    return Row(
        kind,
        Arranging(found.id),
        to.address,
        due_at,
        dedupe_key=key,
        community_id=found.community_id,
        member_id=to.id,
        sender_id=by,
    )
