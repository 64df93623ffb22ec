"""Who else on this machine can read the files that hold secrets, or what people told the bot."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mentorbot.config import SECRETS, Settings
from mentorbot.db import addresses, backups
from mentorbot.errors import OperatorError
from mentorbot.finding import Finding

_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database: it holds parts of it."""


def find_readable(settings: Settings) -> list[Finding]:
    """A line for each file of ours that others can read, or one that nobody can; nothing on Windows."""
    if os.name == "nt":
        return []
    found = [one for what, path in _list_ours(settings) if (one := _look(what, path)) is not None]
    return found or [Finding("Files", "nobody but who runs the bot reads what is secret")]


def _list_ours(settings: Settings) -> Iterator[tuple[str, Path]]:
    env_file = settings.model_config.get("env_file")
    if isinstance(env_file, str | Path):
        yield "The settings", Path(env_file)
    for name in SECRETS:
        path: Path | None = getattr(settings, f"{name}_file")
        if path is not None:
            yield f"The {name.replace('_', ' ')}", path.expanduser()
    database = None
    with suppress(OperatorError):  # what is mistyped is said where the database is looked at
        database = addresses.find_path(settings.database)
    if database not in {None, ":memory:"}:
        yield "The database", Path(str(database))
        for suffix in _BESIDE:
            yield "The database", Path(f"{database}{suffix}")
    if settings.backups is not None:
        found: list[Path] = []
        with suppress(OSError):  # a folder that nobody can look into is said where its age is
            found = [*backups.list_backups(settings.backups).values()]
        yield from (("A backup", file) for file in found)


def _look(what: str, path: Path) -> Finding | None:
    try:
        found = path.stat()
        folders = [folder.stat().st_mode for folder in path.resolve().parents]
    except OSError:
        return None
    mode, ours = found.st_mode, found.st_uid == os.getuid()
    # A group that it was given to on purpose, such as root's file for the bot's group, is nobody else.
    group = ours and mode & stat.S_IRGRP and all(folder & stat.S_IXGRP for folder in folders)
    others = mode & stat.S_IROTH and all(folder & stat.S_IXOTH for folder in folders)
    if not group and not others:
        return None
    who = "everybody on this machine" if others else "others of your group"
    told = f"it can be read by {who}. Make it yours alone: chmod 600 {path.absolute()}"
    return Finding(what, told, well=False, advice=not ours)
