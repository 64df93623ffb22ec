"""Proof of what was earned, as a file that is kept with its entry: a certificate, a letter, a picture."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, select

from mentorbot.chat.caller import Caller
from mentorbot.chat.options import File
from mentorbot.credits.credential import MOST_FILE, MOST_FILE_NAME
from mentorbot.credits.models import CREDIT_PROOF
from mentorbot.credits.standing import EntryView, GoalView, load_standing
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.errors import UserError
from mentorbot.members.answers import one_line

MOST_KEPT: Final = 20 * 2**20
"""Bytes of one member: what fits into one message with all the rest."""
_IN_ONE_ZIP: Final = 8 * 2**20
_KINDS: Final = (
    (b"%PDF-", ".pdf"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"RIFF", ".webp"),
)  # fmt: skip
_TOO_LARGE: Final = (
    f"That file is larger than {MOST_FILE // 2**20} MB. Please make it smaller, or give a link."
)
_NO_PROOF: Final = "I keep certificates as PDF, PNG, JPEG or WebP. Please save it as one of these."
_FULL: Final = (
    f"Your certificates fill the {MOST_KEPT // 2**20} MB that I keep for one person. "
    "`/credits export` hands them out; delete some, or give a link."
)

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]+")
_table: Final = CREDIT_PROOF


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that is fit to be kept.

    Args:
        name: What it is called, with the ending of what it is.
    """

    name: str
    data: bytes


async def read_proof(file: File | None) -> Proof | None:
    """What somebody attached; None for nothing. Ask for it outside of any scope.

    Raises:
        UserError: It is too large, or no PDF and no picture.
    """
    if file is None:
        return None
    if file.size > MOST_FILE:
        raise UserError(_TOO_LARGE)
    data = await file.read()
    if len(data) > MOST_FILE:
        raise UserError(_TOO_LARGE)
    ending = next((ending for begins, ending in _KINDS if data.startswith(begins)), None)
    if ending is None or (ending == ".webp" and data[8:12] != b"WEBP"):
        raise UserError(_NO_PROOF)
    stem = "".join(
        c for c in one_line(file.name).rpartition(".")[0] if c.isprintable() and c not in '\\/:*?"<>|'
    )
    return Proof(f"{stem.strip(' .')[: MOST_FILE_NAME - len(ending)] or 'certificate'}{ending}", data)


async def keep_proof(session: Session, member_id: int, entry_id: int, proof: Proof) -> None:
    """Keep the file of an entry, in the place of what was there.

    Raises:
        UserError: The member's files would fill more than MOST_KEPT.
    """
    size = select(func.coalesce(func.sum(func.length(_table.c.data)), 0))
    others = size.where(_table.c.member_id == member_id, _table.c.entry_id != entry_id)
    if (await session.execute(others)).scalar_one() + len(proof.data) > MOST_KEPT:
        raise UserError(_FULL)
    row = {"entry_id": entry_id, "member_id": member_id, "name": proof.name, "data": proof.data}
    statement = insert(_table).values(row)
    changed = {name: statement.excluded[name] for name in ("name", "data")}
    await session.execute(statement.on_conflict_do_update(index_elements=["entry_id"], set_=changed))


async def drop_proof(session: Session, member_id: int, entry_id: int) -> None:
    """Keep the file of an entry no more."""
    await session.execute(
        _table.delete().where(_table.c.member_id == member_id, _table.c.entry_id == entry_id)
    )


async def find_proof(connection: AsyncConnection, caller: Caller, goal_id: int, entry_id: int) -> Proof:
    """The file of one of the caller's entries.

    Raises:
        UserError: There is none, or the entry is not theirs.
    """
    standing = await load_standing(connection, caller, goal_id)
    entry = standing.goal(goal_id).entry(entry_id)
    statement = select(_table.c.name, _table.c.data).where(_table.c.entry_id == entry.id)
    row = (await connection.execute(statement)).first()
    if row is None:
        raise UserError("There is no file with that entry any more.")
    return Proof(row.name, row.data)


async def load_proofs(connection: AsyncConnection, goals: Sequence[GoalView]) -> dict[int, Proof]:
    """The files of all entries of these goals, by entry."""
    ids = [entry.id for goal in goals for entry in goal.entries if entry.file]
    if not ids:
        return {}
    members_of = select(_table).where(_table.c.entry_id.in_(ids)).order_by(_table.c.entry_id)
    return {row.entry_id: Proof(row.name, row.data) for row in await connection.execute(members_of)}


def pack_proofs(goals: Sequence[GoalView], found: Mapping[int, Proof]) -> list[bytes]:
    """The files in ZIP archives none of which is large; each is named by the day of its entry."""
    packs: list[list[tuple[str, bytes]]] = []
    filled = _IN_ONE_ZIP + 1
    for entry in (entry for goal in goals for entry in goal.entries if entry.id in found):
        proof = found[entry.id]
        if filled + len(proof.data) > _IN_ONE_ZIP:
            packs.append([])
            filled = 0
        packs[-1].append((name_in_export(entry, proof.name), proof.data))
        filled += len(proof.data)
    return [_zipped(pack) for pack in packs]


def name_in_export(entry: EntryView, name: str) -> str:
    """What the file of an entry is called among all of them."""
    return f"{entry.day} {entry.id} {name}"


def name_to_send(name: str) -> str:
    """The name of a file in the letters that every chat leaves as they are."""
    stem, _, ending = name.rpartition(".")
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return f"{_UNSAFE.sub('_', plain).strip('_') or 'certificate'}.{ending}"


def tell_proof(entry: EntryView) -> str:
    """Where the proof of an entry is: its link, or its file among those that are handed out with it."""
    return entry.proof or (name_in_export(entry, entry.file) if entry.file else "")


def _zipped(pack: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pack:
            archive.writestr(name, data)
    return out.getvalue()


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Of which entries these members have files, and how large; `/credits export` hands the files out."""
    size = func.length(_table.c.data).label("bytes")
    statement = select(_table.c.entry_id, _table.c.name, size).order_by(_table.c.entry_id)
    return await rows_of(session, member_ids, _table.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete every file of these members."""
    await session.execute(delete(_table).where(_table.c.member_id.in_(member_ids)))
