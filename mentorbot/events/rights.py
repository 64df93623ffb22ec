"""Who may announce events in a community, and where they are announced."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.errors import UserError
from mentorbot.events.models import EVENT_ORGANIZER, EVENT_SETTING
from mentorbot.members import service as members
from mentorbot.members.rights import NAMED, ORGANIZER_ROLE, Organizers, is_organizer

ONLY_IN_COMMUNITY: Final = "Events are announced in a community. Please use this command there."
NOT_ORGANIZER: Final = (
    "Only organizers announce and change events here: those whom `/setup organizers` names, and whoever may "
    "manage events. Please ask one of them."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a community announces. ``community_id`` None: nothing is stored about it yet."""

    community_id: int | None = None
    channel_id: str = ""
    organizers: Organizers = field(default_factory=Organizers)


async def find_settings(connection: AsyncConnection | Session, caller: Caller) -> Settings:
    """How the caller's community announces: one statement.

    Raises:
        UserError: In a direct message.
    """
    if caller.direct:
        raise UserError(ONLY_IN_COMMUNITY)
    return await _load_settings(connection, caller)


async def _load_settings(connection: AsyncConnection | Session, caller: Caller) -> Settings:
    statement = (
        select(members.COMMUNITY_ID, EVENT_SETTING.c.channel_id, ORGANIZER_ROLE, NAMED.label("named"))
        .select_from(
            members.COMMUNITY.outerjoin(EVENT_SETTING, EVENT_SETTING.c.community_id == members.COMMUNITY_ID)
        )
        .where(members.IN_COMMUNITY)
    )
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    if row is None:
        return Settings()
    return Settings(row.id, row.channel_id or "", Organizers(row.id, row.organizer_role, bool(row.named)))


async def require_organizer(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> Settings:
    """The community's settings, for an organizer.

    Raises:
        UserError: In a direct message, or the caller is no organizer there.
    """
    found = await find_settings(connection, caller)
    if not is_organizer(rights, found.organizers, permitted=rights.manages_events):
        raise UserError(NOT_ORGANIZER)
    return found


async def require_organizer_of(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> Settings:
    """The same for an organizer of the community, or one who was named to organize this event.

    Whoever was named may act from a direct message too: that is known here, and no role decides it.

    Raises:
        UserError: The caller is neither; or they were not named, and are in a direct message.
    """
    if caller.direct:
        if caller.community is None or event_id not in await find_named(connection, caller):
            raise UserError(ONLY_IN_COMMUNITY)
        return await _load_settings(connection, caller)
    found = await find_settings(connection, caller)
    if is_organizer(rights, found.organizers, permitted=rights.manages_events):
        return found
    if event_id not in await find_named(connection, caller):
        raise UserError(NOT_ORGANIZER)
    return found


async def find_named(connection: AsyncConnection | Session, caller: Caller) -> set[int]:
    """The events that the caller was named to organize: one statement."""
    statement = (
        select(EVENT_ORGANIZER.c.event_id)
        .select_from(members.SOURCE.join(EVENT_ORGANIZER, EVENT_ORGANIZER.c.member_id == members.ID))
        .where(members.HERE, members.PRESENT, EVENT_ORGANIZER.c.named)
    )
    return set((await connection.execute(statement, members.bind_caller(caller))).scalars())


def require_manager(caller: Caller, rights: Rights) -> str:
    """The community that the caller may set up.

    Raises:
        UserError: In a direct message, or the caller may not set the community up.
    """
    if caller.community is None or caller.direct:
        raise UserError(ONLY_IN_COMMUNITY)
    if not rights.manages_community:
        raise UserError("Only those who may manage this community can say where events are announced.")
    return caller.community


async def set_up_events(session: Session, caller: Caller, rights: Rights, channel_id: str) -> None:
    """Say where events are announced. Raises UserError as :func:`require_manager`."""
    place = require_manager(caller, rights)
    community = await members.ensure_community(session, caller.platform, place, caller.community_name)
    row = {"channel_id": channel_id}
    await session.execute(
        insert(EVENT_SETTING)
        .values(community_id=community, **row)
        .on_conflict_do_update(index_elements=["community_id"], set_=row)
    )
