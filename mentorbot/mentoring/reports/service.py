"""What went wrong between people, told to organizers alone: cases with a number, until they close."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.answers import paragraph
from mentorbot.members.traces import Kept, count_kept
from mentorbot.mentoring import people, rights, settings
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.reports import brokered
from mentorbot.mentoring.reports.models import REPORT, REPORT_NOTE
from mentorbot.mentoring.reports.terms import MOST_REPORT
from mentorbot.mentoring.terms import MentorState

NEWS, ANSWER, STILL = "report_news", "report_answer", "report_still"
STILL_AFTER: Final = timedelta(days=3)
"""So long after an organizer said that they look after a case the others are told if it is open still."""
MOST_OPEN: Final = 10
_KEPT: Final = "report"
"""What is kept of whoever reported something that is still open, and was erased: so long it counts."""
_COUNTED: Final = timedelta(days=30)
NONE: Final = "There is no such case that you may see."
LOOKED_AFTER: Final = "Looks after it."
"""The note of an organizer who said so below a message."""
EMPTY: Final = "Please say what happened, in a few words at least."
CLOSED: Final = "This case is closed. Make a new report if it goes on; name this case's number in it."


@dataclass(frozen=True, slots=True)
class About(Payload):
    """That there is something about a case, by its id."""

    report: int


@dataclass(frozen=True, slots=True)
class News(About):
    """The same, for organizers: that it is new, or that there is more to it."""

    new: bool


@dataclass(frozen=True, slots=True)
class NoteView:
    """What was added to a case."""

    by_reporter: bool
    text: str
    shown: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case.

    Args:
        reporter: Their id on the platform; None of somebody who was erased.
        about: That of whom it is about; None if it is about nobody in particular.
        about_mentor: Whether that is a mentor on the list, as far as it was looked up.
    """

    id: int
    community_id: int
    number: int
    reporter_id: int | None
    reporter: str | None
    about: str | None
    text: str
    at: datetime
    closed_at: datetime | None
    notes: tuple[NoteView, ...]
    about_mentor: bool = False


async def file_report(
    session: Session, caller: Caller, text: str, about_user: str | None = None, said: str = ""
) -> CaseView:
    """Report something to the organizers of the caller's community; they are told that there is a case.

    Args:
        about_user: The platform's id of whom it is about, if anybody; whether they are a member or not.
        said: What the bot knows of it, which organizers read above the text.

    Raises:
        UserError: The caller is not enrolled, says nothing or too much, or has ten open cases.
    """
    me = await people.find_caller(session, caller)
    words = _words(text, MOST_REPORT - len(said) - 2 if said else MOST_REPORT)
    mine = (REPORT.c.reporter_id == me.id) & REPORT.c.closed_at.is_(None)
    counted = select(func.count()).select_from(REPORT).where(mine).scalar_subquery()
    before = count_kept(_KEPT, of=me.id).scalar_subquery()
    open_ = (await session.execute(select(counted + before))).scalar_one()
    if open_ >= MOST_OPEN:
        raise UserError(f"You have {open_} open cases. Add to one of them: `/report list` shows them.")
    last = select(func.coalesce(func.max(REPORT.c.number), 0) + 1)
    number = (await session.execute(last.where(REPORT.c.community_id == me.community_id))).scalar_one()
    row = {
        "community_id": me.community_id,
        "number": number,
        "reporter_id": me.id,
        "about_user": about_user if people.may_be_user(about_user or "") else None,
        "text": f"{said}\n\n{words}" if said else words,
        "at": clock.now(),
    }
    made = (await session.execute(insert(REPORT).values(row).returning(REPORT.c.id))).scalar_one()
    await _tell_organizers(session, me, made, "new")
    return await _get(session, made)


async def file_brokered(
    session: Session, caller: Caller, argument: str, text: str, about_user: str | None
) -> CaseView:
    """Report something that the bot brought about, to the organizers of the community where it did.

    Args:
        argument: What it is, as in the button.
        about_user: The platform's id of whom it is about; of two people it can only be the other.

    Raises:
        UserError: As :func:`file_report`, and if there is no such thing, or it is none of the caller's.
    """
    found, who = await brokered.find_brokered(session, caller, argument)
    users = [user for user, _ in found.others]
    about = users[0] if len(users) == 1 else about_user
    return await file_report(session, who, text, about if about in users else None, found.said)


async def find_own(connection: AsyncConnection | Session, caller: Caller) -> list[CaseView]:
    """The caller's cases, the newest first.

    Raises:
        UserError: They are not enrolled.
    """
    me = await people.find_caller(connection, caller)
    return await _some(connection, REPORT.c.reporter_id == me.id)


async def find_cases(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, *, closed: bool = False
) -> list[CaseView]:
    """The community's cases, the newest first, for organizers; not those that are about themselves.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    which = (REPORT.c.community_id == community) & (REPORT.c.closed_at.is_not(None) == closed)
    theirs = REPORT.c.about_user.is_distinct_from(caller.user_id)
    return await _some(connection, which & theirs)


async def look_at_case(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, report_id: int
) -> tuple[CaseView, bool]:
    """A case, for an organizer (True) or for whoever reported it (False).

    Raises:
        UserError: There is none that the caller may see.
    """
    found = await find_case(connection, report_id)
    if found is None:
        raise UserError(NONE)
    if await _organizes(connection, caller, allowed, found):
        return replace(found, about_mentor=await _is_listed(connection, found)), True
    reporter = await people.find_person(connection, found.reporter_id) if found.reporter_id else None
    if reporter is not None and (reporter.platform, reporter.user_id) == (caller.platform, caller.user_id):
        return found, False
    raise UserError(NONE)


async def add_note(
    session: Session, caller: Caller, allowed: Rights, report_id: int, text: str, *, shown: bool = False
) -> tuple[CaseView, bool]:
    """Add to a case: the reporter for organizers, an organizer for themselves or for the reporter too.

    Args:
        shown: Of an organizer's note: whether the reporter sees it, and is told.

    Raises:
        UserError: It is not theirs, closed, or nothing or too much was said.
    """
    found, organizer = await look_at_case(session, caller, allowed, report_id)
    if found.closed_at is not None:
        raise UserError(CLOSED)
    author = await members.find_profile(session, caller)
    row = {
        "report_id": found.id,
        "author_id": author.id if author else None,
        "by_reporter": not organizer,
        "text": _words(text),
        "shown": shown or not organizer,
        "at": clock.now(),
    }
    added = (await session.execute(insert(REPORT_NOTE).values(row).returning(REPORT_NOTE.c.id))).scalar_one()
    if not organizer:
        me = await people.find_caller(session, caller)
        # Once a day, however much is added: organizers see all of it when they open the case.
        await _tell_organizers(session, me, found.id, f"more:{clock.now():%Y-%m-%d}")
    elif shown:
        await _tell_reporter(session, found, f"note:{added}")
    return replace(await _get(session, found.id), about_mentor=found.about_mentor), organizer


async def mark_handled(session: Session, caller: Caller, allowed: Rights, report_id: int) -> None:
    """Note in a case that an organizer looks after it; if it is open still some days later, they are told.

    Whoever presses below the message in the organizers' channel may be the one whom the case is about. For
    them it looks as for everybody; but nothing is noted, and the others are told none the less.

    Raises:
        UserError: The caller is no organizer, or there is no such case in their community.
    """
    community = await rights.require_organizer(session, caller, allowed)
    found = await find_case(session, report_id)
    if found is None or found.community_id != community:
        raise UserError(NONE)
    noted = bool(found.notes) and found.notes[-1].text == LOOKED_AFTER
    if found.closed_at is None and found.about != caller.user_id and not noted:
        await add_note(session, caller, allowed, report_id, LOOKED_AFTER)
    rules = await settings.read_settings(session, community)
    if not rules.organizer_channel_id or found.closed_at is not None:
        return
    due = clock.now() + STILL_AFTER
    await delivery.schedule(
        session,
        kind=STILL,
        payload=About(found.id),
        to=Address(caller.platform, caller.community or "", channel_id=rules.organizer_channel_id),
        due_at=due,
        dedupe_key=f"report:{found.id}:still:{due:%Y-%m-%d}",
        community_id=community,
        respect_quiet=False,
    )


async def close_case(
    session: Session, caller: Caller, allowed: Rights, report_id: int
) -> tuple[CaseView, bool]:
    """Close a case; the reporter is told. Closing it twice changes nothing.

    Raises:
        UserError: There is none, or the caller is no organizer.
    """
    found, organizer = await look_at_case(session, caller, allowed, report_id)
    if not organizer:
        raise UserError("Organizers close cases. You can add that it is settled for you.")
    if found.closed_at is None:
        changed = update(REPORT).where(REPORT.c.id == found.id)
        await session.execute(changed.values(closed_at=clock.now()))
        await _tell_reporter(session, found, "closed")
    return await _get(session, found.id), True


async def find_case(connection: AsyncConnection | Session, report_id: int) -> CaseView | None:
    """A case by its id alone: whoever asks for a person checks that they may see it."""
    return next(iter(await _some(connection, REPORT.c.id == report_id)), None)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members reported, and about whom, by member."""
    columns = REPORT.c.number, REPORT.c.about_user, REPORT.c.text, REPORT.c.at, REPORT.c.closed_at
    return await rows_of(session, member_ids, REPORT.c.reporter_id, select(*columns).order_by(REPORT.c.id))


async def keep(session: Session, member_ids: Sequence[int]) -> list[Kept]:
    """How many open cases these members have, who are about to be erased: one may not have more."""
    now = clock.now()
    theirs = REPORT.c.reporter_id.in_(member_ids) & REPORT.c.closed_at.is_(None)
    rows = await session.execute(select(REPORT.c.reporter_id, REPORT.c.at).where(theirs))
    return [Kept(row.reporter_id, _KEPT, row.at, now + _COUNTED) for row in rows]


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Take out of cases that these members reported them; the cases stay, and whom they are about."""
    await session.execute(update(REPORT).where(REPORT.c.reporter_id.in_(member_ids)).values(reporter_id=None))


async def export_notes(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members added to cases, by member."""
    statement = select(REPORT_NOTE.c.text, REPORT_NOTE.c.at).order_by(REPORT_NOTE.c.id)
    return await rows_of(session, member_ids, REPORT_NOTE.c.author_id, statement)


async def erase_notes(session: Session, member_ids: Sequence[int]) -> None:
    """Take out of what was added to cases who these members are."""
    changed = update(REPORT_NOTE).where(REPORT_NOTE.c.author_id.in_(member_ids))
    await session.execute(changed.values(author_id=None))


async def _organizes(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, case: CaseView
) -> bool:
    """Whether the caller organizes that community, and the case is not about them."""
    if not await rights.organizes_mentoring(connection, caller, allowed) or case.about == caller.user_id:
        return False
    return await rights.require_organizer(connection, caller, allowed) == case.community_id


async def _is_listed(connection: AsyncConnection | Session, case: CaseView) -> bool:
    """Whether whom a case is about is a mentor on the list."""
    if case.about is None:
        return False
    person = await people.find_user(connection, case.community_id, case.about)
    view = await profiles.find_mentor(connection, person.id) if person else None
    return view is not None and view.state is MentorState.LISTED


async def _tell_organizers(session: Session, me: Person, report_id: int, what: str) -> None:
    rules = await settings.read_settings(session, me.community_id)
    to = rules.organizers(me)
    if to is None:
        return
    await delivery.schedule(
        session,
        kind=NEWS,
        payload=News(report_id, new=what == "new"),
        to=to,
        due_at=clock.now(),
        dedupe_key=f"report:{report_id}:{what}",
        community_id=me.community_id,
        respect_quiet=False,
    )


async def _tell_reporter(session: Session, case: CaseView, what: str) -> None:
    to = await people.find_person(session, case.reporter_id) if case.reporter_id else None
    if to is None:
        return
    await delivery.schedule(
        session,
        kind=ANSWER,
        payload=About(case.id),
        to=to.address,
        due_at=clock.now(),
        dedupe_key=f"report:{case.id}:{what}:{to.id}",
        community_id=case.community_id,
        member_id=to.id,
    )


async def _get(session: Session, report_id: int) -> CaseView:
    return (await _some(session, REPORT.c.id == report_id))[0]


async def _some(connection: AsyncConnection | Session, which: Any) -> list[CaseView]:
    statement = select(REPORT).where(which).order_by(REPORT.c.id.desc())
    rows = (await connection.execute(statement)).mappings().all()
    ids = [row["id"] for row in rows]
    notes: dict[int, list[NoteView]] = {id_: [] for id_ in ids}
    added = select(REPORT_NOTE).where(REPORT_NOTE.c.report_id.in_(ids)).order_by(REPORT_NOTE.c.id)
    for note in (await connection.execute(added)).mappings() if ids else ():
        view = NoteView(note["by_reporter"], note["text"], note["shown"], note["at"])
        notes[note["report_id"]].append(view)
    who = {row["reporter_id"] for row in rows if row["reporter_id"] is not None}
    persons = await people.find_people(connection, who) if who else {}
    return [
        CaseView(
            row["id"],
            row["community_id"],
            row["number"],
            row["reporter_id"],
            persons[row["reporter_id"]].user_id if row["reporter_id"] in persons else None,
            row["about_user"],
            row["text"],
            row["at"],
            row["closed_at"],
            tuple(notes[row["id"]]),
        )
        for row in rows
    ]


def _words(text: str, most: int = MOST_REPORT) -> str:
    words = paragraph(text)
    if not words:
        raise UserError(EMPTY)
    if len(words) > most:
        raise UserError(f"That is {len(words):,} characters long. Please use at most {most:,}.")
    return words
