"""Who may post opportunities in a community, who looks after them, and where they are shown."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.rights import find_organizers, is_organizer
from mentorbot.members.service import MemberView
from mentorbot.networking.opportunities.models import OPPORTUNITY_SETTING

ONLY_IN_COMMUNITY: Final = "Opportunities belong to a community. Please use this there."
NOT_ORGANIZER: Final = (
    "Only organizers can do that: those whom `/setup organizers` names, and whoever may manage events "
    "or the community. Please ask one of them."
)
NO_CHANNEL: Final = (
    "No channel for opportunities was chosen here yet. Someone who manages this community does that "
    "with `/setup opportunities`."
)
NOT_POSTER: Final = (
    "Here only people in a certain group post opportunities. If you know of one, please tell an organizer."
)
NO_REVIEW: Final = (
    "If organizers are to look at each opportunity first, choose the channel where they do: `review`."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a community shares opportunities; ``member`` is the caller there, None if they are not enrolled."""

    community_id: int
    channel_id: str
    review_channel_id: str
    poster_role: str
    approval: bool
    member: MemberView | None


def organizes_opportunities(rights: Rights) -> bool:
    """Whether somebody looks after opportunities."""
    return rights.manages_events or rights.manages_community


async def read_rights(connection: AsyncConnection | Session, caller: Caller, allowed: Rights) -> Rights:
    """The caller's rights, in which the organizers' role counts like managing events."""
    if organizes_opportunities(allowed) or caller.direct:
        return allowed
    organizers = await find_organizers(connection, caller)
    organizer = is_organizer(allowed, organizers, permitted=False)
    return replace(allowed, manages_events=True) if organizer else allowed


async def find_settings(connection: AsyncConnection | Session, caller: Caller) -> Settings | None:
    """How the caller's community shares opportunities, and the caller there: one statement.

    Returns:
        None if no channel was chosen yet.

    Raises:
        UserError: In a direct message.
    """
    if caller.direct:
        raise UserError(ONLY_IN_COMMUNITY)
    joined = members.COMMUNITY.join(
        OPPORTUNITY_SETTING, OPPORTUNITY_SETTING.c.community_id == members.COMMUNITY_ID
    ).outerjoin(members.SOURCE.left, (members.MEMBER_COMMUNITY == members.COMMUNITY_ID) & members.ANYWHERE)
    statement = (
        select(*members.COLUMNS, *OPPORTUNITY_SETTING.c).select_from(joined).where(members.IN_COMMUNITY)
    )
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    if row is None:
        return None
    member = members.read_member(row) if row.id is not None else None
    return read_row(Settings, row, member=member)


async def read_settings(connection: AsyncConnection | Session, caller: Caller) -> Settings:
    """As :func:`find_settings`.

    Raises:
        UserError: In a direct message, or no channel was chosen yet.
    """
    found = await find_settings(connection, caller)
    if found is None:
        raise UserError(NO_CHANNEL)
    return found


async def require_organizer(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> Settings:
    """The community's settings, for an organizer.

    Raises:
        UserError: In a direct message, the caller is no organizer, or no channel was chosen yet.
    """
    if caller.direct:
        raise UserError(ONLY_IN_COMMUNITY)
    if not organizes_opportunities(await read_rights(connection, caller, rights)):
        raise UserError(NOT_ORGANIZER)
    return await read_settings(connection, caller)


async def may_post(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> Settings:
    """The community's settings, for somebody who may post; ``member`` is never None.

    Raises:
        UserError: In a direct message, no channel was chosen yet, or the caller may not or is not enrolled.
    """
    found = await read_settings(connection, caller)
    chosen = not found.poster_role or found.poster_role in rights.roles
    if not chosen and not organizes_opportunities(await read_rights(connection, caller, rights)):
        raise UserError(NOT_POSTER)
    if found.member is None:
        raise members.refuse_stranger(caller)
    return found


def check_manager(caller: Caller, rights: Rights) -> str:
    """The community's id on the platform, for somebody who may say how opportunities are shared there.

    Raises:
        UserError: In a direct message, or they may not.
    """
    if caller.community is None or caller.direct:
        raise UserError(ONLY_IN_COMMUNITY)
    if not rights.manages_community:
        raise UserError("Only those who may manage this community can say where opportunities are shown.")
    return caller.community


async def set_up(  # noqa: PLR0917 - one for each option
    session: Session,
    caller: Caller,
    rights: Rights,
    channel_id: str,
    review_channel_id: str | None = None,
    poster_role: str | None = None,
    *,
    approval: bool | None = None,
) -> Settings:
    """Say where opportunities are shown, who may post, and whether organizers look at each first.

    What is None stays as it is: at first nobody looks at them, and all may post.

    Raises:
        UserError: In a direct message, the caller may not, or there is nowhere to look at what waits.
    """
    external_id = check_manager(caller, rights)
    community = await members.ensure_community(session, caller.platform, external_id, caller.community_name)
    columns = [OPPORTUNITY_SETTING.c[name] for name in ("review_channel_id", "poster_role", "approval")]
    here = OPPORTUNITY_SETTING.c.community_id == community
    before = (await session.execute(select(*columns).where(here))).mappings().first()
    known: dict[str, object] = {"review_channel_id": "", "poster_role": "", "approval": False}
    given = {"review_channel_id": review_channel_id, "poster_role": poster_role, "approval": approval}
    row = known | dict(before or {}) | {name: value for name, value in given.items() if value is not None}
    if row["approval"] and not row["review_channel_id"]:
        raise UserError(NO_REVIEW)
    row["channel_id"] = channel_id
    await session.execute(
        insert(OPPORTUNITY_SETTING)
        .values(community_id=community, **row)
        .on_conflict_do_update(index_elements=["community_id"], set_=row)
    )
    return await read_settings(session, caller)
