"""Who lets students ask about their work, and who of them suits a student."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, case, delete, func, literal, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.members import service as members
from mentorbot.members.answers import one_line
from mentorbot.members.traces import count_kept
from mentorbot.mentoring import people, vocabulary
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.terms import MOST_TOPICS
from mentorbot.networking.interviews.models import INTERVIEW_OFFER, INTERVIEW_REQUEST
from mentorbot.networking.interviews.terms import LENGTHS, MONTH, MOST_A_MONTH, MOST_ROLE, InterviewState

NOT_OFFERED: Final = "You do not offer interviews. `/interview offer` is the way to begin."
HELD: Final = "interview_held"
"""What is kept of a student who held an interview, and was erased."""
MOST_FOUND: Final = 100

offer_table: Final = INTERVIEW_OFFER
request_table: Final = INTERVIEW_REQUEST


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody offers."""

    role: str
    setting: Setting
    topics: tuple[str, ...]
    a_month: int
    minutes: int


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as it is stored."""

    member_id: int
    community_id: int
    paused: bool
    role: str
    setting: Setting
    topics: str
    a_month: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Found:
    """An offer that suits a student: who it is, and the topics that both named."""

    offer: OfferView
    user_id: str
    shared: tuple[str, ...]
    username: str = ""


_COLUMNS: Final = tuple(offer_table.c[name] for name in OfferView.__dataclass_fields__)


async def offer_interviews(session: Session, caller: Caller, answers: Answers) -> OfferView:
    """Let students ask the caller for interviews, or change what is offered; a pause ends with it.

    Raises:
        UserError: They are not enrolled, or said too little or too much.
    """
    me = await people.find_caller(session, caller)
    role = one_line(answers.role)
    if not role or len(role) > MOST_ROLE:
        raise UserError(f"Please say what you do, in 1 to {MOST_ROLE} characters.")
    topics = [topic for topic in answers.topics if topic in vocabulary.list_topics()]
    if not 1 <= len(topics) <= MOST_TOPICS:
        raise UserError(f"Please choose 1 to {MOST_TOPICS} topics.")
    if not 1 <= answers.a_month <= MOST_A_MONTH or answers.minutes not in LENGTHS:
        raise UserError("Please choose how many a month, and how long, from the lists.")
    row = {
        "paused": False,
        "role": role,
        "setting": answers.setting,
        "topics": vocabulary.join_ids(topics),
        "a_month": answers.a_month,
        "minutes": answers.minutes,
        "updated_at": clock.now(),
    }
    statement = (
        insert(offer_table)
        .values(member_id=me.id, community_id=me.community_id, **row)
        .on_conflict_do_update(index_elements=["member_id"], set_=row)
        .returning(*_COLUMNS)
    )
    return OfferView(*(await session.execute(statement)).one())


async def switch_offer(session: Session, caller: Caller, *, paused: bool) -> OfferView:
    """Let nobody ask the caller for the time being, or let them again; what was asked already stays.

    Raises:
        UserError: They offer none.
    """
    me = await people.find_caller(session, caller)
    changed = offer_table.update().where(offer_table.c.member_id == me.id).values(paused=paused)
    row = (await session.execute(changed.returning(*_COLUMNS))).first()
    if row is None:
        raise UserError(NOT_OFFERED)
    return read_row(OfferView, row)


async def find_own(connection: AsyncConnection | Session, caller: Caller) -> OfferView | None:
    """What the caller offers.

    Raises:
        UserError: They are not enrolled.
    """
    return await find_offer(connection, (await people.find_caller(connection, caller)).id)


async def find_offer(connection: AsyncConnection | Session, member_id: int) -> OfferView | None:
    """What a member offers."""
    row = (await connection.execute(select(*_COLUMNS).where(offer_table.c.member_id == member_id))).first()
    return read_row(OfferView, row) if row else None


async def find_offers(
    connection: AsyncConnection | Session,
    caller: Caller,
    *,
    topics: Sequence[str] = (),
    setting: Setting | None = None,
    most: int = MOST_FOUND,
) -> list[Found]:
    """Who suits the caller best: those with the most topics in common first, then who is asked least.

    Nobody who pauses, has had as many as they want in thirty days, or is kept from the caller.

    Args:
        most: How many.

    Raises:
        UserError: They are not enrolled.
    """
    me = await people.find_caller(connection, caller)
    busy = count_taken(offer_table.c.member_id)
    statement = (
        select(*_COLUMNS, members.USER_ID, members.USERNAME, busy.label("busy"))
        .select_from(members.SOURCE.join(offer_table, offer_table.c.member_id == members.ID))
        .where(
            offer_table.c.community_id == me.community_id,
            offer_table.c.paused.is_(False),
            offer_table.c.member_id != me.id,
            offer_table.c.a_month > busy,
            members.PRESENT,
            ~blocks.are_apart(offer_table.c.member_id, me.id),
        )
    )
    if setting is not None:
        statement = statement.where(offer_table.c.setting == setting)
    if topics:
        named = literal(",") + offer_table.c.topics + literal(",")
        shared = sum((case((named.contains(f",{topic},"), 1), else_=0) for topic in topics), literal(0))
        statement = statement.where(shared > 0).order_by(shared.desc())
    statement = statement.order_by(busy, offer_table.c.member_id).limit(most)
    found = []
    for row in await connection.execute(statement):
        view = read_row(OfferView, row)
        both = tuple(topic for topic in vocabulary.split_ids(view.topics) if topic in topics)
        found.append(Found(view, row.user_id, both, row.username))
    return found


async def find_settings(
    connection: AsyncConnection | Session, member_ids: Sequence[int]
) -> dict[int, Setting]:
    """Where those of these members work who offer interviews."""
    theirs = offer_table.c.member_id.in_(member_ids)
    rows = await connection.execute(select(offer_table.c.member_id, offer_table.c.setting).where(theirs))
    return {row.member_id: row.setting for row in rows}


def count_taken(professional: ColumnElement[int] | int) -> ColumnElement[int]:
    """How many interviews of a professional count in these thirty days."""
    counted = (InterviewState.ASKED, InterviewState.ACCEPTED, InterviewState.MET)
    since = clock.now() - MONTH
    taken = select(func.count()).where(
        request_table.c.professional_id == professional,
        request_table.c.state.in_(counted),
        request_table.c.asked_at > since,
    )
    before = count_kept(HELD, against=professional, since=since)
    return taken.correlate(offer_table).scalar_subquery() + before.correlate(offer_table).scalar_subquery()


async def has_room(connection: AsyncConnection | Session, professional_id: int) -> bool:
    """Whether somebody offers interviews now, and has not as many as they want in these thirty days."""
    open_ = (offer_table.c.member_id == professional_id) & ~offer_table.c.paused
    free = offer_table.c.a_month > count_taken(offer_table.c.member_id)
    return (await connection.execute(select(offer_table.c.member_id).where(open_, free))).first() is not None


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, Any]:
    """What these members offer, by member; None for whoever offers nothing."""
    said: dict[int, Any] = dict.fromkeys(member_ids)
    rows = await session.execute(select(offer_table).where(offer_table.c.member_id.in_(member_ids)))
    for row in rows.mappings():
        said[row["member_id"]] = {name: row[name] for name in row if not name.endswith("_id")}
    return said


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members offer."""
    await session.execute(delete(offer_table).where(offer_table.c.member_id.in_(member_ids)))
