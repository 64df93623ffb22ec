"""Finding opportunities, and saving searches of whose new finds one is told."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, delete, func, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.networking.opportunities import rights
from mentorbot.networking.opportunities.alerts import SEARCH
from mentorbot.networking.opportunities.filters import Filters, read_bucket
from mentorbot.networking.opportunities.notices import MARK
from mentorbot.networking.opportunities.service import (
    AUTHOR,
    COLUMNS,
    GONE,
    SEEN,
    SOURCE,
    TABLE,
    OpportunityView,
    read_opportunity,
)
from mentorbot.networking.opportunities.terms import MOST_SEARCHES, Cadence, OpportunityState

MOST_FOUND: Final = 200
SEARCH_GONE: Final = "That search is not there any more. `/opportunity saved` shows those that are."


@dataclass(frozen=True, slots=True)
class Search:
    """A saved search."""

    id: int
    filters: Filters
    cadence: Cadence


@dataclass(frozen=True, slots=True)
class Looked:
    """An opportunity, and what the caller has to do with it; ``mine``: they posted it."""

    opportunity: OpportunityView
    applied: bool
    reminded: bool
    mine: bool


async def search_opportunities(
    connection: AsyncConnection | Session, caller: Caller, filters: Filters
) -> list[OpportunityView]:
    """What is open in the caller's community and fits. One statement.

    What is in the setting that the caller wants to work in comes first, unless they ask for one; of these,
    and then of the others, what closes first.

    Raises:
        UserError: In a direct message, from someone who is in no community.
    """
    statement = select(*COLUMNS).where(
        TABLE.c.state == OpportunityState.OPEN, TABLE.c.closes_at > clock.now(), *_fits(filters)
    )
    if not members.has_place(caller):
        joined = TABLE.join(members.SOURCE, TABLE.c.community_id == members.MEMBER_COMMUNITY)
        statement = statement.select_from(joined).where(members.LAST_USED)
    else:
        statement = statement.select_from(SOURCE).where(members.IN_COMMUNITY)
    # Without a deadline of its own it stands behind those that have one.
    order = (case((TABLE.c.deadline.is_(None), 1), else_=0), TABLE.c.closes_at, TABLE.c.turn.desc())
    if filters.setting is None:
        wanted = members.SETTING_HERE if members.has_place(caller) else members.SETTING_LAST
        statement = statement.order_by(case((TABLE.c.setting == wanted, 0), else_=1))
    statement = statement.order_by(*order).limit(MOST_FOUND)
    return [read_opportunity(row) for row in await connection.execute(statement, members.bind_caller(caller))]


async def look_at(connection: AsyncConnection | Session, caller: Caller, id_: int) -> Looked:
    """One that is or was open to all, for a member: one statement.

    Raises:
        UserError: The caller is not enrolled, or there is none in their community.
    """
    whose = members.THEIRS if caller.community is None else members.HERE
    joined = (
        members.SOURCE.join(TABLE, TABLE.c.community_id == members.MEMBER_COMMUNITY)
        .outerjoin(MARK, (MARK.c.opportunity_id == TABLE.c.id) & (MARK.c.member_id == members.ID))
        .outerjoin(AUTHOR, (AUTHOR.c.opportunity_id == TABLE.c.id) & (AUTHOR.c.member_id == members.ID))
    )
    statement = (
        select(*COLUMNS, MARK.c.applied_at, MARK.c.remind_at, AUTHOR.c.member_id.label("author"))
        .select_from(joined)
        .where(whose, TABLE.c.id == id_, TABLE.c.state.in_(SEEN))
    )
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    if row is None:
        if await members.find_profile(connection, caller) is None:
            raise members.refuse_stranger(caller)
        raise UserError(GONE)
    return Looked(
        read_opportunity(row), row.applied_at is not None, row.remind_at is not None, row.author is not None
    )


@dataclass(frozen=True, slots=True)
class LookedAs:
    """An opportunity as its reader sees it. ``organizes``: they look after opportunities there."""

    looked: Looked
    organizes: bool


async def look_as(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, id_: int
) -> LookedAs:
    """As :func:`look_at`; with whether the caller organizes."""
    looked = await look_at(connection, caller, id_)
    return LookedAs(
        looked, rights.organizes_opportunities(await rights.read_rights(connection, caller, allowed))
    )


async def save_search(session: Session, caller: Caller, filters: Filters, cadence: Cadence) -> Search:
    """Tell the caller of what is new and fits; saved again, another cadence takes the place of the old.

    Raises:
        UserError: They are not enrolled, or have as many searches as one may have.
    """
    member = await members.find_profile(session, caller)
    if member is None:
        raise members.refuse_stranger(caller)
    kept = select(SEARCH.c.bucket, SEARCH.c.words).where(SEARCH.c.member_id == member.id)
    there = {tuple(row) for row in await session.execute(kept)}
    if (filters.bucket, filters.words) not in there and len(there) >= MOST_SEARCHES:
        raise UserError(
            f"You have {MOST_SEARCHES} saved searches, as many as one may have. "
            "`/opportunity saved` lists them; remove one first."
        )
    community = select(members.MEMBER_COMMUNITY).where(members.ID.in_((member.id,))).scalar_subquery()
    last = select(func.coalesce(func.max(TABLE.c.turn), 0)).where(TABLE.c.community_id == community)
    row = {
        "community_id": community,
        "member_id": member.id,
        "bucket": filters.bucket,
        "words": filters.words,
        "cadence": cadence,
        "after_turn": last.scalar_subquery(),
        "created_at": clock.now(),
    }
    added = insert(SEARCH).values(row)
    added = added.on_conflict_do_update(
        index_elements=["member_id", "bucket", "words"], set_={"cadence": cadence}
    )
    id_ = (await session.execute(added.returning(SEARCH.c.id))).scalar_one()
    return Search(id_, filters, cadence)


async def find_saved(connection: AsyncConnection | Session, caller: Caller) -> list[Search]:
    """The caller's saved searches, the oldest first: one statement; none for whoever is not enrolled."""
    where = members.HERE if members.has_place(caller) else members.LAST_USED
    statement = (
        select(SEARCH)
        .select_from(members.SOURCE.join(SEARCH, SEARCH.c.member_id == members.ID))
        .where(where)
        .order_by(SEARCH.c.id)
    )
    rows = await connection.execute(statement, members.bind_caller(caller))
    return [Search(row.id, read_bucket(row.bucket, row.words), row.cadence) for row in rows]


async def remove_search(session: Session, caller: Caller, id_: int) -> None:
    """Forget a saved search; it tells of nothing any more.

    Raises:
        UserError: It is not the caller's, or gone already.
    """
    whose = members.THEIRS if caller.community is None else members.HERE
    theirs = select(members.ID).select_from(members.SOURCE).where(whose)
    gone = delete(SEARCH).where(SEARCH.c.id == id_, SEARCH.c.member_id.in_(theirs)).returning(SEARCH.c.id)
    if (await session.execute(gone, members.bind_caller(caller))).first() is None:
        raise UserError(SEARCH_GONE)


def _fits(filters: Filters) -> list[Any]:
    chosen = [
        TABLE.c[name] == value
        for name in ("kind", "setting", "mode", "level")
        if (value := getattr(filters, name)) is not None
    ]
    return chosen + [TABLE.c.words.contains(f" {word}", autoescape=True) for word in filters.words.split()]
