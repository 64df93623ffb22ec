"""Enrolling in a community, and what a member told us about themselves."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, NotNullable, Row, Select, bindparam, delete, func, select

from mentorbot import clock
from mentorbot.chat import drop_halves
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.delivery.kinds import Address
from mentorbot.errors import UserError, WhichCommunityError
from mentorbot.guide.model import Setting, Stage
from mentorbot.members import models, traces, whereabouts
from mentorbot.times import zones

NOT_ENROLLED: Final = "You are not enrolled here yet. Run `/start` first; it takes a minute."
START: Final = ("Start", "members:start")
"""The button with which one enrols, for a refusal."""
NO_COMMUNITY: Final = (
    "You are not enrolled in any community yet. Run `/start` in the community you want to take part in; "
    "after that I answer here as well."
)

when_moved: Final[list[Callable[[Session, int, str, str], Awaitable[None]]]] = []
"""Called with a member's id, and the zones they lived and live in, in the transaction that notes it."""
when_enrolled: Final[list[Callable[[Session, int], Awaitable[None]]]] = []
"""Called with the id of everybody who becomes a member, in that transaction."""

COMMUNITY: Final = models.COMMUNITY
_member = models.MEMBER


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the rest of the program sees one.

    Args:
        time_zone: By whose clock they are told times, an IANA name.
        zone_told: Whether they or their chat said so; else it is their community's, or UTC if it has none.
    """

    id: int
    stage: Stage | None
    goal: str
    time_zone: str
    locale: str
    target_date: date | None
    enrolled_at: datetime
    updated_at: datetime
    setting: Setting | None = None
    credential: str | None = None
    graduation: int | None = None
    dark: bool = False
    zone_told: bool = True


@dataclass(frozen=True, slots=True)
class Aims:
    """What a member aims at, checked.

    Args:
        setting: Where they want to work.
        credential: The id of a credential's page.
        graduation: The year in which they graduate; None if they do not study, or have not said.
    """

    setting: Setting | None = None
    credential: str | None = None
    graduation: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member tells of themselves, checked.

    Args:
        time_zone: None keeps the stored one (at first the platform's, or UTC).
        target_date: None for none.
        keeps_date: The stored target date stays, whatever ``target_date`` is.
    """

    stage: Stage
    goal: str = ""
    time_zone: str | None = None
    target_date: date | None = None
    keeps_date: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """A member as somebody to write to."""

    member_id: int
    address: Address


TIME_ZONE: Final = whereabouts.TIME_ZONE
"""By whose clock a member is told times: theirs, or their community's while nobody said where they live."""
# Another feature reads a member and its own rows in one statement by joining to SOURCE what it owns.
_computed: Final[dict[str, ColumnElement[Any]]] = {"time_zone": TIME_ZONE, "zone_told": whereabouts.ZONE_TOLD}
COLUMNS: Final[tuple[ColumnElement[Any], ...]] = tuple(
    _computed[name] if name in _computed else _member.c[name] for name in MemberView.__dataclass_fields__
)
ID: Final[ColumnElement[int]] = _member.c.id
COMMUNITY_ID: Final[ColumnElement[int]] = COMMUNITY.c.id
IN_COMMUNITY: Final = (COMMUNITY.c.platform == bindparam("platform")) & (
    COMMUNITY.c.external_id == bindparam("community")
)
MEMBER_COMMUNITY: Final[ColumnElement[int]] = _member.c.community_id
USER_ID: Final[ColumnElement[str]] = _member.c.user_id
PLACE: Final = (COMMUNITY.c.platform, COMMUNITY.c.external_id.label("community"))
"""The columns that say where a community is: its platform, and its id there."""
USERNAME: Final[ColumnElement[str]] = _member.c.username
ADDRESS: Final = (*PLACE, USER_ID)
"""The columns that say where a member is reached."""
RECIPIENT: Final = (_member.c.id.label("member_id"), *ADDRESS)
"""The columns of a :class:`Recipient`."""
CAREER_STAGE: Final[ColumnElement[Stage | None]] = _member.c.stage
SOURCE: Final = _member.join(COMMUNITY, COMMUNITY.c.id == _member.c.community_id)
HERE: Final = IN_COMMUNITY & (_member.c.user_id == bindparam("user"))
ANYWHERE: Final = (_member.c.user_id == bindparam("user")) & (COMMUNITY.c.platform == bindparam("platform"))
"""The caller in every community, those included that they have left."""
THEIRS: Final = ANYWHERE & _member.c.left_at.is_(None)
"""The caller in every community that they are in."""
_last_used = (
    select(_member.c.id)
    .select_from(SOURCE)
    .where(THEIRS)
    .order_by(_member.c.updated_at.desc(), _member.c.id.desc())
    .limit(1)
    .correlate(None)
    .scalar_subquery()
)
PRESENT: Final = _member.c.left_at.is_(None)
"""A condition: the member is not known to have left the community."""
LAST_USED: Final = _member.c.id == _last_used

SETTING_HERE: Final = (
    select(_member.c.setting).select_from(SOURCE).where(HERE).correlate(None).scalar_subquery()
)
"""Where the caller wants to work, in a statement of another feature."""
SETTING_LAST: Final = select(_member.c.setting).where(LAST_USED).correlate(None).scalar_subquery()
"""The same in a direct message."""
_PROFILE_HERE = select(*COLUMNS).select_from(SOURCE).where(HERE)
_PROFILE_LAST = select(*COLUMNS).select_from(SOURCE).where(LAST_USED)
_PLACES: Final = select(*PLACE).select_from(SOURCE).where(ANYWHERE)
_IDS_HERE = select(ID).select_from(SOURCE).where(HERE)
_IDS_EVERYWHERE = select(ID).select_from(SOURCE).where(ANYWHERE).order_by(ID)


def has_place(caller: Caller) -> bool:
    """Whether it is known which community the caller means: HERE finds them, and LAST_USED if not.

    Raises:
        WhichCommunityError: It could be several.
    """
    if caller.community is None and caller.among:
        raise WhichCommunityError(caller.among)
    return caller.community is not None


def bind_caller(caller: Caller) -> dict[str, Any]:
    """What to bind in a statement that has HERE (in a community) or LAST_USED (in a direct message)."""
    if caller.community is None:
        return {"platform": caller.platform, "user": caller.user_id}
    return {"platform": caller.platform, "community": caller.community, "user": caller.user_id}


def read_member(row: Row[*tuple[Any, ...]]) -> MemberView:
    """The member of a row that was selected with COLUMNS, before what has the same names."""
    return read_row(MemberView, row)


def refuse_stranger(caller: Caller) -> UserError:
    """The refusal for someone who has not run /start, and in a community the way to it."""
    if caller.community is None:
        return UserError(NO_COMMUNITY)
    return UserError(NOT_ENROLLED, way_on=START)


def is_community(platform: str, external_id: str) -> ColumnElement[bool]:
    """A condition: it is the community with this id on the platform."""
    return (COMMUNITY.c.platform == platform) & (COMMUNITY.c.external_id == external_id)


async def find_profile(connection: AsyncConnection | Session, caller: Caller) -> MemberView | None:
    """The caller as a member; in a direct message, of the community they used last. None: not enrolled."""
    statement = _PROFILE_HERE if has_place(caller) else _PROFILE_LAST
    row = (await connection.execute(statement, bind_caller(caller))).first()
    return read_member(row) if row else None


async def prefers_dark(connection: AsyncConnection | Session, caller: Caller) -> bool:
    """Whether pictures are drawn for a dark screen for the caller; not for who has never chosen."""
    found = await find_profile(connection, caller)
    return found is not None and found.dark


async def enrol(session: Session, caller: Caller, profile: Profile) -> MemberView:
    """Make the caller a member, or renew what they told us; what they have done is not touched.

    Returns:
        The member; newly enrolled if ``enrolled_at`` equals ``updated_at``.

    Raises:
        UserError: In a direct message, from someone who is in no community.
    """
    moment = clock.now()
    answers = {
        "stage": profile.stage,
        "goal": profile.goal,
        "locale": caller.locale,
        "updated_at": moment,
        "left_at": None,
    }
    if caller.username:
        answers["username"] = caller.username
    if not profile.keeps_date:
        answers["target_date"] = profile.target_date
    before = None
    if profile.time_zone is not None:
        answers["time_zone"] = whereabouts.keep_zone(profile.time_zone)
        before = await find_profile(session, caller)
    if caller.community is None:
        member = await _renew(session, caller, answers)
    else:
        community = await ensure_community(session, caller.platform, caller.community, caller.community_name)
        member = await _enrol_in(session, caller, community, answers)
    if before is not None:
        told = before.zone_told
        await _tell_of_move(session, member.id, before.time_zone, member.time_zone, told=told)
    return member


async def _enrol_in(session: Session, caller: Caller, community: int, answers: dict[str, Any]) -> MemberView:
    row = {
        "community_id": community,
        "user_id": caller.user_id,
        "time_zone": caller.time_zone or zones.DEFAULT,
        "enrolled_at": answers["updated_at"],
        **answers,
    }
    here = whereabouts.select_zone_in(community)
    statement = (
        insert(_member)
        .values(row)
        .on_conflict_do_update(index_elements=["community_id", "user_id"], set_=answers)
        .returning(*(here if one is TIME_ZONE else one for one in COLUMNS))
    )
    member = read_member((await session.execute(statement)).one())
    if member.enrolled_at == member.updated_at:
        await _greet(session, member.id)
    return member


async def admit_member(session: Session, caller: Caller) -> None:
    """Make the caller a member of this community if they are none, without asking where they stand.

    It is for those who do not come to walk the guide, such as mentors; in a direct message it does nothing.
    """
    if caller.community is None:
        return
    moment = clock.now()
    community = await ensure_community(session, caller.platform, caller.community, caller.community_name)
    row = {
        "community_id": community,
        "user_id": caller.user_id,
        "stage": None,
        "goal": "",
        "time_zone": caller.time_zone or zones.DEFAULT,
        "locale": caller.locale,
        "username": caller.username,
        "enrolled_at": moment,
        "updated_at": moment,
    }
    known = ["community_id", "user_id"]
    added = insert(_member).values(row).on_conflict_do_nothing(index_elements=known)
    if (made := (await session.execute(added.returning(ID))).scalar()) is not None:
        await _greet(session, made)


async def set_aims(session: Session, caller: Caller, aims: Aims) -> MemberView:
    """Keep what the caller aims at, in the place of what they said before.

    Raises:
        UserError: They are not enrolled.
    """
    answers = {
        "setting": aims.setting,
        "credential": aims.credential,
        "graduation": aims.graduation,
        "updated_at": clock.now(),
    }
    return await _renew(session, caller, answers)


async def set_zone(session: Session, member_id: int, zone: str) -> None:
    """Say in which time zone a member lives: an IANA name."""
    found = select(TIME_ZONE, whereabouts.ZONE_TOLD).where(_member.c.id == member_id)
    before, kept = (await session.execute(found)).one(), whereabouts.keep_zone(zone)
    await session.execute(_member.update().where(_member.c.id == member_id).values(time_zone=kept))
    await _tell_of_move(session, member_id, before.time_zone, kept, told=before.zone_told)


async def set_target_date(session: Session, member_id: int, day: date | None) -> None:
    """Say by when a member wants to be there; None for no day."""
    await session.execute(_member.update().where(_member.c.id == member_id).values(target_date=day))


async def set_dark(session: Session, member_id: int, *, dark: bool) -> None:
    """Say whether a member wants pictures for a dark screen."""
    await session.execute(_member.update().where(_member.c.id == member_id).values(dark=dark))


async def note_use(session: Session, member_id: int, moment: datetime) -> None:
    """Remember that the member did something here, so that a direct message is about this community."""
    await session.execute(_member.update().where(_member.c.id == member_id).values(updated_at=moment))


async def find_away(session: AsyncConnection | Session, member_ids: Sequence[int]) -> set[int]:
    """Those of these members who have left their community."""
    gone = select(ID).where(ID.in_(member_ids), ~PRESENT)
    return set((await session.execute(gone)).scalars())


async def find_stages(session: AsyncConnection | Session, member_ids: Sequence[int]) -> set[Stage]:
    """Where these members stand in their careers, of those who said."""
    said = select(NotNullable(CAREER_STAGE)).where(ID.in_(member_ids), CAREER_STAGE.is_not(None))
    return set((await session.execute(said)).scalars())


async def find_recipients(
    connection: AsyncConnection | Session, member_ids: Sequence[int]
) -> list[Recipient]:
    """Where these members are written to, by their ids; those that are gone are left out."""
    statement = select(*RECIPIENT).select_from(SOURCE).where(ID.in_(member_ids)).order_by(ID)
    return list(map(to_recipient, (await connection.execute(statement)).all()))


def to_recipient(row: Row[*tuple[Any, ...]]) -> Recipient:
    """The member of a row that has the columns RECIPIENT."""
    return Recipient(row.member_id, Address(row.platform, row.community, user_id=row.user_id))


async def ensure_community(session: Session, platform: str, external_id: str, name: str = "") -> int:
    """Make sure there is a row for a server or workspace, and return its id.

    Args:
        name: What it is called now; left empty, a known name is kept.
    """
    added = insert(COMMUNITY).values(
        platform=platform, external_id=external_id, name=drop_halves(name)[:200], created_at=clock.now()
    )
    known = func.coalesce(func.nullif(added.excluded.name, ""), COMMUNITY.c.name)
    statement = added.on_conflict_do_update(
        index_elements=["platform", "external_id"], set_={"name": known}
    ).returning(COMMUNITY.c.id)
    return (await session.execute(statement)).scalar_one()


async def find_communities(connection: AsyncConnection | Session, caller: Caller) -> list[tuple[str, str]]:
    """The communities on their platform in which they are a member: the id there, and the name."""
    columns = COMMUNITY.c.external_id, COMMUNITY.c.name
    statement = select(*columns).select_from(SOURCE).where(THEIRS).order_by(COMMUNITY.c.name, COMMUNITY.c.id)
    bound = {"platform": caller.platform, "user": caller.user_id}
    return [(row.external_id, row.name) for row in await connection.execute(statement, bound)]


def select_places(caller: Caller) -> Select[*tuple[Any, ...]]:
    """Selects where somebody is a member, or was: a change of theirs in a direct message may touch any."""
    return _PLACES.params(platform=caller.platform, user=caller.user_id)


async def find_memberships(session: AsyncConnection | Session, caller: Caller) -> list[int]:
    """The ids of the caller's members: here, or in a direct message all of theirs on the platform."""
    statement = _IDS_EVERYWHERE if caller.community is None else _IDS_HERE
    return list((await session.execute(statement, bind_caller(caller))).scalars())


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Everything in the member table about these members, and which community each belongs to, by id."""
    columns = [column for column in _member.c if column.name != "community_id"]
    statement = (
        select(
            *columns,
            COMMUNITY.c.platform,
            COMMUNITY.c.external_id.label("community"),
            COMMUNITY.c.name.label("community_name"),
        )
        .select_from(SOURCE)
        .where(ID.in_(member_ids))
    )
    return {row["id"]: dict(row) for row in (await session.execute(statement)).mappings()}


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete these members; a foreign key takes with them whatever hangs from a member."""
    await session.execute(delete(_member).where(ID.in_(member_ids)))


async def _tell_of_move(
    session: Session, member_id: int, before: str, after: str, *, told: bool = True
) -> None:
    """Let others know that somebody lives by another clock.

    Args:
        told: Whether ``before`` is where they said that they live; else UTC was theirs at first.
    """
    for was in dict.fromkeys([before] if told else [before, zones.DEFAULT]):
        if was != after:
            for act in when_moved:
                await act(session, member_id, was, after)


async def _greet(session: Session, member_id: int) -> None:
    await traces.recall(session, member_id)
    for act in when_enrolled:
        await act(session, member_id)


async def _renew(session: Session, caller: Caller, answers: dict[str, Any]) -> MemberView:
    where = HERE if has_place(caller) else LAST_USED
    whose = _member.c.id.in_(select(ID).select_from(SOURCE).where(where))
    statement = _member.update().where(whose).values(answers).returning(*COLUMNS)
    row = (await session.execute(statement, bind_caller(caller))).first()
    if row is None:
        raise refuse_stranger(caller)
    return read_member(row)
