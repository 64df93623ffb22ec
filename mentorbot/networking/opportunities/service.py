"""What is stored of opportunities, and how it is read and begun. Their life is in posting."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, NotNullable, Row, delete, func, insert, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, read_row, some_of_each
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.members import service as members
from mentorbot.members.traces import count_kept
from mentorbot.networking.opportunities import rights, terms
from mentorbot.networking.opportunities.answers import Frame, Texts
from mentorbot.networking.opportunities.filters import join_words
from mentorbot.networking.opportunities.models import OPPORTUNITY, OPPORTUNITY_AUTHOR
from mentorbot.networking.opportunities.rights import Settings
from mentorbot.networking.opportunities.terms import Level, OpportunityKind, OpportunityState, WorkMode

DRAFTS_KEPT: Final = timedelta(days=1)
KEPT: Final = "opportunity"
"""What is kept of whoever posted an opportunity, and was erased."""
STALE: Final = timedelta(days=7)
"""How long after its end an opportunity is still brought up to date where it is shown."""
MOST_OF_ONE: Final = 5
MOST_AT_ONCE: Final = 50
"""What is brought up to date at a time: of one community, and in all."""
GONE: Final = "There is no such opportunity here any more. `/opportunity search` shows what there is."
OVERTAKEN: Final = (
    "Somebody changed this opportunity after you opened it, so nothing of yours was stored. "
    "Please look at it again."
)
NOT_YOURS: Final = "Only whoever posted this opportunity, and organizers, can change or close it."
CLOSED: Final = "This opportunity is closed."

TABLE: Final = OPPORTUNITY
AUTHOR: Final = OPPORTUNITY_AUTHOR
LIVE: Final = (OpportunityState.WAITING, OpportunityState.OPEN)
SEEN: Final = (OpportunityState.OPEN, OpportunityState.CLOSED)
"""What others than its author and organizers may know of."""


@dataclass(frozen=True, slots=True)
class OpportunityView:
    """An opportunity as the rest of the program sees it; ``platform`` and ``community`` as in a Caller."""

    platform: str
    community: str
    id: int
    community_id: int
    state: OpportunityState
    version: int
    kind: OpportunityKind
    title: str
    organization: str
    place: str
    mode: WorkMode | None
    setting: Setting | None
    level: Level | None
    pay: str
    about: str
    link: str
    words: str
    deadline: datetime | None
    closes_at: datetime | None
    turn: int | None
    channel_id: str
    message_key: str
    shown_version: int

    def is_open(self, now: datetime) -> bool:
        """Whether one can apply at that moment."""
        return self.state is OpportunityState.OPEN and self.closes_at is not None and now < self.closes_at


@dataclass(frozen=True, slots=True)
class Seen:
    """An opportunity, and the version of it that somebody saw before they changed it."""

    id: int
    version: int


COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    *members.PLACE,
    *(TABLE.c[name] for name in OpportunityView.__dataclass_fields__ if name in TABLE.c),
)
SOURCE: Final = TABLE.join(members.COMMUNITY, TABLE.c.community_id == members.COMMUNITY_ID)


def read_opportunity(row: Row[*tuple[Any, ...]]) -> OpportunityView:
    """The opportunity of a row that was selected with COLUMNS, before what has the same names."""
    return read_row(OpportunityView, row)


@dataclass(frozen=True, slots=True)
class Managed:
    """An opportunity for whoever looks after it.

    Args:
        approval: An organizer looks at it before it is shown.
        zone: The time zone of whoever looks after it.
    """

    opportunity: OpportunityView
    approval: bool
    zone: str


async def find_opportunity(connection: AsyncConnection | Session, id_: int) -> OpportunityView | None:
    """An opportunity by its id alone: for what the bot does by itself, never for a caller."""
    row = (await connection.execute(select(*COLUMNS).select_from(SOURCE).where(TABLE.c.id == id_))).first()
    return read_opportunity(row) if row else None


async def find_managed(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, id_: int
) -> OpportunityView:
    """An opportunity that the caller posted or, as an organizer, looks after, in any state: one statement.

    Raises:
        UserError: There is none in their community, or it is another's.
    """
    if caller.community is None:
        raise UserError(rights.ONLY_IN_COMMUNITY)
    mine = (
        select(AUTHOR.c.opportunity_id)
        .select_from(AUTHOR.join(members.SOURCE.left, AUTHOR.c.member_id == members.ID))
        .where(AUTHOR.c.opportunity_id == TABLE.c.id, members.SOURCE.left.c.user_id == caller.user_id)
        .correlate(TABLE)
        .exists()
    )
    statement = (
        select(*COLUMNS, mine.label("mine"))
        .select_from(SOURCE)
        .where(members.IN_COMMUNITY, TABLE.c.id == id_)
    )
    bound = {"platform": caller.platform, "community": caller.community}
    row = (await connection.execute(statement, bound)).first()
    organizer = rights.organizes_opportunities(await rights.read_rights(connection, caller, allowed))
    if row is None or (not row.mine and not organizer and read_opportunity(row).state not in SEEN):
        raise UserError(GONE)
    if not row.mine and not organizer:
        raise UserError(NOT_YOURS)
    return read_opportunity(row)


async def draft_opportunity(
    session: Session, caller: Caller, allowed: Rights, frame: Frame
) -> OpportunityView:
    """Begin an opportunity that only its author sees; what nobody went on with for a day is dropped.

    Raises:
        UserError: The caller may not post, or has posted as many as one may in a day.
    """
    found = await rights.may_post(session, caller, allowed)
    allowed = await rights.read_rights(session, caller, allowed)
    now = clock.now()
    old = (TABLE.c.community_id == found.community_id) & (TABLE.c.state == OpportunityState.DRAFT)
    await session.execute(delete(TABLE).where(old, TABLE.c.created_at < now - DRAFTS_KEPT))
    if not rights.organizes_opportunities(allowed):
        await check_pace(session, require_member(found), now)
    values = {**make_row(found, frame, Texts("", "")), "state": OpportunityState.DRAFT}
    id_ = (await session.execute(insert(TABLE).values(values).returning(TABLE.c.id))).scalar_one()
    author = {"opportunity_id": id_, "member_id": require_member(found), "at": now}
    await session.execute(insert(AUTHOR).values(author))
    return await require_opportunity(session, id_)


def make_row(found: Settings, frame: Frame, texts: Texts) -> dict[str, Any]:
    """What is stored of an opportunity that is new."""
    now = clock.now()
    return {
        "community_id": found.community_id,
        "version": 1,
        "channel_id": found.channel_id,
        "message_key": "",
        "shown_version": 0,
        "created_at": now,
        "updated_at": now,
        **list_values(frame),
        **list_values(texts),
        "words": join_words(texts.title, texts.organization, texts.place, texts.about),
    }


async def note_shown_version(session: Session, id_: int, version: int) -> None:
    """Remember which version the message for all shows, which is no change of the opportunity."""
    await session.execute(update(TABLE).where(TABLE.c.id == id_).values(shown_version=version))


async def find_behind(
    connection: AsyncConnection | Session,
    platform: str,
    *,
    without: Collection[int] = (),
    without_communities: Collection[int] = (),
) -> list[OpportunityView]:
    """Opportunities whose message still shows an older version: a few of each community.

    Args:
        without: Leave these out, by id.
        without_communities: And all of these communities.
    """
    waiting = (
        select(TABLE.c.id, TABLE.c.community_id)
        .select_from(SOURCE)
        .where(
            members.COMMUNITY.c.platform == platform,
            TABLE.c.shown_version != TABLE.c.version,
            TABLE.c.message_key != "",
            TABLE.c.closes_at > clock.now() - STALE,
            TABLE.c.id.not_in(without),
            TABLE.c.community_id.not_in(without_communities),
        )
    )
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    in_turn = select(*COLUMNS).select_from(SOURCE.join(some, some.c.id == TABLE.c.id)).order_by(some.c.turn)
    return [read_opportunity(row) for row in await connection.execute(in_turn)]


async def find_waiting(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights
) -> list[OpportunityView]:
    """What waits for an organizer of the caller's community, the oldest first.

    Raises:
        UserError: The caller is no organizer there.
    """
    found = await rights.require_organizer(connection, caller, allowed)
    statement = (
        select(*COLUMNS)
        .select_from(SOURCE)
        .where(TABLE.c.community_id == found.community_id, TABLE.c.state == OpportunityState.WAITING)
        .order_by(TABLE.c.updated_at, TABLE.c.id)
    )
    return [read_opportunity(row) for row in await connection.execute(statement)]


async def change_opportunity(
    session: Session, before: OpportunityView, values: dict[str, Any]
) -> OpportunityView:
    """Store other values of an opportunity, as its next version."""
    values = {**values, "version": before.version + 1, "updated_at": clock.now()}
    await session.execute(update(TABLE).where(TABLE.c.id == before.id).values(values))
    return await require_opportunity(session, before.id)


async def require_opportunity(session: Session, id_: int) -> OpportunityView:
    """An opportunity by its id alone, which must be there."""
    found = await find_opportunity(session, id_)
    if found is None:
        raise UserError(GONE)
    return found


async def find_live_links(connection: AsyncConnection | Session, community_id: int) -> dict[str, str]:
    """What each link that nobody may post again belongs to: titles by links in their normal form."""
    statement = select(NotNullable(TABLE.c.live_link), TABLE.c.title).where(
        TABLE.c.community_id == community_id, TABLE.c.live_link.is_not(None)
    )
    return {row.live_link: row.title for row in await connection.execute(statement)}


def require_member(found: Settings) -> int:
    """The id of whoever may post."""
    if found.member is None:
        raise ValueError("whoever may post is enrolled")
    return found.member.id


def list_values(part: Frame | Texts) -> dict[str, Any]:
    """A part of what was answered, by column."""
    return {name: getattr(part, name) for name in type(part).__dataclass_fields__}


async def check_pace(session: Session, author_id: int, now: datetime) -> None:
    """Raises UserError if this member has posted as many as one may in a day."""
    posted = (
        select(func.count())
        .select_from(AUTHOR.join(TABLE, TABLE.c.id == AUTHOR.c.opportunity_id))
        .where(
            AUTHOR.c.member_id == author_id,
            AUTHOR.c.at > now - timedelta(days=1),
            TABLE.c.state != OpportunityState.DRAFT,
        )
    )
    before = count_kept(KEPT, of=author_id, since=now - timedelta(days=1))
    counted = select(posted.scalar_subquery() + before.scalar_subquery())
    if (await session.execute(counted)).scalar_one() >= terms.MOST_A_DAY:
        raise UserError(
            f"You have posted {terms.MOST_A_DAY} opportunities since yesterday, which is as many as one may "
            "in a day. Please post this one tomorrow."
        )
