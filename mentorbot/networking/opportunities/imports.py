"""Taking in many opportunities from a file (CSV, RFC 4180): a look at every row, then all that are sound."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.spreadsheet import Layout, Problem, TableRow, check_row, pack_rows, unpack_rows
from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.networking.opportunities import answers, links, notices, posting, rights, service
from mentorbot.networking.opportunities.answers import Frame, Texts
from mentorbot.networking.opportunities.models import OPPORTUNITY_IMPORT
from mentorbot.networking.opportunities.rights import Settings
from mentorbot.networking.opportunities.service import AUTHOR, TABLE, OpportunityView
from mentorbot.networking.opportunities.terms import OpportunityState

KEPT: Final = timedelta(days=1)
"""How long a file waits to be taken in."""
COLUMNS: Final = (
    "kind", "title", "organization", "place", "mode", "setting", "level", "pay", "deadline", "link", "about",
)  # fmt: skip
LAYOUT: Final = Layout(COLUMNS, ("kind", "title", "organization"), most_rows=500, most_bytes=512 * 1024)
FILE_GONE: Final = "That file is not here any more. Please send it again with `/organize opportunity import`."


@dataclass(frozen=True, slots=True)
class Good:
    """A row that can. ``due``: its deadline as it stands there."""

    frame: Frame
    texts: Texts
    row: int = 0
    due: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.texts.title

    @property
    def organization(self) -> str:
        """Who offers it."""
        return self.texts.organization


@dataclass(frozen=True, slots=True)
class Preview:
    """What is in a file. ``number`` says which file a button is about."""

    number: int
    good: tuple[Good, ...]
    problems: tuple[Problem, ...]


async def look_at_file(
    session: Session, caller: Caller, allowed: Rights, rows: Sequence[TableRow]
) -> Preview:
    """Look at a file, and keep it until its organizer says what to do with it; another takes its place.

    Args:
        rows: What stands in it.

    Raises:
        UserError: The caller is no organizer.
    """
    found = await _organizer(session, caller, allowed)
    member_id = service.require_member(found)
    now = clock.now()
    preview = await _read(session, found, rows, int(now.timestamp()))
    await session.execute(
        delete(OPPORTUNITY_IMPORT).where(
            (OPPORTUNITY_IMPORT.c.member_id == member_id) | (OPPORTUNITY_IMPORT.c.at < now - KEPT)
        )
    )
    row = {"member_id": member_id, "content": pack_rows(rows), "number": preview.number, "at": now}
    await session.execute(insert(OPPORTUNITY_IMPORT).values(row))
    return preview


async def take_in(session: Session, caller: Caller, allowed: Rights, number: int) -> list[OpportunityView]:
    """Open all that is sound in the file that was looked at. It is read again, so a link that was posted
    meanwhile, or a deadline that has passed, is left out.

    Raises:
        UserError: The caller is no organizer, or the file is gone, as after a second press.
    """
    found = await _organizer(session, caller, allowed)
    mine = (OPPORTUNITY_IMPORT.c.member_id == service.require_member(found)) & (
        OPPORTUNITY_IMPORT.c.number == number
    )
    gone = await session.execute(
        delete(OPPORTUNITY_IMPORT).where(mine).returning(OPPORTUNITY_IMPORT.c.content)
    )
    rows = unpack_rows(gone.scalar())
    if rows is None:
        raise UserError(FILE_GONE)
    preview = await _read(session, found, rows, number)
    opened = [await _open(session, found, one) for one in preview.good]
    if opened:
        await notices.tell_of_many(session, opened)
    return opened


async def leave_out(session: Session, caller: Caller, allowed: Rights, number: int) -> None:
    """Forget the file. Raises UserError if the caller is no organizer."""
    found = await _organizer(session, caller, allowed)
    mine = (OPPORTUNITY_IMPORT.c.member_id == service.require_member(found)) & (
        OPPORTUNITY_IMPORT.c.number == number
    )
    await session.execute(delete(OPPORTUNITY_IMPORT).where(mine))


def read_rows(
    rows: Iterable[TableRow], zone: str, taken: Mapping[str, str]
) -> tuple[list[Good], list[Problem]]:
    """Make sense of every row of a file.

    Args:
        zone: The IANA key of the zone its deadlines are in.
        taken: Titles of what is open already, by links in their normal form.
    """
    good: list[Good] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for number, row in rows:
        try:
            check_row(row)
            one, normal = _sound(row, zone, {**taken, **seen})
        except UserError as error:
            problems.append(Problem(number, error.sentence))
            continue
        if normal:
            seen[normal] = f"row {number}"
        good.append(replace(one, row=number, due=row.get("deadline", "").strip()))
    return good, problems


def _sound(row: Mapping[str, str], zone: str, taken: Mapping[str, str]) -> tuple[Good, str]:
    """A row and its link in the normal form. Raises UserError if it cannot be taken in."""
    one = Good(answers.read_frame(row, zone), answers.read_texts(row))
    normal = links.make_normal(one.texts.link) if one.texts.link else ""
    if normal in taken:
        raise UserError(f"Its link is here already: {taken[normal]}.")
    return one, normal


async def _read(session: Session, found: Settings, rows: Sequence[TableRow], number: int) -> Preview:
    if found.member is None:
        raise ValueError("whoever takes files in is enrolled")
    taken = await service.find_live_links(session, found.community_id)
    # Hundreds of deadlines in words would hold up whoever presses a button.
    good, problems = await asyncio.to_thread(read_rows, rows, found.member.time_zone, taken)
    return Preview(number, tuple(good), tuple(problems))


async def _open(session: Session, found: Settings, one: Good) -> OpportunityView:
    link = links.make_normal(one.texts.link) if one.texts.link else None
    values = {
        **service.make_row(found, one.frame, one.texts),
        "state": OpportunityState.DRAFT,
        "live_link": link,
    }
    id_ = (await session.execute(insert(TABLE).values(values).returning(TABLE.c.id))).scalar_one()
    author = {"opportunity_id": id_, "member_id": service.require_member(found), "at": clock.now()}
    await session.execute(insert(AUTHOR).values(author))
    return await posting.open_(session, await service.require_opportunity(session, id_), {}, many=True)


async def _organizer(session: Session, caller: Caller, allowed: Rights) -> Settings:
    """The settings, for an organizer, who need not have asked for advice of their own to take files in."""
    await rights.require_organizer(session, caller, allowed)
    await members.admit_member(session, caller)
    return await rights.may_post(session, caller, allowed)
