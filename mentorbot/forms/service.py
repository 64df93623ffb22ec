"""Keeping what somebody filled in, for them alone and for a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, delete, or_, select, tuple_, update

from mentorbot import clock
from mentorbot.chat import Form, limits
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.db.engine import BACKGROUND
from mentorbot.errors import UserError
from mentorbot.forms.filled import Answers, as_json, fill, from_json
from mentorbot.forms.models import KEPT_FORM, OPENED_FORM
from mentorbot.members import service as members

KEPT: Final = timedelta(days=1)
"""How long what was filled in waits to be put right."""
MOST_KEPT: Final = 20
"""Refused forms of one person on a platform; the oldest makes room."""
GONE: Final = (
    "What you filled in is not kept any more: it was sent meanwhile, or is older than a day. Please open the "
    "form anew."
)

_MARKED: Final = re.compile(r"(.*?)(?:~(\d{1,15}))?", re.DOTALL)
"""A form that was opened again has the number of what is kept of it at the end of its id."""
_TABLES: Final[dict[str, Table]] = {table.name: table for table in (OPENED_FORM, KEPT_FORM)}
NAMES: Final = tuple(_TABLES)
"""The tables of this room."""


def read_id(sent_id: str) -> tuple[str, int]:
    """Of the id with which a form was sent: the form's own, and which kept one it was; 0 for none."""
    found = _MARKED.fullmatch(sent_id)
    return (found[1], int(found[2] or 0)) if found else (sent_id, 0)


async def note_opened(session: Session, caller: Caller, form: Form) -> None:
    """Remember how a form was shown to somebody."""
    shown = {"form": as_json(form), "opened_at": clock.now()}
    row = {**_whose(caller), "form_id": form.id, **shown}
    statement = (
        insert(OPENED_FORM)
        .values(row)
        .on_conflict_do_update(index_elements=["platform", "community", "user_id", "form_id"], set_=shown)
    )
    await session.execute(statement.execution_options(**BACKGROUND))


async def keep(session: Session, caller: Caller, sent_id: str, answers: Answers) -> int | None:
    """Keep a form as it was filled in.

    Args:
        sent_id: The id with which it was sent.

    Returns:
        The number of what is kept; None if nobody knows how the form was shown to them.
    """
    form_id, known = read_id(sent_id)
    same = _is_theirs(KEPT_FORM, caller) & (KEPT_FORM.c.form_id == form_id) & (KEPT_FORM.c.id == known)
    kept = (await session.execute(select(KEPT_FORM.c.form).where(same))).scalar_one_or_none()
    if kept is not None:
        values = {"form": as_json(fill(from_json(kept), answers)), "kept_at": clock.now()}
        await session.execute(update(KEPT_FORM).where(same).values(values))
        return known
    opened = _is_theirs(OPENED_FORM, caller) & (OPENED_FORM.c.form_id == form_id)
    newest = select(OPENED_FORM.c.form).where(opened).order_by(OPENED_FORM.c.opened_at.desc()).limit(1)
    shown = (await session.execute(newest)).scalar_one_or_none()
    if shown is None:
        return None
    filled = as_json(fill(from_json(shown), answers))
    row = {**_whose(caller), "form_id": form_id, "form": filled, "kept_at": clock.now()}
    made = (await session.execute(insert(KEPT_FORM).values(row).returning(KEPT_FORM.c.id))).scalar_one()
    await _make_room(session, caller)
    return made


async def keep_given(
    session: Session, caller: Caller, form: Form, given: Mapping[str, Any], known: int = 0
) -> int:
    """Keep what somebody gave a command that was refused, or what they asked for without saying where.

    Of a command :func:`find_kept` has the form.

    Args:
        form: What can be typed for it, filled in; its id says which command it is.
        given: All that was given, as JSON has it, by option.
        known: The number of what is kept of it already; 0 for nothing.

    Returns:
        Its number.
    """
    kept = {"form": {**as_json(form), "given": dict(given)}, "kept_at": clock.now()}
    same = _is_theirs(KEPT_FORM, caller) & (KEPT_FORM.c.form_id == form.id) & (KEPT_FORM.c.id == known)
    if known and (await session.execute(update(KEPT_FORM).where(same).values(kept))).rowcount:
        return known
    row = {**_whose(caller), "form_id": form.id, **kept}
    made = (await session.execute(insert(KEPT_FORM).values(row).returning(KEPT_FORM.c.id))).scalar_one()
    await _make_room(session, caller)
    return made


async def find_given(
    connection: AsyncConnection | Session, caller: Caller, kept_id: int
) -> tuple[str, Mapping[str, Any]]:
    """What :func:`keep_given` kept of the caller's: the id of the form, and what was given.

    Raises:
        UserError: It is gone, or somebody else's, or nothing that was given.
    """
    kept = await _find_row(connection, caller, kept_id)
    if "given" not in kept.form:
        raise UserError(GONE)
    return kept.form_id, kept.form["given"]


async def find_kept(connection: AsyncConnection | Session, caller: Caller, kept_id: int) -> Form:
    """A form of the caller's as they filled it in; its id says that it is this one.

    Raises:
        UserError: It is gone, or somebody else's, or no form.
    """
    form, _ = await find_sent(connection, caller, kept_id)
    if not form.fields:
        raise UserError(GONE)
    marked = f"{form.id}~{kept_id}"
    return replace(form, id=marked) if len(marked) <= limits.ACTION_ID else form


async def find_sent(
    connection: AsyncConnection | Session, caller: Caller, kept_id: int
) -> tuple[Form, datetime]:
    """The same with the id that it was sent with, and when that was."""
    kept = await _find_row(connection, caller, kept_id)
    return from_json(kept.form), kept.kept_at


async def take(session: Session, caller: Caller, kept_id: int) -> None:
    """Forget a form that was kept, once. Raises UserError: it is gone, or somebody else's."""
    which = (KEPT_FORM.c.id == kept_id) & _is_theirs(KEPT_FORM, caller)
    gone = await session.execute(delete(KEPT_FORM).where(which).returning(KEPT_FORM.c.id))
    if gone.first() is None:
        raise UserError(GONE)


async def let_go(session: Session, caller: Caller, sent_id: str) -> None:
    """Forget a form that was kept: it was sent again, and taken."""
    _, kept_id = read_id(sent_id)
    which = (KEPT_FORM.c.id == kept_id) & _is_theirs(KEPT_FORM, caller)
    await session.execute(delete(KEPT_FORM).where(which))


async def sweep(session: Session) -> None:
    """Forget all that is older than a day."""
    before = clock.now() - KEPT
    for statement in (
        delete(OPENED_FORM).where(OPENED_FORM.c.opened_at <= before),
        delete(KEPT_FORM).where(KEPT_FORM.c.kept_at <= before),
    ):
        await session.execute(statement.execution_options(**BACKGROUND))


async def export(session: Session, member_ids: Sequence[int], name: str) -> dict[int, list[dict[str, Any]]]:
    """The forms of these members in one of the tables: of their community, and of direct messages."""
    table = _TABLES[name]
    statement = select(table).join_from(table, members.SOURCE, _is_of_member(table))
    return await rows_of(session, member_ids, members.ID, statement)


async def erase(session: Session, member_ids: Sequence[int], name: str) -> None:
    """Forget the forms of these members in one of the tables."""
    table = _TABLES[name]
    keys = list(table.primary_key)
    theirs = select(*keys).join_from(table, members.SOURCE, _is_of_member(table))
    await session.execute(delete(table).where(tuple_(*keys).in_(theirs.where(members.ID.in_(member_ids)))))


async def export_stranger(session: Session, caller: Caller) -> dict[str, list[dict[str, Any]]]:
    """The forms of somebody who is no member, by table; nothing where there are none."""
    found = {}
    for table in _TABLES.values():
        rows = await session.execute(select(table).where(_is_reached(table, caller)))
        if listed := [dict(row) for row in rows.mappings()]:
            found[table.name] = listed
    return found


async def erase_stranger(session: Session, caller: Caller) -> bool:
    """Forget the forms of somebody who is no member; whether there were any."""
    found = [
        (await session.execute(delete(table).where(_is_reached(table, caller)))).rowcount
        for table in _TABLES.values()
    ]
    return any(found)


async def _find_row(connection: AsyncConnection | Session, caller: Caller, kept_id: int) -> Row[Any]:
    which = (KEPT_FORM.c.id == kept_id) & _is_theirs(KEPT_FORM, caller)
    fresh = KEPT_FORM.c.kept_at > clock.now() - KEPT
    columns = KEPT_FORM.c.form_id, KEPT_FORM.c.form, KEPT_FORM.c.kept_at
    found = (await connection.execute(select(*columns).where(which, fresh))).first()
    if found is None:
        raise UserError(GONE)
    return found


async def _make_room(session: Session, caller: Caller) -> None:
    theirs = _is_of_person(KEPT_FORM, caller)
    newest = select(KEPT_FORM.c.id).where(theirs).order_by(KEPT_FORM.c.id.desc()).limit(MOST_KEPT)
    await session.execute(delete(KEPT_FORM).where(theirs, KEPT_FORM.c.id.not_in(newest)))


def _whose(caller: Caller) -> dict[str, str]:
    return {"platform": caller.platform, "community": caller.community or "", "user_id": caller.user_id}


def _is_theirs(table: Table, caller: Caller) -> ColumnElement[bool]:
    """Of the caller here; in a direct message also what was opened there before it was known where."""
    here = {caller.community or "", *([""] if caller.direct else [])}
    return _is_of_person(table, caller) & table.c.community.in_(sorted(here))


def _is_reached(table: Table, caller: Caller) -> ColumnElement[bool]:
    """Of the caller here and in direct messages; from a direct message everywhere."""
    theirs = _is_of_person(table, caller)
    return theirs if caller.community is None else theirs & table.c.community.in_((caller.community, ""))


def _is_of_person(table: Table, caller: Caller) -> ColumnElement[bool]:
    return (table.c.platform == caller.platform) & (table.c.user_id == caller.user_id)


def _is_of_member(table: Table) -> ColumnElement[bool]:
    community = members.COMMUNITY.c
    here = or_(table.c.community == community.external_id, table.c.community == "")
    return (table.c.platform == community.platform) & (table.c.user_id == members.USER_ID) & here
