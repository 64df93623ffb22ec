"""What mentors offer and mentees look for: kept, shown, handed out and erased."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zlib import crc32

from sqlalchemy import Table, delete, func, select, update

from mentorbot import clock
from mentorbot.chat import number_of
from mentorbot.db import AsyncConnection, Session, in_parts, insert
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting
from mentorbot.members import service as members
from mentorbot.mentoring.profiles import naming
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.terms import DayPart, Format, Help, MentorState
from mentorbot.mentoring.vocabulary import join_ids, split_ids

NOT_A_MENTOR: Final = "You are no mentor here yet. `/mentor join` takes two minutes."
NOT_A_MENTEE: Final = "Tell me first what you look for: `/mentee profile`."


@dataclass(frozen=True, slots=True)
class About:
    """Who a mentor is: the first step of joining."""

    role: str
    organization: str
    setting: Setting
    years: int
    about: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a mentor helps with: the second step. Each holds ids."""

    topics: tuple[str, ...]
    credentials: tuple[str, ...]
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    day_parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """How much of their time a mentor gives, and for what: the third step. ``hours``: a month."""

    hours: int
    capacity: int
    helps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a mentee looks for: the first step."""

    goals: str
    organization: str
    topics: tuple[str, ...]
    settings: tuple[str, ...]
    helps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """How a mentee can be met: the second step."""

    languages: tuple[str, ...]
    day_parts: tuple[str, ...]
    credentials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MentorView:
    """A mentor as the rest of the program sees one; lists hold ids."""

    member_id: int
    community_id: int
    state: MentorState
    paused_until: datetime | None
    name: str
    role: str
    organization: str
    setting: Setting
    topics: tuple[str, ...]
    credentials: tuple[str, ...]
    years: int
    languages: tuple[str, ...]
    day_parts: tuple[DayPart, ...]
    hours: int
    capacity: int
    taken: int
    formats: tuple[Format, ...]
    about: str
    helps: tuple[Help, ...]

    @property
    def finished(self) -> bool:
        """Whether they have said enough to be listed."""
        return bool(self.topics and self.formats and self.languages)

    @property
    def version(self) -> int:
        """Another number for each profile that says something else; never 0."""
        said = replace(self, state=MentorState.DRAFT, paused_until=None, taken=0)
        return crc32(repr(said).encode("utf-8", "replace")) or 1

    @property
    def available(self) -> bool:
        """Whether they can be asked now, as far as they themselves go."""
        return self.state is MentorState.LISTED and self.taken < self.capacity


@dataclass(frozen=True, slots=True)
class MenteeView:
    """A mentee as the rest of the program sees one; lists hold ids."""

    member_id: int
    community_id: int
    name: str
    goals: str
    organization: str
    topics: tuple[str, ...]
    settings: tuple[Setting, ...]
    credentials: tuple[str, ...]
    languages: tuple[str, ...]
    day_parts: tuple[DayPart, ...]
    helps: tuple[Help, ...]


IS_MENTOR: Final = select(MENTOR.c.member_id).where(MENTOR.c.member_id == members.ID).exists()
"""Whether a member is a mentor, in a statement of another room."""
_MENTOR: Final = tuple(MENTOR.c[name] for name in MentorView.__dataclass_fields__)
_MENTEE: Final = tuple(MENTEE.c[name] for name in MenteeView.__dataclass_fields__)
_KINDS: Final = {"day_parts": DayPart, "formats": Format, "settings": Setting, "helps": Help}
_LISTS: Final = {"topics", "credentials", "languages", *_KINDS}


async def find_mentor(connection: AsyncConnection | Session, member_id: int) -> MentorView | None:
    """What this member offers; None if they are no mentor."""
    return (await find_mentors(connection, [member_id])).get(member_id)


async def find_mentors(
    connection: AsyncConnection | Session, member_ids: Sequence[int]
) -> dict[int, MentorView]:
    """The mentors among these members, by id."""
    rows = await connection.execute(select(*_MENTOR).where(MENTOR.c.member_id.in_(member_ids)))
    return {row["member_id"]: MentorView(**_read(row)) for row in rows.mappings()}


async def find_waiting_mentors(connection: AsyncConnection | Session, community_id: int) -> list[MentorView]:
    """The mentors of a community who wait to be listed, the longest first."""
    waits = (MENTOR.c.community_id == community_id) & (MENTOR.c.state == MentorState.WAITING)
    rows = await connection.execute(select(*_MENTOR).where(waits).order_by(MENTOR.c.updated_at))
    return [MentorView(**_read(row)) for row in rows.mappings()]


async def find_users_of(
    connection: AsyncConnection | Session, community_id: int, *, mentors: bool
) -> set[str]:
    """The ids on the platform of the mentees of a community, or of the mentors who have finished joining."""
    table = MENTOR if mentors else MENTEE
    statement = select(members.USER_ID).join(table, table.c.member_id == members.ID)
    statement = statement.where(table.c.community_id == community_id)
    if mentors:
        statement = statement.where(MENTOR.c.state != MentorState.DRAFT)
    return set((await connection.execute(statement)).scalars())


async def find_mentee(connection: AsyncConnection | Session, member_id: int) -> MenteeView | None:
    """What this member looks for; None if they have not said."""
    return (await find_mentees(connection, [member_id])).get(member_id)


async def find_mentees(
    connection: AsyncConnection | Session, member_ids: Sequence[int]
) -> dict[int, MenteeView]:
    """The mentees among these members, by id."""
    found: dict[int, MenteeView] = {}
    async for some in in_parts(member_ids):
        rows = await connection.execute(select(*_MENTEE).where(MENTEE.c.member_id.in_(some)))
        found |= {row["member_id"]: MenteeView(**_read(row)) for row in rows.mappings()}
    return found


async def require_mentor(connection: AsyncConnection | Session, member_id: int) -> MentorView:
    """What this member offers.

    Raises:
        UserError: They are no mentor.
    """
    found = await find_mentor(connection, member_id)
    if found is None:
        raise UserError(NOT_A_MENTOR)
    return found


async def require_mentee(connection: AsyncConnection | Session, member_id: int) -> MenteeView:
    """What this member looks for.

    Raises:
        UserError: They have not said.
    """
    found = await find_mentee(connection, member_id)
    if found is None:
        raise UserError(NOT_A_MENTEE)
    return found


async def begin_mentor(
    session: Session, member_id: int, community_id: int, name: str, said: About, *, username: str = ""
) -> MentorView:
    """Keep the first step; whoever is new is a draft until they finish.

    Args:
        username: What the platform calls them, to be told apart from others of the same name.
    """
    now = clock.now()
    shown = await naming.tell_apart(session, member_id, community_id, name, username)
    known = {"name": shown, "username": username, **_row(said), "updated_at": now}
    new = {
        "member_id": member_id,
        "community_id": community_id,
        "state": MentorState.DRAFT,
        "topics": "",
        "credentials": "",
        "languages": "en",
        "day_parts": "",
        "hours": 2,
        "capacity": 1,
        "taken": 0,
        "formats": Format.PAIR,
        "joined_at": now,
        **known,
    }
    added = insert(MENTOR).values(new)
    await session.execute(added.on_conflict_do_update(index_elements=["member_id"], set_=known))
    return await require_mentor(session, member_id)


async def change_mentor(session: Session, member_id: int, said: Offer | Room) -> MentorView:
    """Keep another step.

    Raises:
        UserError: They are no mentor, or have more mentees than they now want to take.
    """
    found = await require_mentor(session, member_id)
    if isinstance(said, Room) and said.capacity < found.taken:
        have = number_of(found.taken, "mentee")
        raise UserError(
            f"You have {have} at the moment, so you cannot take fewer. Nothing was changed; "
            "to get no new ones, use `/mentor pause`."
        )
    return await set_mentor(session, member_id, **_row(said))


async def set_mentor(session: Session, member_id: int, **values: Any) -> MentorView:
    """Change columns of a mentor, and let whoever keeps a copy see that they have changed."""
    theirs = update(MENTOR).where(MENTOR.c.member_id == member_id)
    await session.execute(theirs.values(**values, updated_at=clock.now()))
    return await require_mentor(session, member_id)


async def find_waiting(session: Session, community_id: int) -> list[int]:
    """The members of a community who wait for an organizer before they are listed."""
    here = (MENTOR.c.community_id == community_id) & (MENTOR.c.state == MentorState.WAITING)
    return list((await session.execute(select(MENTOR.c.member_id).where(here))).scalars())


async def begin_mentee(
    session: Session,
    member_id: int,
    community_id: int,
    name: str,
    said: Wish,
    *,
    reach: Reach,
    username: str = "",
) -> MenteeView:
    """Keep what a mentee looks for.

    Args:
        reach: What holds until they say otherwise, if they are new.
        username: What the platform calls them, to be told apart from others of the same name.
    """
    shown = await naming.tell_apart(session, member_id, community_id, name, username)
    known = {"name": shown, "username": username, **_row(said), "updated_at": clock.now()}
    new = {"member_id": member_id, "community_id": community_id, **_row(reach), **known}
    added = insert(MENTEE).values(new)
    await session.execute(added.on_conflict_do_update(index_elements=["member_id"], set_=known))
    return await require_mentee(session, member_id)


async def change_mentee(session: Session, member_id: int, said: Reach) -> MenteeView:
    """Keep how a mentee can be met.

    Raises:
        UserError: They have not said yet what they look for.
    """
    theirs = update(MENTEE).where(MENTEE.c.member_id == member_id)
    await session.execute(theirs.values(**_row(said), updated_at=clock.now()))
    return await require_mentee(session, member_id)


async def set_zone(session: Session, member_id: int, zone: str) -> None:
    """Say in which time zone a member lives, by which the time they have in common with others goes."""
    await members.set_zone(session, member_id, zone)


async def export_mentors(session: Session, member_ids: Sequence[int]) -> dict[int, Any]:
    """What these members offer as mentors, by member; None for whoever is none."""
    return await _export(session, MENTOR, member_ids)


async def export_mentees(session: Session, member_ids: Sequence[int]) -> dict[int, Any]:
    """What these members look for, by member; None for whoever has not said."""
    return await _export(session, MENTEE, member_ids)


async def erase_mentors(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members offer."""
    await session.execute(delete(MENTOR).where(MENTOR.c.member_id.in_(member_ids)))


async def erase_mentees(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members look for."""
    await session.execute(delete(MENTEE).where(MENTEE.c.member_id.in_(member_ids)))


def _row(said: About | Offer | Room | Wish | Reach) -> dict[str, Any]:
    values = {name: getattr(said, name) for name in said.__dataclass_fields__}
    return {name: join_ids(value) if name in _LISTS else value for name, value in values.items()}


def _read(row: Any) -> dict[str, Any]:
    values = dict(row)
    for name in _LISTS & values.keys():
        known = _KINDS.get(name)
        ids = split_ids(values[name])
        values[name] = tuple(known(id_) for id_ in ids) if known else ids
    return values


async def _export(session: Session, table: Table, member_ids: Sequence[int]) -> dict[int, Any]:
    rows = await session.execute(select(table).where(table.c.member_id.in_(member_ids)))
    said = {
        row["member_id"]: {name: value for name, value in row.items() if not name.endswith("_id")}
        for row in rows.mappings()
    }
    return {id_: said.get(id_) for id_ in member_ids}


async def count_listed(connection: AsyncConnection | Session, community_id: int) -> int:
    """How many mentors of a community are offered to those who look for one."""
    listed = (MENTOR.c.community_id == community_id) & (MENTOR.c.state == MentorState.LISTED)
    counted = select(func.count()).select_from(MENTOR).where(listed)
    return int((await connection.execute(counted)).scalar_one())
