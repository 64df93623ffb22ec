"""How a community mentors: where, by which limits, and whether organizers look at mentors first."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.delivery.kinds import Address
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring import rights as mentoring_rights
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.people import Person

NEEDS_CHANNEL: Final = (
    "To look at mentors before they are listed, organizers need a channel where I show them: "
    "give `organizers` as well."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a community mentors; what is said here holds for one that has not said otherwise.

    Args:
        channel_id: Under which private threads are opened and rounds announced; empty for none.
        organizer_channel_id: Where organizers are told what needs them; empty for none.
        approval: Whether an organizer looks at a mentor before they are listed.
        answer_hours: How long a mentor who is asked has to answer.
        most_open: Open requests of one mentee.
        asks_a_week: How often a mentor is asked in seven days.
        months: How long a mentorship is agreed to last unless the two say otherwise.
        most_mentors: Mentorships of one mentee at a time; one-off conversations are not counted.
        certificate_sessions: How many sessions a certificate needs.
        certificate_weeks: How long a mentorship has to have lasted for one.
    """

    channel_id: str = ""
    organizer_channel_id: str = ""
    approval: bool = False
    answer_hours: int = 72
    most_open: int = 2
    asks_a_week: int = 3
    months: int = 6
    most_mentors: int = 3
    certificate_sessions: int = 1
    certificate_weeks: int = 0

    def organizers(self, person: Person) -> Address | None:
        """Where the organizers of this person's community are told what needs them, if anywhere."""
        if not self.organizer_channel_id:
            return None
        return Address(person.platform, person.community, channel_id=self.organizer_channel_id)


_COLUMNS: Final = tuple(MENTORING_SETTING.c[name] for name in Settings.__dataclass_fields__)


async def read_settings(connection: AsyncConnection | Session, community_id: int) -> Settings:
    """How this community mentors."""
    found = await connection.execute(
        select(*_COLUMNS).where(MENTORING_SETTING.c.community_id == community_id)
    )
    row = found.first()
    return read_row(Settings, row) if row else Settings()


async def read_settings_here(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights
) -> Settings:
    """How the caller's community mentors, for those who may change it.

    Raises:
        UserError: In a direct message, or they may not.
    """
    mentoring_rights.require_manager(caller, rights)
    statement = select(*_COLUMNS).select_from(
        members.COMMUNITY.join(MENTORING_SETTING, MENTORING_SETTING.c.community_id == members.COMMUNITY_ID)
    )
    bound = {"platform": caller.platform, "community": caller.community}
    row = (await connection.execute(statement.where(members.IN_COMMUNITY), bound)).first()
    return read_row(Settings, row) if row else Settings()


async def set_up(session: Session, caller: Caller, rights: Rights, new: Settings) -> int:
    """Say how the community mentors; returns the community's id.

    Raises:
        UserError: In a direct message, the caller may not, or organizers would have to look at mentors
            without a channel for it.
    """
    mentoring_rights.require_manager(caller, rights)
    if new.approval and not new.organizer_channel_id:
        raise UserError(NEEDS_CHANNEL)
    community = await members.ensure_community(
        session, caller.platform, caller.community or "", caller.community_name
    )
    row = {name: getattr(new, name) for name in Settings.__dataclass_fields__}
    added = insert(MENTORING_SETTING).values(community_id=community, **row)
    await session.execute(added.on_conflict_do_update(index_elements=["community_id"], set_=row))
    return community
