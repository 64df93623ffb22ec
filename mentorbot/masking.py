"""Showing what holds a secret without the secret."""

import re
from typing import Final

MASK: Final = "********"

_SCHEME: Final = re.compile(r"[A-Za-z][\w+.-]*:/+")
# After the "?" of an address; or as libpq takes it in the place of one.
_NAMED: Final = re.compile(
    r"(?i)((?:[?&]|(?:^|\s)(?=\w+\s*=))[^=&\s]*(?:pass|pwd)[^=&\s]*\s*=\s*)(?:'[^']*'|[^&\s]*)"
)


def masked(url: str) -> str:
    """A database's setting as it may be shown to anyone: without the password, however it is mistyped."""
    before, at, after = url.rpartition("@")
    if at:
        scheme = found[0] if (found := _SCHEME.match(before)) else ""
        user, colon, _ = before[len(scheme) :].partition(":")
        before = f"{scheme}{user}{f':{MASK}' if colon else ''}"
    return _NAMED.sub(rf"\1{MASK}", f"{before}{at}{after}")
