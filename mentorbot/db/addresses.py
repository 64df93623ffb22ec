"""Where a database is, as a setting says it: a file's path, or an address."""

import os
import re
from typing import Final

from mentorbot.errors import OperatorError
from mentorbot.masking import masked

_WITH_PASSWORD: Final = re.compile(r"[^/\\]*:[^/\\]*@")
_MISTYPED: Final = re.compile(
    rf"(?i)(?:postgres|sqlite|mysql|mariadb)[\w+]*[:/]|{_WITH_PASSWORD.pattern}|.*\b(?:host|user|password)\s*="
)
"""An address whose "://" is missing, or what libpq takes in its place: no file is called so."""


def find_path(url: str) -> str | None:
    """The file (or ":memory:") a database setting means; None if it is not SQLite.

    Args:
        url: ``sqlite:///path``, ``sqlite+aiosqlite:///path``, a plain path, or ``:memory:``.

    Raises:
        OperatorError: It was meant to be an address, which has a password in it, and would be a file's name.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        if url != ":memory:" and _MISTYPED.match(url):
            raise cannot_use(url)
        return url if url == ":memory:" else os.path.expanduser(url) or "."  # noqa: PTH111 - raises nothing
    if scheme.partition("+")[0] != "sqlite":
        return None
    path = rest.removeprefix("/")
    if _WITH_PASSWORD.match(path):
        raise cannot_use(url)
    return path if path and path != ":memory:" else ":memory:"


def cannot_use(url: str) -> OperatorError:
    """What is said of a setting that is neither a file nor an address."""
    return OperatorError(
        f"The database is set to {masked(url)}, which mentorbot cannot use. Set MENTORBOT_DATABASE to the "
        "path of a file, such as mentorbot.sqlite3, or to postgresql://user:password@host/name."
    )
