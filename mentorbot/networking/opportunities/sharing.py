"""Sharing an opportunity, with what its author is shown at each step."""

from collections.abc import Mapping

from mentorbot.chat import when
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.members.clocks import find_clock
from mentorbot.networking.opportunities import answers, posting, rights, service
from mentorbot.networking.opportunities.answers import Texts
from mentorbot.networking.opportunities.service import Managed, OpportunityView, Seen
from mentorbot.networking.opportunities.terms import OpportunityState
from mentorbot.times.typed import Reading, is_exact


async def draft_opportunity(
    session: Session, caller: Caller, allowed: Rights, given: Mapping[str, str]
) -> OpportunityView:
    """Begin an opportunity that only its author sees, of what was chosen and typed.

    Raises:
        UserError: The caller may not post, or something was not understood.
    """
    await rights.may_post(session, caller, allowed)
    return await service.draft_opportunity(
        session, caller, allowed, answers.read_frame(given, (await find_clock(session, caller)).zone)
    )


async def find_managed(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, id_: int
) -> Managed:
    """An opportunity that the caller posted or, as an organizer, looks after.

    Raises:
        UserError: It is gone, or not theirs to look after.
    """
    return await _managed(
        connection, caller, allowed, await service.find_managed(connection, caller, allowed, id_)
    )


async def find_channel(connection: AsyncConnection | Session, caller: Caller) -> str:
    """Where opportunities are shown. Raises UserError: nowhere yet."""
    return (await rights.read_settings(connection, caller)).channel_id


async def write_opportunity(
    session: Session, caller: Caller, allowed: Rights, seen: Seen, texts: Texts
) -> Managed:
    """Store what was written. Raises UserError as :func:`posting.write_opportunity`."""
    return await _managed(
        session, caller, allowed, await posting.write_opportunity(session, caller, allowed, seen, texts)
    )


async def set_deadline(session: Session, caller: Caller, allowed: Rights, seen: Seen, typed: str) -> Managed:
    """Give it the deadline that was typed, on the caller's clock.

    Raises:
        UserError: It was not understood; or as :func:`posting.set_deadline`.
    """
    due = answers.read_deadline(typed, (await find_clock(session, caller)).zone)
    found = await posting.set_deadline(session, caller, allowed, seen, due)
    return await _managed(session, caller, allowed, found)


async def read_back_deadline(
    connection: AsyncConnection, caller: Caller, allowed: Rights, id_: int, typed: str
) -> list[Reading]:
    """How a deadline was read that all see at once; nothing where it was written out, or is a draft's.

    Raises:
        UserError: As :func:`set_deadline`.
    """
    found = await find_managed(connection, caller, allowed, id_)
    if found.opportunity.state is not OpportunityState.OPEN or is_exact(typed):
        return []
    due = answers.read_deadline(typed, found.zone)
    return [Reading("Apply by", when(due))] if due else []


async def publish_opportunity(session: Session, caller: Caller, allowed: Rights, seen: Seen) -> Managed:
    """Show it to all, or hand it to organizers. Raises UserError as :func:`posting.publish_opportunity`."""
    found = await posting.publish_opportunity(session, caller, allowed, seen)
    return await _managed(session, caller, allowed, found)


async def _managed(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, found: OpportunityView
) -> Managed:
    zone = (await find_clock(connection, caller)).zone
    if found.state is not OpportunityState.DRAFT:
        return Managed(found, approval=False, zone=zone)
    settings = await rights.read_settings(connection, caller)
    organizes = rights.organizes_opportunities(await rights.read_rights(connection, caller, allowed))
    return Managed(found, approval=settings.approval and not organizes, zone=zone)
