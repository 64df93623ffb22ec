"""Putting a backup in the place of the database, and keeping the one that was there."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mentorbot import clock
from mentorbot.db import addresses, schema, upkeep
from mentorbot.errors import OperatorError
from mentorbot.masking import masked

_PAGES_AT_A_TIME: Final = 1_000

_UNSOUND: Final = "The backup {file} is not sound ({why}). Take another one."

Amend = Callable[[sqlite3.Connection], int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done.

    Args:
        kept: The database that was there before; None if there was none.
        revision: The form of the tables that are there now.
        in_doubt: How many messages may have been sent since the backup was made; they are looked for in the
            chat before they are sent.
    """

    kept: Path | None
    revision: str
    in_doubt: int


def restore(
    url: str, file: Path, amend: Amend, *, tell: Callable[[int, int], None] = lambda done, total: None
) -> Restored:
    """Let a backup be the database from now on; at every moment the old or the new one is there, whole.

    Args:
        url: The database's setting.
        file: The backup; it stays as it is.
        amend: Changes what has to be otherwise in a copy that time has passed over; returns how many messages
            are in doubt.
        tell: Called with the pages copied so far and in all.

    Raises:
        OperatorError: It is not SQLite, the backup is not sound or of a newer mentorbot, the bot is running,
            or something cannot be written. Nothing has been changed then.
    """
    path = _find_place(url, file)
    with _kept_from_others(path):
        fresh = path.with_name(f"{path.name}.restoring")
        try:
            revision, in_doubt = _copy(file, fresh, amend, tell)
            _give_to_owner(fresh, path)
            kept = _keep(path) if path.exists() else None
            _clear_log(path, kept)
            fresh.replace(path)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return Restored(kept, revision, in_doubt)


def _find_place(url: str, file: Path) -> Path:
    found = addresses.find_path(url)
    if found is None or found == ":memory:":
        raise OperatorError(
            f"{masked(url)} is not a file. PostgreSQL restores its own backups, while the bot is stopped: "
            f"pg_restore --clean --if-exists --dbname=… {file} (see docs/operator.md)."
        )
    if not file.is_file():
        raise OperatorError(f"There is no file {file}. Name the backup that you want back.")
    path = Path(found)
    if not path.parent.is_dir():
        raise OperatorError(f"There is no folder {path.parent} for the database. Make it, then try again.")
    if path.is_dir():
        raise OperatorError(f"The database is set to {path}, which is a folder. Name a file in it.")
    if path.exists() and path.samefile(file):
        raise OperatorError(f"{file} is the database itself. Name the backup that you want back.")
    return path


@contextmanager
def _kept_from_others(path: Path) -> Iterator[None]:
    """Nobody has the database open in this block, and all that was written is in its one file."""
    if not path.exists():
        yield
        return
    with schema.explained(str(path)), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            # In WAL mode this is had only while no other program has the file open.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise OperatorError(
                f"{path} is in use. Stop the bot, and whatever else has the file open; then try again."
            ) from error
        except sqlite3.DatabaseError:
            # What is there is damaged, which may be why a backup is wanted: it is kept as it is.
            pass
        yield


def _copy(file: Path, fresh: Path, amend: Amend, tell: Callable[[int, int], None]) -> tuple[str, int]:
    """Make a checked copy beside the database; its revision, and how many of its messages are in doubt."""
    with schema.explained(str(fresh)):
        upkeep.make_private(fresh)
    read_only = f"{file.resolve().as_uri()}?mode=ro"
    with (
        schema.explained(str(file)),
        _unsound(file),
        closing(sqlite3.connect(read_only, uri=True)) as source,
        closing(sqlite3.connect(fresh, isolation_level=None)) as copy,
    ):
        source.backup(copy, pages=_PAGES_AT_A_TIME, progress=lambda _, left, total: tell(total - left, total))
        copy.execute("PRAGMA journal_mode=DELETE")
        revision = _examine(copy, file)
        in_doubt = amend(copy)
    with fresh.open("rb+") as written:
        os.fsync(written.fileno())
    return revision, in_doubt


@contextmanager
def _unsound(file: Path) -> Iterator[None]:
    """Say of what is no database, or too damaged to be read, that it is no backup."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if "not a database" not in str(error) and "malformed" not in str(error):
            raise
        raise OperatorError(_UNSOUND.format(file=file, why=error)) from error


def _examine(copy: sqlite3.Connection, file: Path) -> str:
    if damage := upkeep.find_damage(copy):
        raise OperatorError(_UNSOUND.format(file=file, why=damage[0]))
    revision = schema.revision(copy)
    if revision == schema.BASE:
        raise OperatorError(f"{file} is not a database of mentorbot: it has none of its tables.")
    if revision > schema.newest():
        raise OperatorError(
            f"The backup {file} was made by a newer mentorbot (its tables are at {revision}, this program "
            f"knows {schema.newest()}). Install that version, then restore."
        )
    if revision == schema.newest() and (missing := upkeep.find_missing_in(copy)):
        raise OperatorError(_UNSOUND.format(file=file, why=missing[0].partition(".")[0].lower()))
    return revision


def _give_to_owner(fresh: Path, path: Path) -> None:
    """Let whoever the bot runs as have it, though root restores it: who has the database, or its folder."""
    before = (path if path.exists() else path.parent).stat()
    with suppress(
        OSError, AttributeError
    ):  # whoever is not root can give nothing away; Windows has no such owners
        os.chown(fresh, before.st_uid, before.st_gid)


def _keep(path: Path) -> Path:
    """Give the database of before a second name, under which it stays."""
    kept = path.with_name(f"{path.name}.before-{clock.now():%Y%m%dT%H%M%SZ}")
    with schema.explained(str(kept)):
        if kept.exists():
            raise OperatorError(f"{kept} is there already and was kept. Move it away, then try again.")
        try:
            os.link(path, kept)
        except OSError:
            # Not every file system has links.
            shutil.copy2(path, kept)
    return kept


def _clear_log(path: Path, kept: Path | None) -> None:
    """Take away the log of a database that was damaged or is gone: SQLite would write it into the new one."""
    for suffix in ("-wal", "-shm"):
        log = Path(f"{path}{suffix}")
        if log.exists() and kept is not None:
            log.replace(f"{kept}{suffix}")
        else:
            log.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """See to it that the new name outlives a power cut, where the system knows how."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def describe(done: Restored, place: str, file: Path) -> str:
    """What was done, for whoever runs the bot, and what follows from it."""
    told = [f"{place} is now what {file} was."]
    if done.kept is not None:
        told.append(f"The database of before is {done.kept}.")
    if done.revision != schema.newest():
        told.append(f"Its tables are at {done.revision}; the bot brings them up to date when it starts.")
    if done.in_doubt:
        told.append(
            f"Messages that came due since the backup: {done.in_doubt:,}. The bot looks in the chat whether "
            "each was sent before it sends it."
        )
    return " ".join(told)
